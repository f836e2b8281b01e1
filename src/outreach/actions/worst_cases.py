"""Whose letters are worth a look first: those most likely to break a layout or a greeting."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from outreach.domain.language import direction

MOST = 8
_SPARE = 8
"""How many are kept of each kind: one person may be the first of several."""
_LATIN_ENDS = "\u024f"
_SCRIPTS = {
    "CJK": "Chinese characters",
    "HIRAGANA": "Japanese letters",
    "KATAKANA": "Japanese letters",
    "HANGUL": "Korean letters",
}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})


@dataclass(slots=True)
class WorstCases:
    """Sees each recipient once, by number; keeps a few numbers of each kind."""

    _name: tuple[int, int] = (0, -1)
    _place: tuple[int, int] = (0, -1)
    _nameless: list[int] = field(default_factory=list)
    _placeless: list[int] = field(default_factory=list)
    _backwards: list[int] = field(default_factory=list)
    _scripts: dict[str, list[int]] = field(default_factory=dict)

    def see(self, number: int, name: str, place: str, language: str) -> None:
        if len(name) > self._name[0]:
            self._name = len(name), number
        if len(place) > self._place[0]:
            self._place = len(place), number
        if not name:
            _keep(self._nameless, number)
        if not place:
            _keep(self._placeless, number)
        scripts = [] if name.isascii() else scripts_of(name)
        for script in scripts:
            _keep(self._scripts.setdefault(script, []), number)
        if direction(language) == "rtl" or (scripts and _is_backwards(name)):
            _keep(self._backwards, number)

    def chosen(self, fault: int = -1, subject: int = -1) -> list[tuple[str, int]]:
        """Labels with numbers, at most MOST, no number twice.

        ``fault`` is a letter that cannot be made, ``subject`` the one with the longest subject;
        -1 where there is none.
        """
        found: list[tuple[str, int]] = []
        taken = {-1}
        for label, numbers in self._kinds(fault, subject):
            number = next((one for one in numbers if one not in taken), -1)
            if number >= 0 and len(found) < MOST:
                taken.add(number)
                found.append((label, number))
        return found

    def _kinds(self, fault: int, subject: int) -> Iterator[tuple[str, list[int]]]:
        yield "fault", [fault]
        yield "no name", self._nameless[:]
        yield "longest name", [self._name[1]]
        yield "right to left", self._backwards[:]
        for script in sorted(self._scripts.copy()):
            yield script, self._scripts[script][:]
        yield "no organisation", self._placeless[:]
        yield "longest organisation", [self._place[1]]
        yield "longest subject", [subject]


def _keep(numbers: list[int], number: int) -> None:
    if len(numbers) < _SPARE:
        numbers.append(number)


def scripts_of(name: str) -> list[str]:
    """In which scripts but the Latin one a name is written.

    >>> scripts_of("陳樂行"), scripts_of("Łucja"), scripts_of("Ольга")
    (['Chinese characters'], [], ['Cyrillic letters'])
    """
    found: dict[str, None] = {}
    for letter in name:
        if letter > _LATIN_ENDS and letter.isalpha():
            script = unicodedata.name(letter, "").split(" ")[0].removesuffix("-A")
            if script and script not in ("LATIN", "MODIFIER", "FULLWIDTH"):
                found[_SCRIPTS.get(script, f"{script.capitalize()} letters")] = None
    return list(found)


def _is_backwards(name: str) -> bool:
    return any(unicodedata.bidirectional(letter) in _RIGHT_TO_LEFT for letter in name)
