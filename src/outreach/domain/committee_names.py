"""Which committee a person means who does not write its code."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from .names import name_key

_ALIASES = {
    "ccp": "chinese communist party",
    "hfac": "house foreign affairs",
    "sfrc": "senate foreign relations",
    "hasc": "house armed services",
    "sasc": "senate armed services",
    "hpsci": "house intelligence",
    "ssci": "senate intelligence",
}
"""What people call a committee though its name does not."""

_EMPTY = frozenset(("on", "the", "of", "and", "for", "in", "to", "us", "u", "s"))
_LIKE_A_CODE = re.compile("[A-Za-z0-9]{1,6}")
_MOST = 3


def committees_meant(value: str, known: Mapping[str, str]) -> list[str]:
    """The codes, of those in ``known`` with their names, that ``value`` may stand for.

    Those whose name has all its words, in any order; full committees before their parts. Of a
    value that looks like a code, else the one that differs least.

    >>> known = {"HSFA": "House Committee on Foreign Affairs", "SSFR": "Senate Foreign Relations"}
    >>> committees_meant("House Foreign Affairs", known), committees_meant("SSFX", known)
    (['HSFA'], ['SSFR'])
    """
    words = [word for one in name_key(value).split() for word in _ALIASES.get(one, one).split()]
    wanted = {word for word in words if word not in _EMPTY} or set(words)
    found = [code for code, name in known.items() if wanted <= _words(name)]
    if not found and _LIKE_A_CODE.fullmatch(value):
        return difflib.get_close_matches(value.upper(), known, 1)
    full = [
        code for code in found if not any(code != one and code.startswith(one) for one in known)
    ]
    shortest = sorted(full or found, key=lambda code: (len(known[code]), code))
    return shortest[:_MOST]


def _words(name: str) -> set[str]:
    """Its words, and each run of their initials: the party of the Chinese is CCP."""
    words = name_key(name).split()
    initials = "".join(word[0] for word in words if word not in _EMPTY)
    runs = {initials[i:j] for i in range(len(initials)) for j in range(i + 3, len(initials) + 1)}
    return {*words, *runs}
