"""Characters that steer a terminal or turn text round: they have no place in a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outreach.errors import Level

_CONTROLS = re.compile(
    "(?P<control>(?:\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\x1b]{0,200}(?:\x07|\x1b\\\\)"
    "|[\x00-\x08\x0e-\x1f\x7f-\x9f])+)"
    "|(?P<turn>[\u202a-\u202e\u2066-\u2069]+)|(?P<mark>[\u200e\u200f\u061c]+)"
)
_RIGHT_TO_LEFT = re.compile("[\u0590-\u05ff\u0600-\u061b\u061d-\u08ff\ufb1d-\ufefc]")
_WHAT: dict[str, tuple[str, Level]] = {
    "control": ("control characters were removed", "warning"),
    "turn": ("characters that turn the direction of text were removed", "warning"),
    "mark": ("hidden marks of direction were removed", "info"),
}


@dataclass(frozen=True, slots=True)
class Stray:
    """What was removed from a text, and where it stood in it."""

    start: int
    what: str
    level: Level


def without_controls(text: str) -> tuple[str, tuple[Stray, ...]]:
    """The text without them, and the first of each kind.

    Marks of direction stay where letters are written from right to left, and joiners everywhere:
    their scripts need them. Tabs and line ends stay.
    """
    if text.isascii() and text.isprintable():
        return text, ()
    needed = _RIGHT_TO_LEFT.search(text) is not None
    first: dict[str, Stray] = {}

    def removed(match: re.Match[str]) -> str:
        kind = match.lastgroup or ""
        if kind == "mark" and needed:
            return match[0]
        first.setdefault(kind, Stray(match.start(), *_WHAT[kind]))
        return ""

    return _CONTROLS.sub(removed, text), tuple(first.values())
