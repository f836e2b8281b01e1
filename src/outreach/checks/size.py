"""The size of a letter's HTML and of its styles."""

from __future__ import annotations

from collections.abc import Iterator

from outreach.domain.inbox import CLIPPED_AT
from outreach.errors import Level, Problem

from .reading import Reading

_TOO_LARGE = 100 * 1024
_NEAR_CLIPPING = 80 * 1024
_TRACKED_LINK = 300
_PIXEL = 300
_FIELD = 60
"""Bytes that click tracking may add to a link, open tracking to a letter, and by which another

recipient's value may be longer than the sample's."""
_GMAIL_TAKES = 16 * 1024
_NEAR_LIMIT = 12 * 1024


def check_size(reading: Reading) -> Iterator[Problem]:
    """S201 of the letter as it arrives, S202 of each ``style`` element."""
    size = letter_size(reading)
    if size > _NEAR_CLIPPING:
        level: Level = "error" if size > _TOO_LARGE else "warning"
        yield reading.problem(
            "S201",
            f"the letter has {size / 1024:.0f} KB of HTML;"
            f" Gmail cuts it off at {CLIPPED_AT // 1024} KB",
            "shorten the statement or the styles",
            level,
        )
    for style in reading.tree.iter("style"):
        length = len((style.text or "").encode())
        if length > _NEAR_LIMIT:
            yield reading.problem(
                "S202",
                f"a <style> has {length / 1024:.0f} KB; Gmail ignores one of more than 16 KB",
                "drop rules that nothing uses",
                "error" if length > _GMAIL_TAKES else "warning",
            )


def letter_size(reading: Reading) -> int:
    """Bytes of the HTML as the longest letter of the edition may arrive."""
    html, tracking = reading.message.html, reading.edition.tracking
    fields = sum(html.count(one.tag) for one in reading.message.fields if one.part == "html")
    links = sum(1 for link in reading.tree.iter("a") if _is_tracked(link.get("href")))
    added = _TRACKED_LINK * links if tracking.clicks else 0
    added += _PIXEL if tracking.opens else 0
    return len(reading.sample.html.encode()) + _FIELD * fields + added


def _is_tracked(address: str | None) -> bool:
    return (address or "").lower().startswith(("http:", "https:"))
