"""What the programs of an audience make of a letter."""

from __future__ import annotations

import pytest

from client_data import everywhere, feature, support
from outreach.checks.clients import BREAKS, check_clients, clients_of
from outreach.errors import Problem
from page_read import found, page, reading_of, said

FLOAT = page('<p style="float: left">One</p>')
LACKING = support(feature("css-float", everywhere("n")))


def findings(html: str, domains: dict[str, int], *features: dict[str, object]) -> list[Problem]:
    return list(check_clients(reading_of(html, domains=domains, support=support(*features))))


@pytest.mark.parametrize(
    ("body", "css"),
    [
        ('<p style="display: flex">One</p>', ""),
        ('<p style="display: inline-grid">One</p>', ""),
        ('<p style="position: fixed">One</p>', ""),
        ('<p style="color: var(--ink)">One</p>', ""),
        ("<svg></svg>", ""),
        ('<img src="https://a.example/x.webp" alt="">', ""),
        ('<img src="data:image/png;base64,AAAA" alt="">', ""),
        ("", "@import url(https://a.example/x.css);"),
        ("", ".a { display: grid }"),
    ],
)
def test_what_breaks_everywhere_is_an_error_without_any_data(body: str, css: str) -> None:
    assert found(check_clients, page(body, css=css)) == [("S204", "error")] * (
        2 if "data:" in body and "png" not in body else 1
    )


def test_what_breaks_is_said_once_with_data_too() -> None:
    html = page('<p style="display: flex">One</p>')
    known = support(feature("css-display-flex", everywhere("n")))
    (message,) = said(check_clients, html, support=known)
    assert "caniemail.com, tested 2025-11-14" in message
    assert set(BREAKS) >= {"css-display-flex", "html-svg", "image-webp"}


@pytest.mark.parametrize(
    "html",
    [
        FLOAT,
        page('<p style="position: relative">One</p>'),
        page(css="@media (max-width: 480px) { p { display: flex } }"),
        page("<p>flex, grid and position</p>"),
        page('<img src="https://a.example/x.png" alt="">'),
    ],
)
def test_a_plain_letter_needs_no_data(html: str) -> None:
    assert found(check_clients, html) == []


def test_what_changes_the_meaning_is_a_warning_and_names_programs_and_source() -> None:
    (problem,) = findings(FLOAT, {"gmx.de": 12}, feature("css-float", everywhere("n")))
    assert (problem.code, problem.level) == ("S204", "warning")
    assert problem.message == (
        "“float”: not in GMX (Webmail; 12 recipients) (caniemail.com, tested 2025-11-14)"
    )
    assert "https://features.example/css-float/" in problem.hint


def test_support_in_part_comes_with_its_notes() -> None:
    notes = {"1": "Partial. [Only](https://a.example) left.", "2": "Buggy. On Mondays."}
    stats = {**everywhere("y"), "outlook": {"windows": {"2019": "a #1 #2"}}}
    (problem,) = findings(FLOAT, {}, feature("css-float", stats, notes))
    assert problem.level == "info"
    assert "in part in Outlook (Windows) (Only left.; On Mondays.)" in problem.message


@pytest.mark.parametrize("cell", ["y", "y #1", "u", "?"])
def test_what_is_supported_or_unknown_is_no_finding(cell: str) -> None:
    assert findings(FLOAT, {}, feature("css-float", everywhere(cell))) == []


def test_what_the_letter_does_not_use_is_no_finding() -> None:
    assert findings(page(), {}, feature("css-float", everywhere("n"))) == []


@pytest.mark.parametrize(
    "slug", ["css-border-radius", "css-color-scheme", "html-role", "css-at-media", "html-lang"]
)
def test_what_fails_safe_is_no_finding(slug: str) -> None:
    html = page(
        '<p style="border-radius: 2px" role="note">One</p>',
        css=":root { color-scheme: light dark } @media (min-width: 1px) { p { top: 0 } }",
    )
    assert findings(html, {}, feature(slug, everywhere("n"))) == []


def test_what_may_not_be_there_at_all_is_said_elsewhere() -> None:
    assert findings(page("<form></form>"), {}, feature("html-form", everywhere("n"))) == []


@pytest.mark.parametrize(
    ("style", "times"), [("text-align: left", 0), ("text-align: start", 1), ("top: start", 0)]
)
def test_support_in_part_counts_where_the_letter_uses_that_part(style: str, times: int) -> None:
    html = page(f'<p style="{style}">One</p>')
    assert len(findings(html, {}, feature("css-text-align", everywhere("a")))) == times


@pytest.mark.parametrize(("value", "times"), [("nowrap", 0), ("pre-line", 1)])
def test_a_value_that_fails_safe_is_no_finding(value: str, times: int) -> None:
    html = page(f'<p style="white-space: {value}">One</p>')
    assert len(findings(html, {}, feature("css-white-space", everywhere("n")))) == times


def test_the_audience_says_which_programs_count() -> None:
    def clients(**domains: int) -> dict[str, int]:
        return clients_of({name.replace("_", "."): n for name, n in domains.items()}, LACKING)

    assert clients(gmx_de=2, gmx_net=3) == {"gmx/desktop-webmail": 5}
    assert list(clients(gmx_de=2, Gmail_com=9)) == [
        "gmail/ios", "gmail/desktop-webmail", "gmx/desktop-webmail",
    ]  # fmt: skip
    usual = clients()
    assert usual["outlook/windows"] == 0
    assert "gmx/desktop-webmail" not in usual
    assert clients(foreign_senate_example=4) == usual
    assert clients(gmail_com=9, foreign_senate_example=4)["gmail/ios"] == 9
    assert clients(gmx_de=1, foreign_senate_example=4) == {"gmx/desktop-webmail": 1, **usual}


def test_only_programs_of_the_audience_are_named() -> None:
    stats = {"outlook": {"windows": {"2019": "n"}}}
    assert findings(FLOAT, {"gmx.de": 1}, feature("css-float", stats)) == []
    assert findings(FLOAT, {"outlook.com": 1}, feature("css-float", stats))
