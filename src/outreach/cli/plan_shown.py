"""What `plan` shows of plans: everybody in them, and what changed since those before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.actions.plan import Planned
    from outreach.actions.plan_people import PlannedPerson
    from outreach.domain.campaign import Campaign
    from outreach.domain.plan_changes import PlanChanges, Reworded
    from outreach.store.database import Store
    from outreach.workspace import Workspace


def changes_of(
    db: Store, ws: Workspace, campaign: Campaign, planned: Sequence[Planned]
) -> dict[str, PlanChanges]:
    """By plan id, what changed; of an edition that is being sent, what would be otherwise now."""
    from outreach.actions.plan_diff import would_change

    from . import here
    from .campaigns import drafted, planning_of

    found = {one.plan.id: one.changes for one in planned if one.changes}
    for one in planned:
        edition = campaign.edition(one.plan.edition)
        if one.frozen and one.plan.wave == 1 and edition:
            draft = drafted(ws, campaign, edition, here.now())
            planning = planning_of(ws, campaign, [edition], one.plan.stage)
            found[one.plan.id] = would_change(db, draft, planning, one.plan)
    return found


def plans_json(
    db: Store,
    campaign: Campaign,
    planned: Sequence[Planned],
    changes: Mapping[str, PlanChanges],
    *,
    people: bool,
) -> list[dict[str, Any]]:
    return [
        {
            **_plan_json(one),
            **({"changes": _changes_json(told)} if (told := changes.get(one.plan.id)) else {}),
            **({"people": [*_people_json(db, campaign, one)]} if people else {}),
        }
        for one in planned
    ]


def _plan_json(planned: Planned) -> dict[str, Any]:
    plan = planned.plan
    return {
        "edition": plan.edition,
        "wave": plan.wave,
        "plan": plan.digest,
        "candidates": plan.candidates,
        "recipients": plan.recipients,
        "excluded": plan.excluded,
        "reasons": plan.reasons,
        "messages": plan.messages,
        "requests": plan.requests,
        "release_line": plan.release_line,
        "planned_by": plan.planned_by,
        "planned_at": plan.planned_at,
        "frozen": planned.frozen,
    }


# --- everybody ------------------------------------------------------------------------------------


def _people(db: Store, campaign: Campaign, planned: Planned) -> Iterator[PlannedPerson]:
    from outreach.actions.plan_people import people_of

    from . import here

    return people_of(db, campaign, planned.plan, here.now())


def _people_json(db: Store, campaign: Campaign, planned: Planned) -> Iterator[dict[str, Any]]:
    for one in _people(db, campaign, planned):
        who = {"address": one.email, "name": one.name, "in": bool(one.message)}
        if one.message:
            yield {**who, "message": one.message, "language": one.language, "why": one.why}
        else:
            yield {**who, "reason": one.reason, "because": one.why}


_LONG = 400
"""From so many rows on columns are not measured: that takes seconds, and nobody sees them all."""


def show_people(db: Store, campaign: Campaign, planned: Sequence[Planned]) -> None:
    """A row each: on a terminal in columns, in a pipe with tabs between them."""
    import sys

    from . import show

    rows = [_row(one.plan.edition, who) for one in planned for who in _people(db, campaign, one)]
    columns = ["edition", "gets", "name", "address", "language", "why"]
    if len(rows) < _LONG or not sys.stdout.isatty():
        show.table(columns, rows)
        return
    for row in (columns, *rows):
        edition, gets, name, address, language, why = map(show.safe, row)
        show.out(f"{edition:<12} {gets:<12} {name:<28} {address:<36} {language:<8} {why}".rstrip())


def _row(edition: str, one: PlannedPerson) -> list[str]:
    if one.message:
        return [edition, f"message {one.message}", one.name, one.email, one.language, one.why]
    because = f"{one.reason} ({one.why})" if one.why else one.reason
    return [edition, "nothing", one.name, one.email, "", because]


# --- what changed ---------------------------------------------------------------------------------


def show_changes(planned: Sequence[Planned], changes: Mapping[str, PlanChanges]) -> None:
    from . import show

    for one in planned:
        told = changes.get(one.plan.id)
        if told is None:
            if one.plan.wave == 1:
                show.out(show.safe(f"{one.plan.edition}: there is no plan before this"))
            continue
        by = f" by {told.by}" if told.by else ""
        what = "what it would be now, against" if one.frozen else "against"
        then = f"the plan {told.digest} of {told.since[:16]}Z{by}"
        show.out(show.safe(f"{one.plan.edition}: {what} {then}"))
        if told.lifted:
            show.out("    the embargo has lifted since; these are the letters for after that")
        for line in told.lines() or ("nothing changed",):
            show.out(show.safe(f"    {line}"))
        for line in _details(told):
            show.out(show.safe(line))


def _details(told: PlanChanges) -> Iterator[str]:
    """Who and what, below the lines that count them."""
    for who in told.came:
        yield f"  + {_named(who.name, who.email)}"
    for gone in told.went:
        because = f"{gone.reason} ({gone.detail})" if gone.detail else gone.reason
        yield f"  - {_named(gone.name, gone.email)}: {because}"
    for other in told.regiven:
        yield f"  ~ {_named(other.name, other.email)}: another {_GIVEN.get(other.what, other.what)}"
    for one in told.messages:
        yield from _reworded(one)


_GIVEN = {"values": "value of what differs by recipient"}


def _reworded(one: Reworded) -> Iterator[str]:
    after = ", after the embargo's lift" if one.lifted else ""
    whose = f"the message of {one.people:,}{f' ({one.language})' if one.language else ''}{after}"
    before, now = one.subject
    yield f"  {whose}:"
    if before != now:
        yield f"    subject “{now}”, it was “{before}”"
    yield from (f"    {line}" for line in one.text)
    if one.html and not one.text:
        yield "    the HTML alone"


def _named(name: str, email: str) -> str:
    return f"{name} <{email}>" if name else email


def _changes_json(told: PlanChanges) -> dict[str, Any]:
    return {
        "since": {"plan": told.digest, "planned_at": told.since, "planned_by": told.by},
        "nothing": told.nothing,
        "only_leavers": told.only_leavers,
        "embargo_lifted": told.lifted,
        "lines": [*told.lines()],
        "came": [{"address": one.email, "name": one.name} for one in told.came],
        "went": [
            {
                "address": one.email,
                "name": one.name,
                "reason": one.reason,
                "because": one.detail,
                "left": one.left,
            }
            for one in told.went
        ],
        "others": [
            {"address": one.email, "name": one.name, "what": one.what} for one in told.regiven
        ],
        "messages": [
            {
                "language": one.language,
                "people": one.people,
                "after_lift": one.lifted,
                "subject": {"before": one.subject[0], "now": one.subject[1]},
                "text": [*one.text],
                "html": one.html,
            }
            for one in told.messages
        ],
        "files": [*told.files],
        "outside": [*told.outside],
        "release": [*told.release],
        "besides": [*told.unseen],
    }
