"""Which lines of a page are its headline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from outreach.domain.names import name_key
from outreach.domain.residue import is_residue

from .dates import date_line
from .page_body import ends_sentence, is_prose, is_wrapped, joined, weight
from .page_dateline import dateline_in, place_and_day
from .page_signed import is_signed_heading
from .page_text import Line

_HEADLINE_WORDS, _LONGEST_HEADLINE = 4, 45
_FULL_STOP = re.compile(r"[.。:：;；,，、][”’\"'»)\]」』]*$")
_TWO_SENTENCES = re.compile(r"[.!?][”’\"'»)]*\s+\S|[。！？]\S")


def title_at(lines: Sequence[Line], known: str) -> tuple[int, tuple[Line, ...]]:
    """Where the title stands: the known one, else the first headline above the first paragraph."""
    if known:
        named = (at for at, line in enumerate(lines) if name_key(line.text) == name_key(known))
        at = next((at for at in named if not is_signed_heading(lines[at])), None)
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
        if line.kind in ("bullet", "number") or is_signed_heading(line):
            break
        if _opens_text(lines[at:]):
            break
        if is_residue(line.text) or date_line(line.whole) or line.text[-1] in ",:":
            continue
        if not place_and_day(line.text):
            head.append(at)
    return head


def _opens_text(lines: Sequence[Line]) -> bool:
    """Whether the text begins here: with a dateline, or a paragraph on one line or several."""
    line = lines[0]
    if dateline_in(line.text) is not None:
        return True
    stanza = list(takewhile(lambda one: one.stanza == line.stanza and one.kind == "text", lines))
    if is_wrapped(stanza):
        whole = joined(stanza)
        return is_prose(whole) and ends_sentence(whole.text)
    return is_prose(line) and not _is_long_headline(line, lines[1:])


def _is_long_headline(line: Line, below: Sequence[Line]) -> bool:
    """Whether a line as long as a paragraph is a headline: it has no full stop, and text follows.

    A question or an exclamation is one right above the date or the dateline only.
    """
    if weight(line.text) > _LONGEST_HEADLINE or _FULL_STOP.search(line.text):
        return False
    if _TWO_SENTENCES.search(line.text) or not any(is_prose(one) for one in below):
        return False
    if not ends_sentence(line.text):
        return True
    after = below[0]
    dated = date_line(after.whole) or place_and_day(after.text) or dateline_in(after.text)
    return dated is not None


def _goes_on(title: Line, line: Line) -> bool:
    """Whether a headline goes on in the next line: at once, and not as a sentence."""
    if line.stanza != title.stanza or is_prose(line) or date_line(line.whole):
        return False
    if title.text.isupper() and line.text.isupper() and not is_residue(line.text):
        return True
    return line.text[0].islower() or title.text.endswith((" the", " of", " on", " to", " and", ","))
