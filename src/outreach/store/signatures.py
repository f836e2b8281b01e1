"""Who signed a campaign's statement, as its signatories file says."""

from __future__ import annotations

from collections.abc import Iterable

from sqlite_utils import Database

from outreach.domain.names import name_key
from outreach.domain.statement import Signatory

from .database import transaction


def replace_signatures(db: Database, campaign: str, signatories: Iterable[Signatory]) -> None:
    """Make the store's signatures of ``campaign`` exactly these, in the printed order.

    Writes only where something changed, so that looking at a campaign leaves the store alone.
    """
    names = [signatory.name for signatory in signatories]
    rows = db.execute(
        "SELECT name_as_signed FROM signatures WHERE campaign = ? ORDER BY position", [campaign]
    )
    if [row[0] for row in rows.fetchall()] == names:
        return
    with transaction(db):
        db.execute("DELETE FROM signatures WHERE campaign = ?", [campaign])
        for position, name in enumerate(names, 1):
            db.execute(
                "INSERT INTO signatures (campaign, position, name_as_signed, name_key)"
                " VALUES (?, ?, ?, ?)",
                [campaign, position, name, name_key(name)],
            )
