"""A statement's Markdown as HTML, and its asks.

The dialect is CommonMark without what a letter has no use for: raw HTML, code and pictures stay
text, and only http, https and mailto addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from outreach.errors import NeedsFixing

_LINKABLE = re.compile(r"https?://[^/?#\s]|mailto:[^@\s]+@", re.IGNORECASE)
_NOT_IN_LETTERS = ("html_block", "html_inline", "code", "fence", "backticks")
_DEEPEST = 40
_LISTS = ("bullet_list", "ordered_list")
# Ideographs, kana and their punctuation: scripts that put no space where a line ends.
_SPACELESS = "\u2e80-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_SPACELESS_BREAK = re.compile(rf"(?<=[{_SPACELESS}])\n(?=[{_SPACELESS}])")

TextOfLink = Callable[[str, str], str]
"""What a link looks like in running text, from its label and its address."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One demand. ``html`` is what stands inside the ``<li>``; ``text`` is one unwrapped line."""

    html: str
    text: str


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return _LINKABLE.match(url) is not None


@cache
def _parser() -> _Parser:
    parser = _Parser("commonmark", {"html": False, "maxNesting": 2 * _DEEPEST})
    parser.disable(_NOT_IN_LETTERS)
    return parser


def parse(body: str) -> SyntaxTreeNode:
    """The tree that every walk over a statement starts from.

    Raises NeedsFixing for marks nested deeper than anyone means; the parser would drop their text.
    """
    tokens = _parser().parse(body)
    for token in tokens:
        if max((inner.level for inner in token.children or ()), default=token.level) > _DEEPEST:
            line = token.map[0] + 1 if token.map else 0
            raise NeedsFixing(
                f"lists, quotations or emphasis over {_DEEPEST} deep near line {line} of the text",
                hint="remove the repeated marks",
            )
    return SyntaxTreeNode(tokens)


def markdown_html(body: str) -> str:
    """The body as HTML: p, h2, h3, ul, ol, li, blockquote, hr, em, strong, br and a, nothing else.

    The only attributes are ``href`` and the ``start`` of a list that does not begin at 1. Headings
    begin at h2, since a letter's h1 is its title.
    """
    return "".join(_block_html(block) for block in parse(body).children)


def asks(body: str) -> tuple[Ask, ...]:
    """The items of the body's first list, or none."""
    first = next((node for node in parse(body).walk() if node.type in _LISTS), None)
    return tuple(_ask(item) for item in first.children) if first else ()


def inline_text(node: SyntaxTreeNode, link: TextOfLink) -> str:
    """The words of an inline node without markup; ``\\n`` only where the author broke the line."""
    if node.type == "text":
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    children = "".join(inline_text(child, link) for child in joined(node.children))
    return link(children, str(node.attrs["href"])) if node.type == "link" else children


def joined(nodes: list[SyntaxTreeNode]) -> list[SyntaxTreeNode]:
    """The nodes without the line ends that fall between two characters of a spaceless script."""
    around = zip([None, *nodes], nodes, [*nodes[1:], None], strict=False)
    return [node for before, node, after in around if not _is_mere_line_end(before, node, after)]


def _is_mere_line_end(
    before: SyntaxTreeNode | None, node: SyntaxTreeNode, after: SyntaxTreeNode | None
) -> bool:
    if node.type != "softbreak" or before is None or after is None:
        return False
    return _SPACELESS_BREAK.search(f"{_text(before)[-1:]}\n{_text(after)[:1]}") is not None


def _text(node: SyntaxTreeNode) -> str:
    return inline_text(node, lambda label, _: label)


def _block_html(node: SyntaxTreeNode) -> str:
    if node.type == "inline":
        return _inline_html(node)
    if node.type == "hr":
        return "<hr>\n"
    inside = "".join(_block_html(child) for child in node.children)
    if node.type == "paragraph" and node.hidden:
        return inside
    tag, start = _tag(node), node.attrs.get("start")
    attribute = f' start="{start}"' if start is not None else ""
    opening_end = "\n" if node.type in (*_LISTS, "blockquote") else ""
    return f"<{tag}{attribute}>{opening_end}{inside}</{tag}>\n"


def _tag(node: SyntaxTreeNode) -> str:
    if node.type == "heading":
        return "h2" if node.tag in ("h1", "h2") else "h3"
    return node.tag


def _inline_html(node: SyntaxTreeNode) -> str:
    if node.type == "text":
        return escape(node.content, quote=False)
    if node.type == "softbreak":
        return "\n"
    if node.type == "hardbreak":
        return "<br>\n"
    inside = "".join(_inline_html(child) for child in joined(node.children))
    if node.type == "link":
        return f'<a href="{escape(str(node.attrs["href"]))}">{inside}</a>'
    return f"<{node.tag}>{inside}</{node.tag}>" if node.type in ("em", "strong") else inside


def _ask(item: SyntaxTreeNode) -> Ask:
    html = "".join(_block_html(child) for child in item.children).strip()
    words = (inline_text(node, _beside) for node in item.walk() if node.type == "inline")
    return Ask(html, " ".join(" ".join(words).split("\n")))


def _beside(label: str, address: str) -> str:
    return label if names(label, address) else f"{label} ({address})"


def names(label: str, address: str) -> bool:
    """Whether a link's label already shows its address, so that text need not repeat it."""
    shown = address.removeprefix("mailto:")
    return label in (address, shown, unquote(address), unquote(shown))
