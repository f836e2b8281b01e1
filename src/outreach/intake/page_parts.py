"""Which line of a page is what: title, date, body, signatories, or nothing of the statement's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from outreach.domain.residue import ends_page, is_control, is_residue
from outreach.domain.signatories import folded

from .dates import date_in, date_line
from .page_body import is_prose, weight
from .page_html import WebPage
from .page_text import Line

_SIGNED = re.compile(
    r"(?:co-?)?sign(?:ed|atories|atory|ers)\b|(?:endorsed|supported) by\b|endors(?:ing|ers)\b"
    r"|(?:the |(?:full )?list of )?(?:undersigned|(?:co-?)?sign(?:ed|atories|atory|ers))\b"
    r"|(?:mit|erst)?unterzeichn|unterschrieben|(?:les )?(?:organisations )?s(?:ignataires|oussign)"
    r"|signée? par|(?:organizaciones )?firma(?:ntes|do|tari)|.{0,8}[聯联連签簽][署名]",
    re.IGNORECASE,
)
# “The undersigned organizations urge the government to:” announces asks.
_ANNOUNCES = re.compile(r"\b(?:to|that|on|for|urge|call|demand|ask|request)s?\s*:?$", re.IGNORECASE)
_REACHABLE = re.compile(r"\S@[\w-]+\.\w|https?://|www\.\w|(?:\+|\b)\d[\d ()/-]{8,}")
_HEADLINE_WORDS = 4
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class Parts:
    """A page's lines, each in the one place it belongs to, and those that belong nowhere.

    ``claim`` is the heading of the signatories; ``unsure`` are names that a blank line sets
    apart from an otherwise unbroken list.
    """

    title: tuple[Line, ...]
    subtitle: Line | None
    date: date | None
    body: tuple[Line, ...]
    claim: Line | None
    names: tuple[Line, ...]
    unsure: tuple[Line, ...]
    left_out: tuple[Line, ...]


def parts_of(web: WebPage) -> Parts:
    lines = web.lines
    start, title = _title(lines, web.title)
    titled = " ".join(line.text for line in title) or web.title
    signed = _signed_at(lines[start:])
    claim, names = signed or (None, ())
    end = lines.index(claim) if claim else len(lines)
    inside = _before_footer(lines[start + len(title) : end], cut=claim is None)
    kept = [line for line in inside if folded(line.text) != folded(titled)]
    dated = [line for line in (*lines[:start], *kept) if date_line(line.text)]
    body = [line for line in kept if line not in dated]
    subtitle = body[0] if len(body) > 1 and _repeats(body[0], titled) else None
    days = (date_line(line.text) for line in dated)
    used = {*title, *body, *names, *dated, claim}
    return Parts(
        title=title,
        subtitle=subtitle,
        date=next(days, None) or web.date or _dateline(body),
        body=tuple(body[1:] if subtitle else body),
        claim=claim,
        names=names,
        unsure=_set_apart(names),
        left_out=tuple(line for line in lines if line not in used),
    )


def _title(lines: Sequence[Line], known: str) -> tuple[int, tuple[Line, ...]]:
    """Where the title stands: the known one, else the first headline above the first paragraph."""
    if known:
        found = (at for at, line in enumerate(lines) if folded(line.text) == folded(known))
        at = next(found, None)
        return (0, ()) if at is None else (at, (lines[at],))
    head = _head(lines)
    if not head:
        return 0, ()
    headlines = [at for at in head if weight(lines[at].text) >= _HEADLINE_WORDS]
    at = headlines[0] if headlines else max(head, key=lambda at: weight(lines[at].text))
    broken = [line for line in lines[at + 1 : at + 2] if _goes_on(lines[at], line)]
    return at, (lines[at], *broken)


def _head(lines: Sequence[Line]) -> list[int]:
    """The lines above the first paragraph that could be a title."""
    head: list[int] = []
    for at, line in enumerate(lines):
        if is_prose(line) or line.kind in ("bullet", "number") or _is_signed_heading(line):
            break
        if not is_residue(line.text) and not date_line(line.text) and line.text[-1] not in ",:":
            head.append(at)
    return head


def _goes_on(title: Line, line: Line) -> bool:
    return line.stanza == title.stanza and line.text[0].islower() and not is_prose(line)


def _before_footer(lines: Sequence[Line], *, cut: bool) -> Iterator[Line]:
    """The lines that are no residue; with ``cut``, up to what closes the page."""
    seen_prose = False
    for line in lines:
        seen_prose = seen_prose or is_prose(line)
        if cut and seen_prose and ends_page(line.text):
            return
        if not ends_page(line.text) and not is_residue(line.text):
            yield line


def _repeats(line: Line, title: str) -> bool:
    """Whether a line only says the title again, in other words or at greater length."""
    said, known = set(folded(line.text).split()), set(folded(title).split())
    if line.kind not in ("text", "heading") or line.text[-1] in ".!?。" or not known:
        return False
    return len(said) > 2 and len(said & known) * 10 >= min(len(said), len(known)) * 7


def _dateline(body: Sequence[Line]) -> date | None:
    return next(filter(None, (date_in(line.text[:80]) for line in body[:2])), None)


def _signed_at(lines: Sequence[Line]) -> tuple[Line, tuple[Line, ...]] | None:
    """Of the headings that could announce signatories, the one above the most names."""
    headings = [(at, line) for at, line in enumerate(lines) if _is_signed_heading(line)]
    lists = [(line, _names(lines[at + 1 :], line)) for at, line in headings]
    longest = max(lists, key=lambda pair: len(pair[1]), default=None)
    return longest if longest and longest[1] else None


def _is_signed_heading(line: Line) -> bool:
    short = weight(line.text) <= _HEADING_WORDS and line.text[-1] not in ".;,!?"
    return short and bool(_SIGNED.match(line.text)) and not _ANNOUNCES.search(line.text)


def _names(lines: Sequence[Line], heading: Line) -> tuple[Line, ...]:
    names: list[Line] = []
    for line in lines:
        if _ends_names(line, heading, apart=bool(names) and line.stanza != names[-1].stanza):
            break
        if line.kind != "heading" and not line.text.endswith((":", "：")):
            names.append(line)
    clauses = sum(line.text.endswith((";", ",")) for line in names)
    return tuple(names) if clauses * 2 <= len(names) else ()


def _ends_names(line: Line, heading: Line, *, apart: bool) -> bool:
    if ends_page(line.text) or is_prose(line) or _REACHABLE.search(line.text):
        return True
    deeper = heading.kind == "heading" and line.level > heading.level
    return (apart and is_control(line.text)) or (line.kind == "heading" and not deeper)


def _set_apart(names: Sequence[Line]) -> tuple[Line, ...]:
    if len(names) < 2 or names[0].stanza != names[1].stanza:
        return ()
    return tuple(after for before, after in pairwise(names) if after.stanza != before.stanza)
