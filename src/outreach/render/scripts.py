"""In which script a text is written, for the size that its letters need."""

from __future__ import annotations

import unicodedata
from collections import Counter

_LATIN = "LATIN"


def is_foreign_to(text: str, surroundings: str) -> bool:
    """Whether the text is in another script than its ``surroundings``, and those are not Latin.

    What has no letters is at home everywhere.
    """
    around, here = _script(surroundings), _script(text)
    return around not in ("", _LATIN) and here not in ("", around)


def _script(text: str) -> str:
    """What Unicode's names of most of its letters begin with: ``LATIN``, ``TIBETAN``, ``CJK``."""
    letters = (unicodedata.name(one, "").split(" ")[0] for one in text if one.isalpha())
    most = Counter(letters).most_common(1)
    return most[0][0] if most else ""
