"""What a code of `check` stands for, said once for `--explain` and the docs."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.errors import Level


@dataclass(frozen=True, slots=True)
class Rule:
    """``level`` is the highest it is reported at. ``why`` says what happens to whom if it stands,

    ``mend`` what to do; ``source`` names where the rule comes from, if outside.
    """

    code: str
    title: str
    level: Level
    why: str
    mend: str
    source: str = ""
