"""followup: who is to be asked again after a campaign's letters, and who is not, and why."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import groupby

from outreach.domain.call_list import (
    Desk,
    Entry,
    Person,
    desk_key,
    entries,
    entry_of,
    order_key,
    person_of,
)
from outreach.domain.campaign import Campaign
from outreach.domain.contact import Kind
from outreach.domain.delivery import Stage
from outreach.domain.followup import Rules, Turn, Why
from outreach.domain.settings import Settings
from outreach.domain.working_days import usual_recess
from outreach.errors import OutreachError
from outreach.store.database import Store
from outreach.store.followup import Ordered, Recipient, plans_followed, recipients

from .followup_person import WASHINGTON, Judge
from .selection import query_of
from .time_zones import zone_called

_LISTED = (Turn.DUE, Turn.WRONG_ADDRESS)
"""Turns that are calls to make: of those the list has an entry for each desk."""
_LATELY = timedelta(days=90)
"""Letters of other campaigns are looked at so far back."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many are in each turn, which adds up to ``recipients``, and for which reason.

    ``calls`` counts entries by turn. ``next_day`` is the first on which anybody else is due.
    ``recess`` is the recess that Congress usually takes now, blank if none or nobody of Congress is
    among the recipients.
    """

    campaign: str
    title: str
    as_of: datetime
    rules: Rules
    sandbox: bool
    recipients: int
    turns: Mapping[Turn, int]
    reasons: Mapping[Why, int]
    calls: Mapping[Turn, int]
    next_day: date | None = None
    recess: str = ""


@dataclass(frozen=True, slots=True)
class CallList:
    """``summary`` of all, and the rest read from the store as it is asked for."""

    summary: Summary
    _kept: Ordered

    def entries(self, turn: Turn) -> Iterator[Entry]:
        """The calls to make, for a turn that has some, the most useful first."""
        return (entry_of(json.loads(body)) for body in self._kept.bodies(turn))

    def people(self, turn: Turn) -> Iterator[Person]:
        """Those of a turn that has no calls, by reason and by the day they become due."""
        return (person_of(json.loads(body)) for body in self._kept.bodies(turn))


@contextmanager
def call_list(
    db: Store, campaign: Campaign, settings: Settings, now: datetime, rules: Rules
) -> Iterator[CallList]:
    """Everybody who was to get a letter of the campaign, in one turn each. Raises OutreachError
    where nothing of it was sent."""
    plans, stage = plans_followed(db, campaign.slug)
    if not plans:
        raise OutreachError(
            f"nothing of {campaign.slug} was sent, so there is nobody to follow up",
            f"outreach send {campaign.slug}",
        )
    rows = recipients(
        db,
        campaign.slug,
        plans,
        stage,
        lately=(now.astimezone(UTC) - _LATELY).isoformat(),
        committees=_committees(campaign),
    )
    with Ordered(db) as kept:
        gathering = _Gathering(Judge(db, campaign, settings, now, rules), kept)
        for _, people in groupby(rows, key=_desk_of):
            gathering.add_desk(list(people))
        yield CallList(gathering.summary(sandbox=stage is Stage.SANDBOX), kept)


_COMMITTEES = ("committee", "subcommittee", "chair-or-ranking", "staff-of")


def _committees(campaign: Campaign) -> list[str]:
    queries = [query_of(campaign, one) for one in campaign.editions]
    named = [value for one in queries for field in _COMMITTEES for value in one.values(field)]
    return sorted(set(named))


def _desk_of(one: Recipient) -> str:
    key = desk_key(one.committee, one.side, one.bioguide, one.organisation_kind, one.organisation)
    return key or f"contact:{one.contact}:{one.uid}"


def _desk(one: Recipient) -> Desk:
    of_member = bool(one.bioguide) and not one.committee
    return Desk(
        key=_desk_of(one),
        name=one.office or one.organisation,
        kind=Kind(one.kind) if one.kind else None,
        member=one.member if of_member else "",
        salutation=one.salutation if of_member else "",
        phone=one.member_phone if of_member else "",
        seat=one.seat,
        weight=one.weight,
    )


@dataclass(slots=True)
class _Gathering:
    """Counts, and keeps in order what the list is read from."""

    judge: Judge
    kept: Ordered
    turns: Counter[Turn] = field(default_factory=Counter)
    reasons: Counter[Why] = field(default_factory=Counter)
    calls: Counter[Turn] = field(default_factory=Counter)
    next_day: str = ""
    congress: bool = False

    def add_desk(self, recipients: Sequence[Recipient]) -> None:
        desk = _desk(recipients[0])
        today = self.judge.now.astimezone(self.judge.zone(recipients[0])).date()
        people = [self.judge.person(one) for one in recipients]
        rows = [self._row(one) for one in people if one.turn not in _LISTED]
        for each in _LISTED:
            title = self.judge.campaign.statement.title
            for entry in entries(desk, people, each, title, today):
                self.calls[each] += 1
                rows.append((each, order_key(entry), _written(entry.as_data())))
        self.kept.add(rows)
        self.turns.update(one.turn for one in people)
        self.reasons.update(one.why for one in people)
        self.congress = self.congress or desk.kind is Kind.CONGRESS

    def _row(self, one: Person) -> tuple[str, str, str]:
        if one.turn is Turn.NOT_YET:
            self.next_day = min(self.next_day or one.since, one.since)
        key = f"{_ORDER[one.why]:02}{one.since}{one.name}"
        return one.turn, key, _written(asdict(one))

    def summary(self, *, sandbox: bool) -> Summary:
        judge = self.judge
        there = judge.now.astimezone(zone_called(WASHINGTON, "UTC")).date()
        return Summary(
            campaign=judge.campaign.slug,
            title=judge.campaign.title,
            as_of=judge.now,
            rules=judge.rules,
            sandbox=sandbox,
            recipients=self.turns.total(),
            turns={one: self.turns[one] for one in Turn},
            reasons={one: self.reasons[one] for one in Why if self.reasons[one]},
            calls={one: self.calls[one] for one in _LISTED},
            next_day=date.fromisoformat(self.next_day) if self.next_day else None,
            recess=usual_recess(there) if self.congress else "",
        )


_ORDER = {why: number for number, why in enumerate(Why)}


def _written(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)
