"""P105: one word spelled two ways, and Chinese in two scripts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from outreach.errors import Place, Problem

from .passages import Passage
from .sentences import in_quotes, own_words
from .tags import primary

_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)+|[^\W\d_]{5,}")
_DOTTED = re.compile(r"(?:[A-Z]\.){2,}(?<![\w.][A-Z]\.[A-Z]\.)")
_BARE = re.compile(r"\b[A-Z]{2,5}\b(?!-)")
_OPEN = re.compile(
    r"\b(?i:health care|(?:policy|decision) mak(?:ers?|ing)|law makers?|peace keep(?:ers?|ing)"
    r"|child birth|web sites?|whistle blowers?|data bases?)\b"
)
_BRITISH = (
    ("isation", "ization"), ("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing"),
    ("our", "or"), ("oured", "ored"), ("ours", "ors"), ("centre", "center"),
    ("defence", "defense"), ("programme", "program"), ("lled", "led"), ("lling", "ling"),
    ("isations", "izations"), ("centres", "centers"), ("programmes", "programs"),
)  # fmt: skip
_SIMPLIFIED = frozenset(
    "们这国对时说为发经过还进动种长问现开关见实应战团门东车马书买卖习乡话请将权务总产"
)
_TRADITIONAL = frozenset(
    "們這國對時說為發經過還進動種長問現開關見實應戰團門東車馬書買賣習鄉話請將權務總產"
)

Uses = dict[str, dict[str, list[Place]]]


def terms_spelled_two_ways(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """Only words in small letters: names (World Health Organization) keep their own spelling."""
    base = primary(language)
    if base == "zh":
        yield from _other_script(text, language)
    if base not in ("en", "de", "fr", "es"):
        return
    uses: Uses = defaultdict(lambda: defaultdict(list))
    for passage in text:
        if passage.role in ("body", "boilerplate"):
            _collect(passage, base, uses)
    for variants in uses.values():
        if len(variants) > 1:
            usual = max(variants, key=lambda variant: len(variants[variant]))
            for variant, places in variants.items():
                if variant != usual:
                    yield Problem(
                        code="P105",
                        message=f"“{variant}” is “{usual}” elsewhere",
                        place=places[0],
                        hint=f"spell it one way; the other stands {len(variants[usual])}×",
                        level="warning",
                    )


def _collect(passage: Passage, base: str, uses: Uses) -> None:
    words = own_words(passage.words)
    for match in _WORD.finditer(words):
        word = match[0]
        if word.islower() and _whole(words, match):
            uses[_closed(word, base)][word].append(passage.where(match.start()))
    for pattern in (_DOTTED, _BARE):
        for match in pattern.finditer(words):
            key = f"acronym {match[0].replace('.', '')}"
            uses[key][match[0]].append(passage.where(match.start()))
    if base == "en":
        for match in _OPEN.finditer(words):
            said = match[0].lower()
            key = _closed(said.replace(" ", ""), base)
            uses[key][said].append(passage.where(match.start()))


def _whole(words: str, match: re.Match[str]) -> bool:
    """Whether the word is no part of an address, a file name or a longer expression."""
    before = words[match.start() - 1 : match.start()]
    after = words[match.end() : match.end() + 2]
    joined = after[:1] in ("@", "-", "_") or after[:1].isdigit()
    return not (before in tuple("’'@./-_") and before) and not (
        joined or (after[:1] == "." and after[1:].isalnum())
    )


def _closed(word: str, base: str) -> str:
    """What spellings of a word have in common."""
    key = word.replace("-", "")
    if base == "en":
        for british, american in _BRITISH:
            if key.endswith(british) and len(key) >= len(british) + 3:
                return key[: -len(british)] + american
            if key == british:
                return american
    return key


def _other_script(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """Simplified characters in a Traditional text, or the other way about: a slip of typing."""
    traditional = re.search(r"-(?:Hant|TW|HK|MO)\b", language, re.IGNORECASE) is not None
    foreign = _SIMPLIFIED if traditional else _TRADITIONAL
    found = [
        (passage, at)
        for passage in text
        for at, letter in enumerate(passage.words)
        if letter in foreign and not in_quotes(passage.words, at)
    ]
    if found:
        passage, at = found[0]
        kind = "Simplified" if traditional else "Traditional"
        letters = "".join(dict.fromkeys(one.words[place] for one, place in found))
        yield Problem(
            code="P105",
            message=f"{kind} characters in a {language} text: {letters}",
            place=passage.where(at),
            hint="write them in the text’s own script, or correct its `language`",
            level="warning",
        )
