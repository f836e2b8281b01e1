"""Mails from Inbound Parse against a real store: tied, counted once, or kept as nobody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.actions.note import coverage, note
from outreach.actions.proposals import accept, refuse
from outreach.actions.take_reply import Heard, take_reply
from outreach.domain.contact import Kind
from outreach.domain.event import Outcome
from outreach.errors import WrongUsage
from outreach.store import interactions, ledger
from outreach.store.contact_edit import Edit, add_contact, edit_contact
from outreach.store.contact_merge import merge
from outreach.store.contact_unmerge import undo_merge
from outreach.store.database import Store
from outreach.store.erasure import erase
from outreach.store.followup import Recipient, plans_followed, recipients
from outreach.store.interactions import of_campaign, of_contact
from outreach.store.plans import Plan
from outreach.store.proposals import proposals
from outreach.store.suppressions import suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=2)
SmallPlan = Callable[..., Plan]
ID = "kA5kcHA8SVGtVh5S9rAUew"
HER = "p0@visit.example"
Told = list[tuple[int, Outcome]]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Told:
    """What outcomes were told, by delivery."""
    heard: Told = []
    monkeypatch.setattr(
        interactions, "join_outcome", lambda _, delivery, known: heard.append((delivery, known))
    )
    return heard


@pytest.fixture
def sent(store: Store, small_plan: SmallPlan, told: Told) -> Store:
    plan = small_plan(store, 4, campaign="visit")
    batch = ledger.claim(store, plan.id, NOW)
    assert batch is not None
    ledger.record_submitted(store, batch.id, ID, NOW)
    add_contact(store, Kind.PRESS, HER, Edit({"name": "Ana Paz"}), now=NOW, uid="uid0")
    return store


def standing(db: Store) -> Recipient:
    """What the follow-up is told of her."""
    plans, stage = plans_followed(db, "visit")
    everybody = list(recipients(db, "visit", plans, stage, lately=NOW.isoformat()))
    return next(one for one in everybody if one.email == HER or one.uid == "uid0")


def post(body: str, *headers: str, sender: str = HER, spf: str = "pass") -> dict[str, str]:
    lines = (f"From: Ana <{sender}>", "Subject: Re: Statement", *headers)
    if not any(line.startswith("Message-ID") for line in lines):
        lines = (*lines, "Message-ID: <one@mail.example>")
    return {
        "headers": "\n".join(lines),
        "from": f"Ana <{sender}>",
        "subject": "Re: Statement",
        "text": body,
        "envelope": f'{{"from": "{sender}", "to": ["reply@in.example"]}}',
        "SPF": spf,
        "charsets": '{"text": "utf-8"}',
    }


def answer(body: str, *more: str, **said: str) -> dict[str, str]:
    return post(body, f"In-Reply-To: <{ID}@geopod.example>", *more, **said)


def test_an_answer_counts_once(sent: Store, told: Told) -> None:
    mail = answer("Can we talk?\n\nOn 20 June, Coalition wrote:\n> Dear Ana")
    assert take_reply(sent, mail, LATER) == Heard("reply", matched=True)
    assert take_reply(sent, mail, LATER) == Heard("repeated", matched=False)
    (one,) = of_campaign(sent, "visit")
    assert (one.body, one.contact_uid, one.edition) == ("Can we talk?", "uid0", "press")
    assert [known for _, known in told] == [Outcome(replied=int(LATER.timestamp()))]
    assert standing(sent).replied


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Yes!", "reply"),
        ("I no longer work at the Ledger.", "left"),
        ("Please remove me.", "removal"),
    ],
)
def test_a_forged_sender_marks_nobody(sent: Store, told: Told, text: str, kind: str) -> None:
    assert take_reply(sent, answer(text, spf="fail"), LATER) == Heard(kind, matched=True)
    (one,) = of_campaign(sent, "visit")
    assert (one.unverified, one.heard_as, one.contact_uid) == (True, kind, "uid0")
    assert one.delivery_id is not None
    assert told == []
    known = standing(sent)
    assert (known.replied, known.declined, known.left, known.until) == (False, False, False, "")
    assert known.heard[0] == ""
    assert all(each.unverified for each in proposals(sent))
    assert suppressed(sent)(HER) is None


def test_a_colleague_answers_for_whom_the_letter_went_to(sent: Store, told: Told) -> None:
    answered = answer("Thanks, we will cover it.", sender="desk@visit.example")
    # Two of the batch are at her outlet: which of them is meant cannot be told.
    assert not take_reply(sent, answered, LATER).matched
    sent.execute("UPDATE deliveries SET email_key = 'p1@other.example' WHERE id = 2")
    sent.conn.commit()
    again = answer("Thanks.", "Message-ID: <two@mail.example>", sender="desk@visit.example")
    assert take_reply(sent, again, LATER) == Heard("reply", matched=True)
    assert (len(told), of_contact(sent, "uid0")[0].email) == (1, "desk@visit.example")


def test_an_absence_without_an_end_counts_for_a_week(sent: Store) -> None:
    absent = answer("I am out of the office.", "Auto-Submitted: auto-replied")
    assert take_reply(sent, absent, LATER).kind == "out-of-office"
    assert standing(sent).until == "2026-06-27"


def test_a_colleague_who_says_she_left_is_not_the_one_who_did(sent: Store) -> None:
    sent.execute("UPDATE deliveries SET email_key = 'p1@other.example' WHERE id = 2")
    sent.conn.commit()
    text = "Paz is no longer with the Ledger."
    take_reply(sent, answer(text, sender="desk@visit.example"), LATER)
    (one,) = proposals(sent)
    assert (one.change, one.detail["address"]) == ("left", HER)
    assert standing(sent).left
    accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    assert suppressed(sent)("desk@visit.example") is None


def test_who_left_and_writes_from_elsewhere_leaves_the_old_mailbox(sent: Store) -> None:
    (row,) = sent.execute("SELECT id FROM contacts WHERE uid = 'uid0'").fetchone()
    edit_contact(sent, row, Edit(add_addresses=("ana@voice.example",)), now=NOW)
    text = "I no longer work at the Ledger."
    take_reply(sent, answer(text, sender="ana@voice.example"), LATER)
    (one,) = proposals(sent)
    assert one.detail["address"] == HER


REPORT = """From: MAILER-DAEMON@mx.example
Message-ID: <dsn@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

The mailbox does not exist.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; p0@visit.example
Action: failed
Status: 5.1.1
--b
Content-Type: {returned}

Message-ID: <{id}@geopod.example>
Subject: Statement

--b--
"""


@pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
def test_a_refusal_proposes_that_nobody_is_there(sent: Store, told: Told, returned: str) -> None:
    report = REPORT.format(id=ID, returned=returned)
    assert take_reply(sent, {"email": report}, LATER) == Heard("failure", matched=True)
    assert [(one.change, one.detail["address"]) for one in proposals(sent)] == [("left", HER)]
    assert standing(sent).left
    assert told == []


@pytest.mark.parametrize(
    ("headers", "body", "kind"),
    [
        (("Precedence: bulk",), "Thank you for writing.", "automatic"),
        (("Auto-Submitted: auto-generated",), "Ticket 4711 was opened.", "automatic"),
        (("X-Autoreply: yes",), "I am away until 1 July.", "out-of-office"),
        (("Auto-Submitted: no",), "Thank you for writing.", "reply"),
        (("Precedence: normal",), "Thank you for writing.", "reply"),
    ],
)
def test_a_machine_answers_for_nobody(
    sent: Store, told: Told, headers: tuple[str, ...], body: str, kind: str
) -> None:
    assert take_reply(sent, answer(body, *headers), LATER).kind == kind
    assert bool(told) == (kind == "reply")
    assert bool(standing(sent).heard[0]) == (kind == "reply")


def test_a_mail_of_nobody_is_kept_and_shown_as_that(sent: Store) -> None:
    take_reply(sent, {"text": "Call me."}, LATER)
    (one,) = of_campaign(sent, "")
    assert (one.email, one.body, one.unverified) == ("", "Call me.", True)


def test_an_absence_is_no_answer(sent: Store, told: Told) -> None:
    text = "I am out of the office until 3 July."
    take_reply(sent, answer(text, "Auto-Submitted: auto-replied"), LATER)
    assert told == []
    assert standing(sent).until == "2026-07-03"


def test_without_a_reference_the_newest_letter_is_answered(sent: Store) -> None:
    assert take_reply(sent, post("Thanks"), LATER).matched
    stranger = post("Hello", "Message-ID: <two@x.example>", sender="who@else.example")
    assert not take_reply(sent, stranger, LATER).matched


def test_our_own_mail_is_none(sent: Store) -> None:
    ours = post("test", sender="press@coalition.example")
    assert take_reply(sent, ours, LATER) == Heard("own", matched=False)
    assert take_reply(sent, post("x"), LATER, own=[HER.upper()]) == Heard("own", matched=False)
    assert of_campaign(sent, "") == []


def test_who_left_is_not_picked_once_a_person_says_so(sent: Store) -> None:
    text = "I no longer work here. My new address is ana@voice.example."
    take_reply(sent, answer(text), LATER)
    assert {one.change for one in proposals(sent)} == {"left", "new-address"}
    assert suppressed(sent)(HER) is None
    for one in proposals(sent):
        accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    assert suppressed(sent)(HER) == "bounce"
    assert suppressed(sent)("ana@voice.example") is None
    assert proposals(sent) == []
    assert not standing(sent).left


def test_a_refused_proposal_changes_nothing(sent: Store) -> None:
    take_reply(sent, answer("Ana has left the paper, write to Jo Roe at jo@visit.example"), LATER)
    for one in proposals(sent):
        refuse(sent, one.id, by="Jo", now=LATER)
        with pytest.raises(WrongUsage):
            accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    assert suppressed(sent)(HER) is None
    assert not standing(sent).left


def test_a_successor_takes_her_place(sent: Store) -> None:
    take_reply(sent, answer("I no longer work here, write to Jo Roe at jo@visit.example"), LATER)
    (one,) = (each for each in proposals(sent) if each.change == "successor")
    accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    row = sent.execute("SELECT name, kind FROM contacts WHERE uid = 'new'").fetchone()
    assert row == ("Jo Roe", "press")


def test_a_request_to_be_removed_is_urgent(sent: Store, told: Told) -> None:
    take_reply(sent, answer("Please remove me."), LATER)
    (one,) = proposals(sent)
    assert (one.change, told) == ("suppress", [])
    accept(sent, one.id, by="Jo", now=LATER, new_uid=lambda: "new")
    assert suppressed(sent)(HER) == "unsubscribe"


def test_a_note_and_coverage_are_tied_to_her_letter(sent: Store, told: Told) -> None:
    said = {"campaign": "", "by": "Jo", "now": LATER}
    noted = note(sent, HER, "rang back", kind="replied", until=None, **said)  # type: ignore[arg-type]
    assert (noted.campaign, noted.tied) == ("visit", True)
    first = coverage(sent, HER, "https://x.example/a", **said)  # type: ignore[arg-type]
    again = coverage(sent, HER, "https://x.example/a", **said)  # type: ignore[arg-type]
    assert (first.new, again.new, len(told)) == (True, False, 2)
    for url in ("javascript:alert(1)", "ftp://x.example", "https://", "https://a:b@x.example/"):
        with pytest.raises(WrongUsage):
            coverage(sent, HER, url, **said)  # type: ignore[arg-type]


def test_who_is_erased_leaves_no_word_and_no_repeat_brings_it_back(sent: Store) -> None:
    mail = answer("I no longer work here, write to Jo Roe at jo@visit.example")
    take_reply(sent, mail, LATER)
    assert len(proposals(sent)) == 2
    erase(sent, HER, LATER)
    (one,) = of_campaign(sent, "")
    assert (one.email, one.contact_uid, one.subject, one.body) == ("", "", "", "")
    assert proposals(sent, None) == []
    assert take_reply(sent, mail, LATER).kind == "repeated"


def test_a_merge_carries_them_over_and_undoing_it_back(sent: Store) -> None:
    take_reply(sent, answer("Can we talk?"), LATER)
    keep = add_contact(sent, Kind.PRESS, "k@visit.example", Edit(), now=NOW, uid="keep")
    (gone,) = sent.execute("SELECT id FROM contacts WHERE uid = 'uid0'").fetchone()
    merge(sent, keep, gone, now=LATER)
    assert [one.contact_uid for one in of_contact(sent, "keep")] == ["keep"]
    undo_merge(sent, keep)
    assert [one.contact_uid for one in of_contact(sent, "uid0")] == ["uid0"]


FIELDS = (
    *("headers", "from", "subject", "text", "html", "envelope", "charsets", "SPF", "dkim", "email"),
    "attachment-info",
)
QUIET = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)


def kept(db: Store) -> int:
    return int(db.execute("SELECT count(*) FROM interactions").fetchone()[0])


@given(st.dictionaries(st.sampled_from(FIELDS), st.text() | st.binary(), max_size=6))
@QUIET
def test_whatever_is_posted_is_data_and_is_kept(sent: Store, form: dict[str, str | bytes]) -> None:
    before = kept(sent)
    heard = take_reply(sent, form, LATER)
    assert kept(sent) - before == (heard.kind not in ("own", "repeated"))


@given(st.data())
@QUIET
def test_a_broken_report_is_kept(sent: Store, data: st.DataObject) -> None:
    raw = bytearray(REPORT.format(id=ID, returned="message/rfc822").encode())
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    before = kept(sent)
    heard = take_reply(sent, {"email": bytes(raw)}, LATER)
    assert kept(sent) - before == (heard.kind not in ("own", "repeated"))
