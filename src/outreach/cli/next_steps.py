"""The next command of a campaign, by where it stands: each is one that is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outreach.domain.delivery import BatchState, Stage
from outreach.domain.hosts import LOOPBACK

if TYPE_CHECKING:
    from outreach.domain.campaign import Campaign
    from outreach.store.campaign_standing import Standing
    from outreach.workspace import Workspace


def next_steps(
    standing: Standing, noun: Campaign | None, ws: Workspace, now: datetime
) -> list[str]:
    """What to do from here on, the most pressing first. ``noun`` is None where its files cannot

    be read.
    """
    if not standing.waves:
        return [f"outreach plan {standing.campaign}"]
    if standing.imbalances:
        return []
    return list(_steps(standing, noun, ws, now))


def _steps(
    standing: Standing, noun: Campaign | None, ws: Workspace, now: datetime
) -> Iterator[str]:
    campaign = standing.campaign
    if standing.sending:
        yield f"to watch it: outreach status {campaign} --watch"
    else:
        yield from _settling(standing, ws)
        if standing.total.failed:
            yield f"when the cause is mended: outreach send {campaign} --retry-failed"
        if standing.total.remaining:
            yield from _sending(standing, noun, ws, now)
    yield from _runs(standing, ws, now)
    account = standing.total
    if account.submitted and account.submitted == account.planned and not standing.waiting(now):
        yield f"what becomes of them: outreach stats {campaign}"


def own_sandbox_is_gone(ws: Workspace) -> bool:
    """Without a key and a named sandbox, letters go to one that ends with the send."""
    return not ws.key and urlsplit(ws.host).hostname not in LOOPBACK


def _settling(standing: Standing, ws: Workspace) -> Iterator[str]:
    open_ = [*standing.batches(BatchState.UNCERTAIN), *standing.batches(BatchState.SUBMITTING)]
    if not open_:
        return
    campaign = standing.campaign
    sandbox = {p.edition for p, _ in standing.waves if p.stage is Stage.SANDBOX}
    if own_sandbox_is_gone(ws) and all(one.edition in sandbox for one in open_):
        yield f"nobody was written to, so to begin again: outreach plan {campaign} --anew"
    elif own_sandbox_is_gone(ws):
        yield f"set SENDGRID_API_KEY, then ask SendGrid's logs: outreach settle {campaign}"
    else:
        yield f"ask SendGrid's logs: outreach settle {campaign}"
    yield f"or, where you know: outreach settle {campaign} --batch {open_[0].id} --as submitted"


def _sending(
    standing: Standing, noun: Campaign | None, ws: Workspace, now: datetime
) -> Iterator[str]:
    from outreach.domain.campaign import may_go_out
    from outreach.domain.moments import FARTHEST_AHEAD, clock

    campaign = standing.campaign
    if noun is None:
        yield f"its files cannot be read: outreach check {campaign}"
        return
    left = [plan for plan, account in standing.waves if account.remaining]
    if own_sandbox_is_gone(ws) and any(plan.stage is Stage.SENDGRID for plan in left):
        yield f"set SENDGRID_API_KEY, then: outreach send {campaign}"
        return
    names = dict.fromkeys(plan.edition for plan in left)
    editions = [found for name in names if (found := noun.edition(name))]
    late = [one.name for one in editions if one.not_after and one.not_after <= now]
    if late:
        yield (
            f"not_after of {', '.join(late)} is past: change it in campaign.toml, then:"
            f" outreach send {campaign}"
        )
        return
    if noun.embargo and not any(may_go_out(one, noun.embargo, now) for one in editions):
        lift = noun.embargo.until
        yield f"once the embargo has lifted, {clock(lift)}: outreach send {campaign}"
        if lift - now <= FARTHEST_AHEAD:
            yield f"or now, for that very moment: outreach send {campaign} --at lift"
        return
    yield f"outreach send {campaign}"


def _runs(standing: Standing, ws: Workspace, now: datetime) -> Iterator[str]:
    """Only where the host that has the letters is the one to be asked."""
    campaign = standing.campaign
    here = [
        one
        for one in standing.waiting(now)
        if one.host.rstrip("/") == ws.host.rstrip("/") and not own_sandbox_is_gone(ws)
    ]
    if any(one.state == "paused" for one in here):
        yield f"to let go what is paused: outreach resume {campaign}"
    if here:
        yield f"to stop what is scheduled: outreach cancel {campaign}"
