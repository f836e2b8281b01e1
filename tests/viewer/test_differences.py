"""Two letters side by side: what is marked in them, and what is not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from letters_shown import LETTER, SIGNED, WORDS, letter
from outreach.viewer.differences import MARK, MARK_STYLE, marked, marked_text

TAGS = re.compile(rf'<mark class="{MARK}">|</mark>| data-{MARK}(?=[\s/>])')


def short(html: str) -> str:
    return html.replace(f'<mark class="{MARK}">', "[").replace("</mark>", "]")


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ("<p>Dear [Ana],", "<p>Dear [Li],", 1),
        ("<p>Dear [Ana Silva],", "<p>Dear [Li Wei],", 1),
        ("<p>Dear [Ana] <b>[Silva]</b>,", "<p>Dear [Li] <b>[Wei]</b>,", 1),
        ("<p>[Ana]<p>[Silva]", "<p>[Li]<p>[Wei]", 1),
        ("<p>Dear [Ana], we ask [you]", "<p>Dear [Li], we ask [her]", 2),
        ("<p>[Ana],</p><p>[Paris]", "<p>[Li],</p><p>[Rome]", 2),
        ("<p>One</p>[Two]<p>Three", "<p>One</p><p>Three", 1),
        ("<p>One</p><p>Two", "<p>One</p><p>[new words here]</p><p>Two", 1),
        ("<p>ana@[one].example", "<p>ana@[two].example", 1),
        ("<p>[O’Hara]", "<p>[O’Neill]", 1),
        ("<p>Fran&ccedil;ois", "<p>François", 0),
        ("<p>A &amp; [B]", "<p>A &#38; [C&eacute;]", 1),
        ("<p>One\n  two", "<p>One two", 0),
        ("<p>One&nbsp;two", "<p>One two", 0),
        ("<p>One", "<div>One", 0),
        ("<p style='color:red'>One", "<p>One", 0),
        ("<style>a{}</style><title>A</title>One", "<style>b{}</style><title>B</title>One", 0),
        ("<!-- a -->One", "<!-- b -->One", 0),
        ("<table> <tr> <td>[One]</table>", "<table><tr><td>[Two]</table>", 1),
        ("<svg><text>One</text></svg><p>[A]", "<svg><text>Two</text></svg><p>[B]", 1),
        ("<svg/><p>[A]", "<svg/><p>[B]", 1),
        ("<p>敬启者：[王]先生", "<p>敬启者：[李]先生", 1),
        ("<p>尊敬的[张三]", "<p>尊敬的[李四]", 1),
        ("<p>ھۆرمەتلىك [ئانا]،", "<p>ھۆرمەتلىك [لى]،", 1),
        ("<p>སྐུ་ཞབས་[ཨ་ན]་ལ།", "<p>སྐུ་ཞབས་[ལི]་ལ།", 1),
        ("<p>เรียน คุณ[ก]", "<p>เรียน คุณ[ข]", 1),
        ("", "<p>[All of it]", 1),
        ("", "", 0),
    ],
)
def test_words_that_differ_are_marked(one: str, other: str, count: int) -> None:
    plain = [re.sub(r"[\[\]]", "", html) for html in (one, other)]
    first, second, found = marked(*plain)
    assert (short(first), short(second), found) == (one, other, count)
    assert marked(*plain[::-1]) == (second, first, count)


def test_the_same_letter_differs_nowhere() -> None:
    assert marked(LETTER, LETTER) == (LETTER, LETTER, 0)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<a href='x'>Read</a>", "<a href='y'>Read</a>"),
        ("<a href='x'>Read</a>", "<a name='y'>Read</a>"),
        ("<img src=x alt='A map'>", "<img src=x alt='A plan'>"),
        ("<img src=x>", "<img src=y>"),
        ("<map><area href=x></map>", "<map><area href=y></map>"),
        ("Read", "Read<img src=x>"),
    ],
)
def test_links_and_pictures_that_differ_are_outlined(one: str, other: str) -> None:
    first, second, count = marked(one, other)
    assert count == 1
    assert f" data-{MARK}" in first + second
    assert "<mark" not in first + second
    assert (TAGS.sub("", first), TAGS.sub("", second)) == (one, other)


def test_two_recipients_differ_by_their_names_and_links() -> None:
    one, other, count = marked(
        letter("Dear Ana Silva,", SIGNED, link="leave/1"),
        letter("Dear Professor Li Wei,", SIGNED, link="leave/2"),
    )
    assert count == 2
    assert f'Dear <mark class="{MARK}">Ana Silva</mark>,' in one
    assert f'Dear <mark class="{MARK}">Professor Li Wei</mark>,' in other
    assert other.count("<mark") == other.count(f"<a data-{MARK} ") == 1


SEEN = [
    "Ana", "Li", " ", "the ", ",", "的", "是", "&amp;", "&", "<p>", "</p>", "<b>", "</b>", "<br>",
    "<a href=x>", "<a href=y>", "<img alt=a>", "\n", "<td>", "é", "སྐུ་", "ئانا ",
]  # fmt: skip
UNSEEN = ["<style>p</style>", "<svg>", "</svg>", "<!-- x -->", "<", "<!", "<p title='", '"']
simple_pages = st.lists(st.sampled_from(SEEN)).map("".join)
pages = st.lists(st.sampled_from([*SEEN, *UNSEEN])).map("".join)


@given(pages, pages)
def test_without_the_marks_they_are_the_letters(one: str, other: str) -> None:
    first, second, count = marked(one, other)
    assert (TAGS.sub("", first), TAGS.sub("", second)) == (one, other)
    assert (count == 0) == (first == one and second == other)


@given(simple_pages, simple_pages)
def test_what_is_not_marked_is_the_same(one: str, other: str) -> None:
    first, second, _ = marked(one, other)
    assert unmarked(first) == unmarked(second)


def unmarked(html: str) -> list[str]:
    html = re.sub(rf'<mark class="{MARK}">.*?</mark>', " ", html, flags=re.DOTALL)
    html = re.sub(r"<[^>]*>", " ", html).replace("&amp;", "&")
    return re.findall(r"[^\W_]|[^\w\s]", html)


texts = st.text(alphabet="Ana Li,.的是\n<&é", max_size=60)


@given(texts, texts)
def test_plain_text_is_marked_and_escaped(one: str, other: str) -> None:
    first, second, count = marked_text(one, other)
    for whole, bare in ((first, one), (second, other)):
        assert "<" not in TAGS.sub("", whole)
        assert bare == TAGS.sub("", whole).replace("&lt;", "<").replace("&amp;", "&")
    assert (count == 0) == (one.split() == other.split())


def test_lines_broken_elsewhere_are_no_difference() -> None:
    one = f"Dear Ana,\n\n{WORDS}"
    other = f"Dear Li,\n\n{WORDS.replace(' ', chr(10))}"
    first, second, count = marked_text(one, other)
    assert count == 1
    assert short(str(first)).startswith("Dear [Ana],\n")
    assert short(str(second)).startswith("Dear [Li],\n")


def test_long_letters_are_compared_while_one_waits() -> None:
    """Ten thousand words, whatever they share: as little as nothing, or all but a few."""
    words = [f"word{(n * 7919) % 1501}" for n in range(10_000)]
    changed = [f"other{n}" if n % 97 == 0 else word for n, word in enumerate(words)]
    assert marked(" ".join(words), " ".join(changed))[2] == 104
    assert marked(" ".join(words), " ".join(words[::-1]))[2] >= 1
    assert marked("的" * 10_000, "是" * 10_000)[2] == 1


def test_marks_have_a_style() -> None:
    assert f"mark.{MARK}" in MARK_STYLE
    assert f"[data-{MARK}]" in MARK_STYLE
    assert "<" not in MARK_STYLE
