"""Cards as address books export them: vCard 2.1 (leniently), 3.0 and 4.0."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from outreach.errors import NeedsFixing

from .encodings import Encoding, open_text
from .lines import Lines, TooLong
from .rows import BrokenRow, ListFile, Row, Table

COLUMNS = (
    "Prefix",
    "First Name",
    "Last Name",
    "Name",
    "Email",
    "Organization",
    "Title",
    "Phone",
    "Categories",
    "Notes",
    "Language",
    "Time Zone",
    "City",
    "Country",
)
_READ = {
    "N", "FN", "EMAIL", "ORG", "TITLE", "ROLE", "TEL", "CATEGORIES", "NOTE", "LANG", "TZ", "ADR",
    "KIND", "X-ADDRESSBOOKSERVER-KIND",
}  # fmt: skip
"""Photographs, keys and sounds are not even looked at."""
_PROPERTY = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^\":;]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_ENCODED = re.compile(r";(?:ENCODING=)?QUOTED-PRINTABLE", re.IGNORECASE)
_CHARSET = re.compile(r";CHARSET=\"?([^;:\"]+)\"?", re.IGNORECASE)
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z_+\-\d]+)+")
"""A bare offset, which 3.0 prefers, is right for half of the year."""
_OF_GOOGLE = "myContacts"
"""The group in which Google has everybody."""
_LARGEST_CARD = 1_000_000


@dataclass(slots=True)
class _Card:
    """The properties of one card, unfolded, as text. ``broken`` says why it is none."""

    line: int
    properties: list[str] = field(default_factory=list)
    size: int = 0
    broken: str = ""


def open_cards(file: ListFile, encoding: Encoding) -> Table:
    """One row a card; a card of a group of people is none. A broken card costs only itself."""

    def read() -> Iterator[Row | BrokenRow]:
        with open_text(file, encoding) as text:
            for card in _cards(Lines(text)):
                row = _row(card)
                if row is not None:
                    yield row

    if next(read(), None) is None:
        raise NeedsFixing(f"{file.name} is empty", hint="name a file with people in it")
    return Table(file.name, COLUMNS, "vcard", encoding.name, "", encoding.doubts, read)


def _cards(lines: Lines) -> Iterator[_Card]:
    card: _Card | None = None
    for number, line in _logical_lines(lines):
        mark = "".join(line.split()).upper()
        if mark == "BEGIN:VCARD":
            if card:
                yield _unended(card)
            card = _Card(number)
        elif mark == "END:VCARD" and card:
            yield card
            card = None
        elif card:
            _add(card, line)
    if card:
        yield _unended(card)


def _unended(card: _Card) -> _Card:
    card.broken = "the card is not closed by END:VCARD"
    return card


def _add(card: _Card, line: str) -> None:
    found = _PROPERTY.fullmatch(line)
    if not found:
        # Outlook writes lines that a long value spilt over; a card without them is still one.
        return
    name, parameters, value = found[1].upper(), found[2], found[3]
    if name not in _READ:
        return
    card.size += len(line)
    if card.size > _LARGEST_CARD:
        card.broken = card.broken or "the card is larger than 1 MB"
        return
    if _ENCODED.search(parameters):
        charset = _CHARSET.search(parameters)
        decoded = _unquoted(value, charset[1].strip() if charset else "")
        if decoded is None:
            card.broken = card.broken or f"{name} is in an encoding that cannot be read"
            return
        value = decoded
        parameters = _ENCODED.sub("", parameters)
    parameters = _CHARSET.sub("", parameters)
    card.properties.append(f"{name}{parameters}:{value}")


def _unquoted(value: str, charset: str) -> str | None:
    """The text of a QUOTED-PRINTABLE value; without a charset UTF-8, or else Windows-1252."""
    data = quopri.decodestring(value.encode("utf-8"))
    for name in (charset,) if charset else ("utf-8", "cp1252"):
        try:
            text = data.decode(name)
        except (UnicodeError, LookupError, ValueError):
            continue
        return text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return None


def _logical_lines(lines: Lines) -> Iterator[tuple[int, str]]:
    """Lines put together again, with where each begins.

    A line that begins with space goes on the one before; a quoted-printable one that ends in
    ``=`` goes on in the next.
    """
    number = 0
    parts: list[str] = []
    soft = False
    while True:
        begin = lines.begin()
        try:
            line = next(lines).rstrip("\r\n")
        except StopIteration:
            break
        except TooLong:
            lines.pass_line()
            continue
        if soft:
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        elif line[:1] in {" ", "\t"} and parts:
            parts.append(line[1:])
        else:
            if parts:
                yield number, "".join(parts)
            number, parts = begin, [line]
        soft = line.endswith("=") and bool(_ENCODED.search(parts[0]))
    if parts:
        yield number, "".join(parts)


def _row(card: _Card) -> Row | BrokenRow | None:
    """The card as a row, nothing for a group."""
    import vobject

    if card.broken:
        return BrokenRow(card.line, card.broken)
    text = "\r\n".join(["BEGIN:VCARD", "VERSION:3.0", *card.properties, "END:VCARD", ""])
    try:
        contents = vobject.readOne(text).contents
        return _cells(card.line, contents)
    except Exception:  # noqa: BLE001  # the library fails in its own ways on every odd card
        return BrokenRow(card.line, "the card cannot be read")


def _cells(line: int, contents: dict[str, list[Any]]) -> Row | None:
    def first(*names: str) -> str:
        texts = (text for name in names for text in _texts(contents.get(name, ())))
        return next(texts, "")

    if "group" in {first("kind").lower(), first("x-addressbookserver-kind").lower()}:
        return None
    person = next((one.value for one in contents.get("n", ())), None)
    place = next((one.value for one in sorted(contents.get("adr", ()), key=_rank)), None)
    preferred = sorted(contents.get("email", ()), key=_rank)
    values = {
        "Prefix": _name(person, "prefix"),
        "First Name": _name(person, "given", "additional"),
        "Last Name": _name(person, "family"),
        "Name": first("fn"),
        "Email": "; ".join(_texts(preferred)),
        "Organization": first("org"),
        "Title": first("title", "role"),
        "Phone": next(iter(_texts(sorted(contents.get("tel", ()), key=_rank))), ""),
        "Categories": _categories(contents.get("categories", ())),
        "Notes": "\n".join(_texts(contents.get("note", ()))),
        "Language": next(iter(_texts(sorted(contents.get("lang", ()), key=_rank))), ""),
        "Time Zone": zone if _ZONE.fullmatch(zone := first("tz")) else "",
        "City": _part(place, "city"),
        "Country": _part(place, "country"),
    }
    return Row(line, tuple(values[name].replace("\0", "") for name in COLUMNS))


def _rank(line: Any) -> int:
    """3.0 marks the preferred one by a type, 4.0 by a number from 1 to 100, 2.1 by a bare word."""
    number = "".join(line.params.get("PREF", ["100"]))
    types = [*line.params.get("TYPE", ()), *line.singletonparams]
    if "pref" in {word.lower() for kind in types for word in kind.split(",")}:
        return 0
    return int(number) if number.isdecimal() else 100


def _texts(lines: Iterable[Any]) -> list[str]:
    """The values, as text, that are not blank; of an organisation its name without the unit."""
    values = []
    for line in lines:
        value = line.value
        if line.name == "ORG":
            value = _joined(value[0], ",") if value else ""
        elif isinstance(value, list):
            value = _joined(value, "; ")
        elif isinstance(value, bytes):
            value = value.decode("utf-8", "replace")
        values.append(str(value).strip().removeprefix("tel:"))
    return [value for value in values if value]


def _categories(lines: Iterable[Any]) -> str:
    """The categories as tags are written: all in quotes where one has a separator in it."""
    values: list[str] = []
    for line in lines:
        several = line.value if isinstance(line.value, list) else [line.value]
        values += (text for one in several if (text := str(one).strip()) not in ("", _OF_GOOGLE))
    if not any(mark in value for value in values for mark in ",;"):
        return "; ".join(values)
    return ", ".join(f'"{value.replace(chr(34), "")}"' for value in values)


def _joined(value: str | list[str], by: str) -> str:
    return value if isinstance(value, str) else by.join(value)


def _name(person: Any, *parts: str) -> str:
    return " ".join(filter(None, (_part(person, part) for part in parts)))


def _part(value: Any, part: str) -> str:
    text = getattr(value, part, "") or ""
    return _joined(text, " ").strip()
