"""Whether each part of a letter says which language it is in, and which way it runs."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator

from lxml.html import HtmlElement

from outreach.domain.language import direction
from outreach.errors import Level, Problem

from .reading import Reading
from .visible import folded, nearest, shortened, visible_texts, words_of

_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "TIBETAN", "ARABIC", "HEBREW")
_WRITTEN_IN = {
    "CJK": "zh ja yue wuu nan hak lzh ko",
    "HIRAGANA": "ja",
    "KATAKANA": "ja",
    "HANGUL": "ko",
    "TIBETAN": "bo dz",
    "ARABIC": "ug ar fa ur ps ku ckb sd kk ky uz pa az prs",
    "HEBREW": "he yi",
}
_NAMES = {"CJK": "Chinese or Japanese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
_FROM_RIGHT = {"ARABIC", "HEBREW"}
_PASSAGE = {"CJK": 15, "HIRAGANA": 15, "KATAKANA": 15}
_ALPHABETIC_PASSAGE = 40
"""Letters from which on a block is a text; below it may be a name, which needs no mark (WCAG 2.2,

3.1.2)."""
_BLOCKS = {
    "p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "td", "th", "dt", "dd", "blockquote", "div",
    "section", "article", "figcaption", "caption",
}  # fmt: skip


def check_marked_language(reading: Reading) -> Iterator[Problem]:
    """A303 the letter's own language and direction, A309 those of blocks in other scripts."""
    yield from _letter(reading)
    yield from _blocks(reading)


def _letter(reading: Reading) -> Iterator[Problem]:
    root = reading.tree
    # A text from the left still reads well where nothing is said.
    level: Level = "error" if direction(reading.language or "en") == "rtl" else "warning"
    lacking = [name for name in ("lang", "dir") if not (root.get(name) or "").strip()]
    if lacking:
        hint = 'write <html lang="{{ statement.language }}" dir="{{ statement.dir }}">'
        yield reading.problem("A303", f"<html> has no {' and no '.join(lacking)}", hint, level)
    bare = {
        name: text
        for element, text in reversed([*visible_texts(reading.light)])
        for name in ("lang", "dir")
        if not _within_body(element, name)
    }
    if bare:
        text = shortened(next(iter(bare.values())))
        message = f"no element around “{text}” within <body> has {' or '.join(sorted(bare))}"
        hint = (
            "repeat lang and dir on the <div> around the letter: Gmail and Outlook.com drop <body>"
        )
        yield reading.problem("A303", message, hint, level)
    language = reading.language
    if language and not any(_is_in(one, language) for one in root.iter() if one.get("lang")):
        message = f"nothing in the letter is marked as {language}, the statement’s language"
        hint = 'mark the statement with lang="{{ statement.language }}"'
        yield reading.problem("A303", message, hint, level)


def _within_body(element: HtmlElement, attribute: str) -> bool:
    around = (element, *element.iterancestors())
    return any(one.get(attribute) for one in around if one.tag not in {"body", "html"})


def _is_in(element: HtmlElement, language: str) -> bool:
    marked = (element.get("lang") or "").casefold()
    return marked.split("-")[0] == language.casefold().split("-")[0]


def _blocks(reading: Reading) -> Iterator[Problem]:
    for element, look in reading.light.items():
        if look.hidden or element.tag not in _BLOCKS or _has_blocks(element):
            continue
        words = words_of(element)
        script = script_of(words)
        if script is None:
            continue
        said = f"“{shortened(words, 30)}”"
        passage = _innermost(element)
        language = nearest(passage, "lang").casefold().split("-")[0]
        if language not in _WRITTEN_IN[script].split():
            marked = f"is marked as {language}" if language else "has no lang"
            name = _NAMES.get(script, script.capitalize())
            hint = (
                'mark it: lang="…" on the block; for a statement, its language in the front matter'
            )
            yield reading.problem("A309", f"{said} is in {name} script and {marked}", hint)
        if script in _FROM_RIGHT:
            yield from _direction(reading, passage, said)


def _direction(reading: Reading, element: HtmlElement, said: str) -> Iterator[Problem]:
    if nearest(element, "dir").lower() not in {"rtl", "auto"}:
        hint = 'write dir="rtl" on the block or around it'
        yield reading.problem("A309", f"{said} runs from right to left, and dir does not", hint)
    elif reading.light[element].direction != "rtl" and nearest(element, "dir").lower() == "rtl":
        hint = "add direction: rtl to its style as well: GMX and WEB.DE drop dir"
        message = f"{said} runs from right to left by dir alone"
        yield reading.problem("A309", message, hint, "warning")


def _has_blocks(element: HtmlElement) -> bool:
    return any(inner.tag in _BLOCKS for inner in element.iterdescendants())


def _innermost(element: HtmlElement) -> HtmlElement:
    """The element, or the one in it that holds all of its text, such as a ``span`` with lang."""
    while len(element) == 1 and isinstance(element[0].tag, str):
        child = element[0]
        if folded(element.text or "") or folded(child.tail or "") or not words_of(child):
            break
        element = child
    return element


def script_of(text: str) -> str | None:
    """The script of a passage, if it is one that needs its language marked.

    None for a text too short to be more than a name, and where no such script prevails.

    >>> script_of("Freedom for all, now and for ever, in every country of this world")
    >>> script_of("香港監察")
    >>> script_of("單憑強硬的言辭，不會產生任何影響，必須採取行動。")
    'CJK'
    """
    if text.isascii():
        return None
    letters = Counter(_script(letter) for letter in re.sub(r"[\W\d_]", "", text))
    script, number = max(((name, letters[name]) for name in _SCRIPTS), key=lambda pair: pair[1])
    if script == "CJK" and letters["HIRAGANA"] + letters["KATAKANA"] > 0.2 * number:
        script, number = "HIRAGANA", number + letters["HIRAGANA"] + letters["KATAKANA"]
    long_enough = number >= _PASSAGE.get(script, _ALPHABETIC_PASSAGE)
    return script if long_enough and number * 2 > letters.total() else None


def _script(letter: str) -> str:
    if letter.isascii():
        return "LATIN"
    return unicodedata.name(letter, "").partition(" ")[0]
