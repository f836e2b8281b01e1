"""P107 stray markup, P108 what a web page left, P109 lists and names that Markdown joins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.residue import ends_page, is_residue
from outreach.errors import Level, Problem

from .passages import Passage
from .plain import BLOCK_MARK, EMPHASIS, without_marks

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_FAKE_BULLET = re.compile(r"\s*[–—•‣◦▪●○·]\s+\S")
_SURE_BULLET = re.compile(r"\s*[•‣◦▪●○·]")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_MEANT = re.compile(
    r"<(?:https?://|mailto:)[^<>\s]+>|(?<=\]\()(?:https?://|mailto:)[^\s)]*|(?<!\w)_{3,}(?!\w)"
)
_Rules = tuple[tuple[str, str, Level], ...]
_STRAY: _Rules = (
    (r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>", "an HTML tag is shown as it is written", "error"),
    (r"â€[\u2122\u0153\u009d“”˜¦]|Ã[\u0080-\u00bf]|Â[\u00a0«»]", "a garbled character", "error"),
    (r"`[^`\n]*`?", "a backtick is shown as it is written", "warning"),
)
_STRAY_IN_BODY: _Rules = (
    # A blanked address was a good one.
    (r"(?<!!)\[[^\]\n]*\]\((?!\x00)[^)\n]*\)", "a link that leads nowhere", "error"),
    (r"!\[[^\]\n]*\]\([^)\n]*\)", "a picture is not sent, only its description", "warning"),
    (r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)\*(?!\w)", "emphasis without its other end", "warning"),
)
_STRAY_IN_TITLE: _Rules = (
    (r"(\*\*?|__?)(?=\S)[^*_]+(?<=\S)\1", "Markdown has no effect here", "error"),
    (r"&(?:#\d+|[a-z]+);", "an entity is shown as it is written", "error"),
)
_NAME_WORDS, _NAME_LINES = 8, 3
_GENDER_STAR = re.compile(r"(?<=\w)\*(?=in(?:nen)?(?!\w))")


def stray_markup(text: Sequence[Passage]) -> Iterator[Problem]:
    for passage in text:
        yield from _gender_stars(passage)
        shown = passage.text if passage.plain else _without_meant(passage.text)
        shown = _GENDER_STAR.sub(_blank, shown)
        more = _STRAY_IN_TITLE if passage.plain else _STRAY_IN_BODY
        for pattern, what, level in (*_STRAY, *more):
            for match in re.finditer(pattern, shown):
                place = passage.at(match.start())
                message = f"“{_as_written(passage, match)}”: {what}"
                yield Problem("P107", message, place, "remove the mark or escape it", level)


def _gender_stars(passage: Passage) -> Iterator[Problem]:
    """German “Zeug*innen” is shown as meant; of two in a paragraph Markdown makes emphasis."""
    stars = list(_GENDER_STAR.finditer(passage.text))
    if len(stars) > 1 and not passage.plain:
        message = "between these stars all is set in italics, and the stars are not shown"
        hint = "write a backslash before each: “Zeug\\*innen”"
        yield Problem("P107", message, passage.at(stars[0].start()), hint)


def _as_written(passage: Passage, match: re.Match[str]) -> str:
    return passage.text[match.start() : match.end()]


def _without_meant(text: str) -> str:
    """The text with what is rightly Markdown blanked, each offset staying where it was."""
    lines = [BLOCK_MARK.sub(_blank, line, count=1) for line in text.split("\n")]
    text = _MEANT.sub(_blank, _ESCAPED.sub(_blank, "\n".join(lines)))
    while (paired := EMPHASIS.sub(without_marks, text)) != text:
        text = paired
    return text


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def residue(body: Sequence[Passage]) -> Iterator[Problem]:
    for passage in body:
        line = passage.text.strip()
        if len(passage.lines) > 1 or BLOCK_MARK.match(line):
            continue
        level: Level | None = (
            "error" if is_residue(line) else "warning" if ends_page(line) else None
        )
        if level:
            message = f"“{line}” seems left over from a web page"
            yield Problem("P108", message, passage.at(0), "remove the line", level)


def fake_lists(body: Sequence[Passage]) -> Iterator[Problem]:
    typed = [
        (passage, at)
        for passage in body
        for at, line in enumerate(passage.lines)
        if _FAKE_BULLET.match(line)
    ]
    for passage, at in typed:
        # A lone dash opens an attribution.
        if len(typed) > 1 or _SURE_BULLET.match(passage.lines[at]):
            place = passage.at(passage.starts[at])
            message = "a typed bullet makes no list in Markdown"
            yield Problem("P109", message, place, "begin the line with “- ”", "warning")
    for passage in body:
        if _looks_like_names(passage):
            message = "Markdown joins these lines into one paragraph"
            hint = "make them a list with “- ”, or move names to signatories.txt"
            yield Problem("P109", message, passage.at(0), hint, "warning")


def _looks_like_names(passage: Passage) -> bool:
    lines = passage.lines
    return len(lines) >= _NAME_LINES and all(
        len(line.split()) <= _NAME_WORDS
        and line[:1].isupper()
        and not _LIST_ITEM.match(line)
        and not line.rstrip(" ").endswith((",", ";", "\\"))
        and not line.endswith("  ")
        for line in lines
    )
