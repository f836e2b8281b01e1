"""The words of the audience language that speak of Members, and those that speak of contacts."""

from __future__ import annotations

import dataclasses

from .audience import MEMBER_FIELDS, Query, Term
from .contact import Kind

COMMITTEE_FIELDS = ("committee", "subcommittee", "chair-or-ranking", "staff-of")
"""Fields whose values are codes of committees or of hand-kept groups."""

_WITH_STAFF = ("committee", "subcommittee", "staff-of")


def uses_congress(query: Query) -> bool:
    """Whether whom the query picks depends on the congress data."""
    return any(
        term.field in (*MEMBER_FIELDS, "staff-of")
        or (term.field == "kind" and Kind.CONGRESS in term.values and not term.negated)
        or any(map(uses_congress, term.parts))
        for term in query.terms
    )


def member_terms(query: Query) -> Query:
    """The part of the query that picks Members, whoever works for them."""
    terms = tuple(term for term in query.terms if term.field in MEMBER_FIELDS)
    return dataclasses.replace(query, terms=terms)


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
    """Committees whose own staff the query may pick; chairs alone have their offices."""
    return committees_named(query, _WITH_STAFF)
