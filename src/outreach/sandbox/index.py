"""The letters a sandbox has filed, found by id, by folder and by what stands on their outside.

It lives in memory and dies with the process. One thread at a time may change it; any thread may
read meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import compress

from outreach.domain.search import search_phrases, search_words


@dataclass(frozen=True, slots=True)
class Letter:
    """One filed letter. The mail itself is in the file; this is what the index remembers.

    ``folder`` is where it belongs and ``path`` where it lies, both relative to the outbox; blank
    for one that was cancelled. ``name`` is the recipient's, where the mail gave one. ``status`` is
    the last word about its transport: ``scheduled``, ``processed``, ``deferred``, ``delivered``,
    ``bounce``, ``dropped`` or ``cancelled``. ``history`` has every event as (name, Unix seconds,
    what was said with it). Times are Unix seconds.
    """

    id: str
    to: str
    sender: str
    subject: str
    categories: tuple[str, ...]
    custom_args: Mapping[str, str]
    group: int | None
    message_id: str
    position: int
    time: float
    folder: str
    path: str
    send_at: int = 0
    status: str = "processed"
    reason: str = ""
    history: tuple[tuple[str, int, str], ...] = ()
    name: str = ""

    @property
    def sg_message_id(self) -> str:
        """The id that events and logs use: X-Message-Id, the node that took it, the position."""
        node = f"recvd-86b77d8cc7-8d6gn-1-{int(self.time):X}"
        return f"{self.message_id}.{node}-{self.position}.0"


@dataclass(frozen=True, slots=True)
class Found:
    """A folder's letters that were asked for, by id, the newest first."""

    folder: str
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class _Shelf:
    """A folder's letters, the oldest first: their ids, and what is searched of each. Two lists of
    texts are looked through ten times as fast as one of pairs. Both only grow; the ids last.
    """

    ids: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def without(self, letter_id: str) -> _Shelf:
        kept = [pair for pair in zip(self.ids, self.texts, strict=True) if pair[0] != letter_id]
        return _Shelf([one for one, _ in kept], [text for _, text in kept])


class Index:
    """``changes`` counts what was added, changed and removed, and never goes back."""

    def __init__(self) -> None:
        self.changes = 0
        self._letters: dict[str, Letter] = {}
        self._shelves: dict[str, _Shelf] = {}
        self._newest: dict[str, int] = {}

    def __iter__(self) -> Iterator[Letter]:
        return iter(tuple(self._letters.values()))

    def __len__(self) -> int:
        return len(self._letters)

    def get(self, letter_id: str) -> Letter | None:
        return self._letters.get(letter_id)

    def add(self, letter: Letter) -> None:
        self.changes += 1
        self._letters[letter.id] = letter
        shelf = self._shelves.setdefault(letter.folder, _Shelf())
        shelf.texts.append(_searched(letter))
        shelf.ids.append(letter.id)
        self._newest[letter.folder] = self.changes

    def replace(self, letter: Letter) -> None:
        """Put a letter in the place of the one with its id, of the same outside and folder."""
        self.changes += 1
        self._letters[letter.id] = letter

    def remove(self, letter_id: str) -> None:
        self.changes += 1
        letter = self._letters.pop(letter_id)
        self._shelves[letter.folder] = self._shelves[letter.folder].without(letter_id)

    def clear(self) -> None:
        self.changes += 1
        self._letters, self._shelves, self._newest = {}, {}, {}

    def found(self, query: str = "") -> list[Found]:
        """The letters ``query`` fits, by folder; the folder with the newest letter comes first.

        Words may stand in any order in recipient, subject and folder, and be beginnings; case and
        accents do not count. A blank query fits all.
        """
        phrases = search_phrases(query)
        newest = self._newest.copy()
        shelves = sorted(self._shelves.copy().items(), key=lambda one: -newest.get(one[0], 0))
        matching = (Found(name, _matching(shelf, phrases)) for name, shelf in shelves)
        return [one for one in matching if one.ids]


def _matching(shelf: _Shelf, phrases: Sequence[str]) -> list[str]:
    ids, texts = list(shelf.ids), shelf.texts
    for phrase in phrases:
        hits = [phrase in text for text in texts]
        ids, texts = list(compress(ids, hits)), list(compress(texts, hits))
    ids.reverse()
    return ids


def _searched(letter: Letter) -> str:
    own = search_words(f"{letter.name} {letter.to}")
    return f"{own}\n{_shared(letter.subject)}\n{_shared(letter.folder)}"


@lru_cache(maxsize=64)
def _shared(text: str) -> str:
    """Subjects and folders are those of many letters."""
    return search_words(text)
