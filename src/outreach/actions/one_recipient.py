"""Whether one person is a recipient of an edition, asked of her alone.

The answer is the one that reading the whole selection gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.domain.audience import Query
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact, Reason
from outreach.domain.selection import Exclusion, group_key, select
from outreach.store.database import Store
from outreach.store.signatures import replace_signatures
from outreach.store.standing import colleagues, has_delivery, picked_of
from outreach.store.suppressions import barring

from .selection import audience_of, being_sent_by, goes_before


def standing(
    db: Store, campaign: Campaign, edition: Edition, contact_id: int
) -> Contact | Exclusion | None:
    """The contact as a recipient, or her exclusion; None if she is no candidate.

    Raises NeedsFixing where an audience cannot be read.
    """
    replace_signatures(db, campaign.slug, campaign.statement.signatories)
    before = goes_before(db, campaign, edition)
    return _Standings(db, campaign).of(edition, contact_id, before)


@dataclass(slots=True)
class _Standings:
    """``of`` asks about colleagues and earlier editions in turn; each is answered once."""

    db: Store
    campaign: Campaign
    _queries: dict[str, Query] = field(default_factory=dict)
    _plans: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _known: dict[tuple[str, int, int], Contact | Exclusion | None] = field(default_factory=dict)

    def of(
        self, edition: Edition, contact_id: int, before: Sequence[Edition]
    ) -> Contact | Exclusion | None:
        key = edition.name, contact_id, len(before)
        if key not in self._known:
            self._known[key] = self._of(edition, contact_id, before)
        return self._known[key]

    def _of(
        self, edition: Edition, contact_id: int, before: Sequence[Edition]
    ) -> Contact | Exclusion | None:
        query = self._query(edition)
        hers = next(iter(picked_of(self.db, query, [contact_id], self.campaign.slug)), None)
        if hers is None:
            return None
        in_turn = edition.name in self.campaign.precedence
        outcomes = select(
            self._group(edition, query, hers),
            suppressed=self._suppressed,
            one_per=edition.one_per,
            roles=(*edition.roles, *query.values("role")),
            edition_of=(lambda one: self._earlier(one, before)) if in_turn else None,
        )
        for one in outcomes:
            contact = one if isinstance(one, Contact) else one.contact
            if contact.id == contact_id:
                return one
        return None

    def _group(self, edition: Edition, query: Query, hers: Contact) -> list[Contact]:
        """The candidates of whom one gets the letter."""
        key = group_key(edition.one_per)
        if key is None:
            return [hers]
        others = colleagues(self.db, hers.id, edition.one_per)
        picked = picked_of(self.db, query, others, self.campaign.slug)
        return [one for one in picked if key(one) == key(hers)]

    def _earlier(self, contact: Contact, before: Sequence[Edition]) -> str:
        """The first of these editions that she gets; blank if none."""
        for number, other in enumerate(before):
            if plans := self._being_sent_by(other):
                if any(has_delivery(self.db, plan, contact.id) for plan in plans):
                    return other.name
            elif isinstance(self.of(other, contact.id, before[:number]), Contact):
                return other.name
        return ""

    def _query(self, edition: Edition) -> Query:
        if edition.name not in self._queries:
            self._queries[edition.name] = audience_of(self.db, self.campaign, edition)
        return self._queries[edition.name]

    def _being_sent_by(self, edition: Edition) -> tuple[str, ...]:
        if edition.name not in self._plans:
            self._plans[edition.name] = being_sent_by(self.db, self.campaign, edition)
        return self._plans[edition.name]

    def _suppressed(self, email_key: str) -> Reason | None:
        held = barring(self.db, email_key)
        return held[0].reason if held else None
