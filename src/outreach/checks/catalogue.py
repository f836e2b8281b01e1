"""Every code a finding may have, with what it stands for.

A family of rules is a module of ``checks.rules`` with ``RULES``; none needs to be named here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Collection
from difflib import get_close_matches
from functools import cache

from . import rules
from .rule import Rule
from .rules.templates import RULES as UNRENDERABLE

NEVER_ACCEPTED = frozenset(
    (
        *(rule.code for rule in UNRENDERABLE),
        *("press-kit", "press-kit-font", "attachment", "empty-audience", "edition"),
    )
)
"""Without a letter there is nothing that could be let stand."""

ONLINE = frozenset(("D901", "D902", "D903", "L406", "L409"))
"""What only `check --online` looks at."""


@cache
def catalogue() -> dict[str, Rule]:
    """The rules of all families by code, in the order of the codes."""
    names = [f"{rules.__name__}.{module.name}" for module in pkgutil.iter_modules(rules.__path__)]
    known = (rule for name in names for rule in importlib.import_module(name).RULES)
    return {rule.code: rule for rule in sorted(known, key=lambda rule: rule.code)}


def rule_of(code: str) -> Rule | None:
    """The rule with this code, in whatever case it was typed."""
    known = catalogue()
    return known.get(code) or known.get(code.upper()) or known.get(code.lower())


def near(code: str, known: Collection[str] | None = None) -> str:
    """The known code that looks most like ``code``, blank if none does.

    >>> near("C6O3"), near("blank-valeu"), near("?")
    ('C603', 'blank-value', '')
    """
    codes = {one.lower(): one for one in (catalogue() if known is None else known)}
    found = get_close_matches(code.lower(), codes, n=1)
    return codes[found[0]] if found else ""
