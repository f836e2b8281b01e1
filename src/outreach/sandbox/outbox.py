"""The folder where finished letters are filed, and the index of them.

``<campaign>/<edition>/<NNNN>-<address>.eml``, after the first and second category of the letter;
``letters/`` without categories. Letters that wait for their time lie under ``scheduled/``.
Folders are 0700 and files 0600. The index lives in memory and dies with the process; the files
stay, and a later sandbox goes on counting where this one stopped.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from .index import Found, Index, Letter
from .letters import Copy
from .mime import eml

LONGEST_NAME = 60
WITHOUT_CATEGORY = "letters"
WAITING = "scheduled"

_NUMBERED = re.compile(r"(\d{4,})-.*\.eml")


class Outbox:
    """Files letters below ``root`` and finds them again by id, oldest first."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._index = Index()
        self._numbers: dict[str, int] = {}
        _private_folder(root)

    def __iter__(self) -> Iterator[Letter]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    @property
    def changes(self) -> int:
        """A number that grows whenever a letter comes, changes or goes."""
        return self._index.changes

    def get(self, letter_id: str) -> Letter | None:
        return self._index.get(letter_id)

    def found(self, query: str = "") -> list[Found]:
        """As ``Index.found``."""
        return self._index.found(query)

    def read(self, letter: Letter) -> bytes:
        return (self.root / letter.path).read_bytes()

    def file(self, copy: Copy, message_id: str, now: float) -> Letter:
        """Write the letter; one with a time to come goes under ``scheduled/``."""
        waits = copy.send_at > now
        folder = folder_for(copy.categories)
        lies_in = f"{WAITING}/{folder}" if waits else folder
        path = self._write(lies_in, slug(copy.recipient), eml(copy, message_id, now))
        letter = Letter(
            id=copy.id,
            to=copy.recipient,
            sender=copy.sender.email,
            subject=copy.subject,
            categories=copy.categories,
            custom_args=copy.custom_args,
            group=copy.group,
            message_id=message_id,
            position=copy.position,
            time=now,
            folder=folder,
            path=path,
            send_at=copy.send_at,
            status=WAITING if waits else "processed",
            name=copy.recipient_name,
        )
        self._index.add(letter)
        return letter

    def release(self, letter: Letter) -> Letter:
        """Move a letter whose time has come to where it belongs."""
        path = self._write(letter.folder, slug(letter.to), self.read(letter))
        (self.root / letter.path).unlink()
        return self.update(letter, path=path, status="processed")

    def cancel(self, letter: Letter) -> Letter:
        """Take a waiting letter out of the outbox: it was never sent."""
        (self.root / letter.path).unlink()
        return self.update(letter, path="", status="cancelled")

    def withdraw(self, letters: list[Letter]) -> None:
        """Undo ``file``, for a request that could not be filed whole."""
        for letter in letters:
            self._index.remove(letter.id)
            self._discard(letter)

    def clear(self) -> None:
        """Forget every letter, and remove the files of those that are remembered: no others."""
        letters = list(self)
        self._index.clear()
        for letter in letters:
            self._discard(letter)

    def update(self, letter: Letter, **changes: object) -> Letter:
        changed = replace(letter, **changes)  # type: ignore[arg-type]
        self._index.replace(changed)
        return changed

    def _discard(self, letter: Letter) -> None:
        if letter.path:
            with suppress(OSError):
                (self.root / letter.path).unlink()

    def _write(self, folder: str, name: str, mail: bytes) -> str:
        """A new file in ``folder``; its path below the root."""
        if folder not in self._numbers:
            _private_folder(self.root / folder)
            self._numbers[folder] = _last_number(self.root / folder)
        while True:
            self._numbers[folder] += 1
            path = f"{folder}/{self._numbers[folder]:04}-{name}.eml"
            # Another sandbox may file in the same folder: then take the next number.
            with suppress(FileExistsError):
                write_private(self.root / path, mail)
                return path


def folder_for(categories: tuple[str, ...]) -> str:
    """Where letters of these categories are filed.

    >>> folder_for(("visit", "press")), folder_for(("visit", "visit/press"))
    ('visit/press', 'visit/press')
    >>> folder_for(("../..",)), folder_for(())
    ('letters', 'letters')
    """
    # ``campaign/edition`` already names the campaign, which is a folder of its own.
    first = categories[0] if categories else ""
    short = [one.removeprefix(f"{first}/") for one in categories[:2]]
    names = [slug(category, WITHOUT_CATEGORY) for category in short]
    return "/".join(names or [WITHOUT_CATEGORY])


def slug(text: str, blank: str = "nobody") -> str:
    """``text`` as a short file name that can mean nothing else to any system.

    >>> slug("Zoë.O'Brien+news@example.com")
    'zoe-o-brien-news-example-com'
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST_NAME].strip("-") or blank


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that only its owner can read; FileExistsError when there is one."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
    except OSError:
        path.unlink(missing_ok=True)
        raise


def _private_folder(folder: Path) -> None:
    missing = [f for f in (folder, *folder.parents) if not f.exists()]
    for new in reversed(missing):
        new.mkdir(mode=0o700, exist_ok=True)


def _last_number(folder: Path) -> int:
    found = (_NUMBERED.fullmatch(path.name) for path in folder.iterdir())
    return max((int(match[1]) for match in found if match), default=0)
