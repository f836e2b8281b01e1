"""A statement's Markdown as HTML, its asks and its notes.

The dialect is CommonMark with footnotes (``[^1]``), and without what a letter has no use for: raw
HTML, code and pictures stay text, and only http, https and mailto addresses become links.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

from outreach.errors import NeedsFixing

_LINKABLE = re.compile(r"https?://[^/?#\s]|mailto:[^@\s]+@", re.IGNORECASE)
_NOT_IN_LETTERS = ("html_block", "html_inline", "code", "fence", "backticks")
_DEEPEST = 40
_LISTS = ("bullet_list", "ordered_list")
# Ideographs, kana and their punctuation: scripts that put no space where a line ends.
_SPACELESS = "\u2e80-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60"
_SPACELESS_BREAK = re.compile(rf"(?<=[{_SPACELESS}])\n(?=[{_SPACELESS}])")
_MARKS = re.compile(r"(&\w+;|[^\s<>])((?:<sup>\[\d+\]</sup>)+)")

TextOfLink = Callable[[str, str], str]
"""What a link looks like in running text, from its label and its address."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One demand. ``html`` is what stands inside the ``<li>``; ``text`` is one unwrapped line."""

    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote. ``html`` has blocks only where the note has several; ``text`` is one line."""

    html: str
    text: str


class _Parser(MarkdownIt):
    def validateLink(self, url: str) -> bool:  # noqa: N802 - the library's name
        return _LINKABLE.match(url) is not None


@cache
def _parser(*, footnotes: bool = True) -> _Parser:
    parser = _Parser("commonmark", {"html": False, "maxNesting": 2 * _DEEPEST})
    parser.disable(_NOT_IN_LETTERS)
    if footnotes:
        footnote_plugin(parser)
    # It sorts its rules at the first text, and a second thread would see but some of them.
    parser.parse("a")
    return parser


def parse(body: str, *, footnotes: bool = True) -> SyntaxTreeNode:
    """The tree that every walk over a statement starts from; its notes are the last block.

    Raises NeedsFixing for marks nested deeper than anyone means; the parser would drop their text.
    """
    tokens = _parser(footnotes=footnotes).parse(body)
    for token in tokens:
        if max((inner.level for inner in token.children or ()), default=token.level) > _DEEPEST:
            line = token.map[0] + 1 if token.map else 0
            raise NeedsFixing(
                f"lists, quotations or emphasis over {_DEEPEST} deep near line {line} of the text",
                hint="remove the repeated marks",
            )
    return SyntaxTreeNode(tokens)


def blocks(body: str, *, footnotes: bool = True) -> list[SyntaxTreeNode]:
    """The blocks of the body itself, without its notes."""
    tree = parse(body, footnotes=footnotes)
    return [block for block in tree.children if block.type != "footnote_block"]


def markdown_html(body: str, *, footnotes: bool = True) -> str:
    """The body as HTML: p, h2, h3, ul, ol, li, blockquote, hr, em, strong, sup, br, a and span.

    The only attributes are ``href``, the ``start`` of a list that does not begin at 1 and the
    class ``held`` of a span, within which no line may end. Headings begin at h2, since a letter's
    h1 is its title. A mark of a note is ``<sup>[1]</sup>``.
    """
    return "".join(_block_html(block) for block in blocks(body, footnotes=footnotes))


def asks(body: str, which: int = 1) -> tuple[Ask, ...]:
    """The items of the body's list number ``which``; none if it is 0 or there are fewer lists.

    A list inside another is not counted.
    """
    lists = [one for block in blocks(body) for one in block.walk() if one.type in _LISTS]
    outer = [one for one in lists if not _is_inside(one, _LISTS)]
    if not 0 < which <= len(outer):
        return ()
    return tuple(_ask(item) for item in outer[which - 1].children)


def notes(body: str) -> tuple[Note, ...]:
    """The notes in the order of their numbers; links in their text stand beside their words."""
    found = (node for node in parse(body).walk() if node.type == "footnote")
    return tuple(_note(node) for node in found)


def _is_inside(node: SyntaxTreeNode, types: Sequence[str]) -> bool:
    above = node.parent
    while above is not None:
        if above.type in types:
            return True
        above = above.parent
    return False


def inline_text(node: SyntaxTreeNode, link: TextOfLink) -> str:
    """The words of an inline node without markup; ``\\n`` only where the author broke the line."""
    if node.type == "text":
        return node.content
    if node.type == "softbreak":
        return " "
    if node.type == "hardbreak":
        return "\n"
    if node.type == "footnote_ref":
        return note_mark(node)
    children = "".join(inline_text(child, link) for child in joined(node.children))
    return link(children, str(node.attrs["href"])) if node.type == "link" else children


def note_mark(node: SyntaxTreeNode) -> str:
    """``[1]`` where the first note is called."""
    return f"[{node.meta['id'] + 1}]"


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
    if node.type == "footnote_anchor":
        return ""
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
    if node.type == "footnote_ref":
        return f"<sup>{note_mark(node)}</sup>"
    inside = "".join(_inline_html(child) for child in joined(node.children))
    if node.type == "inline":
        return _MARKS.sub(_held, inside)
    if node.type == "link":
        return f'<a href="{escape(str(node.attrs["href"]))}">{inside}</a>'
    return f"<{node.tag}>{inside}</{node.tag}>" if node.type in ("em", "strong") else inside


def _held(marks: re.Match[str]) -> str:
    """Marks of notes, with what stands before them if a line could end after it.

    That is a sign or an ideograph: between a letter and a bracket none ends (UAX 14, LB30).
    """
    before = marks[1]
    holds = before.endswith(";") or unicodedata.category(before)[0] in "PS"
    if holds or re.match(f"[{_SPACELESS}]", before):
        return f'<span class="held">{marks[0]}</span>'
    several = marks[2].count("<sup>") > 1
    return f'{before}<span class="held">{marks[2]}</span>' if several else marks[0]


def _ask(item: SyntaxTreeNode) -> Ask:
    return Ask("".join(map(_block_html, item.children)).strip(), _on_one_line(item))


def _note(node: SyntaxTreeNode) -> Note:
    only = node.children[0] if len(node.children) == 1 else None
    inside = only.children if only is not None and only.type == "paragraph" else node.children
    return Note("".join(map(_block_html, inside)).strip(), _on_one_line(node))


def _on_one_line(node: SyntaxTreeNode) -> str:
    words = (inline_text(inner, beside) for inner in node.walk() if inner.type == "inline")
    return " ".join(" ".join(words).split("\n"))


def beside(label: str, address: str) -> str:
    return label if names(label, address) else f"{label} ({address})"


def names(label: str, address: str) -> bool:
    """Whether a link's label already shows its address, so that text need not repeat it."""
    shown = address.removeprefix("mailto:")
    return label in (address, shown, unquote(address), unquote(shown))
