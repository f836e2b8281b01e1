"""What one person got, as the store knows it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from outreach.actions.content import envelope_of
from outreach.actions.history import History, history_of
from outreach.actions.letters import eml_of, letter_for, outside_of
from outreach.actions.plan import Draft, Planned, Planning
from outreach.actions.waves import plan_wave
from outreach.domain.contact import Reason, Suppression
from outreach.domain.delivery import Stage, Wave
from outreach.domain.event import Event, EventKind
from outreach.domain.run import Run, RunState
from outreach.domain.settings import Settings
from outreach.domain.statement import Signatory
from outreach.errors import OutreachError, WrongUsage
from outreach.store import ledger
from outreach.store.contact_merge import merge
from outreach.store.database import Store
from outreach.store.erasure import erase
from outreach.store.events import record_events
from outreach.store.plans import Plan, read_message
from outreach.store.runs import mark_run, record_cancelled, start_run
from outreach.store.suppressions import suppress
from outreach.viewer.mail import digest_of, mail_of

from .conftest import NOW, Desk

ANA = "ana@press.example"


def asked(db: Store, who: str = ANA, limit: int = 50, now: datetime = NOW) -> History:
    return history_of(db, who, now, limit)


def hand_over(db: Store, plan_id: str, run: Run | None = None) -> str:
    """Claim and submit the plan's next batch; its id."""
    if run:
        start_run(db, run)
    batch = ledger.claim(db, plan_id, NOW, read_message, run=run.id if run else None)
    assert batch
    ledger.record_submitted(db, batch.id, "sg-1", NOW)
    return batch.id


def test_a_letter_is_told_from_plan_to_what_became_of_it(desk: Desk) -> None:
    plan = desk.plan().plan
    (planned,) = asked(desk.db).letters
    assert (planned.standing, planned.is_to_come) == ("still to be sent", True)
    assert planned.subject == "For Ana"
    batch = hand_over(desk.db, plan.id)
    assert asked(desk.db).letters[0].standing == "submitted"
    heard = Event(
        "k1", EventKind.BOUNCE, int(NOW.timestamp()), ANA, delivery=str(planned.mailed.id),
        batch=batch, reason="550 no <b>such</b> user", status="5.1.1",
    )  # fmt: skip
    record_events(desk.db, [heard])
    found = asked(desk.db)
    (known,) = found.letters
    assert known.standing == "bounced"
    assert known.happened[0].detail == "5.1.1 550 no <b>such</b> user"
    assert [one.reason for one in found.suppressions] == [Reason.BOUNCE]
    assert known.letter_digest == planned.letter_digest


def test_two_people_get_different_letters(desk: Desk) -> None:
    desk.plan()
    (ana,), (bo,) = asked(desk.db).letters, asked(desk.db, "bo@press.example").letters
    assert ana.letter_digest != bo.letter_digest


def test_what_is_scheduled_is_still_to_come(desk: Desk) -> None:
    plan = desk.plan().plan
    later = NOW + timedelta(hours=5)
    hand_over(desk.db, plan.id, Run("r1", "visit", NOW, send_at=later, sendgrid_batch="sb"))
    (known,) = asked(desk.db).letters
    assert (known.standing, known.at, known.is_to_come) == ("scheduled", later, True)
    assert asked(desk.db, now=later).letters[0].standing == "submitted"
    mark_run(desk.db, "r1", RunState.PAUSED, NOW, "me", held=True)
    assert asked(desk.db).letters[0].standing == "paused"


def test_who_was_left_out_is_told_why(desk: Desk) -> None:
    suppress(desk.db, Suppression(ANA, Reason.UNSUBSCRIBE, NOW, "event"))
    desk.plan()
    found = asked(desk.db)
    assert not found.letters
    assert [one.reason for one in found.left_out] == ["suppressed: unsubscribe"]


def test_a_name_or_a_uid_finds_her_too(desk: Desk) -> None:
    desk.plan()
    contact = asked(desk.db).contact
    assert contact
    assert asked(desk.db, "Ana").letters == asked(desk.db, contact.uid).letters
    desk.know("Ana Bo")
    with pytest.raises(WrongUsage, match="finds several"):
        asked(desk.db, "an")


def test_of_an_address_that_is_no_contact_any_more_the_letters_are_known(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    small_plan(store, 2)
    small_plan(store, 2, edition="congress")
    found = asked(store, "p0@visit.example")
    assert found.contact is None
    assert found.total == 2
    assert len(asked(store, "p0@visit.example", limit=1).letters) == 1


def test_who_was_erased_has_no_history(desk: Desk) -> None:
    hand_over(desk.db, desk.plan().plan.id)
    erase(desk.db, ANA, NOW)
    with pytest.raises(OutreachError, match="no contact and no letter") as caught:
        asked(desk.db)
    assert "erased on request" in caught.value.hint


@pytest.mark.parametrize("who", ["anna@press.example", "Annna"])
def test_who_is_not_known_brings_near_names(desk: Desk, who: str) -> None:
    with pytest.raises(OutreachError) as caught:
        asked(desk.db, who)
    assert caught.value.exit_code == 1
    assert ANA in caught.value.hint


def test_moments_are_aware(desk: Desk) -> None:
    desk.plan()
    assert asked(desk.db).letters[0].at.tzinfo == UTC


def test_each_wave_is_asked_for_as_what_it_is(desk: Desk) -> None:
    hand_over(desk.db, desk.plan().plan.id)
    assert [one.wave_to_ask for one in asked(desk.db).letters] == [0]
    desk.edit(subject="Again for {{ contact.name }}")
    draft = Draft(desk.content, envelope_of(desk.content, Settings(desk.content.sender)))
    planning = Planning(desk.templates, Stage.SENDGRID, NOW, desk.new_id)
    desk.statement = replace(desk.statement, signatories=(Signatory("A"), Signatory("B")))
    draft = replace(draft, content=desk.content)
    assert isinstance(plan_wave(desk.db, draft, planning, Wave.UPDATE), Planned)
    found = asked(desk.db)
    assert {one.mailed.wave: one.wave_to_ask for one in found.letters} == {1: 1, 2: 2}
    assert [one.wave_to_ask for one in asked(desk.db, limit=1).letters] in ([1], [2])
    for one in found.letters:
        letter, name = letter_for(desk.db, desk.content, desk.templates, ANA, NOW, one.wave_to_ask)
        outside, to = outside_of(desk.db, desk.content, draft.envelope, ANA, one.wave_to_ask)
        assert digest_of(mail_of(letter, eml_of(letter, outside, name, to))) == one.letter_digest


def test_letters_of_a_contact_that_was_merged_are_hers(desk: Desk) -> None:
    hand_over(desk.db, desk.plan().plan.id)
    kept, gone = (asked(desk.db, f"{name}@press.example").contact for name in ("ana", "bo"))
    assert kept
    assert gone
    merge(desk.db, kept.id, gone.id, now=NOW)
    found = asked(desk.db)
    assert {one.mailed.email for one in found.letters} == {ANA, "bo@press.example"}
    assert asked(desk.db, "bo@press.example").letters == found.letters


def test_what_was_cancelled_says_so(desk: Desk) -> None:
    later = NOW + timedelta(hours=5)
    run = Run("r1", "visit", NOW, send_at=later, sendgrid_batch="sb")
    hand_over(desk.db, desk.plan().plan.id, run)
    record_cancelled(desk.db, run, NOW, "me")
    (known,) = asked(desk.db).letters
    assert (known.standing, known.at) == ("cancelled before it went out", NOW)
    assert not known.is_to_come
