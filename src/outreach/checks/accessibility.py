"""What those who hear a letter, or go through it by keyboard, depend on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from lxml.etree import Comment
from lxml.html import HtmlElement

from outreach.errors import Problem

from .reading import Reading
from .visible import folded, shortened, words_of

_FILE_NAME = re.compile(r"\S+\.(?:png|jpe?g|gif|webp|svg|avif|bmp|tiff?)", re.IGNORECASE)
_SAYS_NOTHING = {
    "image", "picture", "photo", "photograph", "img", "graphic", "logo", "cover photo", "banner",
    "bild", "foto", "imagen", "图片", "圖片",
}  # fmt: skip
_VAGUE = {
    "click here", "click", "here", "read more", "more", "link", "this link", "learn more",
    "this page", "details", "hier", "hier klicken", "klicken sie hier", "mehr", "mehr erfahren",
    "weiterlesen", "ici", "cliquez ici", "lire la suite", "en savoir plus", "plus", "aquí",
    "haga clic aquí", "leer más", "más información", "más", "点击这里", "點擊這裡", "这里", "這裡",
    "更多", "阅读更多", "閱讀更多",
}  # fmt: skip
_LONGEST_BARE = 60
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_OUTLOOKS_TABLE = re.compile(r"<table\b[^>]*>", re.IGNORECASE)
_ROLE = re.compile(r"""\brole\s*=\s*["']?(?:presentation|none)\b""", re.IGNORECASE)


def check_accessibility(reading: Reading) -> Iterator[Problem]:
    """A301 pictures, A302 tables, A304 headings, A305 links."""
    yield from _pictures(reading)
    yield from _tables(reading)
    yield from _headings(reading)
    yield from _links(reading)


def _pictures(reading: Reading) -> Iterator[Problem]:
    for picture in reading.tree.iter("img"):
        name = shortened((picture.get("src") or "").rsplit("/", 1)[-1])
        alt = picture.get("alt")
        if alt is None:
            hint = 'say in alt="…" what it shows; alt="" if it only decorates'
            yield reading.problem("A301", f"the picture {name} has no alt text", hint)
        elif folded(alt).casefold() in _SAYS_NOTHING or _FILE_NAME.fullmatch(alt.strip()):
            message = f"the alt text “{folded(alt)}” does not say what the picture shows"
            yield reading.problem("A301", message, "say what it shows", "warning")


def _tables(reading: Reading) -> Iterator[Problem]:
    silent = [table for table in reading.tree.iter("table") if not _is_understood(table)]
    outlooks = [
        tag
        for comment in reading.tree.iter(Comment)
        if "<![endif]" in (comment.text or "")
        for tag in _OUTLOOKS_TABLE.findall(comment.text or "")
        if not _ROLE.search(tag)
    ]
    if number := len(silent) + len(outlooks):
        tables = "a table for layout has" if number == 1 else f"{number} tables for layout have"
        hint = 'add role="presentation"; a table of data has <th>'
        yield reading.problem("A302", f"{tables} no role", hint)


def _is_understood(table: HtmlElement) -> bool:
    says = (table.get("role") or "").lower() in {"presentation", "none"}
    return says or any(True for _ in table.iter("th", "caption"))


def _headings(reading: Reading) -> Iterator[Problem]:
    shown = [
        (int(element.tag[1]), words_of(element))
        for element, look in reading.light.items()
        if re.fullmatch("h[1-6]", element.tag) and not look.hidden
    ]
    first = [words for level, words in shown if level == 1]
    if len(first) != 1:
        said = f"{len(first)} main headings" if first else "no main heading"
        hint = "make the headline the one <h1>, and begin all others at <h2>"
        yield reading.problem("A304", f"the letter has {said}", hint, "warning")
    for (above, _), (level, words) in pairwise([(1, ""), *shown]):
        if level > above + 1:
            message = f"“{shortened(words)}” is <h{level}> below <h{above}>"
            yield reading.problem("A304", message, f"make it <h{above + 1}>", "warning")
    for level, words in shown:
        if not words:
            yield reading.problem("A304", f"an <h{level}> is empty", "drop it", "warning")


def _links(reading: Reading) -> Iterator[Problem]:
    leads: dict[str, set[str]] = {}
    for link in reading.tree.iter("a"):
        address = (link.get("href") or "").strip()
        look = reading.light.get(link)
        if not address or look is None or look.hidden:
            continue
        words = words_of(link)
        if not words:
            message = f"the link to {shortened(address, 60)} has no text"
            yield reading.problem("A305", message, "say where it leads")
            continue
        if words.casefold().strip(" .…>→»") in _VAGUE:
            message = f"the link “{words}” does not say where it leads"
            yield reading.problem("A305", message, "link the words that name it", "warning")
        elif _ADDRESS.fullmatch(words) and len(words) > _LONGEST_BARE:
            message = f"the link “{shortened(words, 60)}” is {len(words)} characters of address"
            yield reading.problem("A305", message, "link the words that name it", "warning")
        if sum(letter.isalpha() for letter in words) > 1:
            leads.setdefault(words.casefold(), set()).add(address)
    for words, addresses in leads.items():
        if len(addresses) > 1 and words not in _VAGUE:
            message = f"“{shortened(words)}” leads to {len(addresses)} places"
            yield reading.problem("A305", message, "name them apart", "warning")
