"""The lists of a text: its asks, and P111 on how their items end."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from outreach.errors import Problem

from .passages import Passage

_AFTER_END = re.compile(r"[”’\"')\]»」』\s*_]+$|\s*\[\^[^\]\s]+\]$")
_LINKED = re.compile(r"\b(?:and|or|und|oder|sowie|et|ou|y|e|o)$")


@dataclass(frozen=True, slots=True)
class ListItem:
    """``line`` counts from 0 in the body; ``text`` is its Markdown, without what is nested."""

    line: int
    text: str
    nested: bool


@lru_cache(maxsize=8)
def lists(body: str) -> tuple[tuple[ListItem, ...], ...]:
    """Each outermost list of the body, in order, as Markdown makes them."""
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark")
    reader.core.ruler.enableOnly(["normalize", "block"])
    lines = body.split("\n")
    found: list[list[ListItem]] = []
    for token in reader.parse(body):
        if token.type in ("bullet_list_open", "ordered_list_open") and token.level == 0:
            found.append([])
        elif token.type == "list_item_open" and token.map:
            start, end = token.map
            if token.level == 1:
                found[-1].append(ListItem(start, "\n".join(lines[start:end]).rstrip(), False))
            elif found and found[-1]:
                item = found[-1][-1]
                found[-1][-1] = ListItem(item.line, item.text, True)
    return tuple(tuple(items) for items in found)


def asks(body: str, number: int) -> tuple[ListItem, ...]:
    """The items of list ``number``, counted from 1; none if there is no such list."""
    there = lists(body)
    return there[number - 1] if 0 < number <= len(there) else ()


def uneven_items(body: str, text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """An item that ends otherwise than the others; the last may end the sentence."""
    first = {place.line: (passage, start) for passage in text if passage.role == "body"
             for start, place in zip(passage.starts, passage.places, strict=True)}  # fmt: skip
    offset = min(first, default=1) - _leading(body)
    for items in lists(body):
        if len(items) < 3 or any(item.nested for item in items):
            continue
        ends = [_end(item.text) for item in items]
        usual = Counter(ends[:-1]).most_common(1)[0]
        for item, end in zip(items, ends, strict=True):
            last = item is items[-1]
            fits = end == usual[0] or (last and (end == "." or (end != ";" and not usual[0])))
            if (
                not fits
                and usual[1] * 2 > len(items) - 1
                and (found := first.get(item.line + offset))
            ):
                passage, start = found
                yield Problem(
                    code="P111",
                    message=f"this item ends {_named(end)}, the others {_named(usual[0])}",
                    place=passage.at(start),
                    hint="end all items alike",
                    level="warning",
                )
        if language.startswith("en") and usual[0] == ";" and not _linked(items[-2].text):
            passage, start = first[items[-2].line + offset]
            message = "the last but one item has no “and” or “or” after its semicolon"
            yield Problem("P111", message, passage.at(start), "add it", "info")


def _leading(body: str) -> int:
    lines = body.split("\n")
    return next((at for at, line in enumerate(lines) if line.strip()), 0)


def _end(item: str) -> str:
    """``.`` for any end of a sentence, ``;`` also before “and”, ``,`` or nothing."""
    words = _LINKED.sub("", _stripped(item)).rstrip()
    last = words[-1:]
    if last in ".!?…。！？":
        return "." if last else ""
    return {";": ";", "；": ";", ",": ",", "，": ","}.get(last, "")


def _linked(item: str) -> bool:
    return _LINKED.search(_stripped(item)) is not None


def _stripped(item: str) -> str:
    words = item.rstrip()
    while (shorter := _AFTER_END.sub("", words)) != words:
        words = shorter
    return words


def _named(end: str) -> str:
    return {".": "with a full stop", ";": "with a semicolon", ",": "with a comma"}.get(
        end, "without a mark"
    )
