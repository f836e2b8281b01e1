"""P121: footnotes without text, without a reference, or with two texts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Place, Problem

from .passages import Passage

_REFERENCE = re.compile(r"(?<!\\)\[\^(?P<name>[^\]\s]+)\](?P<opens>:)?")
_TYPED = re.compile(r"(?<=[\w.,;”’)])\[(?P<number>\d{1,3})\](?![(:\[])")


def footnote_slips(text: Sequence[Passage]) -> Iterator[Problem]:
    defined: dict[str, list[Place]] = {}
    used: dict[str, Place] = {}
    for passage in text:
        if passage.role not in ("body", "note"):
            continue
        for match in _REFERENCE.finditer(passage.text):
            place = passage.at(match.start())
            if match["opens"] and place.column == 1:
                defined.setdefault(match["name"].casefold(), []).append(place)
            else:
                used.setdefault(match["name"].casefold(), place)
    for name in used.keys() - defined.keys():
        message = f"footnote [^{name}] has no text, and is printed as it is written"
        yield Problem("P121", message, used[name], f"add a line “[^{name}]: …”")
    for name, places in defined.items():
        if name not in used:
            message = f"nothing refers to footnote [^{name}], so it is not printed"
            yield Problem("P121", message, places[0], f"put [^{name}] where it belongs", "warning")
        for place in places[1:]:
            message = f"footnote [^{name}] has two texts; the first is printed"
            yield Problem("P121", message, place, "give each its own name", "warning")
    if not defined:
        yield from _typed(text)


def _typed(text: Sequence[Passage]) -> Iterator[Problem]:
    found = [
        (match, passage)
        for passage in text
        if passage.role == "body"
        for match in _TYPED.finditer(passage.text)
    ]
    if found:
        match, passage = found[0]
        message = f"“{match[0]}” is plain text, and there are no footnotes"
        hint = f"write [^{match['number']}] and a line “[^{match['number']}]: …”, or remove it"
        yield Problem("P121", message, passage.at(match.start()), hint, "warning")
