"""P122: a word that stands twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.errors import Problem

from .passages import Passage
from .tags import primary

_TWICE = re.compile(
    r"(?<![\w’'-])(?P<word>[^\W\d_]{2,})[ \u00a0]+(?P<again>(?i:(?P=word)))(?![\w’'-])"
)
_MAY_REPEAT = {
    "en": "that had very many no so blah far long half",
    "de": "sie ganz sehr immer",
    "fr": "nous vous en lui très non si",
    "es": "muy no",
    "it": "molto",
    "pt": "muito",
    "nl": "heel",
}
# “das, das das Kind sah”, “ob das das Ziel ist”: a pronoun before the article.
_RELATIVE = str.split("die der das den dem")
_BEFORE_RELATIVE = re.compile(
    r"(?:[,;:–—(](?:\s\w+){0,2}|\b(?:ist|sind|war|waren|sei|seien|wäre|wären|wird|werden|bleibt|dass|ob"
    r"|wenn|weil|als|da|falls|wo|wie|was|wer|auch|nicht|nur|hat|haben|alle|denen|für))\s$",
    re.IGNORECASE,
)


def repeated_words(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    """“the the”, but not “that that”, “Menschen, die die Freiheit lieben” or “Baden Baden”.

    Only of languages in which doubling a word does not mean the plural or much of it.
    """
    spared = _MAY_REPEAT.get(primary(language))
    if spared is None:
        return
    for passage in text:
        for match in _TWICE.finditer(passage.words):
            name = match["again"][0].isupper()
            word = match["word"].casefold()
            if not name and word not in spared.split() and not _is_relative(word, match):
                yield Problem(
                    code="P122",
                    message=f"“{match[0]}”: the word stands twice",
                    place=passage.where(match.start("again")),
                    hint="remove one",
                    level="warning",
                )


def _is_relative(word: str, match: re.Match[str]) -> bool:
    """German, where the pronoun and the article that may meet are spelled alike."""
    before = match.string[max(0, match.start() - 30) : match.start()]
    return word in _RELATIVE and _BEFORE_RELATIVE.search(before) is not None
