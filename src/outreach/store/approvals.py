"""Who planned and who approved: noted with a plan, and taken back."""

from __future__ import annotations

import re

from sqlite_utils import Database

from outreach.domain.delivery import Stage, Wave

from .database import transaction
from .plan_rows import Rows, frozen_rows, wordings
from .plans import forget, read_waves


def note_approval(db: Database, plan_id: str, by: str, at: str) -> None:
    """``at`` is in ISO 8601. Blank both: nobody did, or it was withdrawn."""
    with transaction(db):
        db.execute(
            "UPDATE plans SET approved_by = ?, approved_at = ? WHERE id = ?", (by, at, plan_id)
        )


def forget_planner(db: Database, plan_id: str) -> None:
    """Whoever only looked at it planned nothing; the next who plans the same is its planner."""
    with transaction(db):
        db.execute("UPDATE plans SET planned_by = '' WHERE id = ?", (plan_id,))


def forget_unsent(db: Database, campaign: str, edition: str, kind: Wave = Wave.FIRST) -> None:
    """Forget what an edition's plans tried in the sandbox, and those whose send has not begun.

    Of a later ``kind`` only a later wave whose send has not begun: it follows what was tried.
    Whether letters wait is for ``store.runs`` to say before.
    """
    with transaction(db):
        for plan in read_waves(db, campaign, edition):
            trial = kind is Wave.FIRST and plan.stage is Stage.SANDBOX
            if trial or not (plan.started or (kind is not Wave.FIRST and plan.wave == 1)):
                forget(db, campaign, edition, plan.wave)


def open_subjects(db: Database, plan_id: str) -> tuple[str, ...]:
    """The subjects of a plan's letters, each once, with “…” for what differs by recipient.

    Where a template made her name part of the message, that is left open, too.
    """
    rows = frozen_rows(plan_id)
    found = {
        _without(one.subject, _shared_words(db, rows, number)): None
        for number, one in wordings(db, rows)
    }
    return tuple(found)


def _shared_words(db: Database, rows: Rows, message: int) -> set[str]:
    """The words in the name or address of each who gets a message before or after the lift."""
    people = db.execute(
        f"SELECT name, email FROM ({rows.letters}) WHERE :message IN (message, lifted_message)",
        {**rows.params, "message": message},
    )
    shared: set[str] | None = None
    for name, email in people:
        hers = set(_WORD.findall(f"{name} {email.partition('@')[0]}".casefold()))
        shared = hers if shared is None else shared & hers
        if not shared:
            break
    return shared or set()


_WORD = re.compile(r"[^\W\d_]+")


def _without(subject: str, words: set[str]) -> str:
    return _WORD.sub(lambda word: "…" if word[0].casefold() in words else word[0], subject)
