"""The text that is issued, in its languages, and who signed it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from outreach.errors import Place


@dataclass(frozen=True, slots=True)
class Signatory:
    """An organisation under the name it signed with, exactly as printed.

    ``native_name`` is its name in its own script; ``country`` and ``city`` are printed as given.
    ``place`` is where the name stands in its file.
    """

    name: str
    native_name: str = ""
    city: str = ""
    country: str = ""
    url: str = ""
    place: Place | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class MediaContact:
    """Whom reporters may call. Printed in releases, so none of it is private."""

    name: str
    title: str = ""
    organisation: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """What somebody said, without quotation marks around it; ``title`` is who she is."""

    text: str
    speaker: str = ""
    title: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Boilerplate:
    """What a release says at its end of those who issue it; ``text`` is Markdown."""

    heading: str
    text: str


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in one language.

    ``body`` is Markdown (CommonMark with footnotes, no raw HTML). ``language`` is a BCP 47 tag.
    ``source`` is the file or address the text came from. ``dateline`` is the place a release opens
    with. The asks are the items of the body's list number ``asks_list``, counted from 1;
    0 is none. Signatories come in the order in which they are printed.
    """

    title: str
    body: str
    date: date | None = None
    subtitle: str = ""
    language: str = "en"
    source: str = ""
    signatories: tuple[Signatory, ...] = ()
    dateline: str = ""
    media_contacts: tuple[MediaContact, ...] = ()
    quotes: tuple[Quote, ...] = ()
    boilerplates: tuple[Boilerplate, ...] = ()
    asks_list: int = 1
