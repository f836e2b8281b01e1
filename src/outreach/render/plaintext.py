"""The text part of a letter: Markdown as plain text, and wrapping by display width.

Right-to-left text stays in logical order; the mail reader lays it out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

from markdown_it.tree import SyntaxTreeNode

from .markdown import TextOfLink, beside, blocks, inline_text, names, notes

# Where a line may end without a space: ideographs, kana and full-width forms, not Hangul or emoji.
_IDEOGRAPHIC = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"
)
_NEVER_FIRST = frozenset(
    "、。，．：；？！）］｝」』】〉》〕〗”’…‥·・ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ),.;:?!]}%"
)
_NEVER_LAST = frozenset("（［｛「『【〈《〔〖“‘([{$")
_NOTE_MARK = re.compile(r"\[\d+\]")
_TSHEG, _SHAD = "\u0f0b", "\u0f0d"


def markdown_text(body: str, width: int = 72) -> str:
    """The body as wrapped text without markup, ``width`` columns wide.

    Headings are underlined, with less weight than the capitals a letter sets above the statement.
    Lists hang from ``- `` or their number, quotations follow ``> ``, and links are numbered
    in the text, from where its notes end, and listed below it. An address is never broken, so its
    line may be longer.
    """
    links = _Numbered(len(notes(body)))
    lines = _stacked(blocks(body), width, links.mark)
    if links.addresses:
        numbered = enumerate(links.addresses, links.before + 1)
        lines += ["", *(f"[{number}] {address}" for number, address in numbered)]
    return "\n".join(lines)


def short_text(body: str, width: int = 72) -> str:
    """The same for a text beside the statement: no footnotes, and addresses beside their words."""
    return "\n".join(_stacked(blocks(body, footnotes=False), width, beside))


@dataclass(slots=True)
class _Numbered:
    """The links of a text, numbered after the ``before`` notes it has."""

    before: int
    addresses: list[str] = field(default_factory=list)

    def mark(self, label: str, address: str) -> str:
        if names(label, address):
            return label
        if address not in self.addresses:
            self.addresses.append(address)
        return f"{label} [{self.before + self.addresses.index(address) + 1}]"


def wrap(text: str, width: int = 72, indent: str = "") -> str:
    """Each line of ``text`` broken at ``width`` columns; usable as a template filter.

    ``indent`` begins every further line: before the first, the caller has written as much
    (``- {{ ask.text | wrap(72, "  ") }}``). A line's own leading blanks are kept and repeated.
    Breaks at spaces and between ideographs; addresses, long words and no-break spaces hold.
    """
    room = width - len(indent)
    return f"\n{indent}".join(part for line in text.split("\n") for part in _wrapped(line, room))


def columns(text: str) -> int:
    """How wide a terminal or a mail reader with a fixed font shows ``text``."""
    return len(text) if text.isascii() else sum(map(_columns_of, text))


def _columns_of(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _wrapped(line: str, width: int) -> Iterator[str]:
    words = line.strip(" \t")
    lead = line[: line.find(words)]
    current = lead
    for glue, piece in _pieces(words):
        longer = current + (glue if current != lead else "") + piece
        if current != lead and columns(longer) > width:
            yield current
            longer = lead + piece
        current = longer
    yield current


def _pieces(words: str) -> Iterator[tuple[str, str]]:
    """What must stay together, each with the space that stands before it, if any."""
    for word in re.split(r"[ \t]+", words):
        glue = " "
        for piece in _breakable(word):
            yield glue, piece
            glue = ""


def _breakable(word: str) -> Iterator[str]:
    if word.isascii():  # every address is
        yield word
        return
    start = 0
    for at in range(1, len(word)):
        if _may_break(word[at - 1], word[at]) and not _NOTE_MARK.match(word, at):
            yield word[start:at]
            start = at
    yield word[start:]


def _may_break(before: str, after: str) -> bool:
    if not _columns_of(after) or after in _NEVER_FIRST or before in _NEVER_LAST:
        return False
    if before == _TSHEG:
        return after != _SHAD
    return bool(_IDEOGRAPHIC.match(before) or _IDEOGRAPHIC.match(after))


def _stacked(
    nodes: list[SyntaxTreeNode], width: int, links: TextOfLink, *, gap: bool = True
) -> list[str]:
    """The blocks' lines one below the other, with a blank line in each ``gap``."""
    lines: list[str] = []
    for node in nodes:
        if lines and gap:
            lines.append("")
        lines += _block_lines(node, width, links)
    return lines


def _block_lines(node: SyntaxTreeNode, width: int, links: TextOfLink) -> list[str]:
    match node.type:
        case "inline":
            return wrap(inline_text(node, links), width).split("\n")
        case "heading":
            return _heading(node, width, links)
        case "hr":
            return ["---"]
        case "blockquote":
            inside = _stacked(node.children, width - len("> "), links)
            return [f"> {line}".rstrip() for line in inside]
        case "bullet_list" | "ordered_list":
            return _list(node, width, links)
    return _stacked(node.children, width, links)


def _heading(node: SyntaxTreeNode, width: int, links: TextOfLink) -> list[str]:
    lines = _stacked(node.children, width, links)
    rule = "-" if node.tag in ("h1", "h2") else "~"
    return [*lines, rule * max(columns(line) for line in lines)] if lines else []


def _list(node: SyntaxTreeNode, width: int, links: TextOfLink) -> list[str]:
    gap = not _is_tight(node)
    lines: list[str] = []
    for number, item in enumerate(node.children, int(node.attrs.get("start", 1))):
        mark = "- " if node.type == "bullet_list" else f"{number}. "
        if lines and gap:
            lines.append("")
        inside = _stacked(item.children, width - len(mark), links, gap=gap)
        hung = "\n".join(inside).replace("\n", "\n" + " " * len(mark))
        lines += [line.rstrip() for line in f"{mark}{hung}".split("\n")]
    return lines


def _is_tight(node: SyntaxTreeNode) -> bool:
    """Markdown hides the paragraphs of a list whose items stand without blank lines between."""
    blocks = (block for item in node.children for block in item.children)
    return all(block.hidden for block in blocks if block.type == "paragraph")
