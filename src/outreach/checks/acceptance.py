"""Findings that the staff looked at and lets stand, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from outreach.domain.campaign import Accepted
from outreach.errors import Problem

from .catalogue import NEVER_ACCEPTED, catalogue, near


def accept(
    found: Sequence[Problem],
    accepted: Sequence[Accepted],
    unlooked: Collection[str] = (),
    *,
    whole: bool = True,
) -> list[Problem]:
    """The findings, those that may stand marked with the reason, and what is odd about accepting.

    ``unlooked`` are codes that this check did not look at, and ``whole`` is whether it read every
    letter of the campaign: an acceptance that met nothing may be needed for what was not read.
    """
    marked = [_marked(problem, accepted) for problem in found]
    odd = _odd(found, accepted, unlooked)
    return [*marked, *(one for one in odd if whole or one.code != "accept-unmatched")]


def counted(found: Sequence[Problem]) -> tuple[int, int, int, int]:
    """How many errors, warnings and infos stand, and how many findings were accepted."""
    count = Counter("accepted" if one.accepted else one.level for one in found)
    return count["error"], count["warning"], count["info"], count["accepted"]


def stops(found: Sequence[Problem]) -> list[Problem]:
    """The errors that nobody accepted: with one of them nothing goes out."""
    return [one for one in found if one.level == "error" and not one.accepted]


def _marked(problem: Problem, accepted: Sequence[Accepted]) -> Problem:
    if problem.accepted or problem.code in NEVER_ACCEPTED or _leaves_no_audience(problem):
        return problem
    reason = next((one.reason for one in accepted if _holds(one, problem)), "")
    return replace(problem, accepted=reason) if reason else problem


def _leaves_no_audience(problem: Problem) -> bool:
    """An audience that cannot be read stops every plan; a doubtful word in it may stand."""
    return problem.code == "audience" and problem.level == "error"


def _holds(one: Accepted, problem: Problem) -> bool:
    return (
        one.code.lower() == problem.code.lower()
        and one.edition in ("", problem.edition)
        and one.about.casefold() in problem.message.casefold()
    )


def _odd(
    found: Sequence[Problem], accepted: Sequence[Accepted], unlooked: Collection[str]
) -> Iterator[Problem]:
    known = {code.lower(): code for code in catalogue()}
    for one in accepted:
        code = known.get(one.code.lower())
        if code is None:
            guess = near(one.code)
            hint = f"did you mean {guess}?" if guess else "see `outreach check --list`"
            message = f"there is no finding {one.code!r} to accept"
            yield Problem(
                "accept-unknown", message, one.place, hint, "warning", one.edition or None
            )
        elif code in NEVER_ACCEPTED:
            message = f"{code} cannot be accepted: no letter can be made"
            hint = "mend it, and take this [[accept]] out"
            yield Problem(
                "accept-refused", message, one.place, hint, "warning", one.edition or None
            )
        elif code not in unlooked and not any(_holds(one, problem) for problem in found):
            about = f" about “{one.about}”" if one.about else ""
            message = f"nothing is found any more that {code}{about} accepts"
            hint = "take this [[accept]] out"
            yield Problem("accept-unmatched", message, one.place, hint, "info", one.edition or None)
