"""plan again: whether the new plan takes the place of the one before, and what changed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC

from outreach.domain.plan_changes import PlanChanges
from outreach.domain.plan_digest import digest_of, plan_digest
from outreach.render.edition import Content
from outreach.store.ledger import retry_failed
from outreach.store.plan_changes import changes, paced_alike
from outreach.store.plan_digest import letters_parts
from outreach.store.plan_rows import staged_rows
from outreach.store.plans import Plan, read_waves
from outreach.store.staging import Header, Staging


def take_its_place(
    staging: Staging, header: Header, content: Content, approved: Collection[str] = ()
) -> tuple[Plan, PlanChanges | None]:
    """Freeze the staged plan; the plan that holds now, and what changed since the one before.

    One that is the same keeps who planned it and when. One of the ``approved`` digests stands
    as it is while only those are missing who left, and get nothing by it either; and when the
    embargo lifts, for its letters after that are in it.
    """
    header = digested(staging, header, content)
    earlier = plan_before(staging, header)
    if earlier is None or earlier.started:
        return staging.freeze(header), None
    changed = changes(staging, header, earlier)
    same = earlier.digest == header.digest
    stands = not same and earlier.digest in approved and earlier.kind == header.kind
    if stands and changed.only_leavers and paced_alike(staging, earlier):
        staging.close()
        retry_failed(staging.db, earlier.id)
        return earlier, changed
    if same and earlier.planned_by:
        header = replace(header, planned_by=earlier.planned_by, planned_at=earlier.planned_at)
    return staging.freeze(header), changed


def digested(staging: Staging, header: Header, content: Content) -> Header:
    """With the digests of what is in the plan."""
    embargo, not_after = content.campaign.embargo, content.edition.not_after
    moments = (embargo and embargo.until, not_after)
    parts = letters_parts(staging.db, staged_rows(staging))
    parts["outside"] = digest_of(header.envelope)
    parts["timing"] = digest_of(
        [content.edition.release, *(one and one.astimezone(UTC).isoformat() for one in moments)]
    )
    return replace(header, parts=parts, digest=plan_digest(parts))


def plan_before(staging: Staging, header: Header) -> Plan | None:
    """The plan of the same edition and wave."""
    waves = read_waves(staging.db, header.campaign, header.edition)
    return next((one for one in waves if one.wave == header.wave), None)
