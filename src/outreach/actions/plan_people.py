"""Who is in a plan and why, in the words of the edition's audience; and who is out."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from outreach.domain.audience import Query, Term
from outreach.domain.campaign import Campaign
from outreach.store.audience import email_keys
from outreach.store.database import Store
from outreach.store.plan_people import insiders
from outreach.store.plans import Plan, exclusions

from .selection import query_of

_COMMITTEES = ("committee", "subcommittee")


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """A candidate of a plan. ``message`` counts from 1, 0 of one left out.

    ``why`` says what of the audience picks her, or why she is left out all the same.
    """

    email: str
    name: str
    message: int = 0
    language: str = ""
    reason: str = ""
    why: str = ""


def people_of(db: Store, campaign: Campaign, plan: Plan, now: datetime) -> Iterator[PlannedPerson]:
    """First who is in, by name, then who is out, by reason."""
    lifted = bool(plan.lifts_at) and now >= datetime.fromisoformat(plan.lifts_at)
    edition = campaign.edition(plan.edition)
    why = picked_by(db, query_of(campaign, edition)) if edition else _unknown
    for one in insiders(db, plan.id, lifted=lifted):
        reason = why(one.key) if one.key else "erased since"
        yield PlannedPerson(one.email, one.name, one.message, one.language, why=reason)
    for left in exclusions(db, plan.id):
        yield PlannedPerson(left.email, left.name, reason=left.reason, why=left.detail)


def _unknown(_key: str) -> str:
    return "the edition is not in the campaign any more"


def picked_by(db: Store, query: Query) -> Callable[[str], str]:
    """What of the query picks a contact, by her address key, as the store is now.

    Each choice the query offers is looked up once, for everybody.
    """
    everybody = frozenset(email_keys(db, query))
    conditions = [
        [(words, frozenset(email_keys(db, alone)) if several else None) for words, alone in choices]
        for choices in _choices(query)
        for several in [len(choices) > 1]
    ]

    def why(key: str) -> str:
        if key not in everybody:
            return "in the audience then, not now"
        held = (
            " and ".join(words for words, keys in choices if keys is None or key in keys)
            for choices in conditions
        )
        return ", ".join(filter(None, held))

    return why


def _choices(query: Query) -> list[list[tuple[str, Query]]]:
    """Of each condition that must hold, what it holds by: a value or a named audience each."""
    found = []
    for term in query.terms:
        if term.negated:
            continue
        if len(term.parts) == 1:
            found += [[(f"audience {term.values[0]}", term.parts[0])]]
            found += _choices(term.parts[0])
        elif term.parts:
            named = zip(term.values, term.parts, strict=True)
            found.append([(f"audience {name}", part) for name, part in named])
        else:
            found.append([(_words(term, one), _alone(query, term, one)) for one in term.values])
    return found


def _alone(query: Query, term: Term, value: str) -> Query:
    """A role of Members is one on the committees the query names."""
    context = [one for one in query.terms if one.field in _COMMITTEES and not one.negated]
    wanted = dataclasses.replace(term, values=(value,))
    return Query((*(context if term.field == "member-role" else ()), wanted))


def _words(term: Term, value: str) -> str:
    return value if term.field == "kind" else f"{term.field.replace('-', ' ')} {value}"
