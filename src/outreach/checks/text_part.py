"""The text part: lines that every program shows, and nothing in it that belongs to the HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from outreach.domain.inbox import cut, room
from outreach.errors import Problem

from .parity import check_parity
from .reading import Reading

_LONGEST_LINE, _LONGEST_OCTETS = 78, 998
"""RFC 5322, 2.1.1; without the line end."""
_LONGEST_NAME = 100
"""One line may be as long: as a rule it is the name of an organisation."""
_CANNOT_BREAK = re.compile(r"https?://|www\.|<%|@|mailto:")
_TAG = re.compile(
    r"</?(?:a|audio|b|body|blockquote|br|canvas|center|colgroup|dd|del|div|dl|dt|em|embed|fieldset"
    r"|figcaption|font|footer|form|frame|frameset|h[1-6]|head|hr|html|i|iframe|img|ins|li|meta|nav"
    r"|noscript|ol|p|pre|s|script|small|span|strike|strong|style|sub|sup|svg|table|tbody|td"
    r"|textarea|tfoot|th|thead|title|tr|tt|u|ul|video|wbr)(?:\s[^<>]*)?/?>"
    r"|<(?P<word>abbr|address|area|article|aside|base|button|cite|code|data|details|header|input"
    r"|label|link|main|map|mark|math|menu|object|option|output|picture|section|select|source"
    r"|summary|template|time|track)(?:\s[^<>]*=[^<>]*/?>|\s*/?>[^<>]*</(?P=word)>)"
    r"|<!--|<!DOCTYPE",
    re.IGNORECASE,
)
"""Names that are words, too, count with an attribute or with their end."""
_ENTITY = re.compile(r"&(?:#\d{1,6}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d?);", re.IGNORECASE)
_UNSEEN = "[\u00ad\u034f\u200b-\u200d\u2007\u2060\ufeff]"
_FILLER = re.compile(f"{_UNSEEN}(?:[ \u00a0]?{_UNSEEN}){{2,}}")
_MARKDOWN_LINK = re.compile(r"\[[^\[\]\n]{1,300}\]\((?:https?:|mailto:)[^)\s]*\)")
_EMPTY_ITEM = re.compile(r"^[ \t]*(?:[-*•·–]|\d{1,3}[.)]|\[\d{1,3}\])[ \t]*$", re.MULTILINE)
_PICTURE = re.compile(r"\[(?:image|cid|img|picture|logo)\b[^\]\n]{0,200}\]", re.IGNORECASE)
_SHORTEST_LEAK = 20


def check_text_part(reading: Reading) -> Iterator[Problem]:
    """X501 to X504 of the filled-in sample, and T006: whether it says what the HTML says."""
    text = reading.sample.text
    if not text.strip():
        yield reading.problem("X501", "the text part is empty", "fill the .txt.j2 template")
        return
    yield from _lines(reading, text)
    yield from _from_html(reading, text)
    yield from _empty(reading, text)
    yield from check_parity(reading)


def _lines(reading: Reading, text: str) -> Iterator[Problem]:
    lines = text.splitlines()
    longest = max(lines, key=lambda line: len(line.encode()))
    if (octets := len(longest.encode())) > _LONGEST_OCTETS:
        yield reading.problem(
            "X502",
            f"line {lines.index(longest) + 1} of the text part has {octets:,} octets:"
            f" “{cut(longest, 60)}”",
            "print it through the filter wrap(72)",
        )
        return
    long = [line for line in lines if _is_long(line)]
    if len(long) > 1 or any(room(line.rstrip()) > _LONGEST_NAME for line in long):
        more = f", and {len(long) - 1} more" if len(long) > 1 else ""
        yield reading.problem(
            "X502",
            f"line {lines.index(long[0]) + 1} of the text part has {room(long[0])} characters:"
            f" “{cut(long[0], 60)}”{more}",
            "print it through the filter wrap(72)",
            "warning",
        )


def _is_long(line: str) -> bool:
    """One with an address, or without a blank, cannot be broken."""
    breakable = not _CANNOT_BREAK.search(line) and " " in line.strip("-*•>0123456789. ")
    return breakable and room(line.rstrip()) > _LONGEST_LINE


def _from_html(reading: Reading, text: str) -> Iterator[Problem]:
    for pattern, what, hint in (
        (_TAG, "the HTML tag", "print the value's .text, or take the tag out"),
        (_ENTITY, "the HTML entity", "write the character itself"),
        (_MARKDOWN_LINK, "the Markdown link", "print the value's .text"),
    ):
        if found := pattern.search(text):
            said = f"{what} “{cut(found[0], 60)}” stands in the text part"
            yield reading.problem("X503", said, hint)
    hint = "print the preheader in the HTML template alone"
    if _FILLER.search(text):
        said = "invisible filler, such as follows a preheader, stands in the text part"
        yield reading.problem("X503", said, hint)
    elif _begins_with(text, reading.preheader):
        yield reading.problem("X503", "the text part begins with the preheader", hint)


def _begins_with(text: str, preheader: str) -> bool:
    said = " ".join(preheader.split())
    return len(said) >= _SHORTEST_LEAK and " ".join(text[: 4 * len(said)].split()).startswith(said)


def _empty(reading: Reading, text: str) -> Iterator[Problem]:
    for found in _EMPTY_ITEM.finditer(text):
        line = text[: found.start()].count("\n") + 1
        said = f"line {line} of the text part is “{found[0].strip()}” and nothing else"
        yield reading.problem("X504", said, "print the line only with its words", "warning")
    if picture := _PICTURE.search(text):
        said = f"“{cut(picture[0], 60)}” stands for a picture in the text part"
        yield reading.problem("X504", said, "say in words what it shows, or nothing", "warning")
