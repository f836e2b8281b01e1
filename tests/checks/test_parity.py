"""T006: both parts of a letter say the same."""

from __future__ import annotations

import pytest
from lxml import html as lxml_html

from letter_read import reading
from outreach.checks.parity import check_parity, visible_text, words_of

SENTENCES = (
    "Sanctions against officials who hold prisoners of conscience have brought results before, "
    "and the Secretary has every means to announce further ones while he is there."
)


def found(html: str = "", text: str = "") -> list[str]:
    problems = list(check_parity(reading(html, text)))
    assert {(p.code, p.level) for p in problems} <= {("T006", "warning")}
    return [p.message for p in problems]


def test_the_same_words_in_another_dress_are_the_same() -> None:
    html = (
        "<h2>What happens next</h2><ol><li>We publish the statement on the <b>24th</b>.</li>"
        '<li>You read <a href="https://reports.alt/spring/">our report</a>&nbsp;again.</li></ol>'
        '<p>Call <a href="tel:+12025550199">+1 202-555-0199</a> or write to '
        '<a href="mailto:desk@coalition.example?subject=Hello">our desk</a>.</p>'
    )
    text = (
        "WHAT HAPPENS NEXT\n\n1. We publish the statement on\n   the 24th.\n"
        "2. You read our report [1] again.\n\n"
        "Call +1 202-555-0199 or write to our desk (desk@coalition.example).\n\n"
        "[1] https://reports.alt/spring\n"
    )
    assert found(html, text) == []


@pytest.mark.parametrize("part", ["html", "text"])
def test_a_paragraph_in_one_part_only(part: str) -> None:
    message = found(**{part: f"<p>{SENTENCES}</p>" if part == "html" else SENTENCES})[0]
    lacking = "text part" if part == "html" else "HTML"
    assert message.startswith(f"the {lacking} lacks ")
    assert "“Sanctions against officials" in message


@pytest.mark.parametrize("part", ["html", "text"])
def test_a_name_in_one_part_only(part: str) -> None:
    names = [f"Association of Friends {n}" for n in "abcdefghij"]
    lines = {"html": "".join(f"<li>{name}</li>" for name in names), "text": "\n".join(names)}
    assert found(**lines) == []
    alone = "Freiheit für alle e.V."
    lines[part] += f"<li>{alone}</li>" if part == "html" else f"\n{alone}"
    assert [alone in message for message in found(**lines)] == [True]


def test_a_label_may_differ() -> None:
    assert found("<p>As published</p>", "") == []


def test_words_that_are_all_there_but_fewer_are_missed_by_their_number() -> None:
    (message,) = found(f"<p>{SENTENCES}</p>" * 3, SENTENCES)
    assert message.endswith("of the HTML's words")


def test_scripts_without_spaces_are_compared_by_their_characters() -> None:
    ask = "釋放所有政治犯並實施定向制裁"
    assert found(f"<p>{ask * 3}</p>", ask * 3) == []
    assert len(found(f"<p>{ask * 3}</p>")) == 1


def test_sendgrids_own_tag_is_no_content() -> None:
    assert list(check_parity(reading(unsubscribe="<%asm_group_unsubscribe_raw_url%>"))) == []


@pytest.mark.parametrize(
    ("html", "text"), [("<p>44 groups</p>", "43 groups"), ("<p>in 2023</p>", "in 2024")]
)
def test_a_number_that_was_changed_in_one_template_only(html: str, text: str) -> None:
    assert any("in the HTML only" in message for message in found(html, text))


def test_a_lists_numbers_and_a_links_are_no_content() -> None:
    html = '<ol start="11"><li>Release them</li></ol><p><a href="https://reports.alt/12">us</a></p>'
    assert found(html, "11. Release them\n\nus [12]\n\n[12] https://reports.alt/12") == []


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="https://reports.alt/a">a</a>', "a"),
        ("a", "a https://reports.alt/a"),
        ('<a href="https://reports.alt/a">a</a>', "a https://reports.alt/b"),
        ('<a href="mailto:desk@coalition.example">desk</a>', "desk"),
        ('<a href="tel:+12025550199">call</a>', "call"),
    ],
)
def test_a_link_in_one_part_only(html: str, text: str) -> None:
    assert any("can be followed from" in message for message in found(html, text))


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ('<a href="http://www.reports.alt/">a</a>', "a https://reports.alt"),
        ('<a href="https://reports.alt/a_(b)">a</a>', "a (https://reports.alt/a_(b))"),
        (
            '<p>More information at <a href="https://reports.alt/">reports.alt</a></p>',
            "More information at https://reports.alt/",
        ),
        ("reports at https://reports.alt/a", "reports at https://reports.alt/a"),
        ('<a href="https://reports.alt/a?b=1&amp;c=2">a</a>', "a https://reports.alt/a?b=1&c=2"),
    ],
)
def test_one_address_may_be_written_in_two_ways(html: str, text: str) -> None:
    assert found(html, text) == []


def test_what_is_hidden_is_not_read() -> None:
    page = (
        "<html><head><title>T</title><style>p{}</style></head><body>"
        '<div style="display:none">hidden</div><!-- no --><p>one<br>two</p>three <b>four</b></body>'
    )
    assert visible_text(lxml_html.document_fromstring(page)) == "one\ntwo\nthree four"


def test_words_are_compared_without_case_addresses_and_typography() -> None:
    assert words_of("The People’s Café — https://reports.alt/x") == ["the", "peoples", "café"]
    assert words_of("THE PEOPLE'S CAFE\u0301") == ["the", "peoples", "café"]


def test_a_letter_without_text_is_for_another_check() -> None:
    letter = reading()
    object.__setattr__(letter.sample, "text", "")
    assert list(check_parity(letter)) == []
