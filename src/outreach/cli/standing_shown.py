"""Where a campaign stands, in lines for a person and in JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from .results import ACCOUNT_TERMS, account_json

if TYPE_CHECKING:
    from outreach.domain.delivery import Account
    from outreach.domain.run import Run
    from outreach.store.campaign_standing import Standing
    from outreach.store.ledger import Unsettled
    from outreach.store.plans import Plan

_SIGNS = ("", "= ", "+ ", "+ ", "+ ", "+ ")
_MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """When it is looked at, and in whose zone."""

    now: datetime
    zone: str

    def when(self, text: str) -> str:
        """A moment of the store as the clock here shows it; the day where it is not today's."""
        if not text:
            return "an unknown time"
        moment = datetime.fromisoformat(text).astimezone(ZoneInfo(self.zone))
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        return f"{moment:%H:%M %Z}" if moment.date() == today else f"{moment:%Y-%m-%d %H:%M %Z}"

    def ago(self, text: str) -> timedelta:
        return self.now - datetime.fromisoformat(text)


def equation_lines(rows: Sequence[tuple[str, Account]], width: int) -> list[str]:
    """The equation down the page, an edition a column; one below the other where they are many.

    >>> from outreach.domain.delivery import Account
    >>> print(*equation_lines([("press", Account(3, 117))], 80), sep="\\n")
                 press
    candidates     120
    = excluded       3
    + submitted    117
    + failed         0
    + uncertain      0
    + remaining      0
    """
    labels = [sign + term for sign, term in zip(_SIGNS, ACCOUNT_TERMS, strict=True)]
    first = max(map(len, labels))
    columns = [[name, *(f"{getattr(a, term):,}" for term in ACCOUNT_TERMS)] for name, a in rows]
    widths = [max(map(len, column)) + 2 for column in columns]
    blocks: list[list[int]] = []
    room = 0
    for number, one in enumerate(widths):
        if not blocks or one > room:
            blocks.append([])
            room = width - first
        blocks[-1].append(number)
        room -= one
    return [
        f"{label:<{first}}" + "".join(f"{columns[n][row]:>{widths[n]}}" for n in block)
        for block in blocks
        for row, label in enumerate(["", *labels])
    ]


def said_of(standing: Standing, seen: Seen) -> Iterator[str]:
    """What is to be known beside the equation; the loud first."""
    yield from _alarms(standing)
    if any(plan.stage == "sandbox" and plan.started for plan, _ in standing.waves):
        yield "These letters went to the sandbox on this machine; nobody was written to."
    if standing.sending:
        yield "Being sent now."
    yield from _waves(standing)
    for one in standing.waiting(seen.now):
        yield _run(one, seen)
    yield from _batches(standing, seen)
    for plan, _ in standing.waves:
        if plan.approved_by:
            yield (f"approved: {_named(plan)} by {plan.approved_by}, {seen.when(plan.approved_at)}")


def is_alarm(line: str) -> bool:
    return line.startswith(_ALARMS)


_ALARMS = ("THE ACCOUNT", "PERHAPS TWICE")


def _alarms(standing: Standing) -> Iterator[str]:
    for one in standing.imbalances:
        yield (
            f"THE ACCOUNT DOES NOT ADD UP: {one.edition} (wave {one.wave}) was planned with"
            f" {one.candidates:,} candidates, and {one.accounted:,} are accounted for. Send"
            " nothing more of it; restore a backup, or report this"
        )
    for two in standing.twice:
        yield (
            f"PERHAPS TWICE: batch {two.batch} of {two.edition} was sent again, and SendGrid had"
            f" taken it before: {_people(two.size)} may have got the letter two times"
        )


def _waves(standing: Standing) -> Iterator[str]:
    """Where an edition has several; one alone is the edition itself."""
    for name, _ in standing.accounts:
        waves = [(plan, account) for plan, account in standing.waves if plan.edition == name]
        for plan, account in waves if len(waves) > 1 else []:
            terms = [f"{getattr(account, term):,} {term}" for term in ACCOUNT_TERMS[2:]]
            told = ", ".join(term for term in terms if not term.startswith("0 "))
            yield f"{name}, wave {plan.wave} ({plan.kind}): {told or 'nobody'}"


def _named(plan: Plan) -> str:
    return plan.edition if plan.wave == 1 else f"{plan.edition}, wave {plan.wave}"


def _run(one: Run, seen: Seen) -> str:
    from outreach.domain.moments import clock, span

    assert one.send_at is not None
    letters = _letters(sum(one.letters.values()))
    at = clock(one.send_at.astimezone(ZoneInfo(seen.zone)))
    left = (one.send_at - seen.now).total_seconds()
    when = f"in {span(left)}" if left > 0 else "past"
    if one.state == "paused":
        return f"paused: {letters} that were to go out at {at} ({when}); run {one.id}"
    if one.state == "stopping":
        return f"being stopped, not known whether in time: {letters} for {at}; run {one.id}"
    return f"scheduled: {letters} go out at {at} ({when}); run {one.id}"


def _batches(standing: Standing, seen: Seen) -> Iterator[str]:
    for one in standing.unsettled[:_MOST_SHOWN]:
        yield _batch(standing, one, seen)
    more = len(standing.unsettled) - _MOST_SHOWN
    if more > 0:
        yield f"and {more:,} more: outreach status {standing.campaign} --json"


def _batch(standing: Standing, one: Unsettled, seen: Seen) -> str:
    from outreach.domain.moments import span

    what = f"batch {one.id} of {one.edition}, {_deliveries(one.size)}"
    if one.state == "submitting":
        if standing.sending:
            return f"under way: {what}"
        return f"uncertain: {what}: its sender ended before the answer was recorded"
    told = [each for each in standing.settlements if each.batch == one.id]
    last = f"; {told[-1].evidence}" if told and told[-1].verdict == "unknown" else ""
    since = f", since {seen.when(one.since)}" if one.since else ""
    if one.since and one.state == "uncertain":
        since += f" ({span(max(0.0, seen.ago(one.since).total_seconds()))})"
    return f"{one.state}: {what}: {one.reason}{since}{last}"


def _people(count: int) -> str:
    return f"{count:,} {'person' if count == 1 else 'people'}"


def _letters(count: int) -> str:
    return f"{count:,} letter{'' if count == 1 else 's'}"


def _deliveries(count: int) -> str:
    return f"{count:,} {'delivery' if count == 1 else 'deliveries'}"


def standing_json(standing: Standing, seen: Seen) -> dict[str, Any]:
    """The contract's shape, with runs, batches and decisions beside it."""
    return {
        "campaign": standing.campaign,
        "editions": [account_json(name, account) for name, account in standing.accounts],
        "waves": _waves_json(standing),
        "holds": not standing.imbalances,
        "sending": standing.sending,
        "runs": [_run_json(one, seen) for one in standing.runs],
        "unsettled": [
            {
                "batch": one.id,
                "edition": one.edition,
                "wave": one.wave,
                "state": one.state,
                "deliveries": one.size,
                "since": one.since or None,
                "reason": one.reason,
                "run": one.run or None,
            }
            for one in standing.unsettled
        ],
        "settlements": [
            {
                "batch": one.batch,
                "edition": one.edition,
                "verdict": one.verdict,
                "source": one.source,
                "decided_by": one.decided_by or None,
                "evidence": one.evidence,
                "at": one.at,
            }
            for one in standing.settlements
        ],
        "perhaps_twice": [
            {"batch": one.batch, "edition": one.edition, "deliveries": one.size}
            for one in standing.twice
        ],
    }


def _waves_json(standing: Standing) -> list[dict[str, Any]]:
    return [
        {
            **account_json(plan.edition, account),
            "wave": plan.wave,
            "kind": plan.kind,
            "plan": plan.digest,
            "stage": plan.stage,
            "approved_by": plan.approved_by or None,
            "approved_at": plan.approved_at or None,
        }
        for plan, account in standing.waves
    ]


def _run_json(one: Run, seen: Seen) -> dict[str, Any]:
    return {
        "run": one.id,
        "state": one.state,
        "waits": one.waits(seen.now),
        "started_at": one.started_at.isoformat(),
        "started_by": one.started_by or None,
        "send_at": one.send_at.isoformat() if one.send_at else None,
        "stopped_at": one.stopped_at.isoformat() if one.stopped_at else None,
        "stopped_by": one.stopped_by or None,
        "letters": dict(one.letters),
    }
