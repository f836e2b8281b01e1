"""audience --why: why one person is in or out, term by term."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.domain.audience import Query
    from outreach.domain.campaign import Campaign, Edition
    from outreach.domain.contact import Contact
    from outreach.store.audience_reasons import Answer
    from outreach.store.database import Store


def show_why(
    db: Store,
    query: Query,
    address: str,
    campaign: Campaign | None,
    edition: Edition | None,
    *,
    json: bool,
) -> None:
    """Each term with yes or no, then suppression; of an edition also what became of her there."""
    from outreach.domain.contact import address_key
    from outreach.store.audience_reasons import answers
    from outreach.store.contacts import find
    from outreach.store.suppressions import suppressed

    from . import here, show
    from .audience import congress_data, contact_json

    address = here.whom(address)
    contact = find(db, address)
    found = answers(db, query, contact.id) if contact else ()
    reason = suppressed(db)(address_key(contact.email if contact else address))
    inside = contact is not None and all(one.holds for one in found)
    outcome = _outcome(db, campaign, edition, contact) if campaign and edition and inside else None
    if json:
        show.as_json(
            {
                "address": address,
                "contact": contact_json(contact) if contact else None,
                "in": inside,
                "terms": [_json(one) for one in found],
                "suppressed": reason,
                "edition": outcome,
                **congress_data(db, query),
            }
        )
        return
    if contact is None:
        show.out(show.safe(f"{address} is no contact: an audience picks contacts only"))
    else:
        show.out(show.safe(f"{contact.name or address}, {contact.email}"))
    for line in _lines(found):
        show.out(show.safe(line))
    if reason is not None:
        show.out(f"  suppressed: {reason}; nobody at this address is written to")
    if contact is not None:
        show.out(f"the audience {'picks' if inside else 'does not pick'} this contact")
    if outcome is not None:
        because = f" ({outcome['detail']})" if outcome["detail"] else ""
        left = f"left out: {outcome['reason']}{because}"
        show.out(show.safe(f"{outcome['name']}: {'a recipient' if outcome['recipient'] else left}"))


def _lines(found: Sequence[Answer], indent: str = "  ") -> Iterator[str]:
    for one in found:
        has = ", ".join(one.has)
        had = f"{'has' if has else 'has nothing there'}{f' {has}' if has else ''}"
        verdict = "yes" if one.holds else "no"
        yield f"{indent}{one.term} – {verdict}" + ("" if one.within else f": {had}")
        for name, answers in zip(one.term.values, one.within, strict=False):
            yield f"{indent}  {name} is:"
            yield from _lines(answers, indent + "    ")


def _json(one: Answer) -> dict[str, Any]:
    named = {
        name: [_json(answer) for answer in answers]
        for name, answers in zip(one.term.values, one.within, strict=False)
    }
    return {
        "term": str(one.term),
        "holds": one.holds,
        "has": list(one.has),
        **({"audiences": named} if named else {}),
    }


def _outcome(
    db: Store, campaign: Campaign, edition: Edition, contact: Contact | None
) -> dict[str, Any] | None:
    """What the selection of the edition makes of her, after one_per and precedence."""
    from outreach.actions.selection import selection
    from outreach.domain.selection import Exclusion

    for one in selection(db, campaign, edition):
        out = isinstance(one, Exclusion)
        if contact and (one.contact if isinstance(one, Exclusion) else one).id == contact.id:
            return {
                "name": edition.name,
                "recipient": not out,
                "reason": one.reason if isinstance(one, Exclusion) else "",
                "detail": one.detail if isinstance(one, Exclusion) else "",
            }
    return None
