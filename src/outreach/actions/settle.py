"""Uncertain batches, settled by evidence; what no evidence settles is left to a person."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from outreach.domain.delivery import BatchState
from outreach.domain.moments import span
from outreach.errors import SendGridError
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.logs import Trace, trace
from outreach.store import ledger
from outreach.store.database import Store, transaction
from outreach.store.settlements import Verdict, record_settlement
from outreach.store.uncertain import Uncertain, settle_by_events, uncertain_batches

DECIDABLE_AFTER = timedelta(minutes=15)
"""When absence from the logs is worth telling a person. It proves nothing: SendGrid names no time

within which a letter that it took is in its logs.
"""

_WENT_OUT = ("delivered", "deferred", "bounce", "bounced")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found on one uncertain batch.

    ``unknown`` stays uncertain; ``evidence`` is what is known of it all the same, and
    ``refused`` why SendGrid could not be asked, where it could not. ``decidable``: long enough
    after the request that a person may make something of the absence. ``searched``: the logs were.
    """

    batch: str
    edition: str
    size: int
    verdict: Verdict
    evidence: str
    decidable: bool = False
    searched: bool = False
    refused: SendGridError | None = None


def settle_by_evidence(
    db: Store, campaign: str, sendgrid: SendGrid | None, host: str, clock: Callable[[], datetime]
) -> list[Looked]:
    """By events that are in already, then by SendGrid's logs, if there is a SendGrid to ask.

    Only for who holds the sending lock.
    """
    by_events = [
        Looked(one.id, one.edition, one.size, "submitted", f"SendGrid reported {one.event}")
        for one in settle_by_events(db, campaign, clock())
    ]
    if sendgrid is None:
        return by_events
    return [*by_events, *settle_by_logs(db, campaign, sendgrid, host, clock)]


def settle_by_logs(
    db: Store, campaign: str, sendgrid: SendGrid, host: str, clock: Callable[[], datetime]
) -> list[Looked]:
    """Look each uncertain batch up in SendGrid's logs, by one of its letters, then by another.

    Found is submitted. Not found stays uncertain, and is written down as ``unknown``: absence is
    no proof. Where the logs are refused, no more is asked. Nothing is asked of ``host`` about
    what was handed to another.
    """
    return list(_by_logs(db, campaign, sendgrid, host, clock))


def _by_logs(
    db: Store, campaign: str, sendgrid: SendGrid, host: str, clock: Callable[[], datetime]
) -> Iterator[Looked]:
    refused: SendGridError | None = None
    for one in uncertain_batches(db, campaign):
        elsewhere = one.host and one.host.rstrip("/") != host.rstrip("/")
        late = _decidable(one, clock())
        left_open = Looked(one.id, one.edition, one.size, "unknown", "", late)
        if elsewhere or refused or not one.addresses:
            why = _unasked(one, elsewhere=bool(elsewhere))
            yield replace(left_open, evidence=why, refused=refused)
            continue
        try:
            traces = list(_traces(sendgrid, one))
        except SendGridError as exc:
            refused = exc
            yield replace(left_open, refused=exc)
            continue
        yield _concluded(db, one, traces, clock())


def _unasked(one: Uncertain, *, elsewhere: bool) -> str:
    if elsewhere:
        return f"it was handed to {one.host}, which is not the host now"
    return "" if one.addresses else "nobody in it has an address any more, to look for"


def _traces(sendgrid: SendGrid, one: Uncertain) -> Iterator[Trace]:
    """Up to the first that is found."""
    for address in one.addresses:
        found = trace(sendgrid, email=address, batch=one.id, since=one.claimed_at)
        yield found
        if found.found:
            return


def _concluded(db: Store, one: Uncertain, traces: list[Trace], now: datetime) -> Looked:
    last = traces[-1]
    evidence = _said(one, traces, now)
    if last.found and not _is_open(one, last):
        ledger.settle(
            db,
            one.id,
            BatchState.SUBMITTED,
            "logs",
            now,
            evidence=evidence,
            sendgrid_id=last.message_id,
        )
        return Looked(one.id, one.edition, one.size, "submitted", evidence)
    with transaction(db):
        record_settlement(db, one.id, "unknown", "logs", now, evidence=evidence)
    late = _decidable(one, now)
    return Looked(one.id, one.edition, one.size, "unknown", evidence, late, searched=True)


def _said(one: Uncertain, traces: list[Trace], now: datetime) -> str:
    last = traces[-1]
    if last.found:
        known = f"SendGrid's logs know message {last.message_id} ({last.status})"
        seen = f"{known}, seen {now.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
        return f"{seen}; it was stopped, and may not have gone out" if _is_open(one, last) else seen
    after = span((now - one.claimed_at).total_seconds())
    if not all(found.complete for found in traces):
        return f"SendGrid's logs do not show all that it takes to tell, {after} after the request"
    return f"no trace of {len(traces)} of its {one.size:,} letters {after} after the request"


def _is_open(one: Uncertain, last: Trace) -> bool:
    return one.stopped and last.status not in _WENT_OUT


def _decidable(one: Uncertain, now: datetime) -> bool:
    return now - one.claimed_at >= DECIDABLE_AFTER
