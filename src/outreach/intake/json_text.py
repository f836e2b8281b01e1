"""JSON read value by value, so that a list of any length needs the memory of one entry."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import TextIO

from outreach.errors import OutreachError

_CHUNK = 1 << 16
_LARGEST_VALUE = 4_000_000
_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=lambda _: None)
"""Numbers keep their text: an id of twenty digits, a 1.0 and a 1e5 stay what they are."""


class NotJson(OutreachError):
    """The text is not JSON from ``line`` on."""

    def __init__(self, line: int, message: str = "this is not JSON") -> None:
        super().__init__(message)
        self.line = line


def parsed(text: str, line: int = 1) -> object:
    """The one value in ``text``. Raises NotJson."""
    try:
        value: object = _DECODER.decode(text)
    except ValueError:
        raise NotJson(line) from None
    except RecursionError:
        raise NotJson(line, "the JSON is nested too deeply") from None
    return value


class JsonText:
    """A text of JSON, with a place in it. ``line`` is the line of that place."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._buffer = ""
        self._at = 0
        self._ended = False
        self.line = 1

    def peek(self) -> str:
        """The next character that is not space; nothing at the end."""
        while True:
            self._go_to(_SPACE.match(self._buffer, self._at).end())  # type: ignore[union-attr]
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self._read_more():
                return ""

    def take(self, wanted: str) -> str:
        """Go past the next character. Raises NotJson unless it is one of ``wanted``."""
        ch = self.peek()
        if not ch or ch not in wanted:
            raise NotJson(self.line)
        self._at += 1
        return ch

    def value(self) -> object:
        """Go past the next value. Raises NotJson for what is none, or larger than any entry."""
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self._buffer, self._at)
            except ValueError:
                if len(self._buffer) - self._at > _LARGEST_VALUE:
                    large = "this is not JSON, or one entry of more than 4 MB"
                    raise NotJson(self.line, large) from None
                if not self._read_more():
                    raise NotJson(self.line) from None
                continue
            except RecursionError:
                raise NotJson(self.line, "the JSON is nested too deeply") from None
            # A number at the end of what was read so far may go on.
            if end == len(self._buffer) and self._read_more():
                continue
            self._go_to(end)
            return value

    def entries(self) -> Iterator[tuple[int, object]]:
        """The values of an array, each with the line it begins on."""
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            self.peek()
            line = self.line
            yield line, self.value()
            if self.take(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """The keys of an object, one by one; the caller goes past the value of each."""
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            if self.peek() != '"':
                raise NotJson(self.line)
            key = str(self.value())
            self.take(":")
            yield key
            if self.take(",}") == "}":
                return

    def _go_to(self, place: int) -> None:
        self.line += self._buffer.count("\n", self._at, place)
        self._at = place

    def _read_more(self) -> bool:
        """Twice as much each time, so that a long value is not tried over and over."""
        rest = self._buffer[self._at :]
        more = self._text.read(max(_CHUNK, len(rest)))
        self._buffer, self._at = rest + more, 0
        return bool(more)
