"""What a reader of the page has chosen to look at. All of it stands in the page's address."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self, TypeVar


class View(StrEnum):
    """One letter in several forms."""

    LETTER = "letter"
    TEXT = "text"
    SOURCE = "source"
    HEADERS = "headers"
    RAW = "raw"
    FILES = "files"


class Scheme(StrEnum):
    """The reader's screen: light, dark with the letter's own dark colours, or dark by a program

    that turns the letter's light colours into dark ones.
    """

    LIGHT = "light"
    DARK = "dark"
    FORCED = "forced"


class Images(StrEnum):
    """Those that travel inside the letter, none, or also those that lie on other machines."""

    ENCLOSED = "enclosed"
    OFF = "off"
    REMOTE = "remote"


_Choice = TypeVar("_Choice", bound=StrEnum)

WIDTHS = (375, 600, 800)
"""A telephone, the width letters are made for, and a window on a desk; in CSS pixels."""
NARROWEST, WIDEST = 240, 2000


@dataclass(frozen=True, slots=True)
class State:
    """``width`` is the frame's in CSS pixels, 0 for as wide as there is room.

    ``beside`` is what stands at its side: ``person:<uid>`` or ``language:<tag>``; blank if nothing.
    ``language`` is the one the letter is shown in other than the recipient's own; blank for hers.
    """

    view: View = View.LETTER
    scheme: Scheme = Scheme.LIGHT
    images: Images = Images.ENCLOSED
    width: int = 0
    language: str = ""
    beside: str = ""

    def query(self) -> dict[str, str]:
        """Only what differs from the usual, so that addresses stay short."""
        usual = type(self)()
        return {
            name: str(getattr(self, name))
            for name in self.__slots__
            if getattr(self, name) != getattr(usual, name)
        }

    @classmethod
    def read(cls, query: Mapping[str, str]) -> Self:
        """What a query says; what it says wrongly is as usual.

        >>> State.read({"view": "text", "width": "375", "scheme": "blue"})
        State(view=<View.TEXT: 'text'>, scheme=<Scheme.LIGHT: 'light'>, \
images=<Images.ENCLOSED: 'enclosed'>, width=375, language='', beside='')
        """
        width = query.get("width", "")
        return cls(
            view=_one_of(View, query.get("view", ""), View.LETTER),
            scheme=_one_of(Scheme, query.get("scheme", ""), Scheme.LIGHT),
            images=_one_of(Images, query.get("images", ""), Images.ENCLOSED),
            width=_width(width),
            language=query.get("language", "")[:35],
            beside=query.get("beside", "")[:80],
        )


def _one_of(kind: type[_Choice], said: str, usual: _Choice) -> _Choice:
    return kind(said) if said in {str(one) for one in kind} else usual


def _width(said: str) -> int:
    if not (said.isascii() and said.isdecimal() and len(said) < 5):
        return 0
    return min(max(int(said), NARROWEST), WIDEST)
