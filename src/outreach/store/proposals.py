"""Changes to contacts that mails suggest. None is made before a person accepts it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal

from sqlite_utils import Database

Change = Literal["left", "new-address", "successor", "suppress"]
State = Literal["open", "accepted", "refused"]


@dataclass(frozen=True, slots=True, repr=False)
class Proposal:
    """One of them. ``detail`` has ``address`` (whose for ``left`` and ``suppress``, else the new
    one), ``name`` of a successor, and the ``evidence``, a sentence of the mail: escape it.

    ``email`` and ``unverified`` are of the mail that suggests it.
    """

    id: int
    interaction_id: int
    contact_uid: str
    change: Change
    state: State
    email: str
    at: str
    unverified: bool
    detail: Mapping[str, str] = field(default_factory=dict)
    decided_by: str = ""
    decided_at: str = ""

    def __repr__(self) -> str:
        return f"Proposal({self.id})"


def propose(
    db: Database, interaction_id: int, contact_uid: str, change: Change, detail: Mapping[str, str]
) -> None:
    """Joins the caller's transaction. What is open already for this contact is not asked twice."""
    address = detail.get("address", "").lower()
    same = (
        "SELECT 1 FROM proposals p JOIN interactions i ON i.id = p.interaction_id"
        " WHERE p.state = 'open' AND p.change = ? AND p.contact_uid = ?"
        " AND lower(json_extract(p.detail, '$.address')) = ?"
    )
    if db.execute(same, [change, contact_uid, address]).fetchone() is None:
        db.execute(
            "INSERT INTO proposals (interaction_id, contact_uid, change, detail)"
            " VALUES (?, ?, ?, ?)",
            [interaction_id, contact_uid, change, json.dumps(dict(detail), ensure_ascii=False)],
        )


_READ = """
    SELECT p.id, p.interaction_id, p.contact_uid, p.change, p.state, p.detail, p.decided_by,
        p.decided_at, i.email, i.at, i.kind = 'unverified' AS unverified
    FROM proposals p JOIN interactions i ON i.id = p.interaction_id
"""


def proposals(db: Database, state: State | None = "open") -> list[Proposal]:
    """Those in this state, or all: removals first, then the oldest."""
    rows = db.query(
        f"{_READ} WHERE coalesce(p.state = ?1, 1) ORDER BY p.change <> 'suppress', p.id", [state]
    )
    return [_proposal(row) for row in list(rows)]


def by_id(db: Database, id_: int) -> Proposal | None:
    rows = db.query(f"{_READ} WHERE p.id = ?", [id_])
    return next((_proposal(row) for row in list(rows)), None)


def decide(db: Database, id_: int, state: State, by: str, now: datetime) -> bool:
    """Whether it was open until now. Joins the caller's transaction."""
    done = db.execute(
        "UPDATE proposals SET state = ?, decided_by = ?, decided_at = ?"
        " WHERE id = ? AND state = 'open'",
        [state, by, now.astimezone(UTC).isoformat(), id_],
    )
    return done.rowcount == 1


def _proposal(row: Mapping[str, Any]) -> Proposal:
    said = json.loads(row["detail"])
    detail = {key: value for key, value in said.items() if isinstance(value, str)}
    return Proposal(**{**row, "detail": detail, "unverified": bool(row["unverified"])})
