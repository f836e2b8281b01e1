"""The list of an inbox: folders, and in each the letters that were asked for, page by page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import quote, urlencode

from outreach.viewer.model import Folder, Received
from outreach.viewer.state import State

from .calls import Call
from .index import Found, Letter
from .outbox import Outbox

ASSETS = "/assets"
STAMP = "/inbox/stamp"
CLEAR = "/inbox/clear"

PER_PAGE = 50
FEWEST = 5
"""Letters shown of each of several folders, where there is room for no more."""

LONGEST_QUERY = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a page of the inbox is to show. All of it stands in its address.

    ``letter`` is the id of the one that is open. ``folder`` is the one whose letters are listed,
    blank for that of the open letter, or else for the newest of each. ``start`` is the first of
    them, None for wherever the open letter is.
    """

    letter: str = ""
    folder: str = ""
    query: str = ""
    start: int | None = None
    state: State = field(default_factory=State)

    @classmethod
    def read(cls, call: Call, letter: str = "") -> Asked:
        state = State.read({name: values[0] for name, values in call.query.items()})
        start = call.first("start")
        known = start.isascii() and start.isdecimal() and len(start) < 10
        return cls(
            letter=letter,
            folder=call.first("folder"),
            query=call.first("q").strip()[:LONGEST_QUERY],
            start=int(start) if known else None,
            state=replace(state, language="", beside=""),
        )

    def address(self) -> str:
        where = f"/letters/{quote(self.letter, safe='')}" if self.letter else "/"
        start = {} if self.start is None else {"start": str(self.start)}
        place = {"folder": self.folder, "q": self.query}
        query = {**{key: value for key, value in place.items() if value}, **start}
        return _joined(where, {**query, **self.state.query()})


def letter_address(letter: str, door: str, state: State) -> str:
    """A door below a letter, such as ``/letter``, that looks at it in that state."""
    return _joined(f"/letters/{quote(letter, safe='')}{door}", state.query())


def _joined(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def listed(outbox: Outbox, asked: Asked, now: float) -> tuple[tuple[Folder, ...], int]:
    """The folders with what was found in them, and how many letters that is.

    Where no folder was asked for, a page's worth of letters is shared out among all of them, the
    newest first.
    """
    opened = outbox.get(asked.letter)
    if opened is not None and not (asked.folder or asked.query):
        asked = replace(asked, folder=opened.folder)
    found = outbox.found(asked.query)
    total = sum(len(one.ids) for one in found)
    chosen = asked.folder in {one.folder for one in found}
    share = PER_PAGE if chosen else max(PER_PAGE // max(len(found), 1), FEWEST)
    left = PER_PAGE
    folders: list[Folder] = []
    for one in found:
        current = chosen and one.folder == asked.folder
        start = _start(asked, one.ids) if current else 0
        size = share if current or not chosen else 0
        ids = one.ids[start : start + min(size, left)]
        left -= len(ids)
        folders.append(_folder(outbox, asked, one, current=current, shown=(start, ids), now=now))
    return tuple(folders), total


def _start(asked: Asked, ids: Sequence[str]) -> int:
    if asked.start is not None:
        return asked.start
    return ids.index(asked.letter) // PER_PAGE * PER_PAGE if asked.letter in ids else 0


def _folder(
    outbox: Outbox,
    asked: Asked,
    found: Found,
    /,
    *,
    current: bool,
    shown: tuple[int, Sequence[str]],
    now: float,
) -> Folder:
    start, ids = shown
    here = replace(asked, folder=found.folder, start=None)
    letters = [letter for one in ids if (letter := outbox.get(one)) is not None]
    end = start + len(ids)
    more = replace(here, start=end).address()
    return Folder(
        name=found.folder,
        href=replace(here, letter="").address(),
        count=len(found.ids),
        current=current,
        letters=tuple(_received(letter, asked, now) for letter in letters),
        more=more if ids and end < len(found.ids) else "",
    )


def _received(letter: Letter, asked: Asked, now: float) -> Received:
    """A letter found by words stays among what they find."""
    folder = asked.folder if asked.query else ""
    return Received(
        subject=letter.subject,
        to=recipient(letter),
        status=letter.status,
        time=clock(letter.time, now),
        href=replace(asked, letter=letter.id, folder=folder, start=None).address(),
        current=letter.id == asked.letter,
    )


def recipient(letter: Letter) -> str:
    return f"{letter.name} <{letter.to}>" if letter.name else letter.to


def clock(at: float, now: float) -> str:
    """The time where the sandbox runs, for the person who sits there; the day if not today."""
    moment, today = (datetime.fromtimestamp(one).astimezone() for one in (at, now))
    return f"{moment:%H:%M:%S}" if moment.date() == today.date() else f"{moment:%Y-%m-%d %H:%M}"
