"""A page's bytes as text: what they are encoded in, and where they are not."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from outreach.errors import NeedsFixing, Place, Problem

from .legacy_encodings import LEGACY, likely, reads_as_words, windows_of

_WIDE_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_UTF8_MARK = b"\xef\xbb\xbf"
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w-]{2,20})""", re.IGNORECASE)
_SEQUENCE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_HIGH = re.compile(rb"[\x80-\xff]")
_SAMPLE = 1 << 16
_MOST_STRAYS = 5
_SAVE = "look at accents and quotation marks, or save the page as UTF-8 and import it again"


def decoded(data: bytes, filename: str) -> tuple[str, tuple[Problem, ...]]:
    """The file's text: as its byte order mark says, else UTF-8, else as the page's head says.

    Failing all, it is told by its letters, and reported. UTF-8 with a few bytes that are none
    stays UTF-8, and each such place is reported.

    Raises NeedsFixing for what is no text at all, or in no encoding that is known.
    """
    for mark, encoding in _WIDE_MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace"), ()
    if b"\0" in data or data.startswith((b"%PDF-", b"PK\x03\x04", b"{\\rtf")):
        raise NeedsFixing(
            f"{filename} is not a text or HTML file",
            hint="copy the statement's text into a .txt file, or save the page as HTML",
        )
    bare = data.removeprefix(_UTF8_MARK)
    try:
        return bare.decode(), ()
    except UnicodeDecodeError:
        pass
    named = _declared(data)
    if named and named != "utf-8":
        try:
            return data.decode(named), ()
        except UnicodeDecodeError:
            pass
    if _is_utf8(bare, said=bare is not data or named == "utf-8"):
        return _with_strays(bare, filename)
    return _by_letters(data, filename)


def _declared(data: bytes) -> str:
    """The encoding that the page's head names, the larger one of its family, or blank."""
    found = _CHARSET.search(data[:4096])
    try:
        name = codecs.lookup(found[1].decode()).name if found else ""
        "".encode(name or "utf-8")
    except (LookupError, ValueError):
        return ""
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "iso8859-1": "cp1252", "big5": "big5hkscs"}
    odd = name in ("idna", "punycode") or name.startswith("utf-16")
    return "" if odd else wider.get(name, name)


def _is_utf8(data: bytes, *, said: bool) -> bool:
    """Whether what is UTF-8 outweighs what is not; where the file says so, other high bytes."""
    inside = sum(map(len, _SEQUENCE.findall(data)))
    rest = len(_HIGH.findall(_SEQUENCE.sub(b"", data)))
    return inside >= 2 * rest or (said and inside + 2 >= rest)


def _with_strays(data: bytes, filename: str) -> tuple[str, tuple[Problem, ...]]:
    """As UTF-8; a single stray byte is a letter of Windows-1252, where it has that, others U+FFFD.

    A letter typed into a UTF-8 page by an old program is the usual cause.
    """
    pieces: list[str] = []
    places: list[Problem] = []
    at = 0
    for start, end in _strays(data):
        before = data[at:start].decode()
        pieces.append(before)
        letter = data[start:end].decode("cp1252", "replace") if end - start == 1 else "\ufffd"
        if len(places) < _MOST_STRAYS:
            text = data[data.rfind(b"\n", 0, start) + 1 : start].decode(errors="replace")
            place = Place(filename, data.count(b"\n", 0, start) + 1, len(text) + 1)
            message = f"bytes that are not UTF-8 were read as “{letter}”"
            places.append(Problem("I206", message, place, _SAVE, "warning"))
        pieces.append(letter)
        at = end
    return "".join(pieces) + data[at:].decode(), tuple(places)


def _strays(data: bytes) -> Iterator[tuple[int, int]]:
    """Where bytes stand that are not UTF-8; those beside each other count as one place."""
    open_at = end = -1
    for found in _HIGH.finditer(data):
        start = found.start()
        if start < end:
            continue
        sequence = _SEQUENCE.match(data, start)
        if sequence and _decodes(sequence[0]):
            if open_at >= 0:
                yield open_at, end
                open_at = -1
            end = sequence.end()
        elif open_at >= 0 and start == end:
            end = start + 1
        else:
            if open_at >= 0:
                yield open_at, end
            open_at, end = start, start + 1
    if open_at >= 0:
        yield open_at, end


def _decodes(sequence: bytes) -> bool:
    try:
        sequence.decode()
    except UnicodeDecodeError:
        return False
    return True


def _by_letters(data: bytes, filename: str) -> tuple[str, tuple[Problem, ...]]:
    sample = b"".join(line for line in data.split(b"\n") if not line.isascii())[:_SAMPLE]
    name = windows_of(sample)[0] if reads_as_words(sample) else likely(sample)
    text = data.decode(name, "replace")
    lost = text.count("\ufffd")
    if lost * 20 > len(_HIGH.findall(data)):
        raise NeedsFixing(
            f"{filename} is in no encoding known here",
            hint="save the page as UTF-8, or copy its text into a .txt file",
        )
    message = f"not UTF-8; by its letters it was read as {LEGACY[name]} ({name})"
    if lost:
        message += f", and {lost} {'byte was' if lost == 1 else 'bytes were'} lost"
    return text, (Problem("I206", message, Place(filename), _SAVE, "warning"),)
