"""audience --edition: who would get an edition, and who is left out and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.domain.audience import Query
    from outreach.domain.campaign import Campaign, Edition
    from outreach.store.database import Store


def asked(campaign: Campaign, name: str, query: str) -> Edition:
    """The edition, with ``query`` in place of its own audience if one is given."""
    from .campaigns import chosen

    (edition,) = chosen(campaign, name)
    return replace(edition, audience=query) if query else edition


def audience_read(db: Store, campaign: Campaign, edition: Edition) -> Query:
    """The edition's own audience; what is wrong with it is told with its place in the file."""
    from outreach.actions.selection import audience_of, audience_slips

    from . import show

    query = audience_of(db, campaign, edition)
    show.problems(audience_slips(db, campaign, edition))
    return query


def show_edition(
    db: Store, query: Query, campaign: Campaign, edition: Edition, limit: int, *, json: bool
) -> None:
    """Reads the selection once for each list, so that none has to be held."""
    from outreach.actions.selection import selection
    from outreach.domain.contact import Contact
    from outreach.domain.selection import Exclusion

    from . import show
    from .audience import congress_data, contact_json
    from .contacts import show_contacts

    def recipients() -> Iterator[Contact]:
        return (one for one in selection(db, campaign, edition) if isinstance(one, Contact))

    def left_out() -> Iterator[Exclusion]:
        return (one for one in selection(db, campaign, edition) if isinstance(one, Exclusion))

    reasons = Counter(
        one.reason if isinstance(one, Exclusion) else "" for one in selection(db, campaign, edition)
    )
    total = reasons.pop("", 0)
    excluded = sum(reasons.values())
    if json:
        head = {
            "count": total,
            "candidates": total + excluded,
            "reasons": dict(reasons),
            **congress_data(db, query),
        }
        rows = (
            {
                "email": one.contact.email,
                "name": one.contact.name,
                "reason": one.reason,
                "detail": one.detail,
            }
            for one in left_out()
        )
        show.as_json_lists(head, {"contacts": map(contact_json, recipients()), "excluded": rows})
        return
    show_contacts(list(islice(recipients(), limit)))
    if excluded:
        show.out()
        show.table(
            ["left out", "address", "reason", "because"],
            [
                [one.contact.name or "–", one.contact.email, one.reason, one.detail]
                for one in islice(left_out(), limit)
            ],
            whole=("address",),
        )
    show.say(
        f"{show.plural(total + excluded, 'candidate')}: {show.plural(total, 'recipient')},"
        f" {excluded:,} left out"
    )
    for reason, number in reasons.most_common():
        show.say(show.safe(f"  {number:,} left out: {reason}"))
