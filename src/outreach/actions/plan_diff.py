"""plan --diff of an edition that is being sent: what its plan would be now. Freezes nothing."""

from __future__ import annotations

from outreach.domain.plan_changes import PlanChanges
from outreach.store.database import Store
from outreach.store.plan_changes import changes
from outreach.store.plans import Plan

from .plan import Draft, Planning, stage
from .replan import digested


def would_change(db: Store, draft: Draft, planning: Planning, plan: Plan) -> PlanChanges:
    """``draft`` against the plan that the edition is being sent by.

    Raises NeedsFixing where it could not be planned.
    """
    staged = stage(db, draft, planning)
    try:
        header = digested(staged.staging, staged.header, draft.content)
        return changes(staged.staging, header, plan)
    finally:
        staged.staging.close()
