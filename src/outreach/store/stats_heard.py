"""What was heard beside the letters' own outcomes, as far as somebody must look at it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sqlite_utils import Database

_PLANS = "plan_id IN (SELECT value FROM json_each(:plans))"

_NOBODYS = """
    SELECT kind, CASE kind WHEN 'account_status_change' THEN reason ELSE '' END, count(*)
    FROM events WHERE delivery_id IS NULL AND at >= :since GROUP BY 1, 2"""
_UNANSWERED = """
    SELECT count(*) FROM interactions i
    WHERE i.campaign = :campaign AND i.kind = 'reply' AND i.source = 'inbound'
    AND NOT EXISTS (SELECT 1 FROM interactions n WHERE i.contact_uid <> ''
        AND n.contact_uid = i.contact_uid AND n.source = 'person' AND n.noted_at >= i.noted_at)
    AND NOT EXISTS (SELECT 1 FROM interactions n WHERE i.email_key <> ''
        AND n.email_key = i.email_key AND n.source = 'person' AND n.noted_at >= i.noted_at)"""
_PROPOSED = """
    SELECT p.change, count(*) FROM interactions i JOIN proposals p ON p.interaction_id = i.id
    WHERE i.campaign = :campaign AND p.state = 'open' GROUP BY p.change"""
_OFFICES = f"""
    SELECT office, sum(bounced + dropped) < sum(recipients) FROM cohorts
    WHERE {_PLANS} AND office <> '' GROUP BY office HAVING sum(recipients) > 0"""
_OFFICES_LEFT_OUT = f"""
    SELECT DISTINCT f.name FROM plans p CROSS JOIN exclusions e ON e.plan_id = p.id
    CROSS JOIN contacts c ON c.uid = e.contact_uid CROSS JOIN offices f ON f.id = c.office_id
    WHERE {_PLANS.replace("plan_id", "p.id")} AND (p.recipients = 0
        OR EXISTS (SELECT 1 FROM cohorts k WHERE k.plan_id = p.id AND k.office <> ''))"""
_CATEGORY = """
    SELECT sum(json_extract(metrics, '$.delivered')), max(asked_at) FROM category_days
    WHERE category = :category"""
_HEARING = "SELECT source, heard_at, complete_until FROM hearing"

QUERIES = {
    "of no letter": _NOBODYS,
    "unanswered": _UNANSWERED,
    "proposed": _PROPOSED,
    "offices": _OFFICES,
    "offices left out": _OFFICES_LEFT_OUT,
    "category": _CATEGORY,
    "hearing": _HEARING,
}


@dataclass(frozen=True, slots=True)
class Nobodys:
    """Events that name no letter of ours: of a letter's way ``unmatched``, and ``account``, how

    often by what it was changed to (a foreign text: escape it).
    """

    unmatched: int = 0
    account: Mapping[str, int] = field(default_factory=dict)


def nobodys(db: Database, since: int) -> Nobodys:
    """Since a unix second. Whose letter it is about is not known: each campaign is told of it."""
    unmatched, account = 0, {}
    for kind, reason, n in db.execute(_NOBODYS, {"since": since}).fetchall():
        if kind == "account_status_change":
            account[str(reason)] = int(n)
        else:
            unmatched += n
    return Nobodys(unmatched, account)


def unanswered(db: Database, campaign: str) -> int:
    """Replies about whose writer nobody has noted anything since they came."""
    return int(db.execute(_UNANSWERED, {"campaign": campaign}).fetchone()[0])


def proposed(db: Database, campaign: str) -> dict[str, int]:
    """Open proposals by what they would change."""
    return dict(db.execute(_PROPOSED, {"campaign": campaign}).fetchall())


def missed_offices(db: Database, plans: Sequence[str]) -> set[str]:
    """Offices of the audience to which no letter came: all bounced, or none was planned."""
    of = {"plans": json.dumps(list(plans))}
    tried = {office: bool(hope) for office, hope in db.execute(_OFFICES, of).fetchall()}
    out = {name for (name,) in db.execute(_OFFICES_LEFT_OUT, of).fetchall()}
    return {one for one in tried.keys() | out if not tried.get(one, False)}


@dataclass(frozen=True, slots=True)
class Counted:
    """SendGrid's own count of letters delivered in a category, as it was when it was asked."""

    delivered: int
    asked_at: datetime


def counted(db: Database, category: str) -> Counted | None:
    """None where it never was."""
    delivered, asked = db.execute(_CATEGORY, {"category": category}).fetchone()
    return None if asked is None else Counted(int(delivered or 0), _moment(asked))


def hearing(db: Database) -> dict[str, datetime]:
    """When each source was last heard; where that was not noted, when its last event happened."""
    found = {source: _moment(heard_at) for source, heard_at, _ in db.execute(_HEARING).fetchall()}
    if "events" not in found:
        (last,) = db.execute("SELECT max(at) FROM events").fetchone()
        if last is not None:
            found["events"] = datetime.fromtimestamp(last, UTC)
    return found


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
