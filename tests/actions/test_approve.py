"""approve: who may, what is written, and what a send is refused for."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.approve import (
    approval_for,
    approval_of,
    approved_digests,
    note_approvals,
    refuse_approver,
    refuse_unapproved,
    withdraw,
    write_approval,
)
from outreach.actions.plan import Planned
from outreach.actions.plan_people import people_of
from outreach.domain.campaign import Campaign
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, OutreachError, Problem
from outreach.store.plans import read_plan
from outreach.store.suppressions import suppressed

from .conftest import NOW, SENDER

Desk = Any  # of conftest.py
STRICT = Settings(SENDER, require_approval=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "visit"
    folder.mkdir()
    return folder


def planned(desk: Desk, by: str = "Tom") -> Planned:
    desk.db.execute("UPDATE plans SET planned_by = ?", (by,))
    made: Planned = desk.plan()
    return replace(made, plan=replace(made.plan, planned_by=by))


def approve(desk: Desk, folder: Path, by: str = "Ana", planner: str = "Tom") -> Planned:
    made = planned(desk, planner)
    write_approval(folder, approval_of(desk.db, made.plan, by, NOW))
    return made


def refused(made: Planned, folder: Path, settings: Settings = STRICT) -> Problem:
    with pytest.raises(NeedsFixing) as caught:
        refuse_unapproved([made], folder, settings, "Tom")
    (problem,) = caught.value.problems
    return problem


def test_what_a_second_person_approved_may_be_sent(desk: Desk, folder: Path) -> None:
    made = approve(desk, folder)
    assert refuse_unapproved([made], folder, STRICT, "Tom") == ()
    assert approved_digests(folder, ["press"]) == {made.plan.digest}
    approval = approval_for(folder, made.plan)
    assert approval
    assert (approval.approved_by, approval.planned_by) == ("Ana", "Tom")


def test_without_an_approval_it_may_not_where_one_is_required(desk: Desk, folder: Path) -> None:
    made = planned(desk)
    problem = refused(made, folder)
    assert problem.code == "not-approved"
    assert made.plan.digest in problem.message
    assert "outreach approve visit --edition press" in problem.hint
    assert refuse_unapproved([made], folder, Settings(SENDER), "Tom") == ()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda desk: desk.know("Dee"), "1 person came in"),
        (lambda desk: desk.edit(subject="Other"), "the subject is “Other”"),
        (lambda desk: desk.write("<p>Other</p>"), "other HTML in 1 message"),
        (
            lambda desk: desk.db.execute("UPDATE contacts SET name = 'Anna' WHERE name = 'Ana'"),
            "1 person gets other values",
        ),
    ],
)
def test_a_change_voids_it_and_is_said(desk: Desk, folder: Path, change: Any, said: str) -> None:
    approve(desk, folder)
    change(desk)
    made = planned(desk)
    problem = refused(made, folder)
    assert problem.code == "approval-void"
    assert said in problem.message
    assert "Ana" in problem.message
    assert problem.place
    assert problem.place.file.endswith("approvals/press.toml")
    (warning,) = refuse_unapproved([made], folder, Settings(SENDER), "Tom")
    assert (warning.code, warning.level) == ("approval-void", "warning")


def test_what_changed_two_plans_ago_is_said_by_parts(desk: Desk, folder: Path) -> None:
    approve(desk, folder)
    desk.edit(subject="Other")
    planned(desk)
    assert refused(planned(desk), folder).message.endswith("any more: the letters changed")


def test_the_planner_is_no_second_person(desk: Desk, folder: Path) -> None:
    made = approve(desk, folder, by=" TOM")
    assert refused(made, folder).code == "approved-by-planner"
    with pytest.raises(OutreachError, match="planned by Tom"):
        refuse_approver(made.plan, STRICT, "tom")


def test_nor_is_who_sends_what_nobody_is_known_to_have_planned(desk: Desk, folder: Path) -> None:
    made = approve(desk, folder, by="Tom", planner="")
    assert refused(made, folder).code == "approved-by-planner"


def test_only_who_is_named_may(desk: Desk, folder: Path) -> None:
    strict = replace(STRICT, approvers=("Tessa Holm",))
    made = approve(desk, folder)
    assert refused(made, folder, strict).code == "approver-unknown"
    with pytest.raises(OutreachError, match="Tessa Holm"):
        refuse_approver(made.plan, strict, "Ana")
    refuse_approver(made.plan, strict, "tessa  holm")


def test_a_wave_needs_its_own(desk: Desk, folder: Path) -> None:
    made = approve(desk, folder)
    wave = replace(made, plan=replace(made.plan, wave=2))
    assert refused(wave, folder).code == "not-approved"
    assert approval_for(folder, wave.plan) is None


def test_an_unreadable_file_is_refused_where_one_is_required(desk: Desk, folder: Path) -> None:
    made = approve(desk, folder)
    file = folder / "approvals" / "press.toml"
    file.write_text(file.read_text().replace("wave = 1", "wave = one"))
    assert refused(made, folder).code == "toml"
    assert approved_digests(folder, ["press"]) == frozenset()
    with pytest.raises(NeedsFixing):
        approval_for(folder, made.plan)


def test_who_approved_is_noted_with_the_plan_until_it_is_withdrawn(
    desk: Desk, folder: Path
) -> None:
    made = approve(desk, folder)
    note_approvals(desk.db, [made], folder)
    noted = read_plan(desk.db, "visit", "press")
    assert noted
    assert (noted.approved_by, noted.approved_at) == ("Ana", "2026-06-20T12:00:00+00:00")
    assert withdraw(folder, "press")
    assert withdraw(folder, "press") is None
    note_approvals(desk.db, [replace(made, plan=noted)], folder)
    cleared = read_plan(desk.db, "visit", "press")
    assert cleared
    assert cleared.approved_by == ""


def test_the_first_wave_keeps_its_approval_when_a_later_one_is_approved(
    desk: Desk, folder: Path
) -> None:
    made = approve(desk, folder)
    write_approval(folder, replace(approval_of(desk.db, made.plan, "Ana", NOW), wave=2))
    noted = replace(made, plan=replace(made.plan, approved_by="Ana"))
    assert refuse_unapproved([noted], folder, STRICT, "Tom") == ()
    note_approvals(desk.db, [noted], folder)
    assert refused(made, folder).code == "not-approved"


def test_it_names_no_recipient(desk: Desk, folder: Path) -> None:
    """Not even where a template made the name part of the message."""
    desk.edit(
        subject="{% set her = contact.name %}{% if her == 'Ana' %}Ana, now{% else %}x{% endif %}"
    )
    desk.lose("bo")
    approve(desk, folder, by="Tessa")
    text = (folder / "approvals" / "press.toml").read_text()
    assert "…, now" in text
    assert "suppressed: unsubscribe" in text
    assert not any(name in text for name in ("Ana", "Bo", "Cy", "@press.example"))


def test_everybody_is_in_or_out_and_why(desk: Desk) -> None:
    desk.know("Dee", tags=("asia", "china"))
    desk.know("Eve", tags=("asia",))
    desk.lose("eve")
    desk.edit(audience="press tag:asia,china")
    plan = desk.plan().plan
    campaign = Campaign("visit", "Visit", desk.statement, (desk.edition,))
    inside, outside = people_of(desk.db, campaign, plan, NOW)
    assert (inside.name, inside.message) == ("Dee", 1)
    assert inside.why == "press, tag asia and tag china"
    assert (outside.name, outside.message, outside.reason) == ("Eve", 0, "suppressed: unsubscribe")
    assert suppressed(desk.db)("eve@press.example")


def test_who_is_not_in_the_audience_any_more_is_said_so(desk: Desk) -> None:
    plan = desk.plan().plan
    desk.db.execute("UPDATE contacts SET kind = 'other' WHERE name = 'Ana'")
    campaign = Campaign("visit", "Visit", desk.statement, (desk.edition,))
    found = [(one.name, one.why) for one in people_of(desk.db, campaign, plan, NOW)]
    assert found == [("Ana", "in the audience then, not now"), ("Bo", "press"), ("Cy", "press")]
