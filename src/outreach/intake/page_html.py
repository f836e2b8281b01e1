"""A saved web page as lines of text: only words, emphasis, lists and links come out of it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote, urljoin, urlsplit

from lxml import html
from lxml.etree import ParserError
from lxml.html import HtmlElement

from outreach.errors import NeedsFixing

from .dates import date_in
from .page_controls import Stray, without_controls
from .page_grid import Cell, grid_of
from .page_text import Kind, Line, with_markers, word_count
from .prose import marked_up

_LOOKS_LIKE_HTML = re.compile(
    r"<(?:!doctype\s+html|html|head|body|article|main|section|div|p|h1|ul|br)\b[^<]*>",
    re.IGNORECASE,
)
_DROPPED_TAGS = """
nav footer aside noscript figcaption form button select textarea dialog
"""
_UNSEEN_TAGS = "head script style template svg iframe object video audio canvas map title"
_BLOCK_TAGS = """
address article blockquote body center dd details div dl dt fieldset figure form h1 h2 h3 h4 h5 h6
header hr html li main ol p pre section summary table tbody td th tr ul
"""
_DROPPED, _BLOCKS = frozenset(_DROPPED_TAGS.split()), frozenset(_BLOCK_TAGS.split())
_UNSEEN = frozenset(_UNSEEN_TAGS.split())
_APART = _DROPPED | {"option", "label", "a"}
_TOGETHER = ("li", "tr", "td", "th")
_FURNITURE = re.compile(
    r"(?:.*[-_])?(?:share|sharing|social|sharedaddy|cookies?|breadcrumbs?|comments?|caption"
    r"|screen-reader-text|sr-only|visually-hidden|newsletter|sidebar|menu|navbar|navigation"
    r"|related|pagination|footer|post-meta-tags|skip-link)(?:[-_].*)?",
    re.IGNORECASE,
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_HTML_SPACE = re.compile(r"[ \t\r\n\f]+")
_AROUND_SITE_NAME = re.compile(r"\s[|–—·-]\s")
_SOLE_LINK = re.compile(r"\**\[[^\[\]]*\]\(([^()\s]*)\)\**")
_EMPHASIS = {"em": "*", "i": "*", "cite": "*", "strong": "**", "b": "**"}
_CANDIDATES = (
    "//article",
    "//main|//*[@role='main']",
    "//*[contains(@class,'entry-content') or contains(@class,'post-content')]",
)


@dataclass(frozen=True, slots=True)
class WebPage:
    """What a saved page holds. ``title``, ``date`` and the rest are blank where it says nothing.

    ``lines`` are all that it shows, its furniture among them. ``rivals`` are the lines where other
    articles of like length begin.
    """

    lines: tuple[Line, ...]
    title: str = ""
    date: date | None = None
    language: str = ""
    address: str = ""
    rivals: tuple[int, ...] = ()


def looks_like_html(text: str) -> bool:
    return _LOOKS_LIKE_HTML.search(text[:20_000]) is not None


def html_page(text: str) -> WebPage:
    """The page's article, main part or, failing both, its body.

    Raises NeedsFixing for elements nested so deeply that the parser gives up half-way.
    """
    parser = html.HTMLParser(encoding="utf-8")
    try:
        tree = html.document_fromstring(text.encode(errors="replace"), parser=parser)
    except ParserError:
        return WebPage(())
    if any("depth" in entry.message for entry in parser.error_log):
        raise NeedsFixing(
            "the page's elements are nested too deeply to be read",
            hint="copy the statement's text into a .txt file instead",
        )
    address = _first(tree, "//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
    root = _root(tree)
    walk = _Walk(address, _length_of(root))
    walk.towards(root, tree)
    return WebPage(
        lines=tuple(with_markers(walk.lines)),
        title=_title(tree, root),
        date=_date(tree, root),
        language=_first(tree, "/html/@lang"),
        address=address if urlsplit(address).scheme in ("http", "https") else "",
        rivals=_rivals(tree, root),
    )


def _length_of(element: HtmlElement) -> int:
    return len(_HTML_SPACE.sub(" ", element.text_content()))


def _root(tree: HtmlElement) -> HtmlElement:
    for path in _CANDIDATES:
        found: list[HtmlElement] = tree.xpath(path)
        if found:
            return max(found, key=_length_of)
    return tree


def _rivals(tree: HtmlElement, root: HtmlElement) -> tuple[int, ...]:
    """Where other articles stand that are half as long as this one or longer."""
    if root.tag != "article":
        return ()
    others = [one for one in tree.xpath("//article") if root not in (one, *one.iterancestors())]
    others = [one for one in others if one not in root.iterancestors()]
    return tuple(
        one.sourceline or 0 for one in others[:50] if _length_of(one) * 2 >= _length_of(root)
    )


def _first(tree: HtmlElement, *paths: str) -> str:
    for path in paths:
        for value in tree.xpath(path):
            return str(value).strip()
    return ""


def _title(tree: HtmlElement, root: HtmlElement) -> str:
    """The longest first-level heading, else the document's title without the site's name."""
    headings = root.xpath(".//h1") or tree.xpath("//h1[not(ancestor::nav or ancestor::footer)]")
    if root.tag == "article" and not headings:
        headings = root.xpath(".//h2[not(preceding::p[ancestor::article])]")[:1]
    texts = [_one_line(_words(heading)) for heading in headings]
    named = _one_line(_first(tree, "//meta[@property='og:title']/@content", "//title/text()"))
    return max(texts, key=len, default="") or max(_AROUND_SITE_NAME.split(named), key=len).strip()


def _words(heading: HtmlElement) -> str:
    """Its text, with a blank where a line is broken."""
    found = heading.xpath(".//text()|.//br")
    return "".join(one if isinstance(one, str) else " " for one in found)


def _one_line(text: str) -> str:
    return re.sub("[ \t\r\n\f\v\x85\u2028\u2029]+", " ", without_controls(text)[0]).strip()


def _date(tree: HtmlElement, root: HtmlElement) -> date | None:
    said = _first(root, ".//time/@datetime") or _first(
        tree, "//meta[@property='article:published_time']/@content", "//time/@datetime"
    )
    return date_in(said[:10]) or date_in(said)


@dataclass(slots=True)
class _Walk:
    """Turns elements into lines, in document order."""

    address: str
    length: int
    lines: list[Line] = field(default_factory=list)
    stanza: int = 0
    text: list[str] = field(default_factory=list)
    markup: list[str] = field(default_factory=list)
    emphasised: list[str] = field(default_factory=list)
    strays: list[Stray] = field(default_factory=list)
    number: int = 0
    kind: Kind = "text"
    level: int = 0
    marker: str = ""
    outside: bool = False
    tables: int = 0
    cell: tuple[int, int, int] | None = None
    span: tuple[int, int] = (1, 1)
    grid: dict[HtmlElement, Cell] = field(default_factory=dict)

    def towards(self, root: HtmlElement, tree: HtmlElement) -> None:
        """Through the whole tree: what is not in ``root`` is furniture, and kept as such."""
        path = {*root.iterancestors()}
        if tree is root:
            self.through(root)
            self.end_line()
        elif tree not in path:
            self._aside(tree)
        else:
            self._aside_text(tree.text, tree)
            for child in tree:
                self.towards(root, child)
                self._aside_text(child.tail, tree)

    def through(self, element: HtmlElement) -> None:
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _UNSEEN:
            return
        if not self.outside and self._is_furniture(element, tag):
            self._aside(element)
            return
        if tag == "br":
            self.stanza += not "".join(self.text).strip()
            self.end_line()
        elif tag in _BLOCKS or (self.outside and tag in _APART):
            self._block(element, tag)
        else:
            self._inline(element, tag)

    def end_line(self) -> None:
        text = _HTML_SPACE.sub(" ", "".join(self.text)).strip()
        markup = _HTML_SPACE.sub(" ", "".join(self.markup)).strip()
        if text:
            self.lines.append(
                Line(
                    self.number, 0, self.stanza, text, markup, self.kind, self.marker, self.level,
                    tuple(self.emphasised), word_count(text), self.cell, self.span,
                    _sole_link(markup), self.outside, strays=tuple(self.strays),
                )
            )  # fmt: skip
            # What follows in the same item continues it.
            self.marker = ""
        self.text, self.markup, self.emphasised, self.strays, self.number = [], [], [], [], 0

    def _block(self, element: HtmlElement, tag: str) -> None:
        self.end_line()
        self.stanza += tag not in _TOGETHER
        before = self.kind, self.level, self.marker, self.cell, self.span
        so_far = len(self.lines)
        self._enter(element, tag)
        self._children(element)
        self.end_line()
        self.kind, self.level, self.marker, self.cell, self.span = before
        self.stanza += tag not in _TOGETHER
        if len(self.lines) > so_far:
            self.marker = ""

    def _enter(self, element: HtmlElement, tag: str) -> None:
        if tag == "li":
            parent = element.getparent()
            ordered = parent is not None and parent.tag == "ol"
            self.kind = "number" if ordered else "bullet"
            self.level = sum(1 for _ in element.iterancestors("li"))
            self.marker = f"{_position(element)}. " if ordered else "- "
        elif re.fullmatch("h[1-6]", tag):
            self.kind, self.level, self.marker = "heading", int(tag[1]), ""
        elif tag == "blockquote":
            self.kind, self.level, self.marker = "quote", 0, ""

        elif tag == "table":
            self.tables += 1
            self.cell, self.span = (self.tables, 0, 0), (1, 1)
            self.grid |= grid_of(element)
        elif self.cell and (at := self.grid.get(element)):
            self.cell, self.span = (self.cell[0], at.row, at.column), (at.rows, at.columns)

    def _aside(self, element: HtmlElement) -> None:
        """The words of an element that is furniture, for the list of what was left out."""
        apart = _Walk(self.address, 0, outside=True)
        apart.through(element)
        apart.end_line()
        self.lines += apart.lines

    def _aside_text(self, text: str | None, element: HtmlElement) -> None:
        if text and text.strip():
            apart = _Walk(self.address, 0, outside=True)
            apart._say(text, element)
            apart.end_line()
            self.lines += apart.lines

    def _inline(self, element: HtmlElement, tag: str) -> None:
        start = len(self.markup)
        self._children(element)
        inside = "".join(self.markup[start:])
        mark = "" if self.kind == "heading" else _EMPHASIS.get(tag, "")
        link = _link(element, self.address) if tag == "a" else ""
        words = inside.strip()
        if not words or not (mark or link) or (mark and "*" in words):
            return
        before, _, after = inside.partition(words)
        marked = f"[{words}]({link})" if link else f"{mark}{words}{mark}"
        self.markup[start:] = [before, marked, after]

    def _children(self, element: HtmlElement) -> None:
        self._say(element.text, element)
        for child in element:
            self.through(child)
            self._say(child.tail, child)

    def _say(self, text: str | None, element: HtmlElement) -> None:
        if not text:
            return
        if text.strip():
            self.number = self.number or element.sourceline or 0
        text, strays = without_controls(text)
        self.strays += strays
        markup, meant = marked_up(text)
        self.text.append(text)
        self.markup.append(markup)
        self.emphasised += meant

    def _is_furniture(self, element: HtmlElement, tag: str) -> bool:
        if tag in _DROPPED and not (tag == "form" and self._is_most(element)):
            return True
        if tag == "header":
            return not element.xpath(".//h1|.//time")
        named = f"{element.get('class', '')} {element.get('id', '')}".split()
        hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
        odd = any(_FURNITURE.fullmatch(name) for name in named)
        unseen = _INVISIBLE.search(element.get("style", "")) is not None
        return (hidden or odd or unseen) and not self._is_most(element)

    def _is_most(self, element: HtmlElement) -> bool:
        """A name like ``has-sidebar`` on what holds the text itself is no reason to drop it."""
        return _length_of(element) * 2 > self.length


def _sole_link(markup: str) -> str:
    link = _SOLE_LINK.fullmatch(markup)
    return link[1] if link else ""


def _position(item: HtmlElement) -> int:
    parent = item.getparent()
    start = (parent.get("start") or "1") if parent is not None else "1"
    before = sum(1 for _ in item.itersiblings("li", preceding=True))
    return (int(start) if start.isdecimal() else 1) + before


def _link(element: HtmlElement, base: str) -> str:
    """The link's absolute address, safe inside Markdown's parentheses, or blank."""
    try:
        address = urljoin(base, (element.get("href") or "").strip())
        parts = urlsplit(address)
    except ValueError:
        return ""
    written = parts.path if parts.scheme == "mailto" else parts.netloc
    if parts.scheme not in ("http", "https", "mailto") or not written:
        return ""
    return quote(address, safe="!#$%&'*+,/:;=?@~-._")
