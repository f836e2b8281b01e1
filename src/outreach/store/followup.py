"""A campaign's recipients with what they got and what they answered, office by office.

What is heard is drawn together in temporary tables, and the recipients stream out of SQLite's own
sorting, so that memory does not grow with their number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from outreach.domain.delivery import Stage
from outreach.domain.event import State


@dataclass(frozen=True, slots=True)
class Got:
    """A letter of the campaign. ``at`` is when it went out or is to, UTC in ISO 8601, blank where
    it did neither; ``uncertain``: it may have. ``here``: it went to the address she has now.
    ``blocked``: it came back, but not for the address's sake.

    Engagement is None where it was not measured, else the surest there is: 3 by a person, 2 perhaps
    by one, 1 by a machine alone, 0 by nobody.
    """

    edition: str
    at: str
    uncertain: bool
    here: bool
    state: State
    blocked: bool
    opened: int | None
    clicked: int | None
    replied: bool
    covered: bool


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody with a letter of the campaign in its plans. Blank where there is nothing.

    ``contact`` is the store's id, None of whom is no contact any more. ``weight`` counts down from
    3 to 0 for the chair of a committee, and ``seat`` words it. ``replied`` to ``left`` say so;
    ``until`` is the last day of an absence, a date. ``calls`` were about this campaign, the last at
    ``called_at``. ``heard`` is the last that passed between us beside letters, and ``written`` the
    last letter of another campaign: the moment and what it was. Moments are UTC in ISO 8601.
    """

    contact: int | None
    uid: str
    email: str
    email_key: str
    name: str
    kind: str
    title: str
    role: str
    phone: str
    time_zone: str
    country: str
    organisation: str
    organisation_kind: str
    office: str
    committee: str
    side: str
    bioguide: str
    member: str
    member_phone: str
    salutation: str
    weight: int
    seat: str
    replied: bool
    declined: bool
    covered: bool
    left: bool
    until: str
    calls: int
    called_at: str
    heard: tuple[str, str, str]
    written: tuple[str, str]
    letters: tuple[Got, ...]


UNSAID_ABSENCE = 7
"""For how many days an absence is taken to last that does not say when it ends."""

_SEPARATOR = "\x1f"
_PERSON_KINDS = "('reply', 'declined', 'note', 'call')"
"""Interactions in which a person spoke; an automatic answer is none."""

_OF_HERS = """CAST(coalesce(
    (SELECT id FROM contacts WHERE uid = {0}.contact_uid),
    (SELECT id FROM contacts WHERE email_key = {0}.email_key),
    (SELECT contact_id FROM addresses WHERE email_key = {0}.email_key)) AS INTEGER)"""
"""Without the cast a table made of it has a column of no type, whose index no join can use."""

_AT = "coalesce(nullif(r.send_at, ''), b.answered_at, b.claimed_at, p.planned_at)"

_NOBODY_THERE = f"""NOT EXISTS (SELECT 1 FROM proposals x
            WHERE x.interaction_id = i.id AND x.change = 'left' AND x.state = 'refused')
        AND coalesce((SELECT c.email_key IN (i.email_key, (SELECT
                lower(json_extract(x.detail, '$.address')) FROM proposals x
                WHERE x.interaction_id = i.id AND x.change = 'left'))
            FROM contacts c WHERE c.id = {_OF_HERS.format("i")}), 1)"""
"""That nobody reads her present address. A mail that nobody has judged yet counts: better to ask
once more than to call who is gone; one about an address that she had before does not."""

_HEARD = f"""CREATE TEMP TABLE heard AS
    WITH said AS (
        SELECT i.*, {_OF_HERS.format("i")} AS contact_id,
            (i.campaign = :campaign OR (i.campaign = '' AND i.at >= :since)) AS ours
        FROM interactions i WHERE i.kind <> 'left' OR {_NOBODY_THERE})
    SELECT contact_id,
        max(kind = 'reply' AND ours) AS replied,
        max(kind = 'declined' AND ours) AS declined,
        max(kind = 'coverage' AND ours) AS covered,
        max(kind = 'left' AND (ours OR at >= :since)) AS "left",
        substr(max(CASE kind WHEN 'out-of-office' THEN substr(at, 1, 19)
            || coalesce(nullif(until, ''), date(at, '+{UNSAID_ABSENCE} days')) END), 20) AS until,
        sum(kind = 'call' AND ours AND at >= :since) AS calls,
        max(CASE WHEN kind = 'call' AND ours THEN at END) AS called_at,
        max(CASE WHEN kind IN {_PERSON_KINDS}
            THEN at || '{_SEPARATOR}' || kind || '{_SEPARATOR}' || noted_by END) AS heard
    FROM said WHERE contact_id IS NOT NULL GROUP BY contact_id"""

_WRITTEN = f"""CREATE TEMP TABLE written AS
    WITH requests AS MATERIALIZED (
        SELECT b.id, {_AT} || '{_SEPARATOR}' || p.campaign || '/' || p.edition AS written
        FROM plans p CROSS JOIN batches b ON b.plan_id = p.id LEFT JOIN runs r ON r.id = b.run_id
        WHERE p.campaign <> :campaign AND p.stage = :stage AND b.state = 'submitted'
            AND {_AT} >= :lately),
    told AS MATERIALIZED (
        SELECT d.contact_uid, d.email_key, max(q.written) AS written
        FROM requests q CROSS JOIN deliveries d ON d.batch_id = q.id GROUP BY 1, 2)
    SELECT {_OF_HERS.format("t")} AS contact_id, max(t.written) AS written
    FROM told t GROUP BY 1 HAVING contact_id IS NOT NULL"""
"""Whose an address is, is asked once of each: of most there are letters of many campaigns."""

_SEATS = """SELECT bioguide,
        min(CASE role WHEN 'chair' THEN 0 WHEN 'ranking' THEN 1 ELSE 2 END
            || CASE role WHEN 'ranking' THEN 'ranking member' ELSE role END
            || ' of ' || committee_id) AS seat
    FROM memberships WHERE committee_id IN (SELECT value FROM json_each(:committees))
        OR (:committees = '[]' AND committee_id IN
            (SELECT id FROM committees WHERE parent_id IS NULL))
    GROUP BY bioguide"""


def _surest(act: str, measured: str) -> str:
    return (
        f"CASE WHEN NOT json_extract(p.envelope, '$.{measured}') THEN NULL"
        f" WHEN o.{act} IS NOT NULL THEN 3 WHEN o.{act}_doubtful IS NOT NULL THEN 2"
        f" ELSE o.{act}_by_machine IS NOT NULL END AS {act}"
    )


_LETTERS = f"""
    SELECT {_OF_HERS.format("d")} AS contact_id, d.contact_uid, d.email_key AS sent_to,
        d.email AS sent_email, d.name AS sent_name, p.edition,
        iif(b.state = 'submitted', {_AT}, '') AS at,
        b.state IN ('uncertain', 'submitting') AS uncertain, coalesce(o.state, 0) AS state,
        {_surest("opened", "opens")}, {_surest("clicked", "clicks")},
        o.state = {int(State.BOUNCED)} AND NOT EXISTS (SELECT 1 FROM events e
            WHERE e.delivery_id = d.id AND e.kind = 'bounce' AND e.soft = 0) AS blocked,
        o.replied IS NOT NULL AS replied, o.covered IS NOT NULL AS covered, d.id AS letter
    FROM json_each(:plans) one CROSS JOIN plans p ON p.id = one.value
    CROSS JOIN deliveries d ON d.plan_id = p.id
    JOIN batches b ON b.id = d.batch_id LEFT JOIN runs r ON r.id = b.run_id
    LEFT JOIN outcomes o ON o.delivery_id = d.id"""

_RECIPIENTS = f"""
    WITH seats AS MATERIALIZED ({_SEATS}), letters AS ({_LETTERS})
    SELECT l.*, c.uid, c.email, c.email_key, c.name, c.kind, c.title, c.role, c.phone,
        c.time_zone, coalesce(nullif(c.country, ''), g.country, '') AS country,
        c.organisation_id, g.name AS organisation, g.kind AS organisation_kind,
        f.name AS office, f.committee_id AS committee, f.side, f.bioguide,
        m.name AS member, m.phone AS member_phone, m.salutation, s.seat,
        h.replied AS has_replied, h.declined, h.covered AS has_covered, h."left", h.until,
        h.calls, h.called_at, h.heard, w.written
    FROM letters l LEFT JOIN contacts c ON c.id = l.contact_id
    LEFT JOIN organisations g ON g.id = c.organisation_id
    LEFT JOIN offices f ON f.id = c.office_id
    LEFT JOIN members m ON m.bioguide = f.bioguide
    LEFT JOIN seats s ON s.bioguide = f.bioguide
    LEFT JOIN temp.heard h ON h.contact_id = c.id
    LEFT JOIN temp.written w ON w.contact_id = c.id
    ORDER BY f.committee_id, iif(f.committee_id > '', f.side, f.bioguide), c.organisation_id,
        c.id, l.contact_uid, iif(c.id IS NULL AND l.contact_uid = '', l.letter, 0), l.at, l.letter
"""


def plans_followed(db: Database, campaign: str) -> tuple[list[str], Stage]:
    """The plans that were sent, or begun, oldest first; what went to the sandbox counts where
    nothing else was sent."""
    rows = db.execute(
        "SELECT p.id, p.stage FROM plans p WHERE p.campaign = ? AND EXISTS (SELECT 1 FROM batches b"
        " WHERE b.plan_id = p.id AND b.state NOT IN ('pending', 'failed'))"
        " ORDER BY p.planned_at, p.rowid",
        [campaign],
    ).fetchall()
    stages = {stage for _, stage in rows}
    stage = Stage.SENDGRID if Stage.SENDGRID in stages else Stage.SANDBOX
    return [str(id_) for id_, its in rows if its == stage], stage


def first_letter_at(db: Database, plans: Sequence[str]) -> str:
    """When the first letter went out, UTC in ISO 8601; blank if none did."""
    row: Any = db.execute(
        f"SELECT min({_AT}) FROM json_each(?) one JOIN plans p ON p.id = one.value"
        " JOIN batches b ON b.plan_id = p.id LEFT JOIN runs r ON r.id = b.run_id"
        " WHERE b.state = 'submitted'",
        [json.dumps(list(plans))],
    ).fetchone()
    return str(row[0] or "")


def recipients(
    db: Database,
    campaign: str,
    plans: Sequence[str],
    stage: Stage,
    *,
    lately: str,
    committees: Sequence[str] = (),
) -> Iterator[Recipient]:
    """Everybody with a letter in these plans, once; those of one office or organisation together.

    Letters of other campaigns are looked at from ``lately`` on, UTC in ISO 8601. A seat on one of
    ``committees`` counts, or, if there are none, on any full committee. Read it to its end before
    anything else is asked of it: it keeps temporary tables.
    """
    known: dict[str, Any] = {
        "campaign": campaign,
        "since": first_letter_at(db, plans) or "9",
        "lately": lately,
        "stage": stage,
        "plans": json.dumps(list(plans)),
        "committees": json.dumps([one.upper() for one in committees]),
    }
    with _heard(db, known):
        rows = db.query(_RECIPIENTS, known)
        for _, letters in groupby(rows, key=_who):
            yield _recipient(list(letters))


@contextmanager
def _heard(db: Database, known: dict[str, Any]) -> Iterator[None]:
    tables = {"heard": _HEARD, "written": _WRITTEN}
    try:
        for table, sql in tables.items():
            db.execute(f"DROP TABLE IF EXISTS temp.{table}")
            db.execute(sql, known)
            db.execute(f"CREATE INDEX temp.{table}_by_contact ON {table} (contact_id)")
        yield
    finally:
        with suppress(sqlite3.ProgrammingError):  # of a closed connection they are gone
            for table in tables:
                db.execute(f"DROP TABLE IF EXISTS temp.{table}")


def _who(row: dict[str, Any]) -> tuple[object, ...]:
    if row["contact_id"] is not None:
        return ("contact", row["contact_id"])
    return ("gone", row["contact_uid"] or row["letter"])


def _recipient(rows: list[dict[str, Any]]) -> Recipient:
    one = rows[-1]
    gone = one["contact_id"] is None
    seat, committee = one["seat"] or "", one["committee"] or ""
    if committee:
        seat = f"{int(one['side'] != 'majority')}staff of {committee}"
    return Recipient(
        contact=one["contact_id"],
        uid=one["contact_uid"] if gone else one["uid"],
        email=one["sent_email"] if gone else one["email"],
        email_key=one["sent_to"] if gone else one["email_key"],
        name=one["sent_name"] if gone else one["name"],
        **{name: one[name] or "" for name in _TEXTS},
        committee=committee,
        weight=int(seat[:1] or 3),
        seat=seat[1:],
        replied=bool(one["has_replied"]) or any(row["replied"] for row in rows),
        declined=bool(one["declined"]),
        covered=bool(one["has_covered"]) or any(row["covered"] for row in rows),
        left=bool(one["left"]),
        calls=one["calls"] or 0,
        heard=_split(one["heard"], 3),
        written=_split(one["written"], 2),
        letters=tuple(_got(row) for row in rows),
    )


_TEXTS = (
    *("kind", "title", "role", "phone", "time_zone", "country", "organisation"),
    *("organisation_kind", "office", "side", "bioguide", "member", "member_phone", "salutation"),
    *("until", "called_at"),
)


def _got(row: dict[str, Any]) -> Got:
    return Got(
        row["edition"],
        row["at"],
        bool(row["uncertain"]),
        row["contact_id"] is None or row["sent_to"] == row["email_key"],
        State(row["state"]),
        bool(row["blocked"]),
        row["opened"],
        row["clicked"],
        bool(row["replied"]),
        bool(row["covered"]),
    )


def _split(text: str | None, parts: int) -> Any:
    found = (text or "").split(_SEPARATOR)
    return tuple([*found, *[""] * parts][:parts])


# --- putting a long list in order -----------------------------------------------------------------


@dataclass(slots=True)
class Ordered:
    """Texts under a name and a key, given back in the order of the keys. A context."""

    db: Database

    def __enter__(self) -> Ordered:
        self.db.execute("DROP TABLE IF EXISTS temp.ordered")
        self.db.execute("CREATE TEMP TABLE ordered (list TEXT, key TEXT, body TEXT)")
        return self

    def __exit__(self, *_: object) -> None:
        # Of a closed connection it is gone; while something of it is being read it cannot go.
        with suppress(sqlite3.ProgrammingError, sqlite3.OperationalError):
            self.db.execute("DROP TABLE IF EXISTS temp.ordered")

    def add(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self.db.conn.executemany("INSERT INTO temp.ordered VALUES (?, ?, ?)", rows)

    def bodies(self, name: str) -> Iterator[str]:
        rows = self.db.execute(
            "SELECT body FROM temp.ordered WHERE list = ? ORDER BY key, rowid", [name]
        )
        return (str(row[0]) for row in rows)
