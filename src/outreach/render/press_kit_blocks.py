"""A statement's Markdown as the nodes that ``press_kit.typ`` prints.

A node is a dict with its kind in ``is``. All text stands in values that Typst reads as JSON and
prints as they are, so that nothing of it can be read as Typst's own marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from markdown_it.tree import SyntaxTreeNode

from outreach.errors import NeedsFixing

from .markdown import joined as joined_nodes
from .markdown import parse

Node = dict[str, Any]

_LISTS = ("bullet_list", "ordered_list")
_DEEPEST = 10
_LONGEST_ADDRESS = 2000
_LONGEST_SHOWN = 160
_LINKABLE = re.compile(r"https?://[^/\s]|mailto:[^@\s]+@", re.IGNORECASE)
# Of letters that stand apart: other scripts break between characters, or join them.
_LONG_WORD = re.compile("[!-~\u00a1-\u024f]{41,}")
_PIECE = re.compile(r".{1,20}(?:[/?&=._-]|$)|.{20}", re.DOTALL)
_BREAK_HERE = "\u200b"
# Neither PDF/UA (ISO 14289-1, 7.21.7) nor any font has a use for these.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ufff9-\ufffb\ufffe\uffff]|[\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Text that can be printed, on one line."""
    return " ".join(_UNPRINTABLE.sub("", text).split("\n"))


def words(text: str, **marks: Any) -> list[Node]:
    return [{"is": "text", "text": _breakable(clean(text)), **marks}] if text else []


def joined(parts: Sequence[list[Node]], between: str) -> list[Node]:
    """The parts that are not empty, with the same text between them."""
    found: list[Node] = []
    for part in filter(None, parts):
        found += [*(words(between) if found else []), *part]
    return found


def linked(nodes: list[Node], address: str) -> list[Node]:
    """The nodes as a link, if the address is one of the web or of mail."""
    address = clean(address).strip()
    if len(address) > _LONGEST_ADDRESS or not _LINKABLE.match(address):
        return nodes
    return [{"is": "link", "to": address, "in": nodes}]


def blocks(body: str, asks_list: int = 0, *, footnotes: bool = True) -> list[Node]:
    """The body's blocks. List number ``asks_list`` (counted from 1, 0 for none) is marked; a list
    inside another is not counted.

    Raises NeedsFixing for what is nested deeper than a page can show.
    """
    tree = parse(body, footnotes=footnotes)
    lists = list(_outer_lists(tree))
    asks = lists[asks_list - 1] if 0 < asks_list <= len(lists) else None
    nodes = [_block(node, asks, 1) for node in tree.children if node.type != "footnote_block"]
    return _with_levels([node for node in nodes if node])


def notes(body: str) -> list[list[Node]]:
    """The footnotes in the order of their numbers, each as blocks."""
    tree = parse(body)
    found = [node for node in tree.walk() if node.type == "footnote"]
    return [_children(note, None, 1) for note in found]


def _outer_lists(node: SyntaxTreeNode) -> Iterator[SyntaxTreeNode]:
    for child in node.children:
        if child.type in _LISTS:
            yield child
        else:
            yield from _outer_lists(child)


def _children(node: SyntaxTreeNode, asks: SyntaxTreeNode | None, depth: int) -> list[Node]:
    if depth > _DEEPEST:
        raise NeedsFixing(
            f"the press kit can show lists and quotations {_DEEPEST} deep, not deeper",
            hint="make the statement's lists flatter",
        )
    found = (_block(child, asks, depth + 1) for child in node.children)
    return [one for one in found if one]


def _block(node: SyntaxTreeNode, asks: SyntaxTreeNode | None, depth: int) -> Node | None:
    match node.type:
        case "paragraph":
            return {"is": "paragraph", "in": _inline_of(node)}
        case "heading":
            inside = _inline_of(node)
            level = 2 if node.tag in ("h1", "h2") else 3
            return {"is": "heading", "level": level, "in": inside} if inside else None
        case "bullet_list" | "ordered_list":
            return {
                "is": "list",
                "ordered": node.type == "ordered_list",
                "start": int(node.attrs.get("start", 1)),
                "asks": node is asks,
                "items": [_children(item, asks, depth) for item in node.children],
            }
        case "blockquote":
            return {"is": "quotation", "in": _children(node, asks, depth)}
        case "hr":
            return {"is": "rule"}
        case _:
            return None


def _inline_of(node: SyntaxTreeNode) -> list[Node]:
    return [one for child in node.children for one in inline(child.children)]


def inline(nodes: list[SyntaxTreeNode]) -> list[Node]:
    return [one for node in joined_nodes(nodes) for one in _inline(node)]


def _inline(node: SyntaxTreeNode) -> list[Node]:
    match node.type:
        case "text":
            return words(node.content)
        case "softbreak":
            return words(" ")
        case "hardbreak":
            return [{"is": "break"}]
        case "em" | "strong":
            inside = inline(node.children)
            return [{"is": node.type, "in": inside}] if inside else []
        case "link":
            inside, address = inline(node.children), str(node.attrs["href"])
            return [*linked(inside, address), *_in_print(inside, address)]
        case "footnote_ref":
            return [{"is": "note", "number": int(node.meta["id"]) + 1}]
        case "footnote_anchor":
            return []
        case _:
            return inline(node.children)


def _in_print(inside: list[Node], address: str) -> list[Node]:
    """Where a link leads, for those who read on paper; nothing if its words say so."""
    shown = shown_address(clean(address).strip())
    said = "".join(_texts(inside)).replace(_BREAK_HERE, "")
    if not shown or len(shown) > _LONGEST_SHOWN:
        return []
    if shown.casefold() in said.casefold() or not _LINKABLE.match(address):
        return []
    return [{"is": "address", "in": words(shown)}]


def shown_address(address: str) -> str:
    """The address as people read it."""
    return re.sub(r"^(?:https?://(?:www\.)?|mailto:)|/$", "", address, flags=re.IGNORECASE)


def _texts(nodes: list[Node]) -> Iterator[str]:
    for node in nodes:
        yield node.get("text", "")
        yield from _texts(node.get("in", []))


def _breakable(text: str) -> str:
    """Long words and addresses get places where a line may end."""
    return _LONG_WORD.sub(lambda long: _BREAK_HERE.join(_PIECE.findall(long[0])), text)


def _with_levels(nodes: Sequence[Node]) -> list[Node]:
    """Headings that skip no level, beginning at 2 (ISO 14289-1, 7.4.2)."""
    last, found = 1, []
    for node in nodes:
        if node["is"] == "heading":
            last = min(node["level"], last + 1)
            found.append({**node, "level": last})
        else:
            found.append(node)
    return found
