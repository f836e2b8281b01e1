"""The audience language as SQL over the view ``recipients``, and the contacts it picks.

Equality goes by the folded keys of the schema, so that ``tag:human-rights`` finds "Human rights".
"""

from __future__ import annotations

import difflib
import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Literal

from sqlite_utils import Database

from outreach.domain.audience import Misread, Query, Term
from outreach.domain.congress import STATES, district_number
from outreach.domain.contact import Contact, address_key
from outreach.domain.names import name_key

from .records import COLUMNS, SIGNED_NAME, contact_of

Order = Literal["id", "office", "organisation"]
Condition = tuple[str, list[str]]
"""SQL over ``recipients r`` with a ``?`` for each parameter that follows."""

_ORDERS: dict[Order, str] = {
    "id": "r.id",
    "office": "r.office, r.member_bioguide, r.id",
    "organisation": "r.organisation, r.id",
}
_PAGE = 500
_runs = itertools.count(1)


def candidates(
    db: Database, query: Query, *, order: Order = "id", signed: str = ""
) -> Iterator[Contact]:
    """Everyone the query picks; ``order`` puts those of one office or organisation side by side.

    Who is picked is settled when the first one is asked for, so the caller may write to the store
    while reading on. ``signed`` names the campaign whose ``signed_name`` organisations carry.
    Memory does not grow with the audience: the ids wait in a temporary table.
    """
    run = next(_runs)
    _pick(db, query, order, run)
    try:
        last = 0
        while page := _page(db, run, last, signed):
            yield from map(contact_of, page)
            last = page[-1]["number"]
    finally:
        db.execute("DELETE FROM picked WHERE run = ?", [run])


def count(db: Database, query: Query) -> int:
    """How many contacts the query picks."""
    where, params = compile_query(query)
    row: Any = db.execute(f"SELECT count(*) FROM recipients r WHERE {where}", params).fetchone()
    return int(row[0])


def _pick(db: Database, query: Query, order: Order, run: int) -> None:
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS picked (run INTEGER, number INTEGER, contact_id INTEGER,"
        " PRIMARY KEY (run, number)) WITHOUT ROWID"
    )
    where, params = compile_query(query)
    db.execute(
        f"INSERT INTO picked SELECT ?, row_number() OVER (ORDER BY {_ORDERS[order]}), r.id"
        f" FROM recipients r WHERE {where}",
        [run, *params],
    )


def _page(db: Database, run: int, last: int, signed: str) -> list[dict[str, Any]]:
    rows = db.query(
        f"SELECT p.number, {COLUMNS} FROM picked p CROSS JOIN recipients r ON r.id = p.contact_id"
        " WHERE p.run = ? AND p.number > ? ORDER BY p.number LIMIT ?",
        [signed, run, last, _PAGE],
    )
    return list(rows)


def compile_query(query: Query) -> Condition:
    """The query as a WHERE clause over ``recipients r``, every value bound as a parameter."""
    clauses: list[str] = []
    params: list[str] = []
    for term in query.terms:
        clause, values = _CLAUSES[term.field](term, query)
        # A contact without, say, a state has NULL there: it is not of that state either.
        clauses.append(f"({clause}) IS NOT TRUE" if term.negated else f"({clause})")
        params += values
    return " AND ".join(clauses) or "TRUE", params


_Clause = Callable[[Term, Query], Condition]


def _one_of(column: str, fold: Callable[[str], str]) -> _Clause:
    return lambda term, _: (
        f"{column} IN ({_marks(term.values)})",
        [fold(value) for value in term.values],
    )


def _any_of(clause: str, fold: Callable[[str], str]) -> _Clause:
    """``clause`` with its one ``?`` for each value, joined by or."""

    def compiled(term: Term, _query: Query) -> Condition:
        return " OR ".join([clause] * len(term.values)), [fold(value) for value in term.values]

    return compiled


def _exists(rows: str, column: str, fold: Callable[[str], str]) -> _Clause:
    return lambda term, _: (
        f"EXISTS (SELECT 1 FROM {rows} AND {column} IN ({_marks(term.values)}))",
        [fold(value) for value in term.values],
    )


def _marks(values: tuple[str, ...]) -> str:
    return ", ".join("?" * len(values))


def _organisation(kinds: str) -> str:
    """Every organisation a contact was listed under counts, by its name or an alias."""
    return f"""EXISTS (
        SELECT 1 FROM organisations o LEFT JOIN organisation_names a ON a.organisation_id = o.id
        WHERE (o.id = r.organisation_id
            OR o.id IN (SELECT organisation_id FROM positions WHERE contact_id = r.id))
        {kinds} AND ? IN (o.name_key, a.name_key))"""


def _district(term: Term, _query: Query) -> Condition:
    """``district:11``, or with its state: ``district:CA-11``."""
    clauses: list[str] = []
    params: list[str] = []
    for value in term.values:
        state, dash, number = value.partition("-")
        if dash and state.upper() in STATES:
            clauses.append("(r.state = ? AND r.district = ?)")
            params += [state.upper(), district_number(number)]
        else:
            clauses.append("r.district = ?")
            params.append(district_number(value))
    return " OR ".join(clauses), params


def _member_role(term: Term, query: Query) -> Condition:
    """On one of the committees the query names; where it names none, on any full committee."""
    named = query.values("committee") + query.values("subcommittee")
    on = (
        f"s.committee_id IN ({_marks(named)})"
        if named
        else "s.committee_id IN (SELECT id FROM committees WHERE parent_id IS NULL)"
    )
    return (
        f"EXISTS (SELECT 1 FROM {_SEATS} AND s.role IN ({_marks(term.values)}) AND {on})",
        [*term.values, *(value.upper() for value in named)],
    )


def _received(term: Term, _query: Query) -> Condition:
    """``received:CAMPAIGN`` or ``received:CAMPAIGN/EDITION``: SendGrid took it for the address.

    What went to the sandbox reached nobody.
    """
    clauses: list[str] = []
    params: list[str] = []
    for value in term.values:
        campaign, slash, edition = value.partition("/")
        clauses.append("(p.campaign = ? AND p.edition = ?)" if slash else "p.campaign = ?")
        params += [campaign, edition] if slash else [campaign]
    clause = f"""EXISTS (
        SELECT 1 FROM deliveries d
        JOIN batches b ON b.id = d.batch_id JOIN plans p ON p.id = d.plan_id
        WHERE d.email_key = r.email_key AND b.state = 'submitted' AND p.stage = 'sendgrid'
        AND ({" OR ".join(clauses)}))"""
    return clause, params


_SEATS = "memberships s WHERE s.bioguide = r.member_bioguide"

_CLAUSES: Mapping[str, _Clause] = {
    "kind": _one_of("r.kind", str),
    "tag": _exists("tags t WHERE t.contact_id = r.id", "t.tag_key", name_key),
    # As whole words: "china" finds "US-China relations", and not "Indochina".
    "topic": _any_of(
        "EXISTS (SELECT 1 FROM topics t WHERE t.contact_id = r.id"
        " AND instr(' ' || t.topic_key || ' ', ' ' || ? || ' '))",
        name_key,
    ),
    "outlet": _any_of(_organisation("AND o.kind = 'outlet'"), name_key),
    "organisation": _any_of(_organisation(""), name_key),
    "country": _any_of(
        "lower(coalesce(nullif(r.country, ''), r.organisation_country)) = ?", str.lower
    ),
    # BCP 47 lookup: "zh" finds "zh-Hant".
    "language": _any_of("instr(lower(r.language) || '-', ? || '-') = 1", str.lower),
    "state": _one_of("r.state", str.upper),
    "district": _district,
    "chamber": _one_of("r.chamber", str),
    "party": _any_of("? IN (lower(r.party), lower(r.caucus))", str),
    "committee": _exists(_SEATS, "s.committee_id", str.upper),
    "subcommittee": _exists(_SEATS, "s.committee_id", str.upper),
    "member-role": _member_role,
    "role": _one_of("r.role", str),
    "chair-or-ranking": _exists(
        f"{_SEATS} AND r.office_committee = '' AND s.role IN ('chair', 'ranking')",
        "s.committee_id",
        str.upper,
    ),
    "staff-of": _one_of("r.office_committee", str.upper),
    "signed": _any_of(f"EXISTS ({SIGNED_NAME})", str),
    "received": _received,
    "email": _one_of("r.email_key", address_key),
    # With its subdomains: "senate.example" finds "risch.senate.example".
    "domain": _any_of("instr('.' || r.domain || '$', '.' || ? || '$')", str.lower),
}


def unknown_values(db: Database, query: Query) -> tuple[Misread, ...]:
    """Values that match nobody because there is no such state, committee or signed statement.

    A tag, topic or outlet that nobody has is no mistake: somebody may have it tomorrow.
    """
    return tuple(
        misread
        for term in query.terms
        for value in term.values
        if (misread := _unknown(db, term, value)) is not None
    )


def likely_slips(db: Database, query: Query) -> tuple[Misread, ...]:
    """Tags, topics and outlets that nobody has, but somebody has one that looks much like it.

    Not a mistake by itself; in an exclusion it writes to the very people who were meant.
    """
    return tuple(
        Misread(f"nobody has the {term.field} {value!r}", term.column, f"did you mean {near[0]}?")
        for term in query.terms
        if term.field in _HELD
        for value in term.values
        for known in [{row[0]: row[1] for row in db.execute(_HELD[term.field]).fetchall()}]
        if name_key(value) not in known
        for near in [_near(name_key(value), known)]
        if near
    )


_HELD = {
    "tag": "SELECT DISTINCT tag_key, tag FROM tags",
    "topic": "SELECT DISTINCT topic_key, topic FROM topics",
    "outlet": "SELECT name_key, name FROM organisations WHERE kind = 'outlet'",
    "organisation": "SELECT name_key, name FROM organisations",
}


def _near(key: str, known: Mapping[str, str]) -> list[str]:
    return [known[one] for one in difflib.get_close_matches(key, known, 1, 0.8)]


def _unknown(db: Database, term: Term, value: str) -> Misread | None:
    if term.field == "state":
        known, way_out = dict.fromkeys(STATES, ""), "write its two letters, as in state:CA"
    elif term.field in ("committee", "subcommittee", "chair-or-ranking", "staff-of"):
        known = _committees(db, only_sub=term.field == "subcommittee")
        way_out = "committees have codes such as SSFR; subcommittees such as SSFR02"
        if not known:
            way_out = "no congress data is loaded: run `outreach congress update DIR` first"
    elif term.field == "signed":
        rows = db.query("SELECT DISTINCT campaign, '' AS name FROM signatures")
        known = {row["campaign"]: row["name"] for row in rows}
        way_out = "name a campaign whose signatories.txt names somebody"
    elif term.field == "received":
        rows = db.query("SELECT campaign, edition FROM plans")
        known = {one: "" for row in rows for one in _planned_as(row)}
        way_out = "nothing was planned under that name: write CAMPAIGN or CAMPAIGN/EDITION"
    else:
        return None
    if value in known or value.upper() in known:
        return None
    return Misread(
        f"{term.field}: there is no {value!r}", term.column, _did_you_mean(value, known) or way_out
    )


def _planned_as(row: Mapping[str, str]) -> tuple[str, str]:
    return row["campaign"], f"{row['campaign']}/{row['edition']}"


def _committees(db: Database, *, only_sub: bool) -> dict[str, str]:
    where = "WHERE parent_id IS NOT NULL" if only_sub else ""
    return {row["id"]: row["name"] for row in db.query(f"SELECT id, name FROM committees {where}")}


def _did_you_mean(value: str, known: Mapping[str, str]) -> str:
    """The nearest code, or the one whose name has the words of ``value``."""
    words = f" {name_key(value)} "
    near = [code for code, name in known.items() if words in f" {name_key(name)} "]
    near = near or difflib.get_close_matches(value, known, 1)
    near = near or difflib.get_close_matches(value.upper(), known, 1)
    if not near:
        return ""
    name = known[near[0]]
    return f"did you mean {near[0]}{f' ({name})' if name else ''}?"
