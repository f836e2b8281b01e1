"""The lines of a text, counted and never longer than memory allows."""

from __future__ import annotations

from collections import deque
from typing import TextIO

from .rows import LARGEST_CELL

_LARGEST_RECORD = 4 * LARGEST_CELL
_MOST_GIVEN_BACK = 64 * LARGEST_CELL
_PIECE = 1 << 16


class TooLong(Exception):
    """A line, or the lines of one record, are longer than any list needs."""


class Lines:
    """An iterator of lines with their ends, as CR, LF or CRLF leave them.

    ``record`` holds the lines since ``begin``: what was read by mistake can be given back.
    ``taken`` is how many lines were read so far.
    """

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: deque[str] = deque()
        self.taken = 0
        self._given_back = 0
        self._size = 0
        self._cut = False
        self.record: list[str] = []

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._ahead.popleft() if self._ahead else self._text.readline(_LARGEST_RECORD)
        if not line:
            raise StopIteration
        self.taken += 1
        if self.taken == 1:
            line = line.lstrip("\ufeff") or "\n"
        self.record.append(line)
        self._size += len(line)
        self._cut = len(line) >= _LARGEST_RECORD and not line.endswith(("\r", "\n"))
        if self._cut or self._size > _LARGEST_RECORD:
            raise TooLong
        return line

    def begin(self) -> int:
        """Begin a record; the number of the line it begins on, counted from 1."""
        self.record = []
        self._size = 0
        return self.taken + 1

    def is_large(self) -> bool:
        return self._size > LARGEST_CELL

    def give_back(self, lines: list[str]) -> bool:
        """Take back the last lines of the record, to be read again.

        False, and nothing happens, where a text of broken quotations would be read over and over
        or a line was too long to be kept.
        """
        size = sum(map(len, lines))
        if self._cut or self._given_back + size > _MOST_GIVEN_BACK:
            return False
        self._given_back += size
        self.taken -= len(lines)
        self._ahead.extendleft(reversed(lines))
        return True

    def pass_quotation(self) -> int:
        """Read on to the end of the line that closes the record's open quotation.

        Returns the number of that line, and 0 where the text ends before it.
        """
        return self._pass(sum(line.count('"') for line in self.record) % 2)

    def pass_line(self) -> None:
        """Read on to the end of a line that was too long."""
        self._pass(0, quotes="")

    def _pass(self, odd: int, quotes: str = '"') -> int:
        within = self._cut
        while within or odd:
            piece = self._ahead.popleft() if self._ahead else self._text.readline(_PIECE)
            if not piece:
                return 0 if odd else self.taken
            odd = (odd + piece.count(quotes)) % 2 if quotes else 0
            self.taken += not within
            within = not piece.endswith(("\r", "\n"))
        return self.taken
