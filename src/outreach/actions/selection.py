"""Who gets an edition, who does not, and why: audience, suppressions and precedence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from outreach.domain.audience import Misread, Query, Term, parse
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.selection import Exclusion, select
from outreach.errors import Level, NeedsFixing, Place, Problem
from outreach.store.audience import Order, candidates
from outreach.store.audience_slips import likely_slips, unknown_values
from outreach.store.congress_members import bereft_picked
from outreach.store.database import Store
from outreach.store.gathered import Gathered
from outreach.store.plans import read_waves
from outreach.store.signatures import replace_signatures
from outreach.store.suppressions import suppressed

_ORDERS: dict[str, Order] = {
    "person": "id",
    "office": "office",
    "outlet": "outlet",
    "organisation": "organisation",
}


def query_of(campaign: Campaign, edition: Edition) -> Query:
    """The edition's audience as it is read, whatever the store knows of its values."""
    return parse(edition.audience, campaign.audiences)[0]


def audience_of(db: Store, campaign: Campaign, edition: Edition) -> Query:
    """The edition's query; NeedsFixing if it names what the store does not know."""
    query, misread = parse(edition.audience, campaign.audiences)
    own = (campaign.slug, *(f"{campaign.slug}/{one.name}" for one in campaign.editions))
    misread = misread or unknown_values(db, query, coming=own)
    if misread:
        problems = _at_their_columns(campaign, edition, misread, "error")
        raise NeedsFixing(f"the audience of {edition.name} cannot be read", problems)
    return query


def audience_slips(db: Store, campaign: Campaign, edition: Edition) -> tuple[Problem, ...]:
    """Words of the edition's audience that nobody has, and recipients whose Member has left."""
    query = query_of(campaign, edition)
    slips = _at_their_columns(campaign, edition, likely_slips(db, query), "warning")
    return (*slips, *_without_member(db, campaign, edition, query))


def _without_member(
    db: Store, campaign: Campaign, edition: Edition, query: Query
) -> tuple[Problem, ...]:
    """A warning where recipients work for a Member who is not in Congress any more."""
    picked = bereft_picked(db, query)
    if not picked:
        return ()
    chosen = (one for one in selection(db, campaign, edition) if isinstance(one, Contact))
    count = sum(one.id in picked for one in chosen)
    if not count:
        return ()
    recipients = "1 recipient works" if count == 1 else f"{count} recipients work"
    return (
        Problem(
            "office-without-member",
            f"{recipients} in offices whose Member is not in Congress any more",
            edition.place("audience"),
            "`outreach congress update` tells which; name each one's new office with"
            " `outreach contacts edit ADDRESS office=BIOGUIDE`, or leave her out: -email:ADDRESS",
            "warning",
            edition.name,
        ),
    )


def nobody(db: Store, campaign: Campaign, edition: Edition) -> Problem | None:
    """What is to say of an edition that nobody at all is a candidate for; None of any other.

    One that follows a letter which nobody was sent yet waits for it, which is no mistake.
    NeedsFixing if its audience cannot be read.
    """
    replace_signatures(db, campaign.slug, campaign.statement.signatories)
    query = audience_of(db, campaign, edition)
    if list(candidates(db, query, limit=1)):
        return None
    place = edition.place("audience")
    if awaited := awaited_letters(db, query):
        message = f"{awaited}, so nobody is in the audience {edition.audience!r} for now"
        hint = "send that first; letters to the sandbox do not count"
        return Problem("audience-waits", message, place, hint, "info", edition.name)
    message = f"nobody is in the audience {edition.audience!r}"
    hint = f"see who there is: {looking_up(campaign, edition)}"
    return Problem("empty-audience", message, place, hint, edition=edition.name)


_NOT_YET = {
    "received": "nobody has been sent {} yet",
    "engaged": "nobody has opened or clicked {} yet",
    "replied": "nobody has replied to {} yet",
    "covered": "nobody has covered {} yet",
    "declined": "nobody has declined {} yet",
}


def awaited_letters(db: Store, query: Query) -> str:
    """The letters that the query goes by and nobody got yet, as a clause; blank if there are none.

    Of several one is enough to have somebody.
    """
    for field, clause in _NOT_YET.items():
        asked = query.values(field)
        alone = Query((Term(field, asked),))
        if asked and not list(candidates(db, alone, limit=1)):
            return clause.format(" or ".join(asked))
    return ""


def looking_up(campaign: Campaign, edition: Edition) -> str:
    """The command that shows who the edition's audience picks, and who is left out."""
    return f"outreach audience --campaign {campaign.slug} --edition {edition.name}"


def once(problems: Iterable[Problem]) -> list[Problem]:
    """Without repeating a mistake of a named audience for each edition that stands on it."""
    told = {
        (one.code, one.place, one.message) if one.code == "audience" else one: one
        for one in reversed([*problems])
    }
    return list(reversed(told.values()))


def selection(
    db: Store, campaign: Campaign, edition: Edition, query: Query | None = None
) -> Iterator[Contact | Exclusion]:
    """The edition's candidates, each once: in, or out with its reason. Streams.

    Nobody is in who gets another edition of the campaign's precedence: one that goes before this
    one, or one that is being sent. ``query`` stands in for the edition's audience.
    """
    replace_signatures(db, campaign.slug, campaign.statement.signatories)
    with Gathered(db) as others:
        for other in goes_before(db, campaign, edition):
            _gather(db, campaign, other, others)
        yield from _select(db, campaign, edition, others, query)


def goes_before(db: Store, campaign: Campaign, edition: Edition) -> list[Edition]:
    """Whose recipients do not get this edition: first those being sent, then in their order."""
    if edition.name not in campaign.precedence:
        return []
    place = campaign.precedence.index(edition.name)
    listed = [campaign.edition(name) for name in campaign.precedence]
    others = [(n, one) for n, one in enumerate(listed) if one and n != place]
    being_sent = [one for _, one in others if being_sent_by(db, campaign, one)]
    return being_sent + [one for n, one in others if n < place and one not in being_sent]


def being_sent_by(db: Store, campaign: Campaign, edition: Edition) -> tuple[str, ...]:
    """The ids of the plans the edition is being sent by, of all its waves; none if it is not."""
    waves = read_waves(db, campaign.slug, edition.name)
    return tuple(plan.id for plan in waves) if waves and waves[0].started else ()


def _gather(db: Store, campaign: Campaign, edition: Edition, others: Gathered) -> None:
    """Add the recipients of another edition: the frozen ones, or those it would have now."""
    plans = being_sent_by(db, campaign, edition)
    for plan in plans:
        others.add_recipients(plan, edition.name)
    if plans:
        return
    for one in _select(db, campaign, edition, others):
        if isinstance(one, Contact):
            others.add(one.id, edition.name)


def _select(
    db: Store,
    campaign: Campaign,
    edition: Edition,
    others: Gathered,
    instead: Query | None = None,
) -> Iterator[Contact | Exclusion]:
    query = audience_of(db, campaign, edition) if instead is None else instead
    in_turn = edition.name in campaign.precedence
    return select(
        candidates(db, query, order=_ORDERS[edition.one_per], signed=campaign.slug),
        suppressed=suppressed(db),
        one_per=edition.one_per,
        roles=(*edition.roles, *query.values("role")),
        edition_of=(lambda one: others.edition_of(one.id)) if in_turn else None,
    )


def _at_their_columns(
    campaign: Campaign, edition: Edition, misread: Sequence[Misread], level: Level
) -> tuple[Problem, ...]:
    """Each where it stands: in the edition's own audience, or in the named one it stands on."""
    found = []
    for one in misread:
        start = campaign.audience_places.get(one.audience) if one.audience else None
        start = start or edition.place("audience") or Place(edition.name)
        column = start.column + one.column if start.column else 0
        place = Place(start.file, start.line, column)
        found.append(Problem("audience", one.message, place, one.hint, level, edition.name))
    return tuple(found)
