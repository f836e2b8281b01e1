"""P101 by the workspace's own glossary: the spelling to use, and those not to."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from outreach.errors import Level, Problem

from .passages import Passage
from .sentences import in_quotes

Glossary = Mapping[str, Sequence[str]]
"""The spelling to use, and its variants: ``{"Antony Blinken": ["Anthony Blinken"]}``."""


def off_glossary(text: Sequence[Passage], glossary: Glossary) -> Iterator[Problem]:
    """Every variant: an error, or a warning where somebody else is quoted."""
    for canonical, variants in glossary.items():
        for variant in variants:
            if not variant.strip() or variant == canonical:
                continue
            pattern = _whole(variant)
            spared = _whole(canonical)
            for passage in text:
                kept = [match.span() for match in spared.finditer(passage.words)]
                for match in pattern.finditer(passage.words):
                    if any(start <= match.start() < end for start, end in kept):
                        continue
                    own = not in_quotes(passage.words, match.start())
                    level: Level = "error" if own else "warning"
                    message = f"“{match[0]}” is “{canonical}” in the glossary"
                    place = passage.where(match.start())
                    yield Problem("P101", message, place, f"write “{canonical}”", level)


def _whole(name: str) -> re.Pattern[str]:
    """The name where it is no part of a longer word; scripts without spaces have no such bound."""
    spaced = r"\s+".join(map(re.escape, name.split()))
    before = r"(?<![^\W_])" if name[:1].isascii() else ""
    after = r"(?![^\W_])" if name[-1:].isascii() else ""
    return re.compile(f"{before}{spaced}{after}")
