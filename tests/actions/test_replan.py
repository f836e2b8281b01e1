"""Planning again: what changed, whose plan it is, and which of the two plans stands."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.actions.content import content_of, envelope_of
from outreach.actions.plan import Draft, Planned, Planning, plan_editions
from outreach.actions.plan_diff import would_change
from outreach.domain.campaign import Campaign, Embargo, Release, Sender
from outreach.domain.delivery import Attachment, Stage
from outreach.domain.plan_changes import Gone, Person, PlanChanges, Regiven
from outreach.domain.settings import Settings
from outreach.store import ledger
from outreach.store.erasure import erase
from outreach.store.plans import read_plans

Desk = Any  # of conftest.py
SENDER = Sender("Coalition", "press@coalition.example", "Coalition", "reply@coalition.example")
NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LIFT = datetime(2026, 6, 21, 10, tzinfo=UTC)


def planning(desk: Desk, by: str = "", approved: Collection[str] = (), now: Any = NOW) -> Planning:
    return Planning(desk.templates, Stage.SENDGRID, now, desk.new_id, by, approved=approved)


def plan(desk: Desk, by: str = "", approved: Collection[str] = (), **changed: Any) -> Planned:
    draft = Draft(desk.content, envelope_of(desk.content, Settings(SENDER)))
    (planned,) = plan_editions(desk.db, [replace(draft, **changed)], planning(desk, by, approved))
    return planned


def changes(desk: Desk, **changed: Any) -> PlanChanges:
    found = plan(desk, **changed).changes
    assert found
    return found


# --- what changed ---------------------------------------------------------------------------------


def test_the_first_plan_has_nothing_before_it(desk: Desk) -> None:
    assert plan(desk).changes is None


def test_nothing_changed(desk: Desk) -> None:
    first = plan(desk, "Tom").plan
    found = changes(desk)
    assert found.nothing
    assert found.lines() == ()
    assert (found.digest, found.by) == (first.digest, "Tom")


def test_who_came_and_who_went_and_why(desk: Desk) -> None:
    plan(desk)
    desk.know("Dee")
    desk.lose("bo")
    desk.db.execute("UPDATE contacts SET kind = 'congress' WHERE name = 'Cy'")
    found = changes(desk)
    assert found.came == (Person("dee@press.example", "Dee"),)
    assert found.went == (
        Gone("bo@press.example", "Bo", "suppressed: unsubscribe", "", left=True),
        Gone("cy@press.example", "Cy", "not in the audience any more"),
    )
    assert found.lines() == (
        "1 person came in",
        "2 people went out: 1 suppressed: unsubscribe, 1 not in the audience any more",
    )
    assert not found.only_leavers


def test_another_address_is_said_so(desk: Desk) -> None:
    plan(desk)
    desk.db.execute(
        "UPDATE contacts SET email = 'a@x.example', email_key = 'a@x.example' WHERE name = 'Ana'"
    )
    (gone,) = changes(desk).went
    assert (gone.name, gone.reason, gone.left) == ("Ana", "written to at another address", False)


def test_other_words_are_shown_as_a_difference(desk: Desk) -> None:
    plan(desk)
    desk.write("<p>Dear {{ contact.name }}</p>", "Dear {{ contact.name }}\nHow are you?")
    found = changes(desk)
    (one,) = found.messages
    assert (one.people, one.html, one.subject) == (3, False, ("For …", "For …"))
    assert "+How are you?" in one.text
    assert not any("Ana" in line for line in one.text)
    assert found.lines() == ("other words in 1 message",)
    assert found.regiven == ()


def test_html_alone_and_a_subject(desk: Desk) -> None:
    plan(desk)
    desk.write("<p>Dearest {{ contact.name }}</p>")
    desk.edit(subject="To {{ contact.name }}")
    assert changes(desk).lines() == (
        "the subject is “To …”, it was “For …”",
        "other HTML in 1 message, with the same text",
    )


def test_who_gets_other_values(desk: Desk) -> None:
    plan(desk)
    desk.db.execute("UPDATE contacts SET name = 'Anna' WHERE name = 'Ana'")
    found = changes(desk)
    assert found.regiven == (Regiven("ana@press.example", "Anna", "values"),)
    assert found.lines() == ("1 person gets other values in their letters",)


def test_who_gets_another_message(desk: Desk) -> None:
    desk.write("<p>{% if contact.role %}R{% else %}S{% endif %}</p>", "Hello")
    desk.db.execute("UPDATE contacts SET role = 'editor' WHERE name = 'Ana'")
    plan(desk)
    desk.db.execute("UPDATE contacts SET role = 'editor' WHERE name = 'Bo'")
    found = changes(desk)
    assert found.regiven == (Regiven("bo@press.example", "Bo", "message"),)
    assert found.messages == ()


def test_sender_reply_and_tracking(desk: Desk) -> None:
    plan(desk)
    envelope = envelope_of(desk.content, Settings(SENDER))
    other = replace(envelope, from_name="Others", opens=True)
    sender, opens = changes(desk, envelope=other).lines()
    assert sender.startswith("the sender is Others <press@coalition.example>, it was Coalition <")
    assert opens == "opening the letter: measured, before not measured"


def test_files(desk: Desk) -> None:
    def enclosing(**files: bytes) -> Any:
        found = tuple(Attachment(f"{n}.pdf", "application/pdf", c) for n, c in files.items())
        return replace(desk.content, attachments=lambda _: found)

    plan(desk, content=enclosing(a=b"1", b=b"1"))
    found = changes(desk, content=enclosing(b=b"2", c=b"1"))
    assert found.lines() == (
        "a.pdf is attached no more",
        "b.pdf is another file",
        "c.pdf is attached besides",
    )
    assert not found.only_leavers


# --- whose plan it is, and which stands -----------------------------------------------------------


def test_the_same_plan_keeps_its_planner(desk: Desk) -> None:
    first = plan(desk, "Tom").plan
    again = plan(desk, "Ana").plan
    assert (again.planned_by, again.digest) == ("Tom", first.digest)
    desk.know("Dee")
    assert plan(desk, "Ana").plan.planned_by == "Ana"


def test_who_only_looked_is_no_planner(desk: Desk) -> None:
    plan(desk)
    assert plan(desk, "Tom").plan.planned_by == "Tom"


def test_an_approved_plan_stands_when_somebody_leaves(desk: Desk) -> None:
    first = plan(desk).plan
    desk.lose("bo")
    again = plan(desk, approved=[first.digest])
    assert again.plan == first
    assert again.changes
    assert again.changes.only_leavers
    assert read_plans(desk.db, "visit") == [first]
    batch = ledger.claim(desk.db, first.id, NOW)
    assert batch
    assert [one.name for one in batch.deliveries] == ["Ana", "Cy"]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.know("Dee"),
        lambda desk: desk.write("<p>Other</p>"),
        lambda desk: desk.edit(subject="Other"),
        lambda desk: desk.edit(not_after=LIFT),
        lambda desk: desk.db.execute("UPDATE contacts SET name = 'Anna' WHERE name = 'Ana'"),
        lambda desk: desk.db.execute("UPDATE contacts SET kind = 'other' WHERE name = 'Ana'"),
    ],
)
def test_nothing_else_lets_it_stand(desk: Desk, change: Any) -> None:
    first = plan(desk).plan
    desk.lose("bo")
    change(desk)
    assert plan(desk, approved=[first.digest]).plan.digest != first.digest


def test_what_was_not_approved_is_planned_anew_when_somebody_leaves(desk: Desk) -> None:
    first = plan(desk).plan
    desk.lose("bo")
    again = plan(desk, approved=["0" * 16]).plan
    assert (again.recipients, again.excluded) == (2, 1)
    assert again.digest != first.digest


# --- the lift of the embargo ----------------------------------------------------------------------


def embargoed(desk: Desk, now: datetime, lift: datetime = LIFT, approved: Any = ()) -> Planned:
    desk.edit(release=Release.UNDER_EMBARGO)
    campaign = Campaign("visit", "Visit", desk.statement, (desk.edition,), Embargo(lift))
    settings = Settings(SENDER)
    content = content_of(campaign, desk.edition, settings, now)
    draft = Draft(content, envelope_of(content, settings))
    if now < lift:
        after = content_of(campaign, desk.edition, settings, lift)
        draft = replace(draft, lifted=after, lifts_at=lift)
    (planned,) = plan_editions(desk.db, [draft], planning(desk, approved=approved, now=now))
    return planned


def test_an_approved_plan_stands_when_the_embargo_lifts(desk: Desk) -> None:
    desk.write("<p>{{ release_line }} {{ contact.name }}</p>", "{{ release_line }}")
    first = embargoed(desk, NOW).plan
    again = embargoed(desk, LIFT + timedelta(minutes=1), approved=[first.digest])
    assert again.plan == first
    assert again.changes
    assert (again.changes.lifted, again.changes.nothing) == (True, True)


def test_the_plan_made_after_the_lift_has_what_was_approved_for_then(desk: Desk) -> None:
    desk.write("<p>{{ release_line }} {{ contact.name }}</p>", "{{ release_line }}")
    before = embargoed(desk, NOW).plan.parts
    after = embargoed(desk, LIFT).plan.parts
    assert after["content"] == before["lifted"] != before["content"]
    assert after["values"] == before["lifted_values"]
    same = ("recipients", "outside", "timing")
    assert [after[one] for one in same] == [before[one] for one in same]


def test_a_moved_embargo_does_not_let_it_stand(desk: Desk) -> None:
    first = embargoed(desk, NOW).plan
    moved = embargoed(desk, NOW, LIFT + timedelta(hours=1), [first.digest])
    assert moved.plan.digest != first.digest
    assert moved.changes
    assert moved.changes.lines()[0].startswith("the release line is EMBARGOED UNTIL 11:00")


def test_an_embargo_taken_away_is_no_lift(desk: Desk) -> None:
    first = embargoed(desk, NOW).plan
    planned = embargoed(desk, NOW, NOW - timedelta(hours=1), [first.digest])
    assert planned.plan.digest != first.digest


# --- of an edition that is being sent -------------------------------------------------------------


def test_of_one_being_sent_it_is_shown_and_nothing_is_frozen(desk: Desk) -> None:
    sent = plan(desk).plan
    ledger.claim(desk.db, sent.id, NOW)
    desk.know("Dee")
    before = read_plans(desk.db, "visit")
    draft = Draft(desk.content, envelope_of(desk.content, Settings(SENDER)))
    found = would_change(desk.db, draft, planning(desk), sent)
    assert [one.name for one in found.came] == ["Dee"]
    assert read_plans(desk.db, "visit") == before
    assert desk.db.execute(
        "SELECT count(*) FROM temp.sqlite_master WHERE name LIKE 'staged_%'"
    ).fetchone() == (0,)


# --- the digest -----------------------------------------------------------------------------------


@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(["Dee", "Eli", "Fay", "Gus"]))
def test_the_order_in_which_contacts_came_in_does_not_matter(desk: Desk, order: list[str]) -> None:
    desk.write("<p>{% if contact.name < 'F' %}A{% else %}B{% endif %}</p>")

    def digest(names: list[str]) -> str:
        desk.db.execute("DELETE FROM contacts")
        for name in names:
            desk.know(name)
        return plan(desk).plan.digest

    assert digest(order) == digest(sorted(order)) != digest(order[1:])


def test_an_approved_plan_stands_when_somebody_is_erased(desk: Desk) -> None:
    first = plan(desk).plan
    erase(desk.db, "bo@press.example", NOW)
    again = plan(desk, approved=[first.digest])
    assert (again.plan.id, again.plan.digest) == (first.id, first.digest)
    assert (again.plan.recipients, again.plan.excluded) == (2, 1)
