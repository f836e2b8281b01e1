"""What Gmail cuts off, counted as it arrives."""

from __future__ import annotations

import pytest

from outreach.checks.size import check_size, letter_size
from outreach.domain.campaign import Tracking
from outreach.domain.delivery import Field
from page_read import found, page, reading_of

EMPTY = len(page().encode())


@pytest.mark.parametrize(
    ("letters", "level"),
    [(80 * 1024 - EMPTY, None), (80 * 1024 + 1 - EMPTY, "warning"), (101 * 1024, "error")],
)
def test_a_letter_near_the_cut_is_warned_of(letters: int, level: str | None) -> None:
    assert found(check_size, page("x" * letters)) == ([("S201", level)] if level else [])


def test_bytes_count_and_not_characters() -> None:
    assert found(check_size, page("香" * 30_000)) == [("S201", "warning")]
    assert found(check_size, page("x" * 30_000)) == []


def test_tracking_makes_links_longer_and_adds_a_pixel() -> None:
    links = page('<a href="https://coalition.example">One</a><a href="mailto:x@a.example">Two</a>')
    plain = letter_size(reading_of(links))
    assert plain == len(links.encode())
    assert letter_size(reading_of(links, tracking=Tracking(clicks=True))) == plain + 300
    assert letter_size(reading_of(links, tracking=Tracking(opens=True))) == plain + 300


def test_another_recipients_value_may_be_longer() -> None:
    tag = "-x0-"
    html, sample = page(f"<p>{tag}, {tag}</p>"), page("<p>Ann, Ann</p>")
    fields = (Field(tag, "html"), Field(tag, "text"))
    filled = letter_size(reading_of(html, sample=sample, fields=fields))
    assert filled == len(sample.encode()) + 2 * 60


@pytest.mark.parametrize(
    ("length", "level"), [(12 * 1024, None), (12 * 1024 + 1, "warning"), (17 * 1024, "error")]
)
def test_styles_that_gmail_would_drop(length: int, level: str | None) -> None:
    css = "p { margin: 0 } ".ljust(length)
    assert found(check_size, page(css=css)) == ([("S202", level)] if level else [])
