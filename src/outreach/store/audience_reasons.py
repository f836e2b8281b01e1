"""Why a contact is, or is not, among those a query picks: each term, and what she has there."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from sqlite_utils import Database

from outreach.domain.audience import Query, Term

from .audience import picks
from .audience_terms import ANSWERS, ENGAGED, LETTERS

_MOST = 8
"""So many of the values a contact has are told at most."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a term holds of a contact, and what she has there.

    ``within`` are the answers for the named audiences it stands on, one tuple each.
    """

    term: Term
    holds: bool
    has: tuple[str, ...]
    within: tuple[tuple[Answer, ...], ...] = ()


def answers(db: Database, query: Query, contact_id: int) -> tuple[Answer, ...]:
    """One for each term of the query, in its order."""
    return tuple(
        Answer(
            term,
            picks(db, dataclasses.replace(query, terms=_with_context(query, term)), contact_id),
            _has(db, term.field, contact_id),
            tuple(answers(db, part, contact_id) for part in term.parts),
        )
        for term in query.terms
    )


def _with_context(query: Query, term: Term) -> tuple[Term, ...]:
    """A role of Members is one on the committees the query names."""
    if term.field != "member-role":
        return (term,)
    return (*(t for t in query.terms if t.field in _COMMITTEES and not t.negated), term)


_COMMITTEES = ("committee", "subcommittee")


def _has(db: Database, field: str, contact_id: int) -> tuple[str, ...]:
    sql = _HELD.get(field)
    rows = db.execute(f"{sql} LIMIT {_MOST}", [contact_id]).fetchall() if sql else ()
    return tuple(str(row[0]) for row in rows if row[0] not in (None, ""))


def _of_row(column: str) -> str:
    return f"SELECT {column} FROM recipients r WHERE r.id = ?"


def _of_own(column: str) -> str:
    """Of a Member's own office; for a committee's staff it counts no more than that."""
    return _of_row(f"iif(r.office_committee > '', {_STAFF}, {column})")


_STAFF = "'staff of ' || r.office_committee"
_OF_SEATS = """FROM contacts c JOIN offices f ON f.id = c.office_id
    JOIN memberships s ON s.bioguide = f.bioguide WHERE c.id = ?1 AND f.committee_id = ''
    ORDER BY s.role = 'member', length(s.committee_id), s.committee_id"""
_STAFFS = f"SELECT {_STAFF} FROM recipients r WHERE r.id = ?1 AND r.office_committee > ''"
_SEATS = f"""{_STAFFS} UNION ALL SELECT * FROM (
    SELECT s.committee_id || iif(s.role = 'member', '', ' (' || s.role || ')') {_OF_SEATS})"""
_ROLES = f"""{_STAFFS} UNION ALL SELECT * FROM (
    SELECT s.role || ' of ' || s.committee_id {_OF_SEATS})"""
_ORGANISATIONS = """SELECT o.name FROM organisations o WHERE o.id IN (
    SELECT organisation_id FROM contacts WHERE id = ?1
    UNION SELECT organisation_id FROM positions WHERE contact_id = ?1)"""
_WHOSE = f"""FROM {LETTERS} AND d.id IN (
    SELECT d.id FROM contacts c JOIN deliveries d ON d.email_key = c.email_key WHERE c.id = ?1
    UNION SELECT d.id FROM addresses a JOIN deliveries d ON d.email_key = a.email_key
    WHERE a.contact_id = ?1)"""
_LETTERS_HAD = "SELECT p.campaign || '/' || p.edition"


def _answered(field: str) -> str:
    return f"""SELECT DISTINCT d.campaign || iif(d.edition = '', '', '/' || d.edition)
        FROM {ANSWERS[field]} AND d.campaign <> '' AND d.id IN (
            SELECT i.id FROM contacts c JOIN interactions i ON i.contact_uid = c.uid
            WHERE c.id = ?1 UNION
            SELECT i.id FROM contacts c JOIN interactions i ON i.email_key = c.email_key
            WHERE c.id = ?1 UNION
            SELECT i.id FROM addresses a JOIN interactions i ON i.email_key = a.email_key
            WHERE a.contact_id = ?1) ORDER BY d.at DESC"""


_HELD: Mapping[str, str] = {
    "kind": _of_row("r.kind"),
    "tag": "SELECT tag FROM tags WHERE contact_id = ? ORDER BY tag_key",
    "topic": "SELECT topic FROM topics WHERE contact_id = ? ORDER BY topic_key",
    "outlet": f"{_ORGANISATIONS} AND o.kind = 'outlet' ORDER BY o.name",
    "organisation": f"{_ORGANISATIONS} ORDER BY o.name",
    "country": _of_row("coalesce(nullif(r.country, ''), r.organisation_country)"),
    "language": _of_row("r.language"),
    "email": "SELECT email FROM contacts WHERE id = ?1"
    " UNION ALL SELECT email FROM addresses WHERE contact_id = ?1",
    "domain": _of_row("r.domain"),
    "state": _of_own("r.state"),
    "district": _of_own(
        "iif(r.district > '', r.state || '-' || iif(r.district = '0', 'AL', r.district), '')"
    ),
    "chamber": _of_row("r.chamber"),
    "party": _of_own("r.party || iif(r.caucus = '', '', ', with the ' || r.caucus || 's')"),
    "committee": _SEATS,
    "subcommittee": _SEATS,
    "chair-or-ranking": _SEATS,
    "member-role": _ROLES,
    "role": _of_row("r.role"),
    "staff-of": _of_row("r.office_committee"),
    "signed": """SELECT DISTINCT s.campaign FROM contacts c JOIN signatures s ON s.name_key IN (
        SELECT name_key FROM organisations WHERE id = c.organisation_id UNION
        SELECT name_key FROM organisation_names WHERE organisation_id = c.organisation_id)
        WHERE c.id = ?""",
    "received": f"{_LETTERS_HAD} {_WHOSE} AND b.state = 'submitted'",
    "engaged": f"{_LETTERS_HAD} {_WHOSE} AND {ENGAGED}",
    **{field: _answered(field) for field in ANSWERS},
    "basis": _of_row("r.basis"),
    "source": "SELECT s.file FROM listings l JOIN sources s ON s.id = l.source_id"
    " WHERE l.contact_id = ? ORDER BY s.imported_at DESC",
}
"""What a contact has in a field, for a person to read; the parameter is her id."""
