"""A letter is made with all its text, or it is refused: none goes out cut off."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import finish, render_directly, render_recipient
from people import RENEE

PAGE = "<!DOCTYPE html><html><head><title>t</title></head><body><p>Dear reader</p>{}</body></html>"


def refused(edition: Any, page: str, **parts: str) -> Problem:
    """As it stands in the template: without the page that the fixture puts around a body."""
    compiled = edition(page + "{# <html #}", **parts)
    with pytest.raises(NeedsFixing) as refusal:
        finish(compiled, render_recipient(compiled, RENEE).skeleton)
    with pytest.raises(NeedsFixing) as direct:
        render_directly(compiled, RENEE)
    assert direct.value.problems == refusal.value.problems
    (problem,) = refusal.value.problems
    assert problem.hint
    return problem


@pytest.mark.parametrize(
    "page",
    ["", " \n", "<!-- x -->", "<!DOCTYPE html>", "<?php x ?>", "<!-- {{ contact.name }} -->"],
)
def test_a_template_that_prints_no_html_is_refused_at_its_file(edition: Any, page: str) -> None:
    problem = refused(edition, page)
    assert str(problem).endswith("t.html.j2: the template prints no HTML")
    assert (problem.code, problem.edition) == ("cut-off", "press")


@pytest.mark.parametrize("page", ["<title>x</title>", "<frameset><frame src='x'></frameset>"])
def test_a_page_without_a_body_is_refused(edition: Any, page: str) -> None:
    assert refused(edition, page).message == "the template prints nothing into the page's body"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<div>" * 300 + "x" + "</div>" * 300, "the letter breaks off after “Dear reader”: its"),
        ("<i title='" + "x" * 11_000_000 + "'>x</i>", "the letter breaks off"),
        ("<!-- open <p>lost</p>", "a comment is not closed, so the letter breaks off there"),
        ("<style>p {} <p>lost</p>", "<style> is not closed, so the letter breaks off there"),
        ("<textarea><p>lost</p>", "<textarea> is not closed"),
        (
            "<a href='x>here</a>",
            "the letter breaks off after “Dear reader”: a quotation mark or a “>” is missing",
        ),
        (
            '<a href="x>lost</a> <p class="y">kept</p>',
            "a quotation mark or a “>” is missing in <a>",
        ),
        ("<p <b>lost</b>", "a quotation mark or a “>” is missing in <p>"),
        ("</body></html><p>lost</p>", "something is printed after </html>, where it is lost"),
        ("</body></html>lost", "something is printed after </html>, where it is lost"),
        (r'{{ "\ud800" }}', r"half of a character is printed: \ud800"),
    ],
)
def test_what_would_cut_a_letter_off_is_refused(edition: Any, body: str, said: str) -> None:
    problem = refused(edition, PAGE.format(body))
    assert problem.message.startswith(said)
    assert str(problem.place).endswith("t.html.j2")


def test_the_place_of_a_cut_is_told_without_what_stands_for_recipient_data(edition: Any) -> None:
    compiled = edition(PAGE.format("<p>To {{ contact.name }}</p><a href='x>here</a>"))
    with pytest.raises(NeedsFixing, match="breaks off after “To …”: "):
        finish(compiled, render_recipient(compiled, RENEE).skeleton)


def test_an_xml_declaration_is_refused(edition: Any) -> None:
    page = '<?xml version="1.0" encoding="utf-8"?><html><body>{{ contact.name }}</body></html>'
    assert refused(edition, page).message == "the page begins with an XML declaration"


def test_half_a_character_is_refused_in_every_part(edition: Any) -> None:
    half = r'{{ "\udc00" }}'
    compiled = edition(half, text=half, subject=half)
    with pytest.raises(NeedsFixing) as refusal:
        render_directly(compiled, RENEE)
    places = [str(one.place).rpartition("/")[2] for one in refusal.value.problems]
    assert places == ["campaign.toml:5:11", "t.html.j2", "t.txt.j2"]


@pytest.mark.parametrize(
    "body",
    [
        "<div>" * 200 + "x" + "</div>" * 200,
        "<p>a < b <3</p>",
        "<p>one<p>two<br>three",
        "\0</p></b>",
        "<style>}}} p { color: red; {{ '{{' }} a</style><i style='}}}'>x</i>",
        "<!-- a -- b --><i>x</i>",
    ],
)
def test_what_is_untidy_but_whole_goes_out(edition: Any, body: str) -> None:
    assert "Dear reader" in render_directly(edition(PAGE.format(body)), RENEE).html


PIECES = st.sampled_from(
    [
        *("<html>", "</html>", "<body>", "</body>", "<head>", "</head>", "<!DOCTYPE html>"),
        *("<p>", "</p>", "<div>", "</div>", "<table>", "<tr>", "<td>", "</table>", "<select>"),
        *("<style>", "</style>", "<title>", "</title>", "<textarea>", "<script>", "</script>"),
        *('<a href="', '">', "<i title='", "'>", "<p ", ">", "<!--", "-->", '"', "'", "<", "&"),
        *("\0", "\x01", "\ufffe", "\r", "<frameset>", "<svg>", "<plaintext>", "<o:p>", "<br/>"),
        "<b>" * 100,
    ]
)


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(pieces=st.lists(PIECES, max_size=12))
def test_a_letter_has_all_its_text_or_is_refused(edition: Any, pieces: list[str]) -> None:
    words = [f"w{number}w" for number in range(len(pieces) + 1)]
    body = words[0] + "".join(
        f"{piece} {word} " for piece, word in zip(pieces, words[1:], strict=True)
    )
    compiled = edition("<html><body>" + body)
    with suppress(NeedsFixing):
        letter = render_directly(compiled, RENEE)
        assert [word for word in words if word not in letter.html] == []
