"""A campaign's distribution record: a folder that answers later what was sent to whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outreach import __version__
from outreach.domain.campaign import Campaign
from outreach.domain.delivery import Account, Stage
from outreach.domain.moments import clock_in
from outreach.domain.selection import why
from outreach.domain.settings import Settings, zone_of
from outreach.errors import OutreachError, WrongUsage
from outreach.store import ledger
from outreach.store.accounts import edition_account
from outreach.store.database import Store
from outreach.store.mailed import Enclosure, as_of_one_moment, enclosed_bytes, enclosures
from outreach.store.plans import Plan, read_plans
from outreach.store.runs import read_runs
from outreach.store.settlements import read_settlements
from outreach.viewer.record_page import (
    EditionShown,
    EnclosedShown,
    RecordPage,
    RunShown,
    SettlementShown,
    WaveShown,
    record_page,
)

from .record_folder import MANIFEST, RecordFolder, as_bytes, new_record, seal_of
from .record_tables import EditionFiles, Tally
from .reprint import Reprints

_SOURCES = ("*.toml", "*.md", "*.txt", "*.csv", "approvals/*.toml")
_MOST_SUBJECTS = 12


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a record is to hold. ``campaign`` is None where its files cannot be read any
    more; ``edition`` is blank for all. ``folder`` is the campaign's.
    """

    slug: str
    folder: Path
    campaign: Campaign | None
    settings: Settings
    now: datetime
    by: str
    edition: str = ""
    with_attachments: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """``seal`` is SHA-256 over the list of all sums."""

    editions: tuple[tuple[str, Account], ...]
    letters: int
    files: int
    bytes: int
    seal: str


def make_record(
    db: Store, wanted: Wanted, out: Path, progress: Callable[[int], object] = lambda _: None
) -> Recorded:
    """Write the record to ``out``, which is new. It is there whole, or not at all.

    Everything in it is of one moment. Raises WrongUsage where ``out`` is taken, OutreachError
    where nothing was planned.
    """
    with as_of_one_moment(db):
        waves = _waves(db, wanted)
        with new_record(out) as folder:
            reprints = Reprints(db)
            tallies = {
                name: EditionFiles(
                    db,
                    folder,
                    f"editions/{name}",
                    wanted.now.astimezone(UTC).isoformat(),
                    wanted.with_attachments,
                    reprints,
                    progress,
                ).write(plans)
                for name, plans in waves.items()
            }
            enclosed = _keep_enclosures(db, folder, waves)
            sources = _keep_sources(wanted, folder)
            shown = _page(db, wanted, waves, tallies, enclosed, sources)
            folder.write("index.html", record_page(shown).encode("utf-8", "replace"))
            folder.write(MANIFEST, as_bytes(_manifest(wanted, waves, tallies)))
    return Recorded(
        tuple((one.name, one.account) for one in shown.editions),
        sum(tally.files for each in tallies.values() for tally in each),
        folder.files,
        folder.size,
        seal_of(out),
    )


def _waves(db: Store, wanted: Wanted) -> dict[str, list[Plan]]:
    """By edition, in the order in which they were planned first."""
    found: dict[str, list[Plan]] = {}
    for plan in read_plans(db, wanted.slug):
        if wanted.edition in ("", plan.edition):
            found.setdefault(plan.edition, []).append(plan)
    if not found:
        what = f"{wanted.slug}, edition {wanted.edition}," if wanted.edition else wanted.slug
        raise OutreachError(
            f"of {what} nothing was planned, so there is nothing to record",
            f"see what there is: outreach status {wanted.slug}",
        )
    return {name: sorted(plans, key=lambda plan: plan.wave) for name, plans in found.items()}


def _keep_enclosures(
    db: Store, folder: RecordFolder, waves: dict[str, list[Plan]]
) -> dict[str, list[tuple[Enclosure, str]]]:
    """Each file once; by plan, those of its letters, each with its name in the record."""
    kept: dict[str, str] = {}
    by_plan: dict[str, list[tuple[Enclosure, str]]] = {}
    for plan in (plan for plans in waves.values() for plan in plans):
        for one in enclosures(db, plan.id):
            if one.sha256 not in kept:
                suffix = "".join(c for c in Path(one.filename).suffix if c.isalnum() or c == ".")
                name = kept[one.sha256] = f"attachments/{one.sha256}{suffix[:10]}"
                folder.write(name, enclosed_bytes(db, one.sha256))
            listed = by_plan.setdefault(plan.id, [])
            if all((one.filename, one.sha256) != (e.filename, e.sha256) for e, _ in listed):
                listed.append((one, kept[one.sha256]))
    return by_plan


def _keep_sources(wanted: Wanted, folder: RecordFolder) -> tuple[str, ...]:
    found = sorted({path for pattern in _SOURCES for path in wanted.folder.glob(pattern)})
    names = []
    for path in found:
        if path.is_file() and not path.is_symlink():
            name = f"as-of-today/{path.relative_to(wanted.folder).as_posix()}"
            folder.write(name, path.read_bytes())
            names.append(name)
    return tuple(names)


def _page(
    db: Store,
    wanted: Wanted,
    waves: dict[str, list[Plan]],
    tallies: dict[str, list[Tally]],
    enclosed: dict[str, list[tuple[Enclosure, str]]],
    sources: tuple[str, ...],
) -> RecordPage:
    campaign = wanted.campaign
    home = [wanted.settings.timezone]
    editions = []
    for name, plans in waves.items():
        edition = campaign.edition(name) if campaign else None
        there = [zone_of(campaign, edition, wanted.settings)] if campaign and edition else []
        shown = tuple(
            _wave(db, plan, tally, enclosed.get(plan.id, []), [*there, *home])
            for plan, tally in zip(plans, tallies[name], strict=True)
        )
        account = edition_account(db, wanted.slug, name)
        editions.append(EditionShown(name, f"editions/{name}", account, shown))
    embargo = campaign.embargo if campaign else None
    return RecordPage(
        title=campaign.title if campaign else wanted.slug,
        campaign=wanted.slug,
        made=clock_in(wanted.now, home),
        made_by=wanted.by,
        program=__version__,
        embargo=clock_in(embargo.until, home) if embargo else "",
        partial=wanted.edition,
        with_attachments=wanted.with_attachments or not enclosed,
        editions=tuple(editions),
        runs=tuple(_runs(db, wanted, home)),
        settlements=tuple(
            SettlementShown(
                one.batch,
                one.edition,
                one.verdict,
                f"by {one.decided_by or 'a person'}" if one.source == "person" else one.source,
                one.evidence,
                clock_in(datetime.fromisoformat(one.at), home),
            )
            for one in read_settlements(db, wanted.slug)
            if wanted.edition in ("", one.edition)
        ),
        sources=sources,
    )


def _wave(
    db: Store,
    plan: Plan,
    tally: Tally,
    enclosed: Sequence[tuple[Enclosure, str]],
    zones: Sequence[str],
) -> WaveShown:
    sender = plan.envelope["from_email"]
    subjects = tuple(tally.subjects)
    more = len(subjects) - _MOST_SUBJECTS
    return WaveShown(
        wave=plan.wave,
        kind=plan.kind,
        digest=plan.digest,
        planned=_by(plan.planned_at, plan.planned_by, zones),
        approved=_by(plan.approved_at, plan.approved_by, zones) if plan.approved_by else "",
        sandbox=plan.stage is Stage.SANDBOX,
        account=ledger.account(db, plan.id),
        sender=f"{plan.envelope['from_name']} <{sender}>",
        reply_to=plan.envelope["reply_to"],
        lifts=clock_in(datetime.fromisoformat(plan.lifts_at), zones) if plan.lifts_at else "",
        handed_over=_span(tally, zones),
        subjects=(*subjects[:_MOST_SUBJECTS], *([f"and {more:,} more"] if more > 0 else [])),
        held=tuple(
            (f"{what} for {clock_in(datetime.fromisoformat(at), zones)}" if at else what, count)
            for (what, at), count in tally.held.most_common()
        ),
        lines=tuple(tally.lines.most_common()),
        outcomes=tuple(tally.outcomes.most_common()),
        reasons=tuple((why(reason), count) for reason, count in plan.reasons.items()),
        enclosed=tuple(
            EnclosedShown(one.filename, name, one.bytes, one.sha256) for one, name in enclosed
        ),
        erased=tally.erased,
    )


def _by(at: str, by: str, zones: Sequence[str]) -> str:
    when = clock_in(datetime.fromisoformat(at), zones) if at else ""
    return " ".join(filter(None, (f"by {by}," if by else "", when)))


def _span(tally: Tally, zones: Sequence[str]) -> str:
    if not tally.first:
        return ""
    first, last = (
        clock_in(datetime.fromisoformat(one), zones) for one in (tally.first, tally.last)
    )
    return first if first == last else f"from {first} to {last}"


def _runs(db: Store, wanted: Wanted, home: Sequence[str]) -> list[RunShown]:
    return [
        RunShown(
            run.id,
            run.started_by,
            clock_in(run.started_at, home),
            clock_in(run.send_at, home) if run.send_at else "at once",
            f"{run.state} by {run.stopped_by}" if run.stopped_by else "",
            ", ".join(f"{name} {count:,}" for name, count in run.letters.items()) or "none",
        )
        for run in read_runs(db, wanted.slug)
        if not wanted.edition or wanted.edition in run.letters
    ]


def _manifest(
    wanted: Wanted, waves: dict[str, list[Plan]], tallies: dict[str, list[Tally]]
) -> dict[str, Any]:
    return {
        "record": 1,
        "program": f"outreach {__version__}",
        "campaign": wanted.slug,
        "made_at": wanted.now.astimezone(UTC).isoformat(timespec="seconds"),
        "made_by": wanted.by,
        "attachments": "in each letter" if wanted.with_attachments else "kept once",
        "editions": [
            {
                "edition": name,
                "wave": plan.wave,
                "kind": plan.kind,
                "stage": plan.stage,
                "plan": plan.digest,
                "planned_at": plan.planned_at,
                "approved_by": plan.approved_by,
                "candidates": plan.candidates,
                "recipients": plan.recipients,
                "excluded": plan.excluded,
                "letters": tally.letters,
                "files": tally.files,
            }
            for name, plans in waves.items()
            for plan, tally in zip(plans, tallies[name], strict=True)
        ],
    }


def checked_edition(campaign: Campaign | None, db: Store, slug: str, edition: str) -> str:
    """Raise WrongUsage for an edition that neither the files nor the plans know."""
    known = {plan.edition for plan in read_plans(db, slug)}
    known |= {one.name for one in campaign.editions} if campaign else set()
    if edition and edition not in known:
        raise WrongUsage(
            f"{slug} has no edition {edition!r}", f"editions are {', '.join(sorted(known))}"
        )
    return edition
