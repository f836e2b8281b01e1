"""The equation of an edition over all its waves, and the proof that it holds."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlite_utils import Database

from outreach.domain.delivery import Account
from outreach.errors import StoreError

from . import ledger

_TERMS = ("excluded", "submitted", "failed", "remaining", "uncertain")
"""Of one who is in several waves the last of these is told: what is open hides behind nothing."""

_PEOPLE = """
    WITH waves(id) AS (SELECT value FROM json_each(:plans)),
    rows(uid, email_key, term) AS MATERIALIZED (
        SELECT d.contact_uid, d.email_key, CASE b.state
            WHEN 'submitted' THEN 1 WHEN 'failed' THEN 2 WHEN 'pending' THEN 3 ELSE 4 END
        FROM waves w CROSS JOIN deliveries d ON d.plan_id = w.id
        CROSS JOIN batches b ON b.id = d.batch_id
        UNION ALL SELECT e.contact_uid, lower(e.email), 0
        FROM waves w CROSS JOIN exclusions e ON e.plan_id = w.id)
    SELECT term, count(*) FROM (
        SELECT max(r.term) AS term FROM rows r
        LEFT JOIN contacts c ON c.uid = r.uid
        LEFT JOIN contacts k ON c.id IS NULL AND k.email_key = r.email_key
        LEFT JOIN addresses a
            ON c.id IS NULL AND k.id IS NULL AND a.email_key = r.email_key
        GROUP BY coalesce(c.id, k.id, a.contact_id, r.uid))
    GROUP BY term"""
"""By the contact, and by the addresses of who is none any more: two may have become one since."""


def edition_account(db: Database, campaign: str, edition: str) -> Account:
    """An edition's account over all its waves, counted in people: each is in it once.

    Who was left out of one wave and is in another is no exclusion. Who is in several is where the
    last word is still out: uncertain before remaining, then failed, then submitted. Raises
    StoreError if another command took the plan away meanwhile.
    """
    query = "SELECT id FROM plans WHERE campaign = ? AND edition = ? ORDER BY wave"
    plans = [id_ for (id_,) in db.execute(query, (campaign, edition)).fetchall()]
    return _over(db, plans)


def editions_accounts(db: Database, campaign: str) -> list[tuple[str, Account]]:
    """Of each edition that has a plan, in the order in which they were planned first."""
    query = "SELECT edition, id FROM plans WHERE campaign = ? ORDER BY planned_at, rowid"
    waves: dict[str, list[str]] = {}
    for edition, id_ in db.execute(query, (campaign,)).fetchall():
        waves.setdefault(edition, []).append(id_)
    return [(edition, _over(db, plans)) for edition, plans in waves.items()]


def _over(db: Database, plans: Sequence[str]) -> Account:
    if len(plans) == 1:
        return ledger.account(db, plans[0])
    if not plans:
        raise StoreError("the edition has no plan any more", "run this again")
    found = dict(db.execute(_PEOPLE, {"plans": json.dumps(plans)}).fetchall())
    return Account(**{name: found.get(term, 0) for term, name in enumerate(_TERMS)})


@dataclass(frozen=True, slots=True)
class Imbalance:
    """A plan whose people do not add up: ``candidates`` were planned, ``accounted`` are found."""

    edition: str
    wave: int
    candidates: int
    accounted: int


_COUNTED = """
    SELECT p.edition, p.wave, p.candidates,
        (SELECT count(*) FROM exclusions e WHERE e.plan_id = p.id) AS out,
        (SELECT count(*) FROM deliveries d WHERE d.plan_id = p.id) AS letters,
        (SELECT coalesce(sum(b.size), 0) FROM batches b WHERE b.plan_id = p.id) AS sizes,
        p.excluded, p.recipients
    FROM plans p WHERE p.campaign = ? ORDER BY p.planned_at, p.rowid"""


def imbalances(db: Database, campaign: str) -> list[Imbalance]:
    """Plans for which the equation does not hold, by their rows one by one: there are none.

    An account is a sum, which proves nothing; this counts people against what was planned.
    """
    return [
        Imbalance(edition, wave, candidates, out + letters)
        for edition, wave, candidates, out, letters, sizes, excluded, recipients in db.execute(
            _COUNTED, (campaign,)
        ).fetchall()
        if (out + letters, letters, out) != (candidates, sizes, excluded) or letters != recipients
    ]
