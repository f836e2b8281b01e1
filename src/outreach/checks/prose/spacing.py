"""P103: missing and doubled spaces and punctuation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.typography import slips
from outreach.errors import Problem

from .passages import Passage
from .plain import BLOCK_MARK

# The mark comes first and is looked back from, which is many times as fast.
_NO_SPACE_AFTER = re.compile(
    r"[.!?](?<=[^\W\d_]{2}.)(?=[^\W\d_a-zß-öø-ÿ][a-zß-öø-ÿ]|[AI] |[IDLJ]’[a-zß-öø-ÿ])"
    r"|\.(?<=\d.)(?=[A-ZÀ-Þ][a-zß-öø-ÿ]{2})"
    r"|[.!?](?<=[\w.!?][”’»\")].)(?=[A-ZÀ-Þ][a-zß-öø-ÿ])"
    r"|:(?<=[^\W\d_]{3}.)(?=[A-ZÀ-Þ][a-zß-öø-ÿ]*[ ,])(?!Innen)"
    r"|[,;](?<=[^\W_\u3000-\u9fff].)(?:(?<=[^\d].)(?=[^\W\d_])|(?=[a-z]))"
    r"|”(?<=[\w.,!?].)(?=[A-Za-z]{2})"
    r"|\((?<=\s.)(?=[^()]*[A-Z ])[^()]{3,}\)(?=[a-zß-öø-ÿ]{2})"
)
_NO_SPACE_BEFORE = re.compile(r"\((?<=[a-zß-öø-ÿ]{3}.)(?=[A-Z][^()]{2,}\))")
_MAILBOX = re.compile(r"@[\w.-]*$")
_STOP_ASTRAY = re.compile(r"(?<=\w)[ \u00a0]+\.(?=[A-ZÀ-Þ][a-zß-öø-ÿ])")
_NO_SPACE_BEFORE_QUOTE = re.compile(r"“(?<=[a-z,].)(?=[A-Za-z])")
_MARKS = re.compile(r"[,;:.，。、；](?:\s?[,;:.，。、；])+")
_DOUBLED = re.compile(
    r",+|;+|\.\.|[,;:]\s?[.;]|[;:],|,\s,|\.\s\.|，+|。+|、+|[，、；]\s?[。；]|。\s?[，、]"
)
_HALF_WIDTH = re.compile(r"[,;:?!](?<=[\u4e00-\u9fff].)(?=[\u4e00-\u9fff])")
_PASTED = re.compile(r"\u00a0(?<=[a-z]{4}.)(?=[a-z]{4})(?!million|billion)")


def badly_spaced(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """Slips of spacing as they stand in the file, then what is missing in the words."""
    for passage in text:
        yield from _odd_spaces(passage, language)
        yield from _missing(passage, language)


def _odd_spaces(passage: Passage, language: str) -> Iterator[Problem]:
    offset = 0
    for line in passage.lines:
        mark = BLOCK_MARK.match(line)
        start = mark.end() if mark else 0
        for slip in slips(line[start:].rstrip(), language):
            place = passage.at(offset + start + slip.start)
            yield Problem("P103", f"a {slip.what}", place, "mend the spacing", "warning")
        if line.rstrip(" \r").endswith("\u00a0"):
            place = passage.at(offset + len(line.rstrip()))
            message = "a no-break space at the end of the line"
            yield Problem("P103", message, place, "remove it", "warning")
        offset += len(line) + 1


def _missing(passage: Passage, language: str) -> Iterator[Problem]:
    words = passage.words
    for match in _NO_SPACE_AFTER.finditer(words):
        if not _MAILBOX.search(words[max(0, match.start() - 64) : match.start()]):
            yield _slip(passage, match, f"the space after “{match[0]}” is missing", "add it")
    for match in _NO_SPACE_BEFORE.finditer(words):
        yield _slip(passage, match, "the space before “(” is missing", "add it")
    for match in _STOP_ASTRAY.finditer(words):
        yield _slip(passage, match, "a space before the full stop and none after it", "swap them")
    for match in _MARKS.finditer(words):
        if _DOUBLED.fullmatch(match[0]):
            yield _slip(passage, match, f"doubled punctuation “{match[0]}”", "keep one mark")
    if language.startswith("en") and "„" not in words:
        for match in _NO_SPACE_BEFORE_QUOTE.finditer(words):
            yield _slip(passage, match, "the space before “ is missing", "add it")
    if language.startswith("zh"):
        for match in _HALF_WIDTH.finditer(words):
            message = f"a half-width “{match[0]}” between Chinese characters"
            yield _slip(passage, match, message, "write ，；：？！")
    if not language.startswith("fr"):
        for match in _PASTED.finditer(words):
            message = "a no-break space between two common words, as pages leave when copied"
            yield Problem(
                "P103", message, passage.where(match.start()), "write a common space", "info"
            )


def _slip(passage: Passage, match: re.Match[str], message: str, hint: str) -> Problem:
    return Problem("P103", message, passage.where(match.start()), hint, "warning")
