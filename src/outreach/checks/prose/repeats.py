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
    "de": "die der das den dem sie ganz sehr immer",
    "fr": "nous vous très",
    "es": "muy no",
    "it": "molto",
    "pt": "muito",
    "nl": "heel",
}


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
            if not name and match["word"].casefold() not in spared.split():
                yield Problem(
                    code="P122",
                    message=f"“{match[0]}”: the word stands twice",
                    place=passage.where(match.start("again")),
                    hint="remove one",
                    level="warning",
                )
