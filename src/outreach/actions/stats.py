"""What became of a campaign: its sums, what asks for a person, and where the numbers are from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from outreach.domain.campaign import Campaign
from outreach.domain.delivery import Account, Stage
from outreach.domain.needs import Known, needs
from outreach.domain.settings import Settings
from outreach.domain.stats import Breakdown, CampaignStats, EditionStats, Row, Tally
from outreach.store import stats as sums
from outreach.store import stats_heard as heard
from outreach.store.accounts import editions_accounts
from outreach.store.backlog import backlog
from outreach.store.database import Store
from outreach.store.mailed import as_of_one_moment
from outreach.store.plans import Plan, read_plans
from outreach.store.settlements import perhaps_twice

WAYS = (*("edition", "domain", "outlet", "office", "state", "party"), "language")
"""What letters are broken down by; and what happened to them:"""

HAPPENED = ("link", "hour", "reason")

MOST = 20
_PATIENCE = timedelta(hours=1)
"""How long after letters left their events are awaited; they come within seconds as a rule."""


def campaign_stats(
    db: Store,
    campaign: Campaign | str,
    settings: Settings,
    now: datetime,
    *,
    by: Sequence[str] = (),
    since: datetime | None = None,
    edition: str = "",
    most: int | None = MOST,
) -> CampaignStats:
    """Of ``edition`` alone where one is named; what asks for a person is of the whole campaign.

    ``by`` are of WAYS and HAPPENED, each broken down to so many rows at ``most``. A campaign is
    named by its slug where its files cannot be read. All is of one moment; nothing is written.
    """
    slug = campaign if isinstance(campaign, str) else campaign.slug
    with as_of_one_moment(db):
        plans = read_plans(db, slug)
        accounts = dict(editions_accounts(db, slug)) if plans else {}
        shown = [name for name in accounts if edition in ("", name)]
        editions = tuple(
            _edition(db, [p for p in plans if p.edition == name], accounts[name], now, since)
            for name in shown
        )
        ids = [plan.id for plan in plans if plan.edition in shown]
        known = _known(db, slug, plans, list(accounts.values()), settings, now)
        sources = heard.hearing(db)
        own = heard.counted(db, f"{slug}/{edition}" if edition else slug)
        broken = tuple(_broken_down(db, ids, editions, by, most, settings.timezone))
    asked = [at for source, at in sources.items() if source != "events"]
    return CampaignStats(
        campaign=slug,
        title="" if isinstance(campaign, str) else campaign.title,
        as_of=now,
        timezone=settings.timezone,
        sandbox=known.sandbox,
        editions=editions,
        needs=needs(known),
        breakdowns=broken,
        heard_at=sources.get("events"),
        synced_at=max(asked, default=None),
        own_count=own.delivered if own else None,
        counted_at=own.asked_at if own else None,
        since=since,
    )


def _edition(
    db: Store, waves: Sequence[Plan], account: Account, now: datetime, since: datetime | None
) -> EditionStats:
    ids = [plan.id for plan in waves]
    first_at, _ = sums.departures(db, ids, now)
    hours = sums.hours(db, ids)
    if since is not None:
        begin = int(since.timestamp()) // 3600 * 3600
        hours = {
            measure: tuple((hour, n) for hour, n in each if hour >= begin)
            for measure, each in hours.items()
        }
    return EditionStats(
        edition=waves[0].edition,
        account=account,
        tally=sums.counts(db, *ids),
        opens=any(plan.envelope.get("opens", False) for plan in waves),
        clicks=any(plan.envelope.get("clicks", False) for plan in waves),
        first_at=first_at,
        hours=hours,
    )


def _known(
    db: Store,
    campaign: str,
    plans: Sequence[Plan],
    accounts: Sequence[Account],
    settings: Settings,
    now: datetime,
) -> Known:
    ids = [plan.id for plan in plans]
    tally = sums.counts(db, *ids)
    first, left = sums.departures(db, ids, now - _PATIENCE)
    told = tally.processed + tally.deferred + tally.delivered + tally.dropped + tally.bounced
    begun = first is not None
    waiting = backlog(db)
    nobodys = heard.nobodys(db, first) if first is not None else heard.Nobodys()
    return Known(
        campaign,
        sum(accounts, Account()),
        tally,
        sandbox=any(plan.stage is Stage.SANDBOX and plan.started for plan in plans),
        public=bool(settings.public_url),
        twice=sum(one.size for one in perhaps_twice(db, campaign)),
        unheard=max(0, left - told),
        unmatched=nobodys.unmatched,
        uncounted=waiting.posts,
        set_aside=waiting.set_aside,
        changes=nobodys.account,
        missed_offices=len(heard.missed_offices(db, ids)) if begun else 0,
        unanswered=heard.unanswered(db, campaign),
        proposals=heard.proposed(db, campaign),
    )


def _broken_down(
    db: Store,
    plans: Sequence[str],
    editions: Sequence[EditionStats],
    by: Sequence[str],
    most: int | None,
    zone: str,
) -> Iterator[Breakdown]:
    for way in by:
        if way == "edition":
            yield Breakdown(way, tuple(Row(one.edition, one.tally) for one in editions), 0)
        elif way == "hour":
            yield Breakdown(way, tuple(_hour_rows(editions, zone)), 0)
        elif way == "office":
            yield _cut(way, _offices(db, plans), most)
        elif way in ("link", "reason"):
            rows = sums.by_link(db, plans) if way == "link" else sums.by_reason(db, plans)
            yield _cut(way, rows, most)
        else:
            found, rest = sums.by_group(db, plans, way, most)
            yield Breakdown(way, tuple(found), rest)


def _cut(way: str, rows: Sequence[Row], most: int | None) -> Breakdown:
    shown = rows[:most]
    return Breakdown(way, tuple(shown), len(rows) - len(shown))


def _offices(db: Store, plans: Sequence[str]) -> list[Row]:
    """Those that no letter came to first, also those that none was planned for."""
    missed = heard.missed_offices(db, plans)
    rows, _ = sums.by_group(db, plans, "office")
    known = {row.name for row in rows}
    rows += [Row(name, Tally()) for name in sorted(missed - known)]
    return sorted((row for row in rows if row.name), key=lambda row: row.name not in missed)


def _hour_rows(editions: Sequence[EditionStats], zone: str) -> Iterator[Row]:
    """What happened in each hour, which is named by when it begins on clocks in ``zone``."""
    found: dict[int, Tally] = {}
    for edition in editions:
        for measure, each in edition.hours.items():
            for hour, n in each:
                found[hour] = found.get(hour, Tally()) + Tally(**{measure: n})
    for hour in sorted(found):
        begins = datetime.fromtimestamp(hour, ZoneInfo(zone))
        yield Row(begins.isoformat(timespec="minutes"), found[hour])
