"""Whom a wave of an edition is for: everybody, who came in since, or who got an older version."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.domain.audience import Query
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact, Kind
from outreach.domain.delivery import BatchState, Wave
from outreach.domain.earlier import Earlier, since
from outreach.domain.selection import Excluded, Exclusion, OnePer, group_key, select, why
from outreach.errors import OutreachError
from outreach.store.audience import candidates
from outreach.store.database import Store
from outreach.store.gathered import Gathered
from outreach.store.ledger import ERASED
from outreach.store.plans import Plan, read_waves
from outreach.store.standing import colleagues, drawn_up, one_contact
from outreach.store.suppressions import suppressed
from outreach.store.waves import gone_since

from .selection import selection

_OPEN = (BatchState.UNCERTAIN, BatchState.SUBMITTING)
_TO_GO = (BatchState.PENDING, BatchState.FAILED)


def _nothing(_contact: Contact) -> None:
    return None


@dataclass(frozen=True, slots=True)
class WavePeople:
    """A wave's candidates. ``people`` gives each once: in, or out with its reason. Streams.

    ``earlier`` is the letter that somebody had before, asked while ``people`` is being read; None
    where the wave's letters do not tell of it. ``after`` are the plans of the waves before.
    """

    people: Callable[[], Iterator[Contact | Exclusion]]
    number: int = 1
    kind: Wave = Wave.FIRST
    earlier: Callable[[Contact], Earlier | None] = _nothing
    after: tuple[Plan, ...] = ()


def wave_people(db: Store, campaign: Campaign, edition: Edition, kind: Wave) -> WavePeople:
    """The people of the edition's next wave of this kind.

    Raises OutreachError with the way out where the edition's send has not begun.
    """
    if kind is Wave.FIRST:
        return WavePeople(lambda: selection(db, campaign, edition))
    waves = read_waves(db, campaign.slug, edition.name)
    if not waves or not waves[0].started:
        raise OutreachError(
            f"the send of {edition.name} has not begun, so no wave can follow it",
            f"begin it: outreach send {campaign.slug} --edition {edition.name}",
        )
    number = waves[-1].wave + waves[-1].started
    after = tuple(one for one in waves if one.wave < number)
    if kind is Wave.NEW:
        return WavePeople(lambda: _new(db, campaign, edition, after), number, kind, after=after)
    updated = _Updated(db, campaign, after)
    return WavePeople(updated.people, number, kind, updated.earlier, after)


# --- who came in since ----------------------------------------------------------------------------


def _new(
    db: Store, campaign: Campaign, edition: Edition, after: Sequence[Plan]
) -> Iterator[Contact | Exclusion]:
    """Who has no letter of an earlier wave, and was not left out there for the same reason.

    An office or outlet that has its letter gets no second one.
    """
    with Gathered(db) as lettered, Gathered(db) as left_out:
        for plan in after:
            lettered.add_recipients(plan.id, plan.id)
            left_out.add_left_out(plan.id)
        for one in selection(db, campaign, edition):
            contact = one.contact if isinstance(one, Exclusion) else one
            if lettered.edition_of(contact.id):
                continue
            served = None
            if isinstance(one, Contact) or one.reason.startswith("one-per-"):
                served = _served(db, campaign, edition.one_per, contact, lettered)
            outcome = served or one
            if isinstance(outcome, Contact) or left_out.edition_of(contact.id) != outcome.reason:
                yield outcome


def _served(
    db: Store, campaign: Campaign, one_per: OnePer, contact: Contact, lettered: Gathered
) -> Exclusion | None:
    """Out, if somebody else of the same office, outlet or organisation has its letter."""
    key = group_key(one_per)
    for colleague in colleagues(db, contact.id, one_per) if key else ():
        if colleague == contact.id or not lettered.edition_of(colleague):
            continue
        other = one_contact(db, colleague, campaign.slug)
        if key and key(other) == key(contact):
            who = "another contact" if "@" in other.name or not other.name else other.name
            reason = Excluded(f"one-per-{one_per}")
            return Exclusion(contact, reason, f"{who} got the {one_per}'s letter")
    return None


# --- who got an older version ---------------------------------------------------------------------


def older(plans: Sequence[Plan], now: Sequence[str]) -> dict[str, Earlier]:
    """By id, the plans whose letters lack some who have signed ``now``, and what they said.

    A plan of an older outreach did not note who had signed; it is not among them.
    """
    found = {plan.id: since(plan.signatories, now) for plan in plans if plan.parts}
    return {plan_id: earlier for plan_id, earlier in found.items() if earlier.joined}


@dataclass(slots=True)
class _Updated:
    db: Store
    campaign: Campaign
    after: tuple[Plan, ...]
    _latest: Gathered | None = None
    _older: Mapping[str, Earlier] = field(default_factory=dict)

    def earlier(self, contact: Contact) -> Earlier | None:
        return self._older.get(self._latest.edition_of(contact.id)) if self._latest else None

    def people(self) -> Iterator[Contact | Exclusion]:
        """By the latest letter that was taken; where one may have been, it is to be settled first.

        Who has a letter that is still to go is no candidate: that comes first.
        """
        now = [one.name for one in self.campaign.statement.signatories]
        self._older = older(self.after, now)
        db = self.db
        with Gathered(db) as latest, Gathered(db) as unsettled, Gathered(db) as to_go:
            for plan in self.after:
                latest.add_letters(plan.id, plan.id, [BatchState.SUBMITTED])
                unsettled.add_letters(plan.id, plan.id, _OPEN)
                to_go.add_letters(plan.id, plan.id, _TO_GO)
            self._latest = latest
            with drawn_up(db, self._ids(latest, unsettled, to_go)) as term:
                found = candidates(db, Query((term,)), signed=self.campaign.slug)
                for one in select(found, suppressed=suppressed(db)):
                    if isinstance(one, Contact) and unsettled.edition_of(one.id):
                        yield Exclusion(one, Excluded.UNCERTAIN, why(Excluded.UNCERTAIN))
                    else:
                        yield one
            yield from self._gone()
            self._latest = None

    def _ids(self, latest: Gathered, unsettled: Gathered, to_go: Gathered) -> Iterator[int]:
        for id_, plan in latest.ids():
            if plan in self._older and not to_go.edition_of(id_):
                yield id_
        for id_, plan in unsettled.ids():
            if plan in self._older and not latest.edition_of(id_):
                yield id_

    def _gone(self) -> Iterator[Exclusion]:
        for number, plan in enumerate(self.after):
            if plan.id not in self._older:
                continue
            later = [one.id for one in self.after[number + 1 :]]
            for left in gone_since(self.db, plan.id, later):
                reason = Excluded.NOT_A_CONTACT.value if left.email else ERASED
                was = Contact(id=0, uid=left.uid, kind=Kind.OTHER, email=left.email, name=left.name)
                yield Exclusion(was, reason)
