"""The YAML above a statement's text: values and lists of records, each with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any

import yaml

from outreach.errors import Place, Problem

_NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True, slots=True)
class Value:
    """A value as it is written, whatever YAML would make of it; blank where it is null."""

    text: str
    place: Place


Record = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """``values`` by key, and by key the ``records`` of those that are lists."""

    values: Mapping[str, Value] = field(default_factory=dict)
    records: Mapping[str, tuple[Record, ...]] = field(default_factory=dict)

    def text(self, key: str, default: str = "") -> str:
        return self.values[key].text if key in self.values else default

    def place(self, key: str, default: Place) -> Place:
        return self.values[key].place if key in self.values else default


@dataclass(frozen=True, slots=True)
class Shape:
    """Which ``keys`` hold one value, and of which ``lists`` each record holds which keys."""

    keys: tuple[str, ...]
    lists: Mapping[str, tuple[str, ...]]


def read_front_matter(
    text: str, file: str, shape: Shape
) -> tuple[FrontMatter, tuple[Problem, ...]]:
    """What stands between the fences, the first of which is the file's first line."""
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        return FrontMatter(), (_not_yaml(error, text, file),)
    except RecursionError:
        place = Place(file, 2, 1)
        return FrontMatter(), (Problem("F104", "the front matter is nested too deep", place),)
    if node is None:
        return FrontMatter(), ()
    if not isinstance(node, yaml.MappingNode):
        message = "the front matter is no list of `key: value` lines"
        return FrontMatter(), (Problem("F104", message, _place(node, file)),)
    problems: list[Problem] = []
    values: dict[str, Value] = {}
    records: dict[str, tuple[Record, ...]] = {}
    for key, value in _pairs(node, (*shape.keys, *shape.lists), file, problems):
        if key in shape.lists:
            records[key] = tuple(_records(key, value, shape.lists[key], file, problems))
        elif one := _value(key, value, file, problems):
            values[key] = one
    return FrontMatter(values, records), tuple(problems)


def _pairs(
    node: yaml.MappingNode, known: Sequence[str], file: str, problems: list[Problem]
) -> Iterator[tuple[str, yaml.Node]]:
    """The pairs whose key is known and stands there for the first time."""
    seen: set[str] = set()
    for key, value in node.value:
        name = key.value if isinstance(key, yaml.ScalarNode) else "?"
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean “{near[0]}”?" if near else f"known keys: {', '.join(known)}"
            problems.append(Problem("F105", f"unknown key “{name}”", _place(key, file), hint))
        elif name in seen:
            message = f"“{name}” stands twice"
            problems.append(Problem("F105", message, _place(key, file), "keep one of them"))
        else:
            seen.add(name)
            yield name, value


def _value(key: str, node: yaml.Node, file: str, problems: list[Problem]) -> Value | None:
    if isinstance(node, yaml.ScalarNode):
        return Value("" if node.tag == _NULL else node.value, _place(node, file))
    hint = "put text that holds brackets or colons in quotation marks"
    problems.append(Problem("F106", f"“{key}” must be one value", _place(node, file), hint))
    return None


def _records(
    key: str, node: yaml.Node, known: Sequence[str], file: str, problems: list[Problem]
) -> Iterator[Record]:
    if isinstance(node, yaml.ScalarNode) and node.tag == _NULL:
        return
    items: list[Any] = node.value if isinstance(node, yaml.SequenceNode) else [None]
    for item in items:
        if isinstance(item, yaml.MappingNode):
            pairs = _pairs(item, known, file, problems)
            read = ((name, _value(name, value, file, problems)) for name, value in pairs)
            yield {name: value for name, value in read if value}
        else:
            place = _place(item or node, file)
            hint = f"write each below it as `- {known[0]}: …`, with {', '.join(known[1:])}"
            message = f"“{key}” must be a list of entries"
            problems.append(Problem("F106", message, place, hint))


def _not_yaml(error: yaml.YAMLError, text: str, file: str) -> Problem:
    mark = getattr(error, "context_mark", None) or getattr(error, "problem_mark", None)
    if mark is not None:
        place = Place(file, mark.line + 2, mark.column + 1)
    else:
        position = getattr(error, "position", 0)
        place = Place(file, text[:position].count("\n") + 2)
    what = getattr(error, "problem", None) or getattr(error, "reason", "unreadable")
    hint = "put the value in quotation marks if it holds a colon, “#” or a quotation mark"
    return Problem("F104", f"the front matter is not YAML: {what}", place, hint)


def _place(node: yaml.Node, file: str) -> Place:
    """Where the node stands in the file, whose first line is the opening fence."""
    return Place(file, node.start_mark.line + 2, node.start_mark.column + 1)
