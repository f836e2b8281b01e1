"""Later waves: to who came in since and to who got an older version, and to nobody twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from outreach.actions.content import envelope_of
from outreach.actions.letters import being_sent, letter_for
from outreach.actions.plan import Draft, Planned, Planning
from outreach.actions.waves import Nobody, plan_wave
from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow
from outreach.domain.delivery import Stage, Wave
from outreach.domain.settings import Settings
from outreach.domain.statement import Signatory
from outreach.errors import OutreachError, WrongUsage
from outreach.store import ledger
from outreach.store.accounts import edition_account
from outreach.store.contact_import import import_contacts
from outreach.store.plans import Plan, exclusions, read_message, read_waves

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
Desk = Any  # of conftest.py


def wave(desk: Desk, kind: Wave, stage: Stage = Stage.SENDGRID) -> Planned | Nobody:
    draft = Draft(desk.content, envelope_of(desk.content, desk_settings(desk)))
    return plan_wave(desk.db, draft, Planning(desk.templates, stage, NOW, desk.new_id), kind)


def desk_settings(desk: Desk) -> Settings:
    return Settings(desk.content.sender)


def planned(desk: Desk, kind: Wave) -> Plan:
    found = wave(desk, kind)
    assert isinstance(found, Planned), found
    return found.plan


def nobody(desk: Desk, kind: Wave) -> Nobody:
    found = wave(desk, kind)
    assert isinstance(found, Nobody), found
    return found


def send(desk: Desk, plan: Plan, record: str = "submitted") -> None:
    while batch := ledger.claim(desk.db, plan.id, NOW):
        if record == "submitted":
            ledger.record_submitted(desk.db, batch.id, "id", NOW)
        elif record == "uncertain":
            ledger.record_uncertain(desk.db, batch.id, "no answer", NOW)


def addresses(desk: Desk, plan: Plan) -> list[str]:
    rows = desk.db.execute("SELECT email FROM deliveries WHERE plan_id = ? ORDER BY 1", [plan.id])
    return [email.partition("@")[0] for (email,) in rows.fetchall()]


def left_out(desk: Desk, plan: Plan) -> dict[str, str]:
    return {one.email.partition("@")[0]: one.reason for one in exclusions(desk.db, plan.id)}


def sign(desk: Desk, *names: str) -> None:
    desk.statement = replace(desk.statement, signatories=tuple(map(Signatory, names)))


# --- who came in since ----------------------------------------------------------------------------


def test_before_the_first_wave_has_begun_there_is_no_later_one(desk: Desk) -> None:
    desk.plan()
    for kind in (Wave.NEW, Wave.UPDATE):
        with pytest.raises(OutreachError) as caught:
            wave(desk, kind)
        assert "outreach send visit --edition press" in caught.value.hint


def test_who_came_in_since_and_nobody_else_is_in_the_wave(desk: Desk) -> None:
    send(desk, desk.plan().plan)
    desk.know("Dee", "Eli")
    desk.lose("eli")
    plan = planned(desk, Wave.NEW)
    assert (plan.wave, plan.kind) == (2, Wave.NEW)
    assert addresses(desk, plan) == ["dee"]
    assert left_out(desk, plan) == {"eli": "suppressed: unsubscribe"}
    assert plan.candidates == 2


def test_nobody_new_is_said_with_those_left_out(desk: Desk) -> None:
    send(desk, desk.plan().plan)
    assert "nobody who has no letter of press" in nobody(desk, Wave.NEW).message
    desk.know("Dee")
    desk.lose("dee")
    assert "1 left out: suppressed: unsubscribed" in nobody(desk, Wave.NEW).message
    assert [one.wave for one in read_waves(desk.db, "visit", "press")] == [1]


def test_who_is_left_out_for_the_same_reason_as_before_is_counted_once(desk: Desk) -> None:
    desk.lose("bo")
    send(desk, desk.plan().plan)
    desk.know("Dee")
    plan = planned(desk, Wave.NEW)
    assert left_out(desk, plan) == {}
    assert edition_account(desk.db, "visit", "press").candidates == 4


def test_a_wave_that_was_not_begun_is_replaced_and_one_with_letters_to_go_is_not(
    desk: Desk,
) -> None:
    first = desk.plan().plan
    batch = ledger.claim(desk.db, first.id, NOW)
    assert batch
    ledger.record_uncertain(desk.db, batch.id, "no answer", NOW)
    desk.know("Dee")
    planned(desk, Wave.NEW)
    desk.know("Eli")
    second = planned(desk, Wave.NEW)
    assert (second.wave, addresses(desk, second)) == (2, ["dee", "eli"])
    send(desk, second, "uncertain")
    desk.know("Flo")
    third = planned(desk, Wave.NEW)
    assert (third.wave, addresses(desk, third)) == (3, ["flo"])
    assert [one.wave for one in being_sent(desk.db, "visit", "press")] == [1, 2, 3]


def test_an_outlet_that_has_its_letter_gets_no_second_one(desk: Desk) -> None:
    def of_an_outlet(name: str, outlet: str) -> ContactRow:
        return ContactRow(2, f"{name.lower()}@press.example", name=name, organisation=outlet)

    def know(*rows: ContactRow) -> None:
        import_contacts(
            desk.db, rows, kind=Kind.PRESS, file="g", sha256="t", now=NOW, new_uid=desk.new_id
        )

    desk.edit(one_per="outlet")
    know(of_an_outlet("Gil", "The Ledger"))
    send(desk, desk.plan().plan)
    know(of_an_outlet("Hal", "The Ledger"), of_an_outlet("Ida", "The Gazette"))
    plan = planned(desk, Wave.NEW)
    assert addresses(desk, plan) == ["ida"]
    (out,) = exclusions(desk.db, plan.id)
    assert (out.email, out.reason) == ("hal@press.example", "one-per-outlet")
    assert out.detail == "Gil got the outlet's letter"


def test_what_people_were_sent_is_not_finished_in_the_sandbox(desk: Desk) -> None:
    send(desk, desk.plan().plan)
    desk.know("Dee")
    with pytest.raises(OutreachError, match="sandbox"):
        wave(desk, Wave.NEW, Stage.SANDBOX)


# --- who got an older version ---------------------------------------------------------------------


@pytest.fixture
def signed(desk: Desk) -> Desk:
    """Sent with the names A and B; then C joined."""
    desk.write(
        "<p>Dear {{ contact.name }}</p>",
        "{% if earlier %}{{ earlier.signatories }}, then {{ earlier.joined | join(' and ') }}"
        "{% endif %} Dear {{ contact.name }}",
    )
    sign(desk, "A", "B")
    send(desk, desk.plan().plan)
    sign(desk, "A", "B", "C")
    return desk


def test_an_update_tells_those_who_got_fewer_names_who_joined(signed: Desk) -> None:
    plan = planned(signed, Wave.UPDATE)
    assert (plan.wave, plan.kind, plan.signatories) == (2, Wave.UPDATE, ("A", "B", "C"))
    assert addresses(signed, plan) == ["ana", "bo", "cy"]
    letter, name = letter_for(signed.db, signed.content, signed.templates, "ana@press.example", NOW)
    assert (letter.subject, letter.text.strip()) == (
        "Updated: For Ana",
        "2, then C Dear Ana",
    )
    assert name == "Ana"


def test_the_letter_of_an_earlier_wave_is_there_still(signed: Desk) -> None:
    send(signed, planned(signed, Wave.UPDATE))
    asked = (signed.db, signed.content, signed.templates, "ana@press.example", NOW)
    assert letter_for(*asked, 1)[0].text.strip() == "Dear Ana"
    assert letter_for(*asked, 2)[0].text.strip() == "2, then C Dear Ana"
    with pytest.raises(WrongUsage, match="press has no wave 3"):
        letter_for(*asked, 3)


def test_a_subject_that_tells_of_it_itself_is_left_alone(signed: Desk) -> None:
    signed.edit(subject="{{ 'Now ' if earlier }}For {{ contact.name }}")
    plan = planned(signed, Wave.UPDATE)
    row = signed.db.execute("SELECT id FROM messages WHERE plan_id = ?", [plan.id]).fetchone()
    assert read_message(signed.db, row[0]).subject.startswith("Now For ")


def test_each_is_told_who_joined_since_her_own_letter(signed: Desk) -> None:
    signed.know("Dee")
    send(signed, planned(signed, Wave.NEW))
    sign(signed, "A", "B", "C", "D")
    plan = planned(signed, Wave.UPDATE)
    told = {
        name: letter_for(signed.db, signed.content, signed.templates, f"{name}@press.example", NOW)[
            0
        ].text.strip()
        for name in addresses(signed, plan)
    }
    assert told["ana"] == "2, then C and D Dear Ana"
    assert told["dee"] == "3, then D Dear Dee"


def test_a_second_update_with_nothing_new_goes_to_nobody(signed: Desk) -> None:
    send(signed, planned(signed, Wave.UPDATE))
    assert "has all 3 names by now" in nobody(signed, Wave.UPDATE).message


def test_who_only_withdrew_is_told_by_a_correction(signed: Desk) -> None:
    sign(signed, "A")
    found = nobody(signed, Wave.UPDATE)
    assert "B withdrew" in found.message
    assert "outreach correction visit" in found.hint


def test_who_left_or_is_no_contact_any_more_is_left_out_with_the_reason(signed: Desk) -> None:
    signed.lose("bo")
    signed.db.execute("DELETE FROM contacts WHERE email_key = 'cy@press.example'")
    plan = planned(signed, Wave.UPDATE)
    assert addresses(signed, plan) == ["ana"]
    assert left_out(signed, plan) == {"bo": "suppressed: unsubscribe", "cy": "not-a-contact"}


def test_an_uncertain_letter_is_settled_before_it_is_updated(desk: Desk) -> None:
    sign(desk, "A")
    send(desk, desk.plan().plan, "uncertain")
    sign(desk, "A", "B")
    found = nobody(desk, Wave.UPDATE)
    assert found.reasons == {"uncertain": 3}
    desk.db.execute("UPDATE batches SET state = 'submitted'")
    assert addresses(desk, planned(desk, Wave.UPDATE)) == ["ana", "bo", "cy"]


def test_an_update_that_may_have_been_taken_is_not_sent_again(signed: Desk) -> None:
    send(signed, planned(signed, Wave.UPDATE), "uncertain")
    assert nobody(signed, Wave.UPDATE).reasons == {"uncertain": 3}


def test_a_letter_still_to_go_goes_first(desk: Desk) -> None:
    sign(desk, "A")
    plan = desk.plan().plan
    desk.db.execute("UPDATE batches SET settled_by = 'x' WHERE plan_id = ?", [plan.id])
    sign(desk, "A", "B")
    assert "3 letters of press that name fewer are still to go" in nobody(desk, Wave.UPDATE).message
