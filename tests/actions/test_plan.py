"""Planning: who gets what is written down whole, or nothing is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from outreach.actions.content import envelope_of
from outreach.actions.plan import MOST_BYTES, MOST_FIELDS, Draft, Planning, plan_editions
from outreach.domain.delivery import Attachment, Stage
from outreach.domain.settings import Settings
from outreach.domain.statement import Signatory, Statement
from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import Content
from outreach.store import ledger, staging
from outreach.store.plans import Plan, exclusions, read_message, read_plan, read_plans
from outreach.store.suppressions import suppressions

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
Desk = Any  # of conftest.py


def problems(desk: Desk) -> list[Problem]:
    before = read_plans(desk.db, "visit")
    with pytest.raises(NeedsFixing) as caught:
        desk.plan()
    assert read_plans(desk.db, "visit") == before
    return list(caught.value.problems)


# --- who ------------------------------------------------------------------------------------------


def test_candidates_are_recipients_and_those_left_out(desk: Desk) -> None:
    desk.know("noreply", "Dee")
    desk.lose("bo")
    plan = desk.plan().plan
    assert (plan.candidates, plan.recipients, plan.excluded) == (5, 3, 2)
    assert plan.reasons == {"no-reply-address": 1, "suppressed: unsubscribe": 1}
    assert {one.email for one in exclusions(desk.db, plan.id)} == {
        "noreply@press.example",
        "bo@press.example",
    }
    account = ledger.account(desk.db, plan.id)
    assert (account.excluded, account.remaining) == (2, 3)


def test_everybody_left_out_is_a_plan_for_nobody(desk: Desk) -> None:
    for name in ("ana", "bo", "cy"):
        desk.lose(name)
    plan = desk.plan().plan
    assert (plan.candidates, plan.recipients, plan.messages, plan.requests) == (3, 0, 0, 0)


def test_an_empty_audience_is_a_problem_with_its_place(desk: Desk) -> None:
    desk.edit(audience="congress")
    (problem,) = problems(desk)
    assert problem.code == "empty-audience"
    assert str(problem).startswith("campaign.toml:1: nobody is in the audience 'congress'")
    assert "outreach audience" in problem.hint


def test_an_audience_that_cannot_be_read_is_a_problem(desk: Desk) -> None:
    desk.edit(audience="press tga:x")
    (problem,) = problems(desk)
    assert problem.code == "audience"
    assert problem.place
    assert "tag" in problem.hint


# --- again ----------------------------------------------------------------------------------------


def test_an_equal_plan_has_an_equal_digest_whatever_its_tags(desk: Desk) -> None:
    one, two = desk.plan().plan, desk.plan().plan
    assert one.id != two.id
    assert one.digest == two.digest
    assert read_plans(desk.db, "visit") == [two]


@pytest.mark.parametrize(
    "change",
    [
        lambda desk: desk.write("<p>Hello {{ contact.name }}</p>"),
        lambda desk: desk.write("<p>Dear {{ contact.name }}</p>", "Hello {{ contact.name }}"),
        lambda desk: desk.edit(subject="To {{ contact.name }}"),
        lambda desk: desk.know("Dee"),
        lambda desk: desk.lose("bo"),
        lambda desk: desk.db.execute("UPDATE contacts SET name = 'Anna' WHERE name = 'Ana'"),
        lambda desk: desk.db.execute("UPDATE contacts SET email = 'a@x.example' WHERE name='Ana'"),
    ],
)
def test_other_words_or_other_people_have_another_digest(desk: Desk, change: Any) -> None:
    before = desk.plan().plan
    change(desk)
    assert desk.plan().plan.digest != before.digest


def test_the_statement_is_part_of_the_digest(desk: Desk) -> None:
    desk.write("<p>{{ statement.title }} {{ contact.name }}</p>")
    before = desk.plan().plan
    desk.statement = Statement("Free them now", "We urge.", signatories=(Signatory("A"),))
    assert desk.plan().plan.digest != before.digest


def test_an_edition_that_is_being_sent_keeps_its_plan(desk: Desk) -> None:
    plan = desk.plan().plan
    batch = ledger.claim(desk.db, plan.id, NOW)
    assert batch
    desk.write("{{ broken")
    desk.know("Dee")
    again = desk.plan()
    assert again.frozen
    assert again.plan.id == plan.id
    assert again.plan.recipients == 3


def test_a_crash_while_planning_leaves_the_old_plan(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = desk.plan().plan

    def power_cut(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(staging, "_verify", power_cut)
    desk.know("Dee")
    with pytest.raises(KeyboardInterrupt):
        desk.plan()
    assert read_plan(desk.db, "visit", "press") == before


def test_a_plan_for_people_takes_the_place_of_one_for_the_sandbox(desk: Desk) -> None:
    tried = desk.plan(Stage.SANDBOX).plan
    ledger.claim(desk.db, tried.id, NOW)
    desk.lose("bo", "sandbox")
    assert desk.plan(Stage.SANDBOX).frozen
    real = desk.plan(Stage.SENDGRID)
    assert not real.frozen
    assert (real.plan.stage, real.plan.recipients) == (Stage.SENDGRID, 3)
    assert list(suppressions(desk.db)) == []


def test_a_plan_for_people_that_was_begun_is_not_replaced_by_the_sandbox(desk: Desk) -> None:
    real = desk.plan(Stage.SENDGRID).plan
    ledger.claim(desk.db, real.id, NOW)
    again = desk.plan(Stage.SANDBOX)
    assert again.frozen
    assert again.plan.id == real.id


# --- what -----------------------------------------------------------------------------------------


def test_one_message_for_all_but_what_an_if_tells_apart(desk: Desk) -> None:
    assert desk.plan().plan.messages == 1
    desk.write("<p>{% if contact.name == 'Bo' %}Bo!{% else %}{{ contact.name }}{% endif %}</p>")
    plan = desk.plan().plan
    assert (plan.messages, plan.requests) == (2, 2)


def plan_of(desk: Desk, content: Content) -> Plan:
    (planned,) = plan_editions(
        desk.db,
        [Draft(content, envelope_of(content, Settings(content.sender)))],
        Planning(desk.templates, Stage.SENDGRID, NOW, desk.new_id),
    )
    return planned.plan


def in_german(desk: Desk, **changes: Any) -> Content:
    content: Content = desk.content
    german = {"de": replace(desk.statement, language="de", **changes)}
    return replace(content, campaign=replace(content.campaign, translations=german))


def test_each_language_that_somebody_reads_is_a_message(desk: Desk) -> None:
    desk.write("<p>{{ statement.title }} {{ contact.name }}</p>")
    assert plan_of(desk, in_german(desk)).messages == 1
    desk.db.execute("UPDATE contacts SET language = 'de-AT' WHERE name <> 'Cy'")
    desk.db.execute("UPDATE contacts SET language = 'fr' WHERE name = 'Cy'")
    plan = plan_of(desk, in_german(desk, title="Lasst sie frei"))
    assert (plan.messages, plan.requests, plan.recipients) == (2, 2, 3)


def test_the_language_of_a_letter_is_part_of_the_digest(desk: Desk) -> None:
    desk.write("<p>{{ contact.name }}</p>")
    before = plan_of(desk, in_german(desk))
    desk.db.execute("UPDATE contacts SET language = 'de'")
    assert plan_of(desk, in_german(desk)).digest != before.digest


@pytest.mark.parametrize(
    "attachment",
    [
        Attachment("b.pdf", "application/pdf", b"one"),
        Attachment("a.pdf", "application/x-pdf", b"one"),
        Attachment("a.pdf", "application/pdf", b"two"),
        None,
    ],
)
def test_what_travels_with_a_letter_is_part_of_the_digest(
    desk: Desk, attachment: Attachment | None
) -> None:
    first = (Attachment("a.pdf", "application/pdf", b"one"),)
    second = (attachment,) if attachment else ()
    before = plan_of(desk, replace(desk.content, attachments=lambda _: first))
    again = plan_of(desk, replace(desk.content, attachments=lambda _: first))
    after = plan_of(desk, replace(desk.content, attachments=lambda _: second))
    assert before.digest == again.digest != after.digest


def test_a_blank_field_names_the_line_and_the_contacts(desk: Desk) -> None:
    desk.know("Dee", city="Bern")
    desk.write("<p>Dear {{ contact.name }}</p>\n<p>{{ contact.city }}</p>")
    (problem,) = problems(desk)
    assert problem.code == "blank-value"
    assert problem.place
    assert problem.place.file.endswith("release.html.j2")
    assert problem.place.line == 2
    for name in ("ana", "bo", "cy"):
        assert f"{name}@press.example" in problem.message
    assert "dee" not in problem.message
    assert "default" in problem.hint


def test_of_many_contacts_with_a_blank_three_are_named_and_the_rest_counted(desk: Desk) -> None:
    desk.know("Dee", "Eve")
    desk.write("<p>{{ contact.city }}</p>")
    (problem,) = problems(desk)
    assert problem.message.endswith("cy@press.example and 2 more)")


def test_the_problems_of_all_contacts_come_together(desk: Desk) -> None:
    desk.know("Dee", title="Editor", city="Bern")
    desk.db.execute("UPDATE contacts SET title = 'Editor' WHERE name = 'Cy'")
    desk.edit(subject="{{ contact.title }}")
    desk.write("<p>{{ contact.city }}</p>\n{{ contact.country }}")
    assert [
        (str(p.place).rpartition("/")[2], p.message.rpartition("(")[2]) for p in problems(desk)
    ] == [
        ("campaign.toml:1", "for ana@press.example, bo@press.example)"),
        ("release.html.j2:1", "for ana@press.example, bo@press.example, cy@press.example)"),
        ("release.html.j2:2", "for dee@press.example)"),
    ]


def test_a_hundred_fields_are_taken_and_one_more_is_not(desk: Desk) -> None:
    desk.write("<p>" + "{{ contact.name }} " * (MOST_FIELDS - 2) + "</p>")
    assert desk.plan().plan.recipients == 3
    desk.write("<p>" + "{{ contact.name }} " * (MOST_FIELDS - 1) + "</p>")
    (problem,) = problems(desk)
    assert problem.code == "field-limits"
    assert problem.message.startswith("101 fields")
    assert problem.message.endswith("(for ana@press.example, bo@press.example, cy@press.example)")
    assert str(problem.place) == "campaign.toml:5:12"


def test_ten_thousand_bytes_are_taken_and_a_few_more_are_not(desk: Desk) -> None:
    desk.write("<p>{{ contact.city | default('-') }}</p>")
    desk.db.execute("UPDATE contacts SET city = ? WHERE name = 'Bo'", ("ж" * (MOST_BYTES // 3),))
    assert desk.plan().plan.recipients == 3
    desk.db.execute("UPDATE contacts SET city = ? WHERE name = 'Bo'", ("ж" * (MOST_BYTES // 2),))
    (problem,) = problems(desk)
    assert problem.code == "field-limits"
    assert problem.message.endswith("(for bo@press.example)")


def test_many_messages_are_told_with_their_cause(desk: Desk) -> None:
    names = [f"P{i:02}" for i in range(20)]
    desk.know(*names)
    assert desk.plan().warnings == ()
    desk.db.execute("UPDATE contacts SET city = substr('nnnnnnnnnnnnnnnnnnnnnnnnn', 1, id)")
    desk.write("<p>{% for n in contact.city %}.{% endfor %}{{ contact.name }}</p>")
    planned = desk.plan()
    (warning,) = planned.warnings
    assert planned.plan.messages == 23
    assert (warning.code, warning.level) == ("many-messages", "warning")
    assert "23 recipients need 23 different messages" in warning.message
    assert "release.html.j2:1" in warning.hint


def test_recipients_of_one_name_at_one_outlet_are_told_once(desk: Desk) -> None:
    desk.know("Dee", organisation="EuroBrief")
    elsewhere = "email = 'x@y.example', email_key = 'x@y.example', uid = 'x'"
    desk.db.execute(f"UPDATE contacts SET {elsewhere} WHERE name = 'Dee'")
    desk.know("Dee", organisation="EuroBrief")
    (warning,) = desk.plan().warnings
    assert (warning.code, warning.level) == ("likely-duplicates", "warning")
    assert warning.message.startswith("2 recipients have the name of another")
    assert "dee@" not in warning.message
    desk.lose("dee")
    assert desk.plan().warnings == ()


def test_a_contact_cannot_forge_a_tag(desk: Desk) -> None:
    plan = desk.plan().plan
    row = desk.db.execute("SELECT id FROM messages WHERE plan_id = ?", (plan.id,)).fetchone()
    tags = [one.tag for one in read_message(desk.db, row[0]).fields]
    desk.db.execute("UPDATE contacts SET name = ? WHERE name = 'Bo'", (tags[0],))
    assert desk.plan().plan.recipients == 3
