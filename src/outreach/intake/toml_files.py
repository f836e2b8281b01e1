"""TOML files whose every fault has a place: parsed once, all problems at once."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from outreach.domain.toml_slips import slip
from outreach.errors import Place, Problem

from .text_files import MOST_TEXT, bytes_of

Keys = tuple[str | int, ...]
_Shape = TypeVar("_Shape", bound=BaseModel)

_KEY = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_TABLE = re.compile(rf"\s*(\[{{1,2}})\s*({_KEY}(?:\s*\.\s*{_KEY})*)\s*\]{{1,2}}")
_PAIR = re.compile(rf"(\s*)({_KEY}(?:\s*\.\s*{_KEY})*)\s*=\s*")
_TOKEN = re.compile(
    r"#[^\n]*"
    r'|"{3}(?:\\.|[^\\])*?"{3,5}'
    r"|'{3}.*?'{3,5}"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'"
    r"|(?P<open>[\[{])|(?P<close>[\]}])|(?P<end>\n)",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class TomlFile:
    """A parsed file and where its keys stand."""

    path: str
    data: dict[str, Any]
    places: dict[tuple[str, ...], Place]
    values: dict[tuple[str, ...], Place]

    def place(self, keys: Keys) -> Place:
        """Where a key stands; the nearest table that holds it where it does not stand itself."""
        names = tuple(str(key) for key in keys)
        while names and names not in self.places:
            names = names[:-1]
        return self.places.get(names, Place(self.path, 1, 1))

    def value_place(self, keys: Keys) -> Place:
        """Where a key's value begins."""
        return self.values.get(tuple(str(key) for key in keys), self.place(keys))


def read_toml(path: Path, make: str = "") -> tuple[TomlFile | None, tuple[Problem, ...]]:
    """The file, or None and what keeps it from being read; ``make`` says how one is made."""
    name = as_seen(path)
    try:
        text = bytes_of(path, MOST_TEXT).decode("utf-8-sig")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        data = tomllib.loads(text)
    except FileNotFoundError:
        problem = Problem("file-missing", f"there is no {name}", None, make)
    except OSError as exc:
        problem = Problem("file-unreadable", f"cannot read {name}: {exc.strerror}")
    except UnicodeDecodeError as exc:
        line = exc.object.count(b"\n", 0, exc.start) + 1
        problem = Problem("encoding", "not UTF-8 text", Place(name, line), "save it as UTF-8")
    except (ValueError, RecursionError) as exc:  # besides bad TOML: huge numbers, deep nesting
        told = slip(exc, text)
        place = Place(name, told.line, told.column)
        problem = Problem("toml", told.message, place, told.hint)
    else:
        keys = dict(_places(text, name))
        places = {key: place for key, (place, _) in keys.items()}
        return TomlFile(name, data, places, {key: value for key, (_, value) in keys.items()}), ()
    return None, (problem,)


def _places(text: str, name: str) -> Iterator[tuple[tuple[str, ...], tuple[Place, Place]]]:
    """Each key with its own place and its value's. Only for text that is known to be valid.

    The tables of an array are told apart by their number, counted from 0, as parsers do.
    """
    table: tuple[str, ...] = ()
    counted: Counter[tuple[str, ...]] = Counter()
    for number, line in _statements(text):
        if match := _TABLE.match(line):
            table = _split(match[2])
            if match[1] == "[[":
                counted[table] += 1
                table = (*table, str(counted[table] - 1))
            here = Place(name, number, match.start(2) + 1)
            yield table, (here, here)
        elif match := _PAIR.match(line):
            keys = table + _split(match[2])
            here = Place(name, number, match.start(2) + 1)
            yield keys, (here, Place(name, number, match.end() + 1))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines that begin outside of any string or array, numbered from 1."""
    lines = text.split("\n")
    depth, number = 0, 1
    yield number, lines[0]
    for token in _TOKEN.finditer(text):
        depth += (token.lastgroup == "open") - (token.lastgroup == "close")
        number += token[0].count("\n")
        if token.lastgroup == "end" and not depth:
            yield number, lines[number - 1]


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_KEY, dotted))


def shaped(file: TomlFile, shape: type[_Shape]) -> tuple[_Shape | None, tuple[Problem, ...]]:
    """The file's data as ``shape``, or every way in which it is not."""
    try:
        return shape.model_validate(file.data), ()
    except ValidationError as exc:
        return None, tuple(_problem(file, error, shape) for error in exc.errors())


def _problem(file: TomlFile, error: Any, shape: type[BaseModel]) -> Problem:
    keys: Keys = error["loc"]
    dotted = ".".join(str(key) for key in keys)
    place = file.place(keys)
    if error["type"] == "extra_forbidden":
        known = _known_keys(shape, keys[:-1])
        near = difflib.get_close_matches(str(keys[-1]), known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known keys are {', '.join(known)}"
        return Problem("unknown-key", f"there is no key {dotted}", place, hint)
    if error["type"] == "missing":
        hint = f"add a table [{dotted}]" if _known_keys(shape, keys) else f"add {keys[-1]} = …"
        return Problem("missing-key", f"{dotted} is missing", place, hint)
    message, hint = _SHOULD_BE.get(error["type"], (_plain(error["msg"]), ""))
    return Problem("wrong-value", f"{dotted}: {message}", place, hint)


_A_MOMENT = ("should be a day and a time", "write it as 2030-01-31T06:00:00")
_SHOULD_BE = {
    "model_type": ("should be a table", "write it as { key = value }"),
    "model_attributes_type": ("should be a table", "write it as { key = value }"),
    "datetime_type": _A_MOMENT,
    "datetime_parsing": _A_MOMENT,
    "datetime_from_date_parsing": _A_MOMENT,
    "string_too_short": ("is empty", "fill it in"),
}
"""What to say in place of the library's words, by its name for the fault."""


def _plain(message: str) -> str:
    text = message.removeprefix("Value error, ").removeprefix("Input ")
    return text[:1].lower() + text[1:]


def _known_keys(shape: type[BaseModel], keys: Keys) -> Sequence[str]:
    """The keys of the table that ``keys`` lead to, stepping through dicts of tables."""
    table: Any = shape
    for key in keys:
        fields = getattr(table, "model_fields", {})
        annotation = fields[key].annotation if key in fields else table
        options = (annotation, *getattr(annotation, "__args__", ()))
        tables = [one for one in options if isinstance(one, type) and issubclass(one, BaseModel)]
        table = tables[-1] if tables else annotation
    return tuple(getattr(table, "model_fields", ()))


def as_seen(path: Path) -> str:
    """The path as the user would type it: relative to the working folder if it lies below."""
    try:
        return str(path.relative_to(Path.cwd()))
    except ValueError:
        return str(path)
