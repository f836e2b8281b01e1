"""Each term of the audience language as SQL: a test of a row, or the ids of those it picks.

Equality goes by the folded keys of the schema, so that ``tag:human-rights`` finds "Human rights".
SQL is put together from constants; values are bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from outreach.domain.audience import ANSWER_FIELDS, LEADERSHIP, MEMBER_FIELDS, Query, Term
from outreach.domain.congress import STATES, district_number
from outreach.domain.contact import address_key
from outreach.domain.names import name_key

Sql = tuple[str, list[str]]
"""SQL with a ``?`` for each parameter that follows."""

_Clause = Callable[[Term, Query], Sql]

ENGAGED = (
    "EXISTS (SELECT 1 FROM outcomes o WHERE o.delivery_id = d.id"
    " AND (o.opened IS NOT NULL OR o.clicked IS NOT NULL))"
)
"""Whether the delivery ``d`` was surely opened, or a link in it followed, by a person."""


def _of(sql: str, fold: Callable[[str], str]) -> _Clause:
    """``sql`` with the term's folded values in each place that says VALUES."""
    return lambda term, _: _bound(sql, [fold(value) for value in term.values])


def _bound(sql: str, values: Sequence[str]) -> Sql:
    # One mark alone is as good as "=": then rows come in the order of the index, unsorted.
    marks = f"({', '.join('?' * len(values))})"
    return sql.replace("VALUES", marks), list(values) * sql.count("VALUES")


def _any(sql: str, test: str, fold: Callable[[str], str]) -> _Clause:
    """``sql`` whose TESTS are ``test`` for each value, joined by or; ``test`` says ?1 for it."""
    times = test.count("?1")

    def clause(term: Term, _query: Query) -> Sql:
        tests = " OR ".join([test.replace("?1", "?")] * len(term.values))
        values = [fold(value) for value in term.values for _ in range(times)]
        return sql.replace("TESTS", f"({tests})"), values

    return clause


# --- facets: what stands in the contact's row -----------------------------------------------------

_COUNTRY = "CASE r.country WHEN '' THEN r.organisation_country ELSE r.country END"


def _language(term: Term, _query: Query) -> Sql:
    """BCP 47 lookup: "zh" finds "zh-Hant"."""
    by_length: dict[int, list[str]] = {}
    for value in term.values:
        beginning = f"{value.lower()}-"
        by_length.setdefault(len(beginning), []).append(beginning)
    tests = [
        _bound(f"substr(r.language || '-', 1, {length}) COLLATE NOCASE IN VALUES", beginnings)
        for length, beginnings in by_length.items()
    ]
    return " OR ".join(sql for sql, _ in tests), [one for _, values in tests for one in values]


FACETS: Mapping[str, _Clause] = {
    # The plus keeps SQLite from looking each row up by its kind.
    "kind": _of("+r.kind IN VALUES", str),
    "role": _of("r.role IN VALUES", str),
    "basis": _of("lower(r.basis) IN VALUES", str.lower),
    "country": _of(f"lower({_COUNTRY}) IN VALUES", str.lower),
    "language": _language,
}
"""Tests of a row ``r`` that has the columns of FACETED; what they read of the contact stands in
the index ``contacts_facets``."""

FACETED = """(
    SELECT c.*, o.country AS organisation_country
    FROM contacts c LEFT JOIN organisations o ON o.id = c.organisation_id
) r"""


# --- Members -------------------------------------------------------------------------------------

_SEATS = "EXISTS (SELECT 1 FROM memberships s WHERE s.bioguide = r.member_bioguide"
_ON = "s.committee_id IN VALUES"
_FULL = "s.committee_id IN (SELECT id FROM committees WHERE parent_id IS NULL)"
_ON_COMMITTEES = ("committee", "subcommittee")
_OWN = "r.office_committee = ''"
"""A Member's own office: what she is besides is nothing to the staff of a committee."""


def _of_own(sql: str, fold: Callable[[str], str]) -> _Clause:
    return _of(f"{_OWN} AND ({sql})", fold)


_ON_IT = _of(f"r.office_committee IN VALUES OR {_OWN} AND {_SEATS} AND {_ON})", str.upper)


def _district(term: Term, _query: Query) -> Sql:
    """``district:11``, or with its state: ``district:CA-11``."""
    pairs = []
    for value in term.values:
        state, dash, number = value.partition("-")
        if dash and state.upper() in STATES:
            pairs.append(f"{state.upper()}-{district_number(number)}")
        else:
            pairs.append(f"-{district_number(value)}")
    at = "r.state || '-' || r.district IN VALUES OR '-' || r.district IN VALUES"
    return _bound(f"{_OWN} AND ({at})", pairs)


def _member_role(term: Term, query: Query) -> Sql:
    """On one of the committees the query names; where it names none, on any full committee.

    Leadership is of a chamber or a party, whatever the committee.
    """
    named = [value.upper() for field in _ON_COMMITTEES for value in query.values(field)]
    sql, values = _bound(f"{_SEATS} AND s.role IN VALUES AND ON)", term.values)
    if LEADERSHIP in term.values:
        sql += " OR EXISTS (SELECT 1 FROM leadership l WHERE l.bioguide = r.member_bioguide)"
    on, committees = _bound(_ON, named) if named else (_FULL, [])
    sql = sql.replace("ON)", f"{on})", 1)
    return f"{_OWN} AND ({sql})", [*values, *committees]


MEMBERS: Mapping[str, _Clause] = {
    "state": _of_own("r.state IN VALUES", str.upper),
    "district": _district,
    "chamber": _of("r.chamber IN VALUES", str),
    "party": _of_own("lower(r.party) IN VALUES OR lower(r.caucus) IN VALUES", str),
    "committee": _ON_IT,
    "subcommittee": _ON_IT,
    "member-role": _member_role,
    "chair-or-ranking": _of_own(
        f"{_SEATS} AND s.role IN ('chair', 'ranking') AND {_ON})", str.upper
    ),
}
"""Tests of a row ``r`` that has the columns of a Member which the view ``recipients`` has."""

SEATED = """(
    SELECT c.id, m.bioguide AS member_bioguide, m.chamber, m.state, m.district, m.party, m.caucus,
        f.committee_id AS office_committee
    FROM offices f LEFT JOIN members m ON m.bioguide = f.bioguide
    CROSS JOIN contacts c ON c.office_id = f.id
) r"""
"""The contacts with an office, beginning with the few offices; a Member may have left."""


# --- lists: what stands elsewhere ----------------------------------------------------------------


def _organisations(kinds: str) -> _Clause:
    """Every organisation a contact was listed under counts, by its name or an alias."""
    known = f"""SELECT id FROM organisations WHERE {kinds} AND name_key IN VALUES
        UNION SELECT n.organisation_id FROM organisation_names n
        JOIN organisations o ON o.id = n.organisation_id
        WHERE o.{kinds} AND n.name_key IN VALUES"""
    ids = f"""SELECT id FROM contacts WHERE organisation_id IN ({known})
        UNION SELECT contact_id FROM positions WHERE organisation_id IN ({known})"""
    return _of(ids, name_key)


LETTERS = """deliveries d JOIN batches b ON b.id = d.batch_id JOIN plans p ON p.id = d.plan_id
    WHERE p.stage = 'sendgrid'"""
"""Copies for people: what went to the sandbox reached nobody."""


def whose(deliveries: str) -> str:
    """The contacts of ``deliveries d …`` (FROM and WHERE, no parameters of its own repeated).

    By the contact, and by her addresses now: two contacts may have become one since.
    """
    return f"""WITH d AS MATERIALIZED (SELECT d.contact_uid, d.email_key FROM {deliveries})
        SELECT c.id FROM d JOIN contacts c ON c.uid = d.contact_uid
        UNION ALL SELECT c.id FROM d JOIN contacts c ON c.email_key = d.email_key
        UNION ALL SELECT a.contact_id FROM d JOIN addresses a ON a.email_key = d.email_key"""


def _letters(taken: str) -> _Clause:
    """``CAMPAIGN``, ``CAMPAIGN/EDITION``, or ``CAMPAIGN/EDITION@VERSION``, a plan's digest."""
    where = (
        "p.campaign || '/' || p.edition IN VALUES OR p.campaign IN VALUES"
        " OR p.campaign || '/' || p.edition || '@' || p.digest IN VALUES"
    )
    return _of(whose(f"{LETTERS} AND {taken} AND ({where})"), str)


def answered(kind: str) -> str:
    """Interactions ``d`` of this kind, FROM and WHERE: what somebody answered, or did, herself."""
    return f"interactions d WHERE d.kind = '{kind}'"


ANSWERS: Mapping[str, str] = {
    "replied": answered("reply"),
    "covered": answered("coverage"),
    "declined": answered("declined"),
}


def _answers(field: str) -> _Clause:
    """``CAMPAIGN`` or ``CAMPAIGN/EDITION``."""
    about = "d.campaign IN VALUES OR d.campaign || '/' || d.edition IN VALUES"
    return _of(whose(f"{ANSWERS[field]} AND ({about})"), str)


# The topics are many, but few of them differ: the index leads from each to the next.
_TOPICS = """WITH RECURSIVE held(known) AS (
        SELECT min(topic_key) FROM topics UNION ALL
        SELECT (SELECT min(t.topic_key) FROM topics t WHERE t.topic_key > held.known) FROM held
        WHERE held.known IS NOT NULL)
    SELECT known FROM held WHERE TESTS"""

_TOPIC_TEST = ("instr(' ' || known || ' ', ' ' || ?1 || ' ')", name_key)
_SOURCES = "SELECT id FROM sources WHERE TESTS"
_SOURCE_TEST = ("instr('/' || lower(file) || '/', '/' || ?1 || '/')", str.lower)

EXACT: Mapping[str, tuple[str, _Clause]] = {
    "topic": ("topic-key", _any(_TOPICS, *_TOPIC_TEST)),
    "source": ("source-id", _any(_SOURCES, *_SOURCE_TEST)),
}
"""Fields whose values stand for others: the field of those, and the SELECT that finds them."""

LISTS: Mapping[str, _Clause] = {
    "tag": _of("SELECT contact_id AS id FROM tags WHERE tag_key IN VALUES", name_key),
    # As whole words: "china" finds "US-China relations", and not "Indochina".
    "topic": _any(
        f"SELECT contact_id AS id FROM topics WHERE topic_key IN ({_TOPICS})", *_TOPIC_TEST
    ),
    "topic-key": _of("SELECT contact_id AS id FROM topics WHERE topic_key IN VALUES", str),
    "outlet": _organisations("kind = 'outlet'"),
    "organisation": _organisations("kind IN ('outlet', 'signatory', 'other')"),
    "staff-of": _of(
        "SELECT c.id FROM offices f CROSS JOIN contacts c ON c.office_id = f.id"
        " WHERE f.committee_id IN VALUES",
        str.upper,
    ),
    "signed": _of(
        """SELECT id FROM contacts WHERE organisation_id IN (
            SELECT o.id FROM signatures s JOIN organisations o ON o.name_key = s.name_key
                AND o.kind IN ('outlet', 'signatory', 'other')
            WHERE s.campaign IN VALUES
            UNION SELECT n.organisation_id FROM signatures s
            JOIN organisation_names n ON n.name_key = s.name_key
            WHERE s.campaign IN VALUES)""",
        str,
    ),
    "received": _letters("b.state = 'submitted'"),
    "engaged": _letters(ENGAGED),
    **{field: _answers(field) for field in ANSWERS},
    # The file, the archive it lay in, or its folder.
    "source": _any(
        f"SELECT contact_id AS id FROM listings WHERE source_id IN ({_SOURCES})", *_SOURCE_TEST
    ),
    "source-id": _of("SELECT contact_id AS id FROM listings WHERE source_id IN VALUES", str),
    "email": _of(
        "SELECT id FROM contacts WHERE email_key IN VALUES"
        " UNION SELECT contact_id FROM addresses WHERE email_key IN VALUES",
        address_key,
    ),
    # With its subdomains: "senate.example" finds "risch.senate.example".
    "domain": _any(
        # Every address is in that range: it has their index read, and not the whole table.
        "SELECT id FROM contacts WHERE email_key >= '' AND TESTS",
        "substr(email_key, -length(?1) - 1) IN ('@' || ?1, '.' || ?1)",
        str.lower,
    ),
    "drawn-up": _of("SELECT id FROM drawn_up WHERE list IN VALUES", str),
}
"""The ids of those a term picks; one may come more than once."""

LONG_TO_FIND = frozenset(("received", "engaged", "domain"))
"""Fields whose lists are drawn up first where they are read more than once."""

assert set(MEMBERS) == set(MEMBER_FIELDS)
assert set(ANSWERS) == set(ANSWER_FIELDS)
