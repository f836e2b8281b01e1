"""The letters of a run, by edition: how far they have come, and what they say of the embargo."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database

from .runs import CANCELLED, EXPIRED


@dataclass(frozen=True, slots=True)
class Share:
    """What has become of an edition's letters that a run handed over, in letters.

    ``unanswered`` are those of the ``uncertain`` of which no answer came. ``stopped`` are failed
    for having been stopped; ``pending`` are still to be handed over, by whatever run.
    """

    edition: str
    submitted: int
    uncertain: int
    unanswered: int
    stopped: int
    pending: int

    @property
    def handed_over(self) -> int:
        return self.submitted + self.uncertain + self.stopped


def shares(db: Database, run_id: str) -> list[Share]:
    """By edition, in the order of their plans. What is being submitted counts as uncertain."""
    rows = db.query(
        "SELECT p.edition,"
        " sum(b.size * (b.run_id IS :run AND b.state = 'submitted')) AS submitted,"
        " sum(b.size * (b.run_id IS :run AND b.state IN ('uncertain', 'submitting')))"
        " AS uncertain,"
        " sum(b.size * (b.run_id IS :run AND b.state IN ('uncertain', 'submitting')"
        " AND b.sendgrid_id = '')) AS unanswered,"
        " sum(b.size * (b.run_id IS :run AND b.state = 'failed' AND b.reason IN (:cancelled,"
        " :expired))) AS stopped,"
        " sum(b.size * (b.state = 'pending')) AS pending"
        " FROM plans p JOIN batches b ON b.plan_id = p.id"
        " WHERE p.id IN (SELECT plan_id FROM batches WHERE run_id = :run)"
        " GROUP BY p.edition ORDER BY min(p.planned_at), p.edition",
        {"run": run_id, "cancelled": CANCELLED, "expired": EXPIRED},
    )
    return [Share(**row) for row in list(rows)]


@dataclass(frozen=True, slots=True)
class Side:
    """Letters of a run that are still with SendGrid, by what they say of the embargo.

    ``release_line`` is the plan's; ``lifted``: they are those for after the lift.
    """

    edition: str
    release_line: str
    lifted: bool
    letters: int


def sides(db: Database, run_id: str) -> list[Side]:
    rows = db.query(
        "SELECT p.edition, p.release_line, b.lifted, sum(b.size) AS letters"
        " FROM batches b JOIN plans p ON p.id = b.plan_id"
        " WHERE b.run_id = ? AND b.state IN ('submitting', 'submitted', 'uncertain')"
        " GROUP BY p.id, b.lifted ORDER BY p.planned_at, p.edition, b.lifted",
        [run_id],
    )
    return [Side(**{**row, "lifted": bool(row["lifted"])}) for row in list(rows)]
