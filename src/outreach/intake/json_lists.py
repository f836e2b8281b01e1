"""Lists in JSON: one array of objects, an object around one, or an object a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from outreach.errors import NeedsFixing, Place, Problem

from .encodings import Encoding, open_text
from .flat_json import TooDeep, flat
from .headers import columns_of
from .json_text import JsonText, NotJson, parsed
from .lines import Lines, TooLong
from .rows import BrokenRow, ListFile, Row, Table, sized

_MOST_COLUMNS = 1_000
_LOST = ", so nothing after it can be read"
_REPAIR = "export the list again, or save it as CSV UTF-8 and import that"


@dataclass(frozen=True, slots=True)
class _Entry:
    line: int
    cells: dict[str, str]


_Entries = Iterator[_Entry | BrokenRow]


def open_json(file: ListFile, encoding: Encoding) -> Table:
    """The table in a JSON array of objects, or in an object that holds one such array.

    Where people share a line, as where all stand in one, rows are counted by their entry. Objects
    one after the other, and one object by itself, are people too. Raises NeedsFixing for other
    JSON, and for what is no JSON.
    """
    try:
        with open_text(file, encoding, newline=None) as text:
            key = _key_of_list(JsonText(text), file.name)
    except NotJson as exc:
        raise _not_json(file, exc.line, exc.message) from None

    def entries() -> _Entries:
        with open_text(file, encoding, newline=None) as text:
            yield from _until_broken(JsonText(text), key)

    return _table(file, encoding, "json", entries)


def open_json_lines(file: ListFile, encoding: Encoding) -> Table:
    """The table in JSON Lines: a broken line costs only itself."""

    def entries() -> _Entries:
        with open_text(file, encoding) as text:
            yield from _line_by_line(Lines(text))

    return _table(file, encoding, "jsonl", entries)


def is_json_lines(head: str) -> bool:
    """Whether the first line is an object by itself, and another follows."""
    first, _, rest = head.strip().partition("\n")
    try:
        return isinstance(parsed(first), dict) and rest.lstrip()[:1] == "{"
    except NotJson:
        return False


def _table(file: ListFile, encoding: Encoding, form: str, entries: Callable[[], _Entries]) -> Table:
    """A first reading finds the keys, in the order in which they appear."""
    names: dict[str, None] = {}
    broken = None
    last, counted = 0, False
    for entry in entries():
        counted = counted or entry.line == last
        last = entry.line
        if isinstance(entry, BrokenRow):
            broken = broken or entry
            continue
        names |= dict.fromkeys(entry.cells)
        if len(names) > _MOST_COLUMNS:
            raise NeedsFixing(
                f"{file.name} has more than {_MOST_COLUMNS:,} different keys: is it a list?",
                hint=_REPAIR,
            )
    if not names and broken:
        raise _not_json(file, broken.line, broken.reason.removesuffix(_LOST))
    if not names:
        raise NeedsFixing(f"{file.name} is empty", hint="name a file with people in it")

    def read() -> Iterator[Row | BrokenRow]:
        for number, entry in enumerate(entries(), 1):
            if isinstance(entry, BrokenRow):
                reason = f"entry {number}: {entry.reason}" if counted else entry.reason
                yield BrokenRow(number if counted else entry.line, reason)
            elif any(map(str.strip, entry.cells.values())):
                cells = tuple(entry.cells.get(name, "") for name in names)
                yield sized(Row(number if counted else entry.line, cells))

    header = tuple(name.strip() for name in names)
    doubts = (*encoding.doubts, _lines_that_are_none(file)) if counted else encoding.doubts
    return Table(file.name, header, form, encoding.name, "", doubts, read)


def _lines_that_are_none(file: ListFile) -> Problem:
    message = "several people stand in one line: the line of each is counted by its entry"
    hint = "line 3 of this list is its third entry"
    return Problem("counted-entries", message, Place(file.name), hint, level="info")


def _not_json(file: ListFile, line: int, reason: str) -> NeedsFixing:
    return NeedsFixing(f"{file.name}:{line}: {reason}", hint=_REPAIR)


def _key_of_list(text: JsonText, name: str) -> str | None:
    """The key whose value is the list; nothing where the objects are not below a key."""
    if text.peek() == "[":
        return None
    keys, lists = [], []
    for key in text.members():
        keys.append(key)
        if text.peek() != "[":
            text.value()
        elif sum(isinstance(value, dict) for _, value in text.entries()):
            lists.append(key)
    if not lists or _is_person(keys):
        return None
    if len(lists) > 1:
        raise NeedsFixing(
            f"{name} holds several lists: {', '.join(lists[:9])}",
            hint="save each list as a file of its own",
        )
    return lists[0]


def _is_person(keys: list[str]) -> bool:
    """``{"family_name": …, "emails": [{…}]}`` is one person, not a list of addresses."""
    fields = columns_of(keys).keys()
    return bool({"email", "given_name", "family_name"} & fields)


def _until_broken(text: JsonText, key: str | None) -> _Entries:
    try:
        for line, value in _values(text, key):
            yield _entry(line, value)
    except NotJson as exc:
        yield BrokenRow(exc.line, f"{exc.message}{_LOST}")


def _values(text: JsonText, key: str | None) -> Iterator[tuple[int, object]]:
    if key is not None:
        for one in text.members():
            if one == key:
                yield from text.entries()
            else:
                text.value()
        return
    while ch := text.peek():
        if ch == "[":
            yield from text.entries()
        else:
            line = text.line
            yield line, text.value()


def _line_by_line(lines: Lines) -> _Entries:
    while True:
        number = lines.begin()
        try:
            line = next(lines)
        except StopIteration:
            return
        except TooLong:
            lines.pass_line()
            yield BrokenRow(number, "the line is larger than 4 MB")
            continue
        if line.strip():
            try:
                yield _entry(number, parsed(line, number))
            except NotJson as exc:
                yield BrokenRow(number, exc.message)


def _entry(line: int, value: object) -> _Entry | BrokenRow:
    if not isinstance(value, dict):
        return BrokenRow(line, "this entry is no object with named values")
    try:
        return _Entry(line, flat(value))
    except TooDeep:
        return BrokenRow(line, "this entry is nested too deeply")
