"""A multipart form as it arrives: its fields are kept up to a size, files are let pass."""

from __future__ import annotations

from collections.abc import Mapping

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from .bodies import Unfit

MOST_FIELDS = 100
LARGEST_FIELD = 1024 * 1024
"""Of a longer one the beginning is kept: a mail's text comes before what is attached to it."""
LARGEST_FORM = 8 * 1024 * 1024
_LARGEST_HEADERS = 16 * 1024


class Form:
    """``add`` what comes; ``fields`` are complete once ``end`` was called.

    Raises Unfit: 415 for what is no form by its content type, 400 for what is none by its looks.
    """

    def __init__(self, content_type: str) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 0 < len(boundary) <= 200:
            raise Unfit(415, "the post is no form")
        self._fields: dict[str, bytearray] = {}
        self._size = 0
        self._whole = False
        self._into: bytearray | None = None
        self._head = bytearray()
        self._name = b""
        self._headers: dict[bytes, bytes] = {}
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._header_name,
                "on_header_value": self._header_value,
                "on_header_end": self._header_end,
                "on_headers_finished": self._headed,
                "on_part_data": self._data,
                "on_end": self._end,
            },
        )

    def add(self, part: bytes) -> None:
        try:
            self._parser.write(part)
        except FormParserError:
            raise Unfit(400, "the form cannot be read") from None

    def fields(self) -> Mapping[str, bytes]:
        if not self._whole:
            raise Unfit(400, "the form has no end")
        return {name: bytes(value) for name, value in self._fields.items()}

    def _begin(self) -> None:
        self._headers.clear()
        self._into = None

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._keep_head(data[start:end])
        self._name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._keep_head(data[start:end])
        self._head += data[start:end]

    def _keep_head(self, piece: bytes) -> None:
        if len(self._name) + len(self._head) + len(piece) > _LARGEST_HEADERS:
            raise Unfit(400, "the form cannot be read")

    def _header_end(self) -> None:
        self._headers[self._name.lower()] = bytes(self._head)
        self._name = b""
        self._head.clear()

    def _headed(self) -> None:
        _kind, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        if not name or b"filename" in options or b"filename*" in options:
            return
        if len(self._fields) >= MOST_FIELDS and name not in self._fields:
            raise Unfit(400, "the form has too many fields")
        self._into = self._fields.setdefault(name, bytearray())

    def _data(self, data: bytes, start: int, end: int) -> None:
        if self._into is None:
            return
        room = min(LARGEST_FIELD - len(self._into), LARGEST_FORM - self._size)
        kept = data[start : min(end, start + max(room, 0))]
        self._into += kept
        self._size += len(kept)

    def _end(self) -> None:
        self._whole = True
