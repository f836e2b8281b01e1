"""The words of the audience language that speak of Members, and those that speak of contacts."""

from __future__ import annotations

import dataclasses

from .audience import MEMBER_FIELDS, Query, Term
from .contact import Kind

COMMITTEE_FIELDS = ("committee", "subcommittee", "chair-or-ranking", "staff-of")
"""Fields whose values are codes of committees or of hand-kept groups."""

_WITH_STAFF = ("committee", "subcommittee", "staff-of")
_OWN_OFFICES = ("state", "district", "party", "member-role", "chair-or-ranking")
"""Fields that the staff of a committee never has."""


def uses_congress(query: Query) -> bool:
    """Whether whom the query picks depends on the congress data."""
    return any(
        term.field in (*MEMBER_FIELDS, "staff-of")
        or (term.field == "kind" and Kind.CONGRESS in term.values and not term.negated)
        or any(map(uses_congress, term.parts))
        for term in query.terms
    )


def member_terms(query: Query) -> Query:
    """The part of the query that picks Members, whoever works for them.

    Of a named audience as much as it says of Members; one that leaves some of their staff out
    leaves no Member out.
    """
    found = (_member_term(term) for term in query.terms)
    return dataclasses.replace(query, terms=tuple(term for term in found if term))


def _member_term(term: Term) -> Term | None:
    if term.field in MEMBER_FIELDS:
        return term
    if term.field != "audience":
        return None
    if term.negated:
        parts = tuple(part for part in term.parts if not any(map(asks_for_contacts, part.terms)))
        return dataclasses.replace(term, parts=parts) if parts else None
    parts = tuple(member_terms(part) for part in term.parts if _names_members(part))
    return dataclasses.replace(term, parts=parts)


def _names_members(query: Query) -> bool:
    """Whether any Member's own office may be of the query: not where it asks for other staff."""
    staff = any(term.field == "staff-of" and not term.negated for term in query.terms)
    return uses_congress(query) and not staff


def asks_for_contacts(term: Term) -> bool:
    """Whether the term tells contacts apart, and not Members alone."""
    if term.field == "audience":
        return any(asks_for_contacts(inner) for part in term.parts for inner in part.terms)
    congress = term.field == "kind" and not term.negated and term.values == (Kind.CONGRESS,)
    return term.field not in MEMBER_FIELDS and not congress


def contact_terms(query: Query) -> tuple[Term, ...]:
    """What the query asks of the contacts themselves; a named audience is one of those."""
    congress = (Kind.CONGRESS.value,)
    return tuple(
        term
        for term in query.terms
        if term.field not in (*MEMBER_FIELDS, "staff-of")
        and (term.field != "kind" or term.negated or term.values != congress)
    )


def committees_named(query: Query, fields: tuple[str, ...] = COMMITTEE_FIELDS) -> tuple[str, ...]:
    """The codes the query asks for, each once, field by field; see ``Query.values``."""
    codes = (value.upper() for field in fields for value in query.values(field))
    return tuple(dict.fromkeys(codes))


def staffed_committees(query: Query) -> tuple[str, ...]:
    """Committees whose own staff the query may pick; what only a Member is, is of her office."""
    wanted = [term for term in query.terms if not term.negated]
    if any(term.field in _OWN_OFFICES for term in wanted):
        return ()
    codes = [
        value.upper()
        for field in _WITH_STAFF
        for term in wanted
        if term.field == field
        for value in term.values
    ]
    codes += (code for term in wanted for part in term.parts for code in staffed_committees(part))
    return tuple(dict.fromkeys(codes))
