"""A second person's word on one plan, and whether it still holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from outreach.errors import Place

from .plan_changes import WORDS_FOR


@dataclass(frozen=True, slots=True)
class Approval:
    """Who approved which plan of an edition, and what she saw of it. Nothing in it is personal.

    ``parts`` are the digests of what is in the plan, by name; ``lifts_at`` is when its letters for
    after the embargo take over, in ISO 8601, blank if it has none. ``subjects`` have “…” in place
    of what differs by recipient. ``planned_by`` is blank where nobody had planned it before.
    """

    campaign: str
    edition: str
    wave: int
    digest: str
    parts: Mapping[str, str] = field(hash=False)
    recipients: int
    approved_by: str
    approved_at: str
    planned_by: str = ""
    sender: str = ""
    subjects: tuple[str, ...] = ()
    release_line: str = ""
    lifts_at: str = ""
    files: tuple[str, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict, hash=False)
    place: Place | None = field(default=None, compare=False)


class Planned(Protocol):
    """What of a plan an approval is held against: ``store.plans.Plan`` has it all."""

    @property
    def campaign(self) -> str: ...
    @property
    def edition(self) -> str: ...
    @property
    def wave(self) -> int: ...
    @property
    def digest(self) -> str: ...
    @property
    def parts(self) -> Mapping[str, str]: ...
    @property
    def recipients(self) -> int: ...
    @property
    def lifts_at(self) -> str: ...


def voided(approval: Approval, plan: Planned) -> tuple[str, ...]:
    """Why the approval does not hold for the plan, in words; empty if it does.

    It holds for what was approved, and for what was approved to go out after the embargo's lift
    once that is all there is.
    """
    if (approval.campaign, approval.edition) != (plan.campaign, plan.edition):
        return (f"it is of {approval.campaign}/{approval.edition}",)
    if approval.wave != plan.wave:
        return (f"it is of wave {approval.wave}, this is wave {plan.wave}",)
    if approval.digest == plan.digest:
        return ()
    wanted = dict(approval.parts)
    if approval.lifts_at and not plan.lifts_at:
        wanted = _once_lifted(wanted)
    names = {*wanted, *plan.parts}
    changed = [name for name in WORDS_FOR if name in names and _differ(wanted, plan.parts, name)]
    if not changed and wanted and wanted.keys() == plan.parts.keys():
        return ()
    counted = (
        f"{approval.recipients:,} recipients were approved, now there are {plan.recipients:,}",
    )
    return (
        *(counted if approval.recipients != plan.recipients else ()),
        *(f"{WORDS_FOR[name]} changed" for name in changed if not _FOLLOWS[name] & {*changed}),
    ) or (f"the plan is {plan.digest}, not {approval.digest}",)


_FOLLOWS: Mapping[str, set[str]] = {name: set() for name in WORDS_FOR} | {
    "lifted": {"content"},
    "values": {"content", "recipients"},
    "lifted_values": {"content", "lifted", "recipients", "values"},
}
"""A part that changes with any of others says nothing beside them."""


def _once_lifted(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts of the same plan made after the lift: one side is left, the later."""
    later = {"content": "lifted", "values": "lifted_values"}
    return {name: parts.get(later.get(name, name), "") for name in parts}


def _differ(one: Mapping[str, str], other: Mapping[str, str], name: str) -> bool:
    return one.get(name) != other.get(name)


def same_person(one: str, other: str) -> bool:
    """Whether two names are spelt alike but for case, accents' encoding and spaces."""
    return _folded(one) == _folded(other)


def may_approve(name: str, approvers: Sequence[str]) -> bool:
    """Whether ``name`` is among those who may; where nobody is named, everybody may."""
    return not approvers or any(same_person(name, one) for one in approvers)


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
