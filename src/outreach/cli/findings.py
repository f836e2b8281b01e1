"""What `check` found, on the screen: for people, for other programs, and for GitHub."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any

from outreach.checks.acceptance import counted
from outreach.checks.catalogue import catalogue
from outreach.checks.rule import Rule
from outreach.errors import Level, Problem

from . import show

_LEVELS: tuple[Level, ...] = ("error", "warning", "info")
_SHOWN = 3
"""Of one code, on a terminal; one more is not worth a line that says so."""


def findings_json(found: Sequence[Problem]) -> dict[str, Any]:
    errors, warnings, infos, accepted = counted(found)
    return {
        "findings": [_finding(one) for one in in_order(found)],
        "errors": errors,
        "warnings": warnings,
        "infos": infos,
        "accepted": accepted,
    }


def _finding(one: Problem) -> dict[str, Any]:
    rule = catalogue().get(one.code)
    return {
        **show.problem_json(one),
        "why": sentence(rule.why) if rule else "",
        "accepted": one.accepted or None,
    }


def in_order(found: Iterable[Problem]) -> list[Problem]:
    """Errors first, and what was accepted last; those of one code together."""
    listed = list(found)
    first: dict[tuple[int, str], int] = {}
    for number, one in enumerate(listed):
        first.setdefault((_rank(one), one.code), number)
    return sorted(listed, key=lambda one: (_rank(one), first[_rank(one), one.code]))


def _rank(one: Problem) -> int:
    return len(_LEVELS) if one.accepted else _LEVELS.index(one.level)


def say(found: Sequence[Problem], campaign: str) -> None:
    """By level and code, each code with why it matters, on stdout: they are what was asked for.

    Many of a code are folded on a terminal.
    """
    headed = -1
    for (rank, code), group in groupby(in_order(found), lambda one: (_rank(one), one.code)):
        alike = list(group)
        if rank != headed:
            headed = rank
            show.heading(_counts(found)[rank], sys.stdout)
        folded = sys.stdout.isatty() and len(alike) > _SHOWN + 1
        shown = alike[:_SHOWN] if folded else alike
        if rank == len(_LEVELS):
            _say_accepted(shown)
        else:
            _say_group(shown, catalogue().get(code))
        if folded:
            more = len(alike) - _SHOWN
            show.out(f"    and {more:,} more: outreach check {shlex.quote(campaign)} --json")


def _say_group(alike: Sequence[Problem], rule: Rule | None) -> None:
    for number, one in enumerate(alike):
        last = number == len(alike) - 1
        told = not last and alike[number + 1].hint == one.hint
        show.problem(one, hint="" if told else one.hint, to=sys.stdout)
    if rule and alike[0].level != "info":
        show.aside(f"why: {sentence(rule.why)}", sys.stdout)


def _say_accepted(alike: Sequence[Problem]) -> None:
    for one in alike:
        hint = f"{one.level} let stand: {one.accepted}"
        show.problem(one, level="accepted", hint=hint, to=sys.stdout)


def summary(found: Sequence[Problem]) -> str:
    """Errors and warnings always, the rest where there is any."""
    counts = zip(_counts(found), counted(found), strict=True)
    return ", ".join(said for rank, (said, count) in enumerate(counts) if rank < 2 or count)


def _counts(found: Sequence[Problem]) -> tuple[str, str, str, str]:
    """How many there are of each rank."""
    errors, warnings, infos, accepted = counted(found)
    return (
        show.plural(errors, "error"),
        show.plural(warnings, "warning"),
        f"{infos:,} worth knowing",
        f"{accepted:,} accepted",
    )


_COMMANDS = {"error": "error", "warning": "warning", "info": "notice"}


def workflow_commands(found: Iterable[Problem]) -> Iterator[str]:
    """GitHub's workflow commands, a finding a line; what was accepted is left out.

    https://docs.github.com/actions/reference/workflow-commands-for-github-actions
    """
    for one in in_order(found):
        if one.accepted:
            continue
        place = one.place
        where = {"file": place.file, "line": place.line, "col": place.column} if place else {}
        named = {**{key: str(value) for key, value in where.items() if value}, "title": one.code}
        properties = ",".join(f"{key}={_property(value)}" for key, value in named.items())
        edition = f" [{one.edition}]" if one.edition else ""
        hint = f"\n{one.hint}" if one.hint else ""
        message = _data(f"{one.message}{edition}{hint}")
        yield show.safe(f"::{_COMMANDS[one.level]} {properties}::{message}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def explain(rule: Rule) -> None:
    show.out(f"{rule.code}  {heading(rule.title)}")
    show.out(f"  level   {rule.level}, at most")
    show.out(f"  why     {sentence(rule.why)}")
    show.out(f"  mend    {sentence(rule.mend)}")
    if rule.source:
        show.out(f"  source  {rule.source}")


def rule_json(rule: Rule) -> dict[str, str]:
    return {
        "code": rule.code,
        "level": rule.level,
        "title": heading(rule.title),
        "why": sentence(rule.why),
        "mend": sentence(rule.mend),
        "source": rule.source,
    }


def heading(text: str) -> str:
    """With a capital letter and no full stop."""
    return _capital(text.rstrip("."))


def sentence(text: str) -> str:
    """With a capital letter, and a full stop unless it ends in another mark."""
    whole = _capital(text)
    return whole if whole.endswith((".", "!", "?", "”")) else f"{whole}."


def _capital(text: str) -> str:
    """Codes and keys that open a sentence stay as they are."""
    word = text.split(" ", 1)[0]
    return text[:1].upper() + text[1:] if word.rstrip(",.;").isalpha() else text
