"""Whom stats are broken down by: a plan's recipients in cohorts, as they are when it is frozen."""

from __future__ import annotations

from sqlite_utils import Database

_GROUPS = ("domain", "organisation", "office", "state", "party", "language")
_STAGED = "temp.cohort_of"


def assign(db: Database, plan_id: str) -> None:
    """Give each delivery of the plan its outcome, in the cohort of those alike.

    Runs in the caller's transaction. Whom a contact belongs to may change, and she may be erased:
    what an outlet or an office got stays what it was.
    """
    db.execute(f"DROP TABLE IF EXISTS {_STAGED}")
    db.execute(
        f"CREATE TEMP TABLE {_STAGED.removeprefix('temp.')} AS SELECT d.id,"
        " substr(d.email_key, instr(d.email_key, '@') + 1) AS domain,"
        " coalesce(r.organisation, '') AS organisation, coalesce(r.office, '') AS office,"
        " coalesce(r.state, '') AS state, coalesce(r.party, '') AS party, m.language"
        " FROM deliveries d JOIN batches b ON b.id = d.batch_id"
        " JOIN messages m ON m.id = b.message_id"
        " LEFT JOIN recipients r ON r.uid = d.contact_uid WHERE d.plan_id = ?",
        (plan_id,),
    )
    names = ", ".join(_GROUPS)
    db.execute(
        f"INSERT INTO cohorts (plan_id, {names}, recipients)"
        f" SELECT ?, {names}, count(*) FROM {_STAGED} GROUP BY {names}",
        (plan_id,),
    )
    db.execute(
        f"INSERT INTO plan_sums (plan_id, recipients) SELECT ?, count(*) FROM {_STAGED}",
        (plan_id,),
    )
    alike = " AND ".join(f"c.{one} = s.{one}" for one in _GROUPS)
    db.execute(
        "INSERT INTO outcomes (delivery_id, cohort_id)"
        f" SELECT s.id, c.id FROM {_STAGED} s JOIN cohorts c ON c.plan_id = ? AND {alike}"
        " ORDER BY s.id",
        (plan_id,),
    )
    db.execute(f"DROP TABLE {_STAGED}")
