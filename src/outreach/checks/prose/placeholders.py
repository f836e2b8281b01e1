"""T002: what a writer meant to fill in, at its place in the statement."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from outreach.errors import Problem

from .passages import Passage
from .sentences import Span

_WORDS = (
    r"name|date|number|amount|city|title|link|url|quote|email|phone"
    r"|datum|zahl|betrag|zitat|titel|nom|montant|ville|lien|citation|chiffre"
    r"|nombre|fecha|cantidad|ciudad|cita|enlace|姓名|名字|日期|金額|金额|地點|地点|數字|数字"
)
_COMES = (
    r"quotes?|names?|photos?|pictures?|links?|figures?|number|date|text|logo|zitat|foto|citation"
    r"|cita"
)
_BRACKETED = (
    r"(?:insert|einfügen|insérer|insertar|插入)\s(?!(?:of|in|into|from)\b)\w+(?:\s\w+){0,4}"
    rf"|(?:the\s)?(?:{_COMES})\s(?:to\s(?:come|follow)|folgt|à\s(?:venir|suivre))"
    r"|à\s(?:compléter|confirmer)|por\s(?:completar|confirmar)|to\sbe\s(?:added|completed)"
    r"|待補|待补|待定|待確認|待确认"
)
_PLACEHOLDER = re.compile(
    rf"""
    \b(?:TODO|TK(?:TK)+|FIXME|XXX+|TBD|TBC|tbd|tbc)\b
  | \[[^\[\]\n]{{0,60}}?\bTK\b[^\[\]\n]{{0,60}}\]
  | \bTK\b
  | (?i:\blorem\ ipsum\b)
  | \[(?i:(?:first|last|full|your)?\s?(?:{_WORDS})(?:\shere)?)\](?![(\[:])
  | \[(?=[A-Z\s]+\])(?:[A-Z]+\s){{0,3}}(?i:{_WORDS})(?:\s[A-Z]+){{0,3}}\](?![(\[:])
  | (?i:[(\[（]\s*(?:{_BRACKETED})\s*[)\]）])
  | (?<![\w?!)”’"])\?{{3,}}
  | \{{\{{[^{{}}\n]*\}}\}} | \{{%[^%\n]*%\}} | \|[A-Z_]{{3,}}\| | <<\w+>>
    """,
    re.VERBOSE,
)
_ACRONYMS = ("TBC", "TBD", "TK", "XXX")
_OF_A_NAME = re.compile(r"(?P<words>(?:[A-Z][\w-]*\s+(?:(?:of|for|the|and)\s+)*){2,5})\($")


def left_to_fill_in(text: Sequence[Passage]) -> Iterator[Problem]:
    """“[name]”, “XXX”, “???”, “(quote to come)”; an acronym that the text explains is none."""
    explained = {
        word
        for passage in text
        for word in _ACRONYMS
        for match in re.finditer(re.escape(word), passage.words)
        if _explains(word, passage.words[: match.start()])
    }
    for passage in text:
        for start, end in placeholders(passage.words):
            said = passage.words[start:end]
            if said not in explained:
                message = f"“{said}” is left in the text"
                hint = "write what is meant there"
                yield Problem("T002", message, passage.where(start), hint)


@lru_cache(maxsize=512)
def placeholders(words: str) -> tuple[Span, ...]:
    return tuple(match.span() for match in _PLACEHOLDER.finditer(words))


def _explains(acronym: str, before: str) -> bool:
    """“The Border Consortium (”, of which TBC are the initials, comes before it."""
    named = _OF_A_NAME.search(before)
    if not named:
        return False
    initials = "".join(word[0] for word in named["words"].split() if word[0].isupper())
    return initials.endswith(acronym)
