"""Where the preview's pages, letters and files are found: at a server, or in a folder of files."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Protocol
from urllib.parse import quote, urlencode

from outreach.viewer.state import Images, State, View

_USUAL = State()


@dataclass(frozen=True, slots=True)
class Spot:
    """Whose letter of which edition; ``uid`` is blank where nobody's is open."""

    campaign: str
    edition: str
    uid: str = ""


class Addresses(Protocol):
    """Each gives an address, blank where there is no such page: what leads nowhere is not shown.

    ``events`` tells of changes, ``assets`` is the folder of the style sheet and the script.
    """

    @property
    def events(self) -> str: ...
    @property
    def assets(self) -> str: ...

    def campaign(self, slug: str) -> str: ...
    def edition(self, campaign: str, edition: str, state: State = _USUAL) -> str: ...
    def page(self, spot: Spot, state: State) -> str: ...
    def frame(self, spot: Spot, state: State) -> str: ...
    def eml(self, spot: Spot, state: State) -> str: ...
    def file(self, spot: Spot, state: State, number: int, name: str) -> str: ...
    def picture(self, spot: Spot, state: State, number: int, page: int) -> str: ...
    def people(self, spot: Spot, state: State, **asked: str) -> str: ...
    def test(self, spot: Spot, state: State) -> str: ...


@dataclass(frozen=True, slots=True)
class Live:
    """Of a running preview. All that is chosen stands in the address, so it can be passed on."""

    events: str = "/live"
    assets: str = "/assets"

    def campaign(self, slug: str) -> str:
        return f"/c/{_quoted(slug)}"

    def edition(self, campaign: str, edition: str, state: State = _USUAL) -> str:
        """Leads to the first of its letters, looked at in the same way."""
        return _asking(f"/c/{_quoted(campaign)}/{_quoted(edition)}", state.query())

    def _of(self, spot: Spot) -> str:
        return f"{self.edition(spot.campaign, spot.edition)}/{_quoted(spot.uid)}"

    def page(self, spot: Spot, state: State) -> str:
        return _asking(self._of(spot), state.query())

    def frame(self, spot: Spot, state: State) -> str:
        return _asking(
            f"{self._of(spot)}/letter", replace(state, view=View.LETTER, width=0).query()
        )

    def eml(self, spot: Spot, state: State) -> str:
        return _asking(f"{self._of(spot)}/letter.eml", _in_language(state))

    def file(self, spot: Spot, state: State, number: int, name: str) -> str:
        return _asking(f"{self._of(spot)}/file/{number}", _in_language(state))

    def picture(self, spot: Spot, state: State, number: int, page: int) -> str:
        return _asking(f"{self._of(spot)}/file/{number}/page/{page}.png", _in_language(state))

    def people(self, spot: Spot, state: State, **asked: str) -> str:
        """A part of the list, which knows whose letter is open and how it is looked at."""
        whose = {"uid": spot.uid} if spot.uid else {}
        said = {name: value for name, value in asked.items() if value}
        path = f"{self.edition(spot.campaign, spot.edition)}/people"
        return _asking(path, {**state.query(), **whose, **said})

    def test(self, spot: Spot, state: State) -> str:
        return _asking(f"{self._of(spot)}/test", state.query())


def _quoted(part: str) -> str:
    return quote(part, safe="")


def _asking(path: str, query: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def _in_language(state: State) -> dict[str, str]:
    return {"language": state.language} if state.language else {}


_HARMLESS = frozenset(
    {
        *(".csv", ".docx", ".gif", ".ics", ".jpeg", ".jpg", ".md", ".odt", ".pdf", ".png", ".pptx"),
        *(".rtf", ".txt", ".vcf", ".webp", ".xlsx", ".zip"),
    }
)
"""Endings under which no browser runs what a file holds."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file to be written: ``what`` is page, frame, eml, file or picture."""

    what: str
    spot: Spot
    state: State
    number: int = 0
    page: int = 0


@dataclass(slots=True)
class Files:
    """In a folder of files that needs no server. Every page lies two folders below its top.

    ``chosen`` are the spots that get pages. Whatever is asked for is remembered in ``wanted``, by
    its path below the top, for whoever writes the files.
    """

    chosen: Collection[Spot]
    events: str = ""
    assets: str = "../../assets"
    wanted: dict[str, Wanted] = field(default_factory=dict)

    def campaign(self, slug: str) -> str:
        return "../../index.html" if any(one.campaign == slug for one in self.chosen) else ""

    def edition(self, campaign: str, edition: str, state: State = _USUAL) -> str:
        first = next(
            (s for s in self.chosen if (s.campaign, s.edition) == (campaign, edition)), None
        )
        return self.page(first, state) if first else ""

    def page(self, spot: Spot, state: State) -> str:
        if spot not in self.chosen or state.images is Images.REMOTE or _of_two_people(state):
            return ""
        name = "-".join(("page", *_named(replace(state, width=0))))
        path = self._want(f"{name}.html", Wanted("page", spot, replace(state, width=0)))
        return f"{path}?width={state.width}" if state.width else path

    def frame(self, spot: Spot, state: State) -> str:
        state = replace(state, view=View.LETTER, width=0)
        name = "-".join(("letter", *_named(state)))
        return self._want(f"{name}.html", Wanted("frame", spot, state))

    def eml(self, spot: Spot, state: State) -> str:
        name = "-".join(filter(None, ("letter", state.language)))
        return self._want(f"{name}.eml", Wanted("eml", spot, State(language=state.language)))

    def file(self, spot: Spot, state: State, number: int, name: str) -> str:
        stem = "-".join(filter(None, (f"file-{number}", state.language)))
        suffix = PurePosixPath(name).suffix.lower()
        wanted = Wanted("file", spot, State(language=state.language), number)
        return self._want(f"{stem}{suffix if suffix in _HARMLESS else '.bin'}", wanted)

    def picture(self, spot: Spot, state: State, number: int, page: int) -> str:
        name = "-".join(filter(None, (f"file-{number}-page-{page}", state.language)))
        wanted = Wanted("picture", spot, State(language=state.language), number, page)
        return self._want(f"{name}.png", wanted)

    def people(self, spot: Spot, state: State, **asked: str) -> str:
        return ""

    def test(self, spot: Spot, state: State) -> str:
        return ""

    def _want(self, name: str, wanted: Wanted) -> str:
        spot = wanted.spot
        path = f"{_plain(f'{spot.campaign}-{spot.edition}')}/{_plain(spot.uid)}/{name}"
        self.wanted.setdefault(path, wanted)
        return f"../../{path}"


def _of_two_people(state: State) -> bool:
    """Only languages stand side by side in files: any two people would be too many pages."""
    return state.beside.startswith("person:")


def _named(state: State) -> list[str]:
    return [_plain(value) for value in state.query().values()]


def _plain(text: str) -> str:
    """A name for a file that no system reads otherwise; texts that differ give names that do.

    >>> _plain("press"), _plain("../x") == _plain("--/x")
    ('press', False)
    """
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,60}", text):
        return text
    kept = re.sub(r"[^A-Za-z0-9]+", "-", text)[:30].strip("-").lower()
    return f"{kept or 'x'}-{sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"
