"""Values of a query that match nobody, with the nearest that match somebody."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from outreach.domain.audience import Misread, Query, Term
from outreach.domain.congress import STATES
from outreach.domain.names import name_key

_COMMITTEES = ("committee", "subcommittee", "chair-or-ranking", "staff-of")
_LETTERS = ("received", "engaged")


def unknown_values(db: Database, query: Query) -> tuple[Misread, ...]:
    """Values that match nobody because there is no such state, committee or signed statement.

    A tag, topic or outlet that nobody has is no mistake: somebody may have it tomorrow.
    """
    return tuple(
        misread
        for term, name in _all_terms(query)
        for value in term.values
        if (misread := _unknown(db, term, value, name)) is not None
    )


def likely_slips(db: Database, query: Query) -> tuple[Misread, ...]:
    """Values that nobody has, though somebody has one much like it, or only a few there are.

    Not a mistake by itself; in an exclusion it writes to the very people who were meant.
    """
    return tuple(
        misread
        for term, name in _all_terms(query)
        for misread in (*_unlike(db, term, name), *_unmeasured(db, term, name))
    )


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
}
_NAMES = ("tag", "topic", "outlet", "organisation")
_FEW = 12
"""So many values of a field are named in a hint at most."""


def _unlike(db: Database, term: Term, name: str) -> Iterator[Misread]:
    if term.field not in _HELD:
        return
    known = {row[0]: row[1] for row in db.execute(_HELD[term.field]).fetchall()}
    for value in term.values:
        key = name_key(value) if term.field in _NAMES else value.lower()
        if key in known or _found_in_part(term.field, key, known):
            continue
        near = difflib.get_close_matches(key, known, 1, 0.8)
        hint = f"did you mean {known[near[0]]}?" if near else _there_are(term.field, known)
        if hint:
            message = f"nobody has the {term.field} {value!r}"
            yield Misread(message, term.column, hint, name)


def _found_in_part(field: str, key: str, known: Mapping[str, str]) -> bool:
    """Topics go by their words, languages by their first part, sources by folder and file."""
    if field == "topic":
        return any(f" {key} " in f" {one} " for one in known)
    if field == "language":
        return any(f"{one}-".startswith(f"{key}-") for one in known)
    return field == "source" and any(f"/{key}/" in f"/{one}/" for one in known)


def _there_are(field: str, known: Mapping[str, str]) -> str:
    if field in _NAMES or not 0 < len(known) <= _FEW:
        return ""
    return f"there are {', '.join(sorted(set(known.values())))}"


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
    if term.field == "state":
        known, way_out = dict.fromkeys(STATES, ""), "write its two letters, as in state:CA"
    elif term.field in _COMMITTEES:
        known = _committees(db, only_sub=term.field == "subcommittee")
        way_out = "committees have codes such as SSFR; subcommittees such as SSFR02"
        if not known:
            way_out = "no congress data is loaded: run `outreach congress update` first"
    elif term.field == "signed":
        rows = db.query("SELECT DISTINCT campaign FROM signatures")
        known = {row["campaign"]: "" for row in rows}
        way_out = "name a campaign whose signatories.txt names somebody"
    elif term.field in _LETTERS:
        rows = db.query("SELECT campaign, edition FROM plans")
        known = {one: "" for row in rows for one in _planned_as(row)}
        way_out = "nothing was planned under that name: write CAMPAIGN or CAMPAIGN/EDITION"
    else:
        return None
    if value in known or value.upper() in known:
        return None
    hint = _did_you_mean(value, known) or way_out
    return Misread(f"{term.field}: there is no {value!r}", term.column, hint, name)


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
