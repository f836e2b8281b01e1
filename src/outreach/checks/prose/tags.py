"""Language tags, as far as rules that need words ask about them."""

from __future__ import annotations


def primary(tag: str) -> str:
    """The primary subtag of a BCP 47 tag.

    >>> primary("zh-Hant-HK")
    'zh'
    """
    return tag.partition("-")[0].lower()
