"""An approval holds for the plan it was given to, and for that plan after the lift."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.approval import Approval, may_approve, same_person, voided
from outreach.domain.plan_changes import WORDS_FOR
from outreach.domain.plan_digest import plan_digest

digests = st.text("0123456789abcdef", min_size=16, max_size=16)
parts_of_plans = st.fixed_dictionaries(dict.fromkeys(WORDS_FOR, digests))


@dataclass(frozen=True)
class Made:
    """What of a plan an approval is held against."""

    campaign: str = "visit"
    edition: str = "press"
    wave: int = 1
    recipients: int = 3
    lifts_at: str = ""
    parts: dict[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        return plan_digest(self.parts)


def approved(plan: Made) -> Approval:
    return Approval(
        plan.campaign, plan.edition, plan.wave, plan.digest, plan.parts, plan.recipients,
        "Ana", "2026-06-20T12:00:00+00:00", lifts_at=plan.lifts_at,
    )  # fmt: skip


@given(parts_of_plans)
def test_it_holds_for_the_same_plan(parts: dict[str, str]) -> None:
    assert voided(approved(Made(parts=parts)), Made(parts=dict(parts))) == ()


@given(parts_of_plans, st.sampled_from(sorted(WORDS_FOR)), digests)
def test_any_part_that_changed_voids_it(parts: dict[str, str], name: str, other: str) -> None:
    changed = Made(parts={**parts, name: other})
    assert bool(voided(approved(Made(parts=parts)), changed)) == (parts[name] != other)


@given(parts_of_plans)
def test_the_lift_does_not_void_it(parts: dict[str, str]) -> None:
    after = parts | {"content": parts["lifted"], "values": parts["lifted_values"]}
    before = Made(parts=parts, lifts_at="2026-06-20T12:00:00+00:00")
    assert voided(approved(before), Made(parts=after)) == ()


@given(parts_of_plans, st.sampled_from(sorted(WORDS_FOR)), digests)
def test_after_the_lift_a_change_voids_it(parts: dict[str, str], name: str, other: str) -> None:
    after = parts | {"content": parts["lifted"], "values": parts["lifted_values"]}
    before = Made(parts=parts, lifts_at="2026-06-20T12:00:00+00:00")
    changed = {**after, name: other}
    found = voided(approved(before), Made(parts=changed))
    assert bool(found) == (changed not in (after, parts))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"wave": 2}, "it is of wave 1, this is wave 2"),
        ({"edition": "congress"}, "it is of visit/press"),
        ({"campaign": "other"}, "it is of visit/press"),
    ],
)
def test_it_is_of_one_wave_of_one_edition(change: dict[str, object], why: str) -> None:
    plan = Made(parts={"content": "1" * 16})
    assert voided(approved(plan), replace(plan, **change)) == (why,)  # type: ignore[arg-type]


def test_what_changed_is_said() -> None:
    plan = Made(parts=dict.fromkeys(WORDS_FOR, "1" * 16))
    now = replace(plan, recipients=4, parts={**plan.parts, "recipients": "2" * 16})
    assert voided(approved(plan), now) == (
        "3 recipients were approved, now there are 4",
        "the recipients changed",
    )


def test_a_plan_without_parts_is_known_by_its_digest_alone() -> None:
    plan = Made(parts={"content": "1" * 16})
    assert voided(replace(approved(plan), parts={}, digest="2" * 16), replace(plan, parts={}))


def test_names_are_compared_folded() -> None:
    assert same_person(" Ana  Lima", "ANA LIMA")
    assert not same_person("Ana Lima", "Ana Lina")
    assert may_approve("tessa holm", ("Tessa Holm",))
    assert not may_approve("Tom", ("Tessa Holm",))
    assert may_approve("Tom", ())
