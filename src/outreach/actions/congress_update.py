"""Load Congress as it is today."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

from outreach.domain.congress import Turnover
from outreach.errors import NeedsFixing, Problem
from outreach.intake.congress import read_congress
from outreach.store.congress import bereft_offices, load_congress
from outreach.store.congress_groups import strangers
from outreach.store.database import Store

from .congress_file import CONGRESS_FILE, digest_of, read_kept


@dataclass(frozen=True, slots=True)
class CongressReport:
    """What is loaded now, of which day, what changed by it, and which entries were left out.

    ``bereft`` are offices of our contacts whose Member is gone, with how many contacts each has.
    """

    dated: date
    members: int
    committees: int
    memberships: int
    district_offices: int = 0
    groups: int = 0
    turnover: Turnover = field(default_factory=Turnover)
    bereft: tuple[tuple[str, int], ...] = ()
    problems: tuple[Problem, ...] = ()


def update_congress(
    db: Store,
    folder: Path,
    now: datetime,
    *,
    root: Path | None = None,
    source: str = "",
    dated: date | None = None,
    force: bool = False,
) -> CongressReport:
    """Replace the store's members, committees and seats by those in ``folder``, all or none.

    With ``root`` the workspace's ``congress.toml`` is taken along. ``source`` is where the folder
    came from. Raises NeedsFixing where a file cannot be used, or, unless ``force`` is given, has
    far fewer Members than are loaded.
    """
    file = root / CONGRESS_FILE if root else None
    digest, kept = (digest_of(file), read_kept(file, now.date())) if file else ("", None)
    congress, problems = read_congress(folder, dated)
    changed = load_congress(
        db,
        congress,
        source=source or folder.name,
        now=now,
        kept=kept,
        digest=digest,
        force=force,
    )
    return CongressReport(
        dated=congress.dated,
        members=len(congress.members),
        committees=len(congress.committees),
        memberships=len(congress.memberships),
        district_offices=len(congress.district_offices),
        groups=len(kept.groups) if kept else 0,
        turnover=changed,
        bereft=tuple(bereft_offices(db)),
        problems=(*problems, *(strangers(db, kept) if kept else ())),
    )


def fetch_congress(
    db: Store, address: str, now: datetime, *, root: Path | None = None, force: bool = False
) -> CongressReport:
    """``update_congress`` from the files below an address of the web.

    Nothing is loaded before all of them are there. Where the server does not say when they were
    published, they are of today.
    """
    from outreach.intake.congress_download import downloaded

    with downloaded(address) as (folder, published):
        day = min(published or now.date(), now.date())
        try:
            report = update_congress(
                db, folder, now, root=root, source=address, dated=day, force=force
            )
        except NeedsFixing as refusal:
            message = refusal.message.replace(str(folder), address)
            problems = [_from_there(one, folder, address) for one in refusal.problems]
            raise NeedsFixing(message, problems, refusal.hint) from None
    return replace(
        report, problems=tuple(_from_there(one, folder, address) for one in report.problems)
    )


def _from_there(problem: Problem, folder: Path, address: str) -> Problem:
    """The place as the person knows it; the folder of the download is gone."""
    if problem.place is None:
        return problem
    file = problem.place.file.replace(str(folder), address)
    return replace(problem, place=replace(problem.place, file=file))
