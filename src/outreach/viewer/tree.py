"""A letter's HTML as a tree, whatever it is."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree, html
from lxml.html import HtmlElement

_SILENT = frozenset(("head", "title", "style", "script", "template", "iframe", "object", "svg"))
"""What stands in them is no text of the letter."""
_INLINE_NAMES = """
a abbr b bdi bdo big cite code del dfn em font i img ins kbd mark q s samp small span strike strong
sub sup time tt u var wbr
"""
_INLINE = frozenset(_INLINE_NAMES.split())
_NOTHING = "<!DOCTYPE html><html><body></body></html>"


def tree_of(letter: str) -> HtmlElement:
    """As browsers read it; an empty document for what is none. Never raises."""
    written = letter.replace("\0", "\ufffd").encode("utf-8", "replace")
    try:
        return html.document_fromstring(written, parser=_parser())
    except etree.LxmlError:
        return html.document_fromstring(_NOTHING, parser=_parser())


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", huge_tree=True)


def texts(tree: HtmlElement) -> Iterator[tuple[HtmlElement, str]]:
    """The text in document order, hidden text too, each piece with the element it stands in.

    A blank piece stands wherever a block begins or ends; pictures give their alt text.
    """
    silent: HtmlElement | None = None
    for event, node in etree.iterwalk(tree, events=("start", "end", "comment", "pi")):
        if event == "start":
            if silent is None and node.tag in _SILENT:
                silent = node
            elif silent is None:
                yield node, _before(node)
        elif silent is None or silent is node:
            if node is not tree:
                blank = " " if event == "end" and node is not silent and _is_block(node) else ""
                yield node.getparent(), blank + (node.tail or "")
            silent = None


def _before(element: HtmlElement) -> str:
    alt = (element.get("alt") or "") if element.tag == "img" else ""
    return (" " if _is_block(element) else "") + alt + (element.text or "")


def _is_block(element: HtmlElement) -> bool:
    return element.tag not in _INLINE
