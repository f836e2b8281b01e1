"""The contacts a query of the audience language picks: counted, sampled, and one by one.

Each term is a list of ids in order, or a test of rows that are read in that order, so that SQLite
merges them as they come: nothing is built up, and the first few cost no more than the first few.
"""

from __future__ import annotations

import dataclasses
import itertools
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Literal

from sqlite_utils import Database

from outreach.domain.audience import MOST_VALUES, Query, Term
from outreach.domain.contact import Contact

from .audience_terms import EXACT, FACETED, FACETS, LISTS, LONG_TO_FIND, MEMBERS, SEATED, Sql
from .records import COLUMNS, contact_of

Order = Literal["id", "office", "outlet", "organisation"]

_SIDE_BY_SIDE = "r.organisation, r.organisation_kind, r.id"
_ORDERS: dict[Order, str] = {
    "id": "p.id",
    # The staff of one side of a committee is one office, whichever Member it hangs on.
    "office": "r.office_committee, r.office_side, iif(r.office_committee > '', '', r.office),"
    " iif(r.office_committee > '', '', r.member_bioguide), r.id",
    "outlet": _SIDE_BY_SIDE,
    "organisation": _SIDE_BY_SIDE,
}
_PAGE = 500
_runs = itertools.count(1)


def candidates(
    db: Database,
    query: Query,
    *,
    order: Order = "id",
    signed: str = "",
    limit: int | None = None,
) -> Iterator[Contact]:
    """Everyone the query picks; ``order`` puts those of one office or organisation side by side.

    Who is picked is settled when the first one is asked for, so the caller may write to the store
    while reading on. ``signed`` names the campaign whose ``signed_name`` organisations carry.
    Memory does not grow with the audience: the ids wait in a temporary table.
    """
    run = next(_runs)
    _pick(db, query, order, run, limit)
    try:
        last = 0
        while page := _page(db, run, last, signed):
            yield from map(contact_of, page)
            last = page[-1]["number"]
    finally:
        with suppress(
            sqlite3.ProgrammingError
        ):  # of a closed connection the temporary tables are gone
            db.execute("DELETE FROM picked WHERE run = ?", [run])


def count(db: Database, query: Query) -> int:
    """How many contacts the query picks."""
    sql, params = picked_ids(_exact(db, query))
    row: Any = db.execute(f"SELECT count(*) FROM ({sql})", params).fetchone()
    return int(row[0])


def sample(db: Database, query: Query, size: int) -> tuple[int, list[Contact]]:
    """How many contacts the query picks, and the first ``size`` of them."""
    with _drawn_up(db, query) as drawn_up:
        found = list(candidates(db, drawn_up, limit=size))
        return (len(found) if len(found) < size else count(db, drawn_up)), found


def email_keys(db: Database, query: Query) -> Iterator[str]:
    """The address keys of those the query picks."""
    sql, params = picked_ids(_exact(db, query))
    rows = db.execute(
        f"SELECT c.email_key FROM ({sql}) p CROSS JOIN contacts c ON c.id = p.id", params
    )
    return (str(row[0]) for row in rows)


def picks(db: Database, query: Query, contact_id: int) -> bool:
    """Whether this contact is among those the query picks."""
    where, params = compile_query(query)
    sql = f"SELECT 1 FROM recipients r WHERE r.id = ? AND ({where})"
    return db.execute(sql, [contact_id, *params]).fetchone() is not None


@contextmanager
def _drawn_up(db: Database, query: Query) -> Iterator[Query]:
    """The query by temporary lists in place of those that are long to find, while it lasts."""
    lists: list[int] = []

    def listed(term: Term) -> Term:
        if term.field not in LONG_TO_FIND:
            return dataclasses.replace(term, parts=tuple(map(all_listed, term.parts)))
        number = next(_runs)
        lists.append(number)
        sql, params = LISTS[term.field](term, Query((term,)))
        db.execute(f"INSERT OR IGNORE INTO drawn_up SELECT ?, id FROM ({sql})", [number, *params])
        return dataclasses.replace(term, field="drawn-up", values=(str(number),))

    def all_listed(one: Query) -> Query:
        return dataclasses.replace(one, terms=tuple(map(listed, one.terms)))

    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS drawn_up (list INTEGER, id INTEGER,"
        " PRIMARY KEY (list, id)) WITHOUT ROWID"
    )
    try:
        yield all_listed(query)
    finally:
        for number in lists:
            db.execute("DELETE FROM drawn_up WHERE list = ?", [number])


def _pick(db: Database, query: Query, order: Order, run: int, limit: int | None) -> None:
    db.execute(
        "CREATE TEMP TABLE IF NOT EXISTS picked (run INTEGER, number INTEGER, contact_id INTEGER,"
        " PRIMARY KEY (run, number)) WITHOUT ROWID"
    )
    sql, params = picked_ids(_exact(db, query), limit)
    rows = f"({sql}) p" if order == "id" else f"({sql}) p JOIN recipients r ON r.id = p.id"
    db.execute(
        f"INSERT INTO picked SELECT ?, row_number() OVER (ORDER BY {_ORDERS[order]}), p.id"
        f" FROM {rows}",
        [run, *params],
    )


def _page(db: Database, run: int, last: int, signed: str) -> list[dict[str, Any]]:
    rows = db.query(
        f"SELECT p.number, {COLUMNS} FROM picked p CROSS JOIN recipients r ON r.id = p.contact_id"
        " WHERE p.run = ? AND p.number > ? ORDER BY p.number LIMIT ?",
        [signed, run, last, _PAGE],
    )
    return list(rows)


# --- a whole query -------------------------------------------------------------------------------


def picked_ids(query: Query, limit: int | None = None) -> tuple[str, list[Any]]:
    """A SELECT of the ids of those the query picks, each once, ascending, as column ``id``."""
    either, wanted, unwanted = _operands(query)
    operands = (*either, *wanted, *unwanted)
    # Merging leaves each id once; a list alone may have it twice.
    each = "SELECT id" if len(operands) > 1 else "SELECT DISTINCT id"
    sql = " INTERSECT ".join(
        one
        for one in (
            " UNION ".join(f"{each} FROM ({one})" for one, _ in either),
            *(f"{each} FROM ({one})" for one, _ in wanted),
        )
        if one
    )
    sql += "".join(f" EXCEPT SELECT id FROM ({one})" for one, _ in unwanted)
    params = [value for _, values in operands for value in values]
    # Without a limit SQLite thinks the order does not matter, and builds tables instead of merging.
    return f"{sql} ORDER BY 1 LIMIT ?", [*params, -1 if limit is None else limit]


def _operands(query: Query) -> tuple[list[Sql], list[Sql], list[Sql]]:
    """Lists on one of which a contact must be, on all of which, and on none of which."""
    either: list[Sql] = []
    wanted: list[Sql] = []
    unwanted: list[Sql] = []
    terms = list(_inlined(query))
    for term, within in terms:
        if term.field in FACETS:
            continue
        if term.negated:
            unwanted += (_list(one, within) for one in _split(term))
        elif either or len(_split(term)) == 1:
            wanted.append(_list(term, within))
        else:
            either = [_list(one, within) for one in _split(term)]
    plain = [(term, within) for term, within in terms if term.field in FACETS]
    kinds = _kinds_alone([term for term, _ in plain])
    if kinds is not None:
        wanted.insert(0, kinds)
    elif plain or not (wanted or either):
        facets = [_signed(FACETS[term.field](term, within), term.negated) for term, within in plain]
        wanted.insert(0, _joined(f"SELECT r.id FROM {FACETED} WHERE ", facets))
    return either, wanted, unwanted


_ONE_BY_ONE = ("tag", "topic-key", "source-id")
_FEW = 8


def _split(term: Term) -> list[Term]:
    """A term for each value, where each value's ids lie in order; of many, sorting is as good."""
    if term.field in _ONE_BY_ONE and 1 < len(term.values) <= _FEW:
        return [dataclasses.replace(term, values=(value,)) for value in term.values]
    return [term]


def _exact(db: Database, query: Query) -> Query:
    """The same query by the topics and lists there are, each of which has its ids in order."""
    return dataclasses.replace(query, terms=tuple(_exact_term(db, one) for one in query.terms))


def _exact_term(db: Database, term: Term) -> Term:
    if term.field not in EXACT:
        return dataclasses.replace(term, parts=tuple(_exact(db, part) for part in term.parts))
    field, clause = EXACT[term.field]
    sql, params = clause(term, Query((term,)))
    found = tuple(str(row[0]) for row in db.execute(sql, params).fetchall())
    known = dataclasses.replace(term, field=field, values=found)
    return known if len(found) <= MOST_VALUES else term


def _kinds_alone(facets: list[Term]) -> Sql | None:
    """Where a single kind is all that is asked of the rows, its index has the ids in order."""
    match facets:
        case [Term(field="kind", values=(kind,), negated=False)]:
            return "SELECT id FROM contacts WHERE kind = ?", [kind]
    return None


def _inlined(query: Query) -> Iterator[tuple[Term, Query]]:
    """The terms, each with the query it stands in; of a named audience alone those of its own."""
    for term in query.terms:
        if len(term.parts) == 1 and not term.negated:
            yield from _inlined(term.parts[0])
        else:
            yield term, query


def _list(term: Term, query: Query) -> Sql:
    """A SELECT of the ids of those the term names, whether it is negated or not."""
    if term.field in MEMBERS:
        test, params = MEMBERS[term.field](term, query)
        return f"SELECT r.id FROM {SEATED} WHERE {test}", params
    if term.field == "audience":
        parts = [picked_ids(part) for part in term.parts]
        lists = [f"SELECT id FROM ({sql})" for sql, _ in parts]
        return " UNION ALL ".join(lists) or "SELECT id FROM contacts WHERE FALSE", _params(parts)
    return LISTS[term.field](term, query)


def _signed(clause: Sql, negated: bool) -> Sql:
    """A contact without, say, a state has NULL there: it is not of that state either."""
    sql, params = clause
    return f"({sql}) IS NOT TRUE" if negated else f"({sql})", params


def _joined(start: str, clauses: list[Sql]) -> Sql:
    where = " AND ".join(sql for sql, _ in clauses) or "TRUE"
    return start + where, _params(clauses)


def _params(clauses: list[Sql]) -> list[Any]:
    return [value for _, values in clauses for value in values]


def compile_query(query: Query) -> Sql:
    """The query as a test of a row ``r`` of the view ``recipients``.

    A test of Members alone reads only the columns of a Member, whatever else ``r`` has.
    """
    return _joined("", [_test(term, query) for term in query.terms])


def _test(term: Term, query: Query) -> Sql:
    if term.field in FACETS:
        test = FACETS[term.field](term, query)
    elif term.field in MEMBERS:
        test = MEMBERS[term.field](term, query)
    elif term.field == "audience":
        parts = [compile_query(part) for part in term.parts]
        test = " OR ".join(f"({sql})" for sql, _ in parts) or "FALSE", _params(parts)
    else:
        sql, params = LISTS[term.field](term, query)
        test = f"r.id IN ({sql})", params
    return _signed(test, term.negated)
