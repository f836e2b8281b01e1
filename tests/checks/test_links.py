"""Links of a finished letter: where they lead, what they show, and how many there are."""

from __future__ import annotations

from dataclasses import replace
from html import escape

import pytest

from letter_read import reading, said
from outreach.checks.links import (
    addresses_in,
    at_their_place,
    check_links,
    places_of,
    same_for_all,
)
from outreach.domain.campaign import Sender
from outreach.domain.delivery import Field, Message
from outreach.errors import Place, Problem

HOST = "coalition.alt"
"""A domain that is no sample, and nobody's: RFC 9476 keeps .alt out of the DNS."""
REAL = Sender("Coalition", f"press@{HOST}", "Coalition", website="https://coalition.alt")
TRYING_OUT = Sender("Coalition", "press@coalition.example", "Coalition")


def found(address: str, shown: str = "the report", sender: Sender = REAL) -> list[tuple[str, str]]:
    html = f'<p><a href="{escape(address)}">{escape(shown)}</a></p>'
    return said(check_links, reading(html, sender=sender))


def test_a_letter_with_good_links_has_no_finding() -> None:
    for address in (
        "https://reports.alt/news/2024/04/22/report_(final)?page=2&lang=en#notes",
        "https://bücher.alt/straße",
        "HTTPS://HRW.ORG",
        f"mailto:press@{HOST}?subject=Interview%20request&body=Hello",
        f"mailto:press@{HOST},desk@{HOST}",
        "tel:+1-202-555-0199;ext=12",
        "tel:+12025550199",
    ):
        assert found(address) == [], address


@pytest.mark.parametrize(
    ("address", "level"),
    [
        ("", "error"),
        ("#", "error"),
        ("#nowhere", "error"),
        ("/", "error"),
        ("reports/spring", "error"),
        ("www.reports.alt/report", "error"),
        ("//reports.alt/report", "error"),
        (f"press@{HOST}", "error"),
        ("javascript:void(0)", "error"),
        ("file:///home/anna/statement.html", "error"),
        ("ftp://reports.alt/report", "error"),
        ("https://", "error"),
        ("https://https://reports.alt", "error"),
        ("https://reports.alt:99999/", "error"),
        ("https://[::1/", "error"),
        ("https://localhost:8000/statement", "error"),
        ("https://wiki/statement", "error"),
        ("https://nas.local/statement", "error"),
        ("https://-reports-.alt/", "error"),
        ("https://www.example.org/report", "error"),
        ("https://coalition.example/", "error"),
        ("https://reports.alt/the report", "error"),
        ("https://reports.alt/repo\u200brt", "error"),
        ("https://reports.alt/news/2024/…", "error"),
        ("https://reports.alt/news/2024/...", "error"),
        ("https://anna:secret@coalition.example/", "error"),
        ("http://www.coalition.alt/statement", "error"),
        ("http://reports.alt/report", "warning"),
        ("https://reports.alt/report.", "warning"),
        ("https://reports.alt/report)", "warning"),
        ("https://reports.alt/report”", "warning"),
        ("mailto:", "error"),
        ("mailto:press coalition.alt", "error"),
        ("mailto:press@coalition.example", "error"),
        (f"mailto:press@{HOST}?betreff=Interview", "error"),
        (f"mailto://press@{HOST}", "error"),
        ("tel:+1 202 555 0199", "error"),
        ("tel:call us", "error"),
        ("tel:2025550199", "warning"),
    ],
)
def test_a_link_that_leads_nowhere(address: str, level: str) -> None:
    codes = found(address)
    assert ("L401", level) in codes
    assert {code for code, _ in codes} == {"L401"}


def test_a_workspace_that_is_tried_out_may_lead_to_sample_addresses() -> None:
    assert found("https://coalition.example/report", sender=TRYING_OUT) == []
    assert found("mailto:desk@coalition.example", sender=TRYING_OUT) == []
    assert found("https://example.org/report", sender=TRYING_OUT) == [("L401", "warning")]


def test_a_place_in_the_letter_may_be_led_to() -> None:
    html = '<h2 id="asks">Asks</h2><p><a href="#asks">the asks</a></p>'
    assert said(check_links, reading(html)) == []


def test_the_way_out_is_for_sendgrid_to_fill_in() -> None:
    tag = "<%asm_group_unsubscribe_raw_url%>"
    assert said(check_links, reading(unsubscribe=tag)) == []


@pytest.mark.parametrize(
    "address", ["https://bit.ly/3abc", "https://t.co/x", "http://www.tinyurl.com/y"]
)
def test_a_shortened_link_is_held_back_by_newsrooms(address: str) -> None:
    assert ("L402", "error") in found(address)


def test_a_shortened_link_is_only_a_warning_to_signatories() -> None:
    html = '<a href="https://bit.ly/3abc">the toolkit</a>'
    letter = reading(html, audience="signatory signed:visit", sender=REAL)
    assert said(check_links, letter) == [("L402", "warning")]


@pytest.mark.parametrize(
    "address", ["https://bit.lyon.alt/", "https://not-bit.ly.alt/", "https://t.co.alt/"]
)
def test_a_name_that_resembles_a_shorteners_is_none(address: str) -> None:
    assert found(address) == []


@pytest.mark.parametrize(
    ("shown", "address", "level"),
    [
        ("https://reports.alt/report", "https://rep0rts.alt/report", "error"),
        ("www.reports.alt", "https://other.alt/", "error"),
        ("reports.alt", "https://reports.alt.evil.alt/", "error"),
        ("Read https://reports.alt/report now", "https://other.alt/report", "error"),
        (f"desk@{HOST}", f"mailto:press@{HOST}", "error"),
        ("https://reports.alt/", "http://reports.alt/", "warning"),
        ("https://reports.alt/2023/report", "https://reports.alt/2024/report", "warning"),
    ],
)
def test_a_link_that_shows_another_address_looks_like_phishing(
    shown: str, address: str, level: str
) -> None:
    assert ("L403", level) in found(address, shown)


@pytest.mark.parametrize(
    ("shown", "address"),
    [
        ("reports.alt", "https://www.reports.alt/news/report"),
        ("https://reports.alt/news/…", "https://reports.alt/news/report"),
        ("https://reports.alt/news/", "https://reports.alt/news"),
        ("library.alt", "https://documents.library.alt/x"),
        ("report.pdf", "https://reports.alt/files/report.pdf"),
        ("Article 23", "https://reports.alt/article-23"),
        (f"Press@{HOST}", f"mailto:press@{HOST}?subject=Interview"),
        ("+1 202-555-0199", "tel:+12025550199"),
    ],
)
def test_a_link_may_show_its_address_or_words(shown: str, address: str) -> None:
    assert found(address, shown) == []


@pytest.mark.parametrize(
    "address",
    [
        "https://192.0.2.7/report",
        "https://[2001:db8::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
    ],
)
def test_a_bare_ip_address_in_any_spelling(address: str) -> None:
    assert found(address) == [("L404", "error")]


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("https://reports.alt/a?utm_source=news&id=7&fbclid=x", "https://reports.alt/a?id=7"),
        ("https://reports.alt/a?mc_eid=8f2", "https://reports.alt/a"),
        (
            "https://nam12.safelinks.protection.outlook.com/?url=https%3A%2F%2Freports.alt%2Fa&data=05",
            "https://reports.alt/a",
        ),
        ("https://www.google.com/url?q=https://reports.alt/a&sa=D", "https://reports.alt/a"),
        (
            "https://l.facebook.com/l.php?u=https%3A%2F%2Freports.alt%2Fa%3Ffbclid%3Dx",
            "https://reports.alt/a",
        ),
        ("https://urldefense.com/v3/__https://reports.alt/a__;!!abc$", "https://reports.alt/a"),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__reports.alt_a&d=x",
            "https://reports.alt/a",
        ),
        ("https://coalition.us1.list-manage.com/track/click?u=7", "copy the page's own address"),
        ("https://u1.ct.sendgrid.net/ls/click?upn=7", "copy the page's own address"),
        ("https://reports.alt/?p=7&preview=true", "the page that everybody can open"),
        ("https://docs.google.com/document/d/abc/edit", "the page that everybody can open"),
    ],
)
def test_a_link_as_it_was_copied_out_of_a_mailbox(address: str, own: str) -> None:
    html = f'<a href="{escape(address)}">the report</a>'
    (problem,) = check_links(reading(html, sender=REAL))
    assert (problem.code, problem.level) == ("L405", "warning")
    assert own in problem.hint


@pytest.mark.parametrize(
    "address",
    [
        "https://reports.alt/utm_source",
        "https://reports.alt/?q=fbclid",
        "https://www.google.com/search?q=url",
    ],
)
def test_words_that_resemble_tracking_are_none(address: str) -> None:
    assert found(address) == []


def links(count: int) -> str:
    return "".join(f'<a href="https://reports.alt/{n}">report {n}</a> ' for n in range(count))


def test_a_letter_full_of_links() -> None:
    many = "<p>word</p>" * 1100
    assert said(check_links, reading(links(26) + many)) == [("L407", "warning")]
    assert said(check_links, reading(links(25) + many)) == []
    assert said(check_links, reading(links(4))) == [("L407", "warning")]  # in some 70 words
    assert said(check_links, reading(links(4) + "<p>word</p>" * 160)) == []
    assert said(check_links, reading(links(3))) == []


def test_an_address_is_complained_of_once_and_named_whole() -> None:
    html = '<a href="http://reports.alt/a">one</a> <a href="http://reports.alt/a">two</a>'
    (problem,) = check_links(reading(html, "See http://reports.alt/a."))
    assert "“http://reports.alt/a”" in problem.message
    assert problem.place == Place("campaign.toml", 2)


def test_the_text_parts_own_links_are_read() -> None:
    assert said(check_links, reading(text="Draft: https://localhost/a", sender=REAL)) == [
        ("L401", "error")
    ]


def test_addresses_end_before_the_marks_of_the_sentence() -> None:
    text = "See <https://a.alt/x>, (https://b.alt/y_(z)), www.c.alt. And https://d.alt/…”"
    assert list(addresses_in(text)) == [
        "https://a.alt/x", "https://b.alt/y_(z)", "https://www.c.alt", "https://d.alt/…",
    ]  # fmt: skip


def test_a_link_with_somebodys_data_in_it_is_asked_for_by_nobody() -> None:
    tag = "-x7k2a01b02c03d-"
    html = (
        f'<a href="https://reports.alt/for/{tag}">yours</a><a href="https://reports.alt/all">all</a>'
        '<a href="https://reports.alt/?to=anna@paper.example">hers</a>'
        '<a href="https://reports.alt/?to=anna%40paper.example">hers</a>'
        '<a href="https://reports.alt/unsubscribe?u=7">leave</a><a href="https://leave.alt/7">leave</a>'
        '<a href="mailto:press@coalition.example">write</a><a href="https://social.alt/@anna">@</a>'
    )
    message = Message(
        "s", html, f"https://reports.alt/{tag}\nhttps://reports.alt/text", (Field(tag, "html"),)
    )
    assert same_for_all(message, "https://leave.alt/7") == (
        "https://reports.alt/all", "https://social.alt/@anna", "https://reports.alt/text",
    )  # fmt: skip


def test_an_address_that_cannot_be_read_is_told_in_our_words_once() -> None:
    for address in ("https://reports.alt:99999/", "http://[::1", "http://%5B::1", "http://a:1%5B:"):
        html = f'<a href="{escape(address)}">the report</a>'
        (problem,) = check_links(reading(html, sender=REAL))
        assert problem.message == f"“{address}” is no address that a browser can open"


def test_what_markdown_rewrote_is_named_and_placed_as_it_was_written() -> None:
    lines = ["http://[::1", "https://bücher.alt/a b", "https://reports.alt/声明?q=ä|b"]
    texts = [("statement.md", "".join(f"[x](<{line}>)\n" for line in lines))]
    places = {line: Place("statement.md", n, 6) for n, line in enumerate(lines, 1)}
    rewritten = [
        "http://:1%5B:", "https://xn--bcher-kva.alt/a%20b",
        "https://reports.alt/%E5%A3%B0%E6%98%8E?q=%C3%A4%7Cb",
    ]  # fmt: skip
    found = [Problem("L401", f"“{one}” is odd", Place("campaign.toml", 2)) for one in rewritten]
    placed = list(at_their_place(found, places))
    assert [p.message for p in placed] == [f"“{line}” is odd" for line in lines]
    assert [p.place and p.place.line for p in placed] == [1, 2, 3]
    (cut,) = at_their_place([replace(found[0], message="“http://:1%5B” is odd")], places)
    assert cut == placed[0]
    assert set(places_of(texts)) == {
        "http://[::1",
        "https://bücher.alt/a",
        lines[2].partition("|")[0],
    }


def test_a_finding_stands_where_its_address_does() -> None:
    places = places_of(
        [("statement.md", "---\n---\nSee [it](https://bit.ly/a), and\n<https://reports.alt/b>.")]
    )
    assert places == {
        "https://bit.ly/a": Place("statement.md", 3, 10),
        "https://reports.alt/b": Place("statement.md", 4, 2),
    }
    short = Problem("L402", "“https://bit.ly/a” is shortened", Place("campaign.toml", 2))
    other = replace(short, message="“https://bit.ly/ab” is shortened")
    foreign = replace(short, code="X503")
    assert [p.place for p in at_their_place([short, other, foreign], places)] == [
        Place("statement.md", 3, 10), Place("campaign.toml", 2), Place("campaign.toml", 2),
    ]  # fmt: skip
