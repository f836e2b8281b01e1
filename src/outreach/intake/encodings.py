"""Which encoding the text of a list is in. It is found over the whole file, in bounded memory."""

from __future__ import annotations

import codecs
import io
import re
from dataclasses import dataclass
from typing import TextIO

from outreach.errors import NeedsFixing, Place, Problem, WrongUsage

from .legacy_encodings import LEGACY, likely, reads_as_words, windows_of
from .rows import ListFile

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_FOR_FILES = {"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"}
_UTF8_SEQUENCE = re.compile(rb"[\xc3-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_HIGH = re.compile(rb"[\x80-\xff]")
_SAVE = "save the file as CSV UTF-8 and import that, or name its encoding with --encoding"


@dataclass(frozen=True, slots=True)
class Encoding:
    """A codec's name, what to do with bytes it does not know, and what is doubtful about it."""

    name: str
    errors: str = "strict"
    doubts: tuple[Problem, ...] = ()


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeDecodeError):
        raise error
    stray = error.object[error.start : error.end]
    return stray.decode("cp1252", "replace"), error.end


codecs.register_error("cp1252", _as_cp1252)


def open_text(file: ListFile, encoding: Encoding, *, newline: str | None = "") -> TextIO:
    """The file's text from its beginning, without the mark of its encoding."""
    raw = file.open()
    if encoding.name != "utf-8-sig" and raw.read(3) != codecs.BOM_UTF8:
        raw.close()
        raw = file.open()
    return io.TextIOWrapper(raw, encoding.name, encoding.errors, newline=newline)


def encoding_of(file: ListFile, forced: str = "") -> Encoding:
    """The encoding ``forced``, or else the one the bytes speak for.

    A mark, then UTF-8, then UTF-16 told by its zero bytes, then Windows-1252 wherever that gives
    words, then what else makes words of it. Raises WrongUsage for an encoding that is
    not known and NeedsFixing for bytes that are not what they say.
    """
    with file.open() as raw:
        start = raw.read(_SAMPLE)
    if forced:
        return _checked(file, Encoding(_known(forced)), "the encoding it is said to have")
    for mark, name in _MARKS:
        if start.startswith(mark):
            return _checked(file, Encoding(name), "what its first bytes promise")
    if wide := _utf16_without_mark(start):
        return _checked(file, Encoding(wide), "what its zero bytes promise")
    fault = _undecodable(file, Encoding("utf-8"))
    if fault is None:
        return Encoding("utf-8")
    if fault.cut_off:
        message = "the file ends in the middle of a character; part of it may be missing"
        doubt = Problem("cut-off", message, Place(file.name, fault.line), level="warning")
        return Encoding("utf-8", "replace", (doubt,))
    return _legacy(file, fault.line)


def _known(name: str) -> str:
    try:
        codec = codecs.lookup(name)
        "".encode(name)
    except (LookupError, ValueError):
        codec = None
    if codec is None or codec.name in _NOT_FOR_FILES or codec.incrementaldecoder is None:
        raise WrongUsage(
            f"there is no encoding {name!r}", hint="--encoding takes utf-8, cp1252, big5 and so on"
        )
    return codec.name


def _utf16_without_mark(start: bytes) -> str:
    """ASCII in UTF-16 is every other byte a zero: in the header, or all through the list."""
    for part in (start[:32], start):
        even, odd = part[::2].count(0), part[1::2].count(0)
        if max(even, odd) > len(part) // 5 and min(even, odd) <= max(even, odd) // 8:
            return "utf-16-le" if odd > even else "utf-16-be"
    return ""


@dataclass(frozen=True, slots=True)
class _Fault:
    """Where bytes stop being text; ``cut_off`` if they only end too early."""

    line: int
    cut_off: bool = False


def _undecodable(file: ListFile, encoding: Encoding) -> _Fault | None:
    decoder = codecs.getincrementaldecoder(encoding.name)(encoding.errors)
    line = 1
    with file.open() as raw:
        while chunk := raw.read(_CHUNK):
            try:
                decoder.decode(chunk)
            except UnicodeError as exc:
                known = chunk[: exc.start] if isinstance(exc, UnicodeDecodeError) else b""
                return _Fault(line + known.count(b"\n"))
            line += chunk.count(b"\n")
        try:
            decoder.decode(b"", True)
        except UnicodeError:
            return _Fault(line, cut_off=True)
    return None


def _checked(file: ListFile, encoding: Encoding, promise: str) -> Encoding:
    fault = _undecodable(file, encoding)
    if fault is None:
        return encoding
    where = "at its end" if fault.cut_off else f"in line {fault.line}"
    raise NeedsFixing(f"{file.name} is not {promise} ({encoding.name}) {where}", hint=_SAVE)


def _legacy(file: ListFile, line: int) -> Encoding:
    """``line`` is the first that is not UTF-8."""
    sample = _sample(file)
    inside = len(_UTF8_SEQUENCE.findall(sample))
    rest = _UTF8_SEQUENCE.sub(b"", sample)
    if reads_as_words(rest):
        if inside > len(_HIGH.findall(rest)):
            return _mixed(file, "utf-8", line)
        if inside:
            return _checked_legacy(file, _mixed(file, "cp1252", _line_of_utf8(file)))
        name, certain = windows_of(rest)
        if _undecodable(file, Encoding(name)) is None:
            return Encoding(name) if certain else _guessed(file, name)
    return _checked_legacy(file, _guessed(file, likely(sample)))


def _checked_legacy(file: ListFile, encoding: Encoding) -> Encoding:
    fault = _undecodable(file, encoding)
    if fault is None:
        return encoding
    raise NeedsFixing(
        f"{file.name} is not a table as text: line {fault.line} is in no encoding known here",
        hint=_SAVE,
    )


def _sample(file: ListFile) -> bytes:
    """Lines that are more than ASCII: what ASCII says is the same in every candidate."""
    lines: list[bytes] = []
    size = 0
    with file.open() as raw:
        while size < _SAMPLE and (line := raw.readline(4096)):
            if not line.isascii():
                lines.append(line)
                size += len(line)
    return b"".join(lines)


def _guessed(file: ListFile, name: str) -> Encoding:
    message = (
        f"the file does not say its encoding; it is read as {LEGACY[name]} ({name}),"
        " names may be wrong"
    )
    hint = "look at the names, and say --encoding NAME where they are wrong"
    doubt = Problem("guessed-encoding", message, Place(file.name), hint, level="warning")
    return Encoding(name, doubts=(doubt,))


def _mixed(file: ListFile, base: str, line: int) -> Encoding:
    """Windows-1252 that has UTF-8 inside would greet people as JÃ¼rgen."""
    doubt = Problem(
        "mixed-encodings",
        "this is partly UTF-8, partly Windows-1252; names may be wrong",
        Place(file.name, line),
        "save the file as CSV UTF-8, look at its names, and import it again",
        level="warning",
    )
    return Encoding(base, "cp1252" if base == "utf-8" else "strict", (doubt,))


def _line_of_utf8(file: ListFile) -> int:
    line = 1
    with file.open() as raw:
        while chunk := raw.read(_CHUNK):
            if found := _UTF8_SEQUENCE.search(chunk):
                return line + chunk.count(b"\n", 0, found.start())
            line += chunk.count(b"\n")
    return line
