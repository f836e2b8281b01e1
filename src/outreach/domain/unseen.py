"""Characters that no reader sees."""

from __future__ import annotations

import unicodedata

_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
_UNSEEN_KINDS = frozenset(("Cc", "Cf", "Zs", "Zl", "Zp"))


def is_blank(text: str) -> bool:
    r"""Whether a text shows nothing: blanks, controls, joiners and fillers.

    >>> is_blank(" \u200b\u3164\n"), is_blank(""), is_blank(" . ")
    (True, True, False)
    """
    return all(one in _FILLERS or unicodedata.category(one) in _UNSEEN_KINDS for one in text)


def named(char: str) -> str:
    r"""A character as a finding names it, without printing it.

    >>> named("\u202e"), named("\x1b")
    ('U+202E (right-to-left override)', 'U+001B (a control character)')
    """
    return f"U+{ord(char):04X} ({unicodedata.name(char, 'a control character').lower()})"
