"""The text that is issued, and who signed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Signatory:
    """An organisation under the name it signed with, exactly as printed."""

    name: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in one language.

    ``body`` is Markdown (CommonMark, no raw HTML). ``language`` is a BCP 47 tag. ``source`` is
    the file or address the text came from. The asks are the items of the body's first list;
    ``render.markdown`` finds them.
    """

    title: str
    body: str
    date: date | None = None
    subtitle: str = ""
    language: str = "en"
    source: str = ""
    signatories: tuple[Signatory, ...] = ()
