"""audience: who a query picks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.audience import Query, Term
    from outreach.domain.contact import Contact
    from outreach.store.database import Store
    from outreach.workspace import Workspace

COUNTED = 50_000
"""Whether an address is suppressed takes a keyed hash of each: of more nobody waits for that."""


def audience(
    query: Annotated[str, typer.Argument(help='Such as "press topic:china -tag:tier2".')] = "",
    campaign: Annotated[
        str, typer.Option("--campaign", metavar="CAMPAIGN", help="With its named audiences.")
    ] = "",
    edition: Annotated[
        str,
        typer.Option("--edition", "-e", metavar="EDITION", help="Who would get this edition."),
    ] = "",
    why: Annotated[
        str, typer.Option("--why", metavar="ADDRESS", help="Why this person is in or out.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Show at most so many.")] = 20,
    json: Json = False,
) -> None:
    """Count whom a query picks, or say why one is in or out."""
    from outreach.errors import WrongUsage
    from outreach.store.audience_slips import likely_slips

    from . import audience_edition, audience_reasons, here, show

    if edition and not campaign:
        raise WrongUsage("an edition of which campaign?", "add --campaign CAMPAIGN")
    if not query and not edition:
        raise WrongUsage("whom?", 'write a query, such as "press topic:china", or --edition')
    ws = here.workspace()
    noun = ws.campaign(campaign) if campaign else None
    asked = audience_edition.asked(noun, edition, query) if noun and edition else None
    text = asked.audience if asked else query
    with here.store(ws) as db:
        read_signatures(db, ws, text, noun.audiences if noun else None)
        take_congress(db, ws)
        wanted = parsed(db, text, noun.audiences if noun else None)
        for slip in likely_slips(db, wanted):
            show.say(show.safe(f"{slip.message} (column {slip.column}): {slip.hint}"))
        show.problems(congress_doubts(db, wanted))
        if why:
            audience_reasons.show_why(db, wanted, why, noun, asked, json=json)
        elif noun and asked:
            audience_edition.show_edition(db, noun, asked, limit, json=json)
        else:
            _show_query(db, wanted, limit, json=json)


def _show_query(db: Store, wanted: Query, limit: int, *, json: bool) -> None:
    from outreach.store.audience import candidates, count, sample

    from . import show
    from .contacts import show_contacts

    if json:
        total = count(db, wanted)
        head = {"count": total, "suppressed": _suppressed_among(db, wanted, total)}
        everyone = (contact_json(one) for one in candidates(db, wanted))
        show.as_json_lists({**head, **_congress_json(db, wanted)}, {"contacts": everyone})
        return
    total, found = sample(db, wanted, limit)
    show_contacts(found)
    left = _suppressed_among(db, wanted, total)
    some = f", {left:,} of them suppressed" if left else ""
    more = f"; --limit {total} shows them all" if total > len(found) else ""
    show.say(f"{show.plural(total, 'contact')}{some}{more}")
    if left is None:
        show.say("planning leaves out those of them who are suppressed")
    for day in _congress_json(db, wanted).values():
        show.say(f"Congress as of {day}")


def _suppressed_among(db: Store, wanted: Query, total: int) -> int | None:
    """How many of the picked are suppressed; None where they are too many to ask."""
    from outreach.store.audience import email_keys
    from outreach.store.suppressions import suppressed

    if total > COUNTED:
        return None
    reason = suppressed(db)
    return sum(reason(key) is not None for key in email_keys(db, wanted))


def _congress_json(db: Store, wanted: Query) -> dict[str, str]:
    """The day of the congress data, where the query goes by it."""
    from outreach.domain.member_terms import uses_congress
    from outreach.store.congress import dated

    named = (wanted, *_parts(wanted))
    day = dated(db) if any(map(uses_congress, named)) else None
    return {"congress": day.isoformat()} if day else {}


def _parts(query: Query) -> Iterator[Query]:
    """The named audiences a query stands on, and those they stand on."""
    for term in query.terms:
        for part in term.parts:
            yield part
            yield from _parts(part)


def congress_doubts(db: Store, wanted: Query) -> list[Any]:
    """Warnings about the congress data that the query, or an audience it stands on, goes by."""
    from outreach.store.congress_doubts import congress_doubts as doubts_of

    from . import here

    today = here.now().date()
    found = (one for query in (wanted, *_parts(wanted)) for one in doubts_of(db, query, today))
    return list(dict.fromkeys(found))


def take_congress(db: Store, ws: Workspace) -> None:
    """The groups that the workspace keeps by hand, as they are now."""
    from outreach.actions.congress_file import take_congress_file

    from . import show

    show.problems(take_congress_file(db, ws.root))


def read_signatures(
    db: Store, ws: Workspace, text: str, named: Mapping[str, Query] | None = None
) -> None:
    """``signed:`` goes by a campaign's signatories file as it is now."""
    from outreach.domain.audience import parse
    from outreach.store.signatures import replace_signatures

    slugs = ws.slugs()
    for term in _terms(parse(text, named)[0]):
        for slug in term.values if term.field == "signed" else ():
            if slug in slugs:
                campaign = ws.campaign(slug)
                replace_signatures(db, slug, campaign.statement.signatories)


def _terms(query: Query) -> Iterator[Term]:
    return (term for one in (query, *_parts(query)) for term in one.terms)


def parsed(db: Store, text: str, named: Mapping[str, Query] | None = None) -> Query:
    """The query; WrongUsage naming each mistake, its column and the nearest valid word."""
    from outreach.domain.audience import parse
    from outreach.errors import WrongUsage
    from outreach.store.audience_slips import unknown_values

    query, misread = parse(text, named)
    misread = misread or unknown_values(db, query)
    if misread:
        said = "; ".join(
            f"{one.message} (column {one.column}{f' of {one.audience}' if one.audience else ''})"
            for one in misread
        )
        hints = [one.hint for one in misread if one.hint]
        if named is None and any(one.message.startswith("there is no audience") for one in misread):
            hints = ["audiences are named in a campaign's file: add --campaign CAMPAIGN"]
        raise WrongUsage(said, "; ".join(hints))
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
