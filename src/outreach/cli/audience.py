"""audience: who a query picks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperCommand

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.audience import Misread, Query, Term
    from outreach.domain.campaign import Campaign
    from outreach.domain.contact import Contact
    from outreach.errors import Place
    from outreach.store.database import Store
    from outreach.workspace import Workspace

COUNTED = 50_000
"""Whether an address is suppressed takes a keyed hash of each: of more nobody waits for that."""


_EXCLUDES = re.compile(
    r"""-(?:"|[a-z-]+:|(?:press|congress|signatory|other|leadership)(?:[\s,]|$))""", re.IGNORECASE
)


class QueryCommand(TyperCommand):
    """A command whose query may begin with a minus, which looks like an option then."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from outreach.errors import WrongUsage

        before = takewhile(lambda one: one != "--", args)
        query = next((one for one in before if _EXCLUDES.match(one)), "")
        if query:
            raise WrongUsage(
                f"{query!r} begins with a minus, and is taken for an option",
                f"put -- before it, after all options: {ctx.command_path} -- {_in_quotes(query)};"
                " or begin with a kind, such as press",
            )
        return super().parse_args(ctx, args)


def _in_quotes(query: str) -> str:
    return f"'{query}'" if '"' in query else f'"{query}"'


CampaignName = Annotated[
    str, typer.Option("--campaign", metavar="CAMPAIGN", help="With its named audiences.")
]


def audience(
    query: Annotated[str, typer.Argument(help='Such as "press topic:china -tag:tier2".')] = "",
    campaign: CampaignName = "",
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
        if noun and asked and not query:
            wanted = audience_edition.audience_read(db, noun, asked)
        else:
            wanted = parsed(db, text, noun)
            _say_slips(db, wanted, noun)
        show.problems(congress_doubts(db, wanted))
        if why:
            audience_reasons.show_why(db, wanted, why, noun, asked, json=json)
        elif noun and asked:
            audience_edition.show_edition(db, wanted, noun, asked, limit, json=json)
        else:
            _show_query(db, wanted, limit, json=json)
        if not json:
            say_congress_day(congress_data(db, wanted))


def _say_slips(db: Store, wanted: Query, noun: Campaign | None) -> None:
    from outreach.store.audience_slips import likely_slips

    from . import show

    for slip in likely_slips(db, wanted):
        show.say(show.safe(f"{slip.message} ({_where(slip, noun)}): {slip.hint}"))


def _show_query(db: Store, wanted: Query, limit: int, *, json: bool) -> None:
    from outreach.store.audience import candidates, count, sample

    from . import show
    from .contacts import show_contacts

    if json:
        total = count(db, wanted)
        head = {"count": total, "suppressed": _suppressed_among(db, wanted, total)}
        everyone = (contact_json(one) for one in candidates(db, wanted))
        show.as_json_lists({**head, **congress_data(db, wanted)}, {"contacts": everyone})
        return
    total, found = sample(db, wanted, limit)
    show_contacts(found)
    left = _suppressed_among(db, wanted, total)
    some = f", {left:,} of them suppressed" if left else ""
    more = f"; --limit {total} shows them all" if total > len(found) else ""
    show.say(f"{show.plural(total, 'contact')}{some}{more}")
    if left is None:
        show.say("planning leaves out those of them who are suppressed")


def _suppressed_among(db: Store, wanted: Query, total: int) -> int | None:
    """How many of the picked are suppressed; None where they are too many to ask."""
    from outreach.store.audience import email_keys
    from outreach.store.suppressions import suppressed

    if total > COUNTED:
        return None
    reason = suppressed(db)
    return sum(reason(key) is not None for key in email_keys(db, wanted))


def congress_data(db: Store, *queries: Query) -> dict[str, str]:
    """The day of the congress data, where any of the queries goes by it."""
    from outreach.domain.member_terms import uses_congress
    from outreach.store.congress import dated

    day = dated(db) if any(map(uses_congress, queries)) else None
    return {"congress_data": day.isoformat()} if day else {}


def say_congress_day(data: Mapping[str, str]) -> None:
    from . import show

    for day in data.values():
        show.say(f"Congress as of {day}")


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

    from . import here, show

    show.problems(take_congress_file(db, ws.root, here.now().date()))


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


def parsed(db: Store, text: str, campaign: Campaign | None = None) -> Query:
    """The query; WrongUsage naming each mistake, its place and the nearest valid word.

    Named audiences are those of ``campaign``.
    """
    from outreach.domain.audience import parse
    from outreach.errors import WrongUsage
    from outreach.store.audience_slips import unknown_values

    query, misread = parse(text, campaign.audiences if campaign else None)
    misread = misread or unknown_values(db, query)
    if misread:
        said = "; ".join(f"{one.message} ({_where(one, campaign)})" for one in misread)
        hints = [one.hint for one in misread if one.hint]
        if campaign is None and any(
            one.message.startswith("there is no audience") for one in misread
        ):
            hints = ["audiences are named in a campaign's file: add --campaign CAMPAIGN"]
        raise WrongUsage(said, "; ".join(hints))
    return query


def _where(one: Misread, campaign: Campaign | None) -> str:
    """In the query, or where the named audience stands that has it."""
    start: Place | None = campaign.audience_places.get(one.audience) if campaign else None
    if one.audience and start:
        return f"{start.file}:{start.line}:{start.column + one.column}"
    return f"column {one.column}"


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
