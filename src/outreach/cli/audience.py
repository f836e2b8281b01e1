"""audience: who a query picks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.audience import Query
    from outreach.domain.contact import Contact
    from outreach.store.database import Store


def audience(
    query: Annotated[str, typer.Argument(help='Such as "press topic:china -tag:do-not-pitch".')],
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 20,
    json: Json = False,
) -> None:
    """Count and show whom a query picks. Planning leaves suppressed addresses out of it."""
    from outreach.store.audience import count, likely_slips
    from outreach.store.contacts import contacts

    from . import here, show
    from .contacts import show_contacts, show_total

    ws = here.workspace()
    with here.store(ws) as db:
        read_signatures(db, ws, query)
        wanted = parsed(db, query)
        total = count(db, wanted)
        found = list(contacts(db, wanted, None if json else limit))
        for slip in likely_slips(db, wanted):
            show.say(show.safe(f"{slip.message} (column {slip.column}): {slip.hint}"))
    if json:
        show.as_json({"count": total, "contacts": [contact_json(one) for one in found]})
        return
    show_contacts(found)
    show_total(total, len(found))


def read_signatures(db: Store, ws: Any, text: str) -> None:
    """``signed:`` goes by a campaign's signatories file as it is now."""
    from outreach.domain.audience import parse
    from outreach.store.signatures import replace_signatures

    slugs = ws.slugs()
    for term in parse(text)[0].terms:
        for slug in term.values if term.field == "signed" else ():
            if slug in slugs:
                campaign = ws.campaign(slug)
                replace_signatures(db, slug, campaign.statement.signatories)


def parsed(db: Store, text: str) -> Query:
    """The query; WrongUsage naming each mistake, its column and the nearest valid word."""
    from outreach.domain.audience import parse
    from outreach.errors import WrongUsage
    from outreach.store.audience import unknown_values

    query, misread = parse(text)
    misread = misread or unknown_values(db, query)
    if misread:
        said = "; ".join(f"{one.message} (column {one.column})" for one in misread)
        raise WrongUsage(said, "; ".join(one.hint for one in misread if one.hint))
    return query


def contact_json(contact: Contact) -> dict[str, Any]:
    member = contact.member
    return {
        "email": contact.email,
        "name": contact.name,
        "kind": contact.kind,
        "title": contact.title,
        "role": contact.role,
        "organisation": contact.organisation.name if contact.organisation else None,
        "office": contact.office.name if contact.office else None,
        "member": member.name if member else None,
        "language": contact.language,
        "country": contact.country,
        "tags": list(contact.tags),
        "topics": list(contact.topics),
    }
