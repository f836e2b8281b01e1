"""Values of a query that match nobody, with the nearest that match somebody."""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import LETTER_FIELDS, Misread, Query, Term
from outreach.domain.audience_values import country_code, language_code
from outreach.domain.committee_names import committees_meant
from outreach.domain.contact import address_key
from outreach.domain.names import name_key
from outreach.domain.seats import STATE_NAMES, STATES, nearest_state

from .audience import candidates

_COMMITTEES = ("committee", "subcommittee", "chair-or-ranking", "staff-of")


def unknown_values(db: Database, query: Query, coming: Collection[str] = ()) -> tuple[Misread, ...]:
    """Values that match nobody because there is no such state, committee or signed statement.

    A tag, topic or outlet that nobody has is no mistake: somebody may have it tomorrow; nor is a
    letter that is still to be planned, ``CAMPAIGN`` or ``CAMPAIGN/EDITION``, if it is ``coming``.
    """
    return _once(
        misread
        for term, name in _all_terms(query)
        for value in term.values
        if not (term.field in LETTER_FIELDS and value in coming)
        and (misread := _unknown(db, term, value, name)) is not None
    )


def likely_slips(db: Database, query: Query) -> tuple[Misread, ...]:
    """Values that nobody has, and editions that did not measure what is asked of them.

    Not a mistake by itself; in an exclusion it writes to the very people who were meant. A tag or
    a topic that nobody has yet is no slip, unless somebody has one much like it.
    """
    return _once(
        misread
        for term, name in _all_terms(query)
        for misread in (*_unlike(db, term, name), *_unmeasured(db, term, name))
    )


def _once(found: Iterable[Misread]) -> tuple[Misread, ...]:
    """A definition may be used more than once; what is wrong with it is told once."""
    return tuple(dict.fromkeys(found))


def _all_terms(query: Query) -> Iterator[tuple[Term, str]]:
    """With those of named audiences, each with the name of the definition it stands in."""
    for term in query.terms:
        yield term, query.name
        for part in term.parts:
            yield from _all_terms(part)


_HELD = {
    "tag": "SELECT DISTINCT tag_key, tag FROM tags",
    "topic": "SELECT DISTINCT topic_key, topic FROM topics",
    "outlet": "SELECT name_key, name FROM organisations WHERE kind = 'outlet'",
    "organisation": "SELECT name_key, name FROM organisations",
    "country": "SELECT DISTINCT lower(country), country FROM contacts WHERE country <> ''"
    " UNION SELECT DISTINCT lower(country), country FROM organisations WHERE country <> ''",
    "language": "SELECT DISTINCT lower(language), language FROM contacts WHERE language <> ''",
    "basis": "SELECT DISTINCT lower(basis), basis FROM contacts WHERE basis <> ''",
    "source": "SELECT DISTINCT lower(file), file FROM sources",
    "domain": "SELECT DISTINCT domain, domain FROM (SELECT"
    " substr(email_key, instr(email_key, '@') + 1) AS domain FROM contacts)",
    # Of a million addresses those at the same domain: whoever mistypes that has a domain to mend.
    "email": "SELECT email_key, email FROM contacts"
    " WHERE email_key LIKE '%@' || ?1 UNION SELECT email_key, email FROM contacts"
    " WHERE email_key >= ?2 || '@' AND email_key < ?2 || 'A'",
}
_NAMES = ("outlet", "organisation")
_MAY_COME = ("tag", "topic", "basis", "source")
"""A value of these that nobody has is told only where there is something like it."""
_FEW = 12
"""So many values of a field are named in a hint at most."""


def _unlike(db: Database, term: Term, name: str) -> Iterator[Misread]:
    for value in term.values if term.field in _HELD else ():
        alone = Term(term.field, (value,))
        if list(candidates(db, Query((alone,)), limit=1)):
            continue
        hint = _way_out(term.field, value, _known(db, term.field, value))
        if not hint and term.field in _MAY_COME:
            continue
        message = f"nobody has the {term.field} {value!r}"
        if term.negated:
            message += f", so -{alone} excludes nobody"
        yield Misread(message, term.column, hint or _COMPARE, name)


_COMPARE = "compare with `outreach contacts list`"


def _known(db: Database, field: str, value: str) -> dict[str, str]:
    name, _, domain = address_key(value).rpartition("@")
    rows = db.execute(_HELD[field], [domain, name] if field == "email" else [])
    return {row[0]: row[1] for row in rows.fetchall()}


def _way_out(field: str, value: str, known: Mapping[str, str]) -> str:
    """Blank where nothing of what there is comes near."""
    key = name_key(value) if field in ("tag", "topic", *_NAMES) else value.lower()
    code = {"country": country_code, "language": language_code}.get(field, lambda _: "")(value)
    if code:
        return f"did you mean {code}?"
    if field in _NAMES:
        within = [one for its_key, one in known.items() if f" {key} " in f" {its_key} "]
        if within:
            return _meant([str(Term(field, (one,))) for one in sorted(within)])
    # Of other lengths none is near enough, and there may be a great many.
    as_long = [one for one in known if 2 * max(len(one), len(key)) <= 3 * min(len(one), len(key))]
    near = difflib.get_close_matches(key, as_long, 1, 0.8)
    if near and field in _NAMES:
        return _meant([str(Term(field, (known[near[0]],)))])
    if near:
        return f"did you mean {known[near[0]]}?"
    if field not in ("country", "language", "basis", "source") or not 0 < len(known) <= _FEW:
        return ""
    return f"there are {', '.join(sorted(set(known.values())))}"


def _meant(terms: list[str]) -> str:
    """As they are written in a query, so that they can be copied."""
    more = f", or one of {len(terms) - 3} more" if len(terms) > 3 else ""
    return f"did you mean {' or '.join(terms[:3])}{more}?"


def _unmeasured(db: Database, term: Term, name: str) -> Iterator[Misread]:
    """Editions whose letters told nothing of who opened them."""
    for value in term.values if term.field == "engaged" else ():
        campaign, _, edition = value.partition("/")
        rows = db.execute(
            "SELECT envelope FROM plans WHERE campaign = ? AND ? IN ('', edition)",
            [campaign, edition],
        ).fetchall()
        envelopes: list[dict[str, Any]] = [json.loads(row[0]) for row in rows]
        if envelopes and not any(one.get("opens") or one.get("clicks") for one in envelopes):
            hint = "an edition measures only with tracking = { opens = true, clicks = true }"
            yield Misread(f"{value} did not measure opens or clicks", term.column, hint, name)


def _unknown(db: Database, term: Term, value: str, name: str) -> Misread | None:
    known, way_out = _closed(db, term.field)
    if known is None or value in known or value.upper() in known:
        return None
    if not known and term.field in _COMMITTEES:
        message = f"no congress data is loaded, so {Term(term.field, (value,))} is not known"
        hint = "run `outreach congress update` first"
        return Misread(message, term.column, hint, name)
    if term.field == "state":
        code = nearest_state(value)
        hint = f"did you mean {code} ({STATE_NAMES[code]})?" if code else ""
    elif term.field in _COMMITTEES:
        hint = _did_you_mean(committees_meant(value, known), known)
    else:
        hint = _did_you_mean(difflib.get_close_matches(value, known, 1), known)
    return Misread(f"{term.field}: there is no {value!r}", term.column, hint or way_out, name)


def _closed(db: Database, field: str) -> tuple[Mapping[str, str] | None, str]:
    """The values there are with their names, None where anything may be, and where to look."""
    if field == "state":
        return dict.fromkeys(STATES, ""), "write its two letters, as in state:CA"
    if field in _COMMITTEES:
        where = "WHERE parent_id IS NOT NULL" if field == "subcommittee" else ""
        rows = db.execute(f"SELECT id, name FROM committees {where} ORDER BY id").fetchall()
        way_out = "committees have codes such as SSFR; subcommittees such as SSFR02"
        return {str(code): str(name) for code, name in rows}, way_out
    if field == "signed":
        rows = db.execute("SELECT DISTINCT campaign FROM signatures").fetchall()
        way_out = "name a campaign whose signatories.txt names somebody"
        return {str(campaign): "" for (campaign,) in rows}, way_out
    if field in LETTER_FIELDS:
        rows = db.execute("SELECT campaign, edition, digest FROM plans").fetchall()
        names = (
            one
            for campaign, edition, digest in rows
            for one in (campaign, f"{campaign}/{edition}", f"{campaign}/{edition}@{digest}")
        )
        way_out = "nothing was planned under that name: write CAMPAIGN or CAMPAIGN/EDITION"
        return dict.fromkeys(names, ""), way_out
    return None, ""


def _did_you_mean(meant: list[str], known: Mapping[str, str]) -> str:
    told = [f"{one} ({known[one]})" if known[one] else one for one in meant]
    return f"did you mean {' or '.join(told)}?" if told else ""
