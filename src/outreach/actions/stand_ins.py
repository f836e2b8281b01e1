"""Who stands in for the recipients of an edition that waits for a letter nobody was sent yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

from outreach.domain.audience import LETTER_FIELDS, Query, Term
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.selection import Exclusion
from outreach.store.database import Store
from outreach.store.standing import drawn_up

from .selection import audience_of, awaited_letters, selection

CampaignCalled = Callable[[str], Campaign | None]
"""A campaign by its slug; None where there is none, or its files cannot be read."""


def waits_for(db: Store, campaign: Campaign, edition: Edition) -> str:
    """What an edition waits for, as a clause; blank if it waits for nothing."""
    return awaited_letters(db, audience_of(db, campaign, edition))


def stand_ins(
    db: Store, campaign: Campaign, edition: Edition, called: CampaignCalled
) -> Iterator[Contact | Exclusion]:
    """Those whom the awaited letters would go to now, and who fit the rest of the audience."""
    return _stand_ins(db, campaign, edition, called, ())


_Asked = tuple[tuple[str, str], ...]


def _stand_ins(
    db: Store, campaign: Campaign, edition: Edition, called: CampaignCalled, asked: _Asked
) -> Iterator[Contact | Exclusion]:
    asked = (*asked, (campaign.slug, edition.name))

    def ids(term: Term) -> Iterator[int]:
        for value in term.values:
            for whose, other in _editions(value, campaign, called):
                if (whose.slug, other.name) not in asked:
                    yield from _would_get(db, whose, other, called, asked)

    with ExitStack() as lists:
        query = _in_place(
            audience_of(db, campaign, edition),
            lambda term: lists.enter_context(drawn_up(db, [*ids(term)])),
        )
        yield from selection(db, campaign, edition, query)


def _would_get(
    db: Store, campaign: Campaign, edition: Edition, called: CampaignCalled, asked: _Asked
) -> Iterator[int]:
    """The ids of an edition's recipients, or of those who stand in for them."""
    if waits_for(db, campaign, edition):
        people = _stand_ins(db, campaign, edition, called, asked)
    else:
        people = selection(db, campaign, edition)
    return (one.id for one in people if isinstance(one, Contact))


def _editions(
    value: str, campaign: Campaign, called: CampaignCalled
) -> list[tuple[Campaign, Edition]]:
    """Which letters ``CAMPAIGN`` or ``CAMPAIGN/EDITION`` means, as far as files tell."""
    slug, _, name = value.partition("/")
    whose = campaign if slug == campaign.slug else called(slug)
    if whose is None:
        return []
    return [(whose, one) for one in whose.editions if name in ("", one.name)]


def _in_place(query: Query, listed: Callable[[Term], Term]) -> Query:
    """The query with a list in place of each term that goes by letters."""

    def term(one: Term) -> Term:
        if one.negated:
            return one
        if one.field in LETTER_FIELDS:
            return listed(one)
        return replace(one, parts=tuple(_in_place(part, listed) for part in one.parts))

    return replace(query, terms=tuple(map(term, query.terms)))
