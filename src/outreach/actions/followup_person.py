"""One recipient of a campaign: what is known of her, and where that leaves her."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from outreach.domain.call_list import Person
from outreach.domain.campaign import Campaign
from outreach.domain.contact import Kind
from outreach.domain.event import State
from outreach.domain.followup import Known, Rules, turn
from outreach.domain.settings import Settings, zone_of
from outreach.store.database import Store
from outreach.store.followup import Got, Recipient
from outreach.store.suppressions import suppressed

from .selection import query_of
from .time_zones import zone_called, zone_of_country

WASHINGTON = "America/New_York"


def follow_up_editions(campaign: Campaign) -> frozenset[str]:
    """Editions that go to those who got another of the same campaign, and correct nothing."""

    def follows(values: Sequence[str]) -> bool:
        return any(one.split("/")[0] == campaign.slug for one in values)

    queries = {one.name: query_of(campaign, one) for one in campaign.editions if not one.corrects}
    return frozenset(
        name
        for name, query in queries.items()
        if follows(query.values("received")) or follows(query.values("engaged"))
    )


class Judge:
    """Decides about one recipient after the other."""

    def __init__(
        self, db: Store, campaign: Campaign, settings: Settings, now: datetime, rules: Rules
    ) -> None:
        self.campaign, self.now, self.rules = campaign, now, rules
        self._suppressed = suppressed(db)
        self._again = follow_up_editions(campaign)
        self._zones = {one.name: zone_of(campaign, one, settings) for one in campaign.editions}
        self._house = settings.timezone

    def person(self, one: Recipient) -> Person:
        zone = self.zone(one)
        known = self._known(one)
        verdict = turn(known, self.rules, self.now, zone)
        sent = [got for got in one.letters if got.at]
        last_at, last, last_by = _last(one, sent, self.now)
        return Person(
            turn=verdict.turn,
            why=verdict.why,
            since=verdict.day.isoformat() if verdict.day else "",
            uid=one.uid,
            email=one.email,
            name=one.name,
            title=one.title,
            role=one.role,
            phone=one.phone,
            got=tuple((got.edition, _there(got.at, zone)) for got in sent),
            outcome=_outcome(sent),
            last=last,
            last_at=_there(last_at, zone),
            last_by=last_by,
            reached=any(got.state is State.DELIVERED for got in sent),
            engaged=any(3 in (got.opened, got.clicked) for got in sent),
        )

    def zone(self, one: Recipient) -> ZoneInfo:
        """Hers, that of her office or country, or that of the edition she got."""
        edition = self._zones.get(one.letters[-1].edition, self._house)
        of_congress = WASHINGTON if one.kind == Kind.CONGRESS else ""
        known = one.time_zone or of_congress or zone_of_country(one.country)
        return zone_called(known, edition)

    def _known(self, one: Recipient) -> Known:
        sent = [got for got in one.letters if got.at]
        asked = max([*(got.at for got in sent), one.called_at], default="") if sent else ""
        again = sum(got.edition in self._again for got in sent[1:])
        last = sent[-1] if sent and sent[-1].here else None
        return Known(
            asked_at=_moment(asked),
            uncertain=any(got.uncertain for got in one.letters),
            bounced=last is not None and last.state is State.BOUNCED and not last.blocked,
            refused=last is not None and (last.blocked or last.state is State.DROPPED),
            follow_ups=again + one.calls,
            contact=one.contact is not None,
            suppressed=self._suppressed(one.email_key),
            left=one.left,
            declined=one.declined,
            covered=one.covered,
            replied=one.replied,
            away_until=_day(one.until),
            last_contact=_moment(max(asked, one.heard[0], one.written[0])),
            in_person_at=_moment(one.heard[0]),
            federal=one.kind == Kind.CONGRESS or (one.country == "US" and one.kind != Kind.PRESS),
        )


def _moment(text: str) -> datetime | None:
    if not text:
        return None
    moment = datetime.fromisoformat(text)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if text else None


def _there(text: str, zone: ZoneInfo) -> str:
    moment = _moment(text)
    return moment.astimezone(zone).isoformat(timespec="minutes") if moment else ""


def _last(one: Recipient, sent: Sequence[Got], now: datetime) -> tuple[str, str, str]:
    """The last that passed between us: when, what, and who noted it."""
    letters = [(got.at, f"letter ({got.edition})", "") for got in sent]
    letters += [(one.written[0], f"letter ({one.written[1]})", "")]
    past = [letter for letter in letters if letter[0] <= now.astimezone(UTC).isoformat()]
    return max([*past, one.heard], default=("", "", ""))


_STATES = {
    State.PLANNED: "no word of it yet",
    State.PROCESSED: "no word of it yet",
    State.DEFERRED: "delayed on its way",
    State.DELIVERED: "delivered",
    State.DROPPED: "not sent on by SendGrid",
    State.BOUNCED: "came back",
}
_OPENED = {3: "opened by a person", 2: "opened, perhaps by a person", 1: "opened by a machine only"}
_CLICKED = {3: "a link followed", 2: "a link followed, perhaps by a person"}


def _outcome(sent: Sequence[Got]) -> str:
    """What is known of what she got: the last letter's way, and the surest engagement of all."""
    if not sent:
        return ""
    told = ["refused by her mail server" if sent[-1].blocked else _STATES[sent[-1].state]]
    if not sent[-1].here:
        told[0] += " at an earlier address"
    told += [_OPENED.get(max(got.opened or 0 for got in sent), "")]
    told += [_CLICKED.get(max(got.clicked or 0 for got in sent), "")]
    return ", ".join(filter(None, told))
