"""P103: French and Spanish marks that want something before them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Problem

from .passages import Passage
from .sentences import sentences
from .tags import primary

_HIGH = re.compile(r"(?<=[\w»)”’%])(?P<space>[ \u00a0\u202f]?)(?P<mark>[;!?])(?=[\s»”).]|$)")
_WIDE = re.compile(
    r"(?<=[\w»)”’%])(?P<space>[ \u00a0\u202f]?)(?P<mark>:)(?=\s|$)"
    r"|(?<=[\w.!?…,])(?P<space_close>[ \u00a0\u202f]?)(?P<close>»)"
    r"|(?P<open>«)(?P<space_open>[ \u00a0\u202f]?)(?=\w)"
)
_ASIDE = re.compile(r"\(\s*[?!]+\s*\)")
_OPENED = {"?": "¿", "!": "¡"}
_CLOSING = re.compile(r"[?!]")


def french_spaces(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """A mark without its space where others of the text have one.

    Canada spaces ``:`` and ``« »`` but not ``; ! ?``, and Switzerland none of them, so each group
    is judged by itself. Which space it is does not matter: letters print one that does not break.
    """
    if primary(language) != "fr":
        return
    for group in (_HIGH, _WIDE):
        marks = [(one, passage) for passage in text for one in group.finditer(passage.words)]
        if any(_spaced(match) for match, _ in marks):
            for match, passage in marks:
                if not _spaced(match):
                    yield _tight(match, passage)


def _spaced(match: re.Match[str]) -> bool:
    return any(match[name] for name in match.groupdict() if name.startswith("space"))


def _tight(match: re.Match[str], passage: Passage) -> Problem:
    side = "after" if match[0] == "«" else "before"
    message = f"the space {side} “{match[0]}” is missing, and elsewhere it is there"
    place = passage.where(match.start())
    return Problem("P103", message, place, "write a no-break space there", "warning")


def spanish_opening_marks(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """A question or an exclamation that is closed and was not opened; “¡Qué dice usted?” is."""
    if primary(language) != "es":
        return
    for passage in text:
        for start, end in sentences(passage.words):
            said = _ASIDE.sub(lambda aside: " " * len(aside[0]), passage.words[start:end])
            closed = _CLOSING.search(said)
            if closed and "¿" not in said and "¡" not in said:
                message = f"the “{closed[0]}” has no “{_OPENED[closed[0]]}” before it"
                place = passage.where(start + closed.start())
                hint = f"write “{_OPENED[closed[0]]}” where it begins"
                yield Problem("P103", message, place, hint, "warning")
