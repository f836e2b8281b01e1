"""An SPF record as receivers evaluate it: its terms, and how many look-ups it costs."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .records import Lookup

MOST_LOOKUPS = 10
"""RFC 7208, 4.6.4: with more a record counts as broken."""
_TERM = re.compile(r"([+~?-]?)([a-z][a-z0-9_.-]*)(?:[:=](\S+?))?(?:/\S*)?", re.IGNORECASE)
_COSTS = ("include", "a", "mx", "ptr", "exists", "redirect")


@dataclass(frozen=True, slots=True)
class Spf:
    """``last`` is the qualifier of ``all``: ``-``, ``~``, ``?`` or ``+``, blank without one.

    ``includes`` are all domains whose records it draws in, their own among them. ``broken`` says
    why receivers cannot evaluate it.
    """

    last: str = ""
    includes: tuple[str, ...] = ()
    lookups: int = 0
    broken: str = ""


def spf_records(domain: str, lookup: Lookup) -> tuple[str, ...]:
    records = lookup(domain, "TXT")
    return tuple(r for r in records if r.lower() == "v=spf1" or r.lower().startswith("v=spf1 "))


def evaluate(domain: str, record: str, lookup: Lookup) -> Spf:
    """``record`` of ``domain`` with all it includes. Raises LookupFailed."""
    includes: list[str] = []
    lookups, last, broken = 0, "", ""
    waiting = [(domain, record, True)]
    while waiting and lookups <= 2 * MOST_LOOKUPS:
        owner, text, decides = waiting.pop(0)
        for qualifier, name, value in _terms(text):
            if name == "all" and decides:
                last = qualifier or "+"
            if name not in _COSTS:
                continue
            lookups += 1
            if name not in ("include", "redirect") or not value or "%" in value:
                continue
            target = value.rstrip(".").lower()
            if target == owner or target in includes:
                continue
            includes.append(target)
            inside = spf_records(target, lookup)
            if len(inside) == 1:
                waiting.append((target, inside[0], decides and name == "redirect"))
            else:
                broken = broken or f"{target}, which it includes, has no SPF record of its own"
    return Spf(last, tuple(includes), lookups, broken)


def _terms(record: str) -> list[tuple[str, str, str]]:
    found = (_TERM.fullmatch(word) for word in record.split()[1:])
    return [(m[1], m[2].lower(), m[3] or "") for m in found if m]
