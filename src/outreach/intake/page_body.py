"""The lines of a statement's running text as Markdown: paragraphs, lists, quotations, headings."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, pairwise

from outreach.domain.typography import mended

from .page_text import Line
from .prose import guarded

_IDEOGRAPH = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_TIBETAN = re.compile("[\u0f0b-\u0f14]+")
_SMALL = re.compile("[\u0f0b-\u0f14\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SENTENCE_END = re.compile(r"[.!?:;。！？：؟۔؛།][”’\"'»)\]」』]*$")
_PROSE_WORDS, _SENTENCE_WORDS = 20, 9
_ITEMS = ("bullet", "number")
_WRAPPED_FROM, _WRAPPED_TO = 40, 120
_BROKEN_WORD = re.compile(r"[^\W\d_]-$")


def weight(text: str) -> int:
    """How many words, counting two ideographs, kana or Tibetan syllables as one."""
    if text.isascii() or not _SMALL.search(text):
        return len(text.split())
    small = len(_IDEOGRAPH.findall(text)) + len(_TIBETAN.findall(text))
    return len(_IDEOGRAPH.sub("", text).split()) + (small + 1) // 2


def is_prose(line: Line) -> bool:
    """Whether the line is running text rather than a heading, a label or a name."""
    words = weight(line.text)
    sentence = words >= _SENTENCE_WORDS and _SENTENCE_END.search(line.text) is not None
    return line.kind in ("text", "quote") and (words >= _PROSE_WORDS or sentence)


def ends_sentence(text: str) -> bool:
    return _SENTENCE_END.search(text) is not None


def body_markdown(lines: Sequence[Line], language: str = "en") -> str:
    """One block per paragraph, a list for every run of items; slips are mended, words kept."""
    blocks: list[str] = []
    before: Line | None = None
    for line in _listed(_continued(_unwrapped(lines))):
        markdown = _markdown(line, language)
        if before and _together(before, line):
            blocks[-1] += f"\n{markdown}"
        else:
            blocks.append(markdown)
        before = line
    return "\n\n".join(blocks)


def _unwrapped(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines broken at a fixed width, as in a mail, become one paragraph again."""
    for _, stanza in groupby(lines, key=lambda line: (line.stanza, line.kind in ("text", "quote"))):
        group = list(stanza)
        yield from [joined(group)] if is_wrapped(group) else group


def is_wrapped(group: Sequence[Line]) -> bool:
    """Whether the lines of a stanza are one paragraph, broken at a width."""
    if len(group) < 2 or group[0].kind != "text" or not fills(group):
        return False
    return any(not _SENTENCE_END.search(line.text) for line in group[:-1])


def fills(group: Sequence[Line]) -> bool:
    """Whether the lines are as full as one text broken at a width, give or take a long word."""
    widest = max(len(line.text) for line in group)
    if not _WRAPPED_FROM <= widest <= _WRAPPED_TO:
        return False
    return all(
        len(line.text) + 1 + len(after.text.split()[0]) > widest * 0.85
        for line, after in pairwise(group)
    )


def broken_words(lines: Sequence[Line]) -> Iterator[tuple[Line, Line]]:
    """Pairs of lines between which a word is broken with a hyphen."""
    for line, after in pairwise(lines):
        broken = _BROKEN_WORD.search(line.text) and after.text[0].islower() and not after.marker
        if broken and line.stanza == after.stanza and line.column:
            yield line, after


def _continued(lines: Iterable[Line]) -> Iterator[Line]:
    """Items that go on over several lines, joined."""
    item: Line | None = None
    for line in lines:
        if item and _continues(item, line):
            item = joined([item, line])
            continue
        if item:
            yield item
        item = line
    if item:
        yield item


def _continues(item: Line, line: Line) -> bool:
    if item.kind not in _ITEMS:
        return False
    if line.kind == item.kind and not line.marker:
        return True
    indented = line.column > item.column - len(item.marker)
    together = line.kind == "text" and line.stanza == item.stanza
    return together and (indented or line.text[0].islower())


def joined(group: Sequence[Line]) -> Line:
    """Lines as one; a word broken with a hyphen between two is whole again."""
    text, markup = group[0].text, group[0].markup
    for before, line in pairwise(group):
        if any(broken_words((before, line))):
            text, markup = text[:-1] + line.text, markup[:-1] + line.markup
        else:
            text, markup = f"{text} {line.text}", f"{markup} {line.markup}"
    return replace(group[0], text=text, markup=markup)


def _listed(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines, with what only looks like an item made text again."""
    before: Line | None = None
    for kind, run in groupby(lines, key=lambda line: line.kind):
        group = list(run)
        yield from group if kind not in _ITEMS or _is_list(before, group) else map(_text, group)
        before = group[-1]


def _is_list(before: Line | None, run: Sequence[Line]) -> bool:
    """A lone dash may open an attribution, and numbers that do not count are no list."""
    if run[0].kind == "number":
        offsets = {line.ordinal - at for at, line in enumerate(run) if not line.level}
        return len(offsets) <= 1 and (len(run) > 1 or run[0].ordinal == 1)
    announced = before is not None and before.text.endswith((":", "："))
    return len(run) > 1 or announced or not (run[0].column and run[0].marker[0] in "—–-")


def _text(line: Line) -> Line:
    return replace(line, kind="text", marker="", text=line.whole, markup=line.marker + line.markup)


def _together(before: Line, line: Line) -> bool:
    if before.kind in _ITEMS and line.kind in _ITEMS:
        return before.kind == line.kind or bool(before.level or line.level)
    return before.kind == line.kind == "quote" and before.stanza == line.stanza


def _markdown(line: Line, language: str) -> str:
    words = mended(guarded(line.markup), language)
    indent = "    " * line.level
    match line.kind:
        case "bullet":
            return f"{indent}- {words}"
        case "number":
            return f"{indent}{line.ordinal}. {words}"
        case "quote":
            return f"> {words}"
        case "heading":
            return f"{'#' * max(2, min(line.level, 3))} {words}"
    return words
