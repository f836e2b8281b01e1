"""The page in place of one that cannot be made: why, over what was shown there last."""

from __future__ import annotations

import logging
import traceback
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, TypeVar

from outreach.actions.preview import Opened
from outreach.errors import NeedsFixing, OutreachError, Place, Problem, WrongUsage
from outreach.viewer.model import Choice, Picker, PreviewPage, Toolbar
from outreach.viewer.state import State

from .addresses import Spot
from .page import Around, campaigns, editions
from .told import faults

_MOST_KEPT = 12
_T = TypeVar("_T")

log = logging.getLogger(__name__)


@dataclass(slots=True)
class LastShown(Generic[_T]):
    """The pages or documents that were made last, in case one cannot be made again."""

    _kept: OrderedDict[tuple[Spot, State], _T] = field(default_factory=OrderedDict)

    def keep(self, spot: Spot, state: State, shown: _T) -> _T:
        where = spot, replace(state, width=0)
        self._kept[where] = shown
        self._kept.move_to_end(where)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return shown

    def of(self, spot: Spot, state: State) -> _T | None:
        return self._kept.get((spot, replace(state, width=0)))


@dataclass(frozen=True, slots=True)
class Unmade:
    """What is said of a page that cannot be made, and the status it has. ``gone``: it leads to

    nothing that there is.
    """

    trouble: str
    problems: tuple[Problem, ...]
    status: int
    gone: bool = False


def unmade(exc: Exception, around: Around, spot: Spot) -> Unmade:
    if isinstance(exc, WrongUsage):
        return _gone(exc, around, spot)
    if isinstance(exc, NeedsFixing) and exc.problems:
        return Unmade("", exc.problems, 200)
    if isinstance(exc, OutreachError):
        trouble = "" if isinstance(exc, NeedsFixing) else "This cannot be shown"
        return Unmade(trouble, (Problem("edition", exc.message, hint=exc.hint),), 200)
    message = f"a mistake in outreach: {mistake(exc)}"
    hint = (
        "mend what you saved last if it came with that; report it with this line, it names nobody"
    )
    return Unmade("This page could not be made", (Problem("edition", message, hint=hint),), 500)


def mistake(exc: Exception) -> str:
    """What went wrong and where in outreach, which is logged; nothing of whom it was about."""
    own = [one for one in traceback.extract_tb(exc.__traceback__) if "outreach" in one.filename]
    where = f" ({Path(own[-1].filename).stem}, line {own[-1].lineno})" if own else ""
    said = f"{type(exc).__name__}{where}"
    log.error("a page could not be made: %s", said)
    return said


def _gone(exc: WrongUsage, around: Around, spot: Spot) -> Unmade:
    opened = _opened(around, spot)
    if opened is None or opened.campaign.edition(spot.edition):
        problem = Problem("edition", exc.message, hint=exc.hint)
        return Unmade("There is no such page", (problem,), 404, gone=True)
    names = ", ".join(one.name for one in opened.campaign.editions)
    place = opened.campaign.editions[0].place("")
    problem = Problem(
        "edition",
        f"{spot.campaign} has no edition {spot.edition[:80]!r}",
        Place(place.file) if place else None,
        f"its editions are {names}",
    )
    return Unmade("There is no such edition", (*opened.faults, problem), 404, gone=True)


def _opened(around: Around, spot: Spot) -> Opened | None:
    try:
        return around.preview.campaign(spot.campaign)
    except OutreachError:
        return None


def unmade_page(
    found: Unmade, around: Around, spot: Spot, state: State, last: PreviewPage | None
) -> PreviewPage:
    """It hears of changes, so that it goes once what is wrong does."""
    opened = _opened(around, spot)
    page = last or PreviewPage(
        title=spot.campaign[:80] or "Preview",
        campaign=spot.campaign[:80],
        state=state,
        assets=around.addresses.assets,
        events=around.addresses.events,
        empty=found.problems[0].message,
    )
    if found.gone:
        page = replace(page, picker=Picker(), toolbar=Toolbar(), findings=None, commands=())
    return replace(
        page,
        campaigns=_with_the_one_asked_for(campaigns(around, spot), around, spot),
        editions=editions(opened, spot, around.addresses, State()) if opened else (),
        faults=faults(found.problems, around.root, around.opener),
        trouble=found.trouble,
        test=None,
    )


def _with_the_one_asked_for(
    there: Sequence[Choice], around: Around, spot: Spot
) -> tuple[Choice, ...]:
    """So that a page of a campaign that is gone shows those to choose from."""
    if not spot.campaign or any(one.current for one in there):
        return (*there,)
    asked = Choice(spot.campaign[:80], around.addresses.campaign(spot.campaign[:80]), True)
    return (asked, *there)
