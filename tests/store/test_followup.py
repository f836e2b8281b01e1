"""What the follow-up is told of recipients: by whom they are now, whatever was heard of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from one_of_everything import campaign
from outreach.actions.followup import call_list
from outreach.actions.proposals import accept
from outreach.actions.take_reply import take_reply
from outreach.domain.campaign import Sender
from outreach.domain.contact import Kind
from outreach.domain.delivery import Stage
from outreach.domain.event import Event, EventKind
from outreach.domain.followup import Rules, Turn, Why
from outreach.domain.reply import InteractionKind
from outreach.domain.settings import Settings
from outreach.store import ledger
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.followup import Recipient, plans_followed, recipients
from outreach.store.interactions import Interaction, record
from outreach.store.plans import Plan
from outreach.store.proposals import proposals

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
SmallPlan = Callable[..., Plan]


@pytest.fixture
def sent(store: Store, small_plan: SmallPlan) -> Store:
    submit(store, small_plan(store, 4, per_batch=4))
    add_contact(store, Kind.PRESS, "p0@visit.example", Edit({"name": "Ana"}), now=NOW, uid="uid0")
    return store


def submit(db: Store, plan: Plan) -> None:
    while batch := ledger.claim(db, plan.id, NOW):
        ledger.record_submitted(db, batch.id, f"MID{batch.id}", NOW)


def known(db: Store, campaign: str = "visit") -> dict[str, Recipient]:
    """By the local part of the address that they have now."""
    plans, stage = plans_followed(db, campaign)
    lately = (NOW - timedelta(days=90)).isoformat()
    found = recipients(db, campaign, plans, stage, lately=lately)
    return {one.email.partition("@")[0]: one for one in found}


def hear(db: Store, kind: InteractionKind, **more: object) -> None:
    said = {"kind": kind, "at": LATER, "email": "p0@visit.example", "source": "person"}
    one = {"noted_at": LATER, "contact_uid": "uid0", "campaign": "visit", **said, **more}
    record(db, Interaction(**one))  # type: ignore[arg-type]
    db.conn.commit()


def test_everybody_with_a_letter_is_there_once(sent: Store) -> None:
    assert sorted(known(sent)) == ["p0", "p1", "p2", "p3"]
    assert all(len(one.letters) == 1 for one in known(sent).values())


def test_what_was_not_sent_is_nobodys(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 2)
    assert plans_followed(store, "visit") == ([], Stage.SANDBOX)


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (InteractionKind.REPLY, "replied"),
        (InteractionKind.DECLINED, "declined"),
        (InteractionKind.COVERAGE, "covered"),
        (InteractionKind.LEFT, "left"),
    ],
)
def test_what_was_heard_is_of_her_and_of_this_campaign(
    sent: Store, small_plan: SmallPlan, kind: InteractionKind, name: str
) -> None:
    submit(sent, small_plan(sent, 4, per_batch=4, campaign="other"))
    sent.execute(
        "UPDATE deliveries SET email = 'p0@visit.example', email_key = 'p0@visit.example'"
        " WHERE email_key = 'p0@other.example'"
    )
    sent.conn.commit()
    hear(sent, kind, campaign="other", at=NOW - timedelta(days=3))
    assert not getattr(known(sent)["p0"], name)
    hear(sent, kind)
    assert getattr(known(sent)["p0"], name)
    assert not getattr(known(sent)["p1"], name)


@pytest.mark.parametrize(
    ("until", "told"), [(date(2026, 7, 3), "2026-07-03"), (None, "2026-06-27")]
)
def test_an_absence_without_an_end_lasts_a_week(sent: Store, until: date | None, told: str) -> None:
    hear(sent, InteractionKind.OUT_OF_OFFICE, until=until)
    assert known(sent)["p0"].until == told


def test_the_newest_absence_counts(sent: Store) -> None:
    hear(sent, InteractionKind.OUT_OF_OFFICE, until=date(2026, 8, 1))
    hear(sent, InteractionKind.OUT_OF_OFFICE, at=LATER + timedelta(days=1), until=date(2026, 7, 1))
    assert known(sent)["p0"].until == "2026-07-01"


@pytest.mark.parametrize("kind", [InteractionKind.AUTOMATIC, InteractionKind.UNVERIFIED])
def test_what_no_person_said_is_no_contact(sent: Store, kind: InteractionKind) -> None:
    hear(sent, kind, source="inbound")
    assert known(sent)["p0"].heard[0] == ""
    hear(sent, InteractionKind.CALL, noted_by="Jo")
    assert known(sent)["p0"].heard[1:] == ("call", "Jo")


def test_who_has_a_new_address_is_there_again(sent: Store) -> None:
    lines = "From: Ana <p0@visit.example>\nSubject: Re\nMessage-ID: <one@mail.example>"
    text = "I no longer work here. My new address is ana@voice.example."
    mail = {
        "headers": lines,
        "from": "Ana <p0@visit.example>",
        "text": text,
        "envelope": '{"from": "p0@visit.example", "to": ["reply@in.example"]}',
        "SPF": "pass",
    }
    take_reply(sent, mail, LATER)
    assert known(sent)["p0"].left
    for one in proposals(sent):
        accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    found = known(sent)
    assert "p0" not in found
    assert (found["ana"].left, found["ana"].letters[0].here) == (False, False)


def test_a_letter_of_another_campaign_is_told(sent: Store, small_plan: SmallPlan) -> None:
    submit(sent, small_plan(sent, 4, per_batch=4, campaign="other"))
    sent.execute(
        "UPDATE deliveries SET email_key = 'p0@visit.example' WHERE email_key = 'p0@other.example'"
    )
    sent.conn.commit()
    assert known(sent)["p0"].written[1] == "other/press"
    assert known(sent)["p1"].written[1] == ""


@pytest.mark.parametrize("table", ["heard", "written"])
def test_what_is_joined_by_contact_is_found_by_its_index(sent: Store, table: str) -> None:
    plans, stage = plans_followed(sent, "visit")
    reading = recipients(sent, "visit", plans, stage, lately=NOW.isoformat())
    next(reading)
    found = sent.execute(
        f"EXPLAIN QUERY PLAN SELECT 1 FROM contacts c LEFT JOIN temp.{table} t"
        " ON t.contact_id = c.id"
    ).fetchall()
    list(reading)
    assert any(f"{table}_by_contact (contact_id=?)" in row[-1] for row in found)


@pytest.mark.parametrize("soft", [True, False], ids=["blocked", "bounced for good"])
def test_a_letter_that_was_blocked_is_not_one_with_a_wrong_address(
    sent: Store, *, soft: bool
) -> None:
    id_, email, batch = sent.execute(
        "SELECT id, email_key, batch_id FROM deliveries WHERE email_key LIKE 'p0@%'"
    ).fetchone()
    at = int(LATER.timestamp())
    bounce = Event("b", EventKind.BOUNCE, at, email, str(id_), batch, soft=soft)
    record_events(sent, [bounce])
    assert [one.blocked for one in known(sent)["p0"].letters] == [soft]
    assert [one.blocked for one in known(sent)["p2"].letters] == [False]
    noun = replace(campaign("press-release"), slug="visit")
    house = Settings(Sender("Desk", "press@coalition.example", "Coalition"))
    with call_list(sent, noun, house, LATER, Rules()) as calls:
        turns = {
            entry.first.email: (entry.first.turn, entry.first.why)
            for turn in (Turn.DUE, Turn.WRONG_ADDRESS)
            for entry in calls.entries(turn)
        }
    assert turns == {email: (Turn.DUE, Why.REFUSED) if soft else (Turn.WRONG_ADDRESS, Why.BOUNCED)}
