"""replies, proposals, note and coverage, by the real commands after a send and real posts."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.take_reply import take_reply
from outreach.sandbox.server import RunningSandbox
from outreach.store.database import open_store

from .test_listening import FORM, TOKEN, asked, form, listening

END = (datetime.now(UTC) + timedelta(days=30)).date()
Mail = Callable[..., str]


@pytest.fixture
def people(run: Any, home: Path) -> list[str]:
    """To whom the press edition went, in the order of the letters."""
    assert run("send", "visit", "--edition", "press", "--yes").code == 0
    with closing(open_store(home / "contacts.db")) as db:
        rows = db.execute("SELECT email FROM deliveries ORDER BY id").fetchall()
    return [email for (email,) in rows]


@pytest.fixture
def mail(home: Path) -> Mail:
    """``mail(sender, text, *headers)`` was posted; what it was taken for."""
    count = iter(range(1000))

    def post(sender: str, text: str, *headers: str, spf: str = "pass") -> str:
        fields = fields_of(sender, text, *headers, id_=f"m{next(count)}", spf=spf)
        with closing(open_store(home / "contacts.db")) as db:
            return take_reply(db, fields, datetime.now(UTC) + timedelta(minutes=1)).kind

    return post


def fields_of(sender: str, text: str, *headers: str, id_: str, spf: str = "pass") -> dict[str, str]:
    return {
        "headers": "\n".join((f"From: {sender}", f"Message-ID: <{id_}@mail.example>", *headers)),
        "from": sender,
        "subject": "Re: Statement",
        "text": text,
        "envelope": json.dumps({"from": sender}),
        "SPF": spf,
    }


def listed(run: Any, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("replies", *more, "--json").out)["replies"]
    return found


def suggested(run: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(run("proposals", "--json").out)["proposals"]
    return found


def replied(run: Any) -> int:
    (edition,) = json.loads(run("stats", "visit", "--edition", "press", "--json").out)["editions"]
    return int(edition["replied"])


def due(run: Any) -> set[str]:
    found = run("followup", "visit", "--after", "0", "--quiet", "0", "--json").out
    calls = json.loads(found)["calls"]
    return {one["email"] for call in calls for one in (call["first"], *call["others"])}


AWAY = ("Auto-Submitted: auto-replied",)


def test_what_came_by_mail_shows_wherever_it_matters(
    run: Any, home: Path, sandbox: RunningSandbox
) -> None:
    with listening(home, sandbox.sandbox.public_key) as (at, _):
        assert run("send", "visit", "--edition", "press", "--yes").code == 0
        sandbox.wait_idle()
        first, second, third = [one.to for one in sandbox.sandbox.outbox][:3]
        posts = [
            fields_of(first, "Can we talk today?", id_="a"),
            fields_of(second, f"I am out of the office until {END}.", *AWAY, id_="b"),
            fields_of(third, "I no longer work here. Ask Jo Roe, jo@ledger.example.", id_="c"),
        ]
        for fields in (*posts, posts[0]):
            door = f"/webhooks/inbound?token={TOKEN}"
            assert asked(at, "POST", door, form(fields), FORM)[0] == 204
    assert {one["heard_as"] for one in listed(run, "visit")} == {"reply", "out-of-office", "left"}
    assert len(listed(run, "visit")) == 3
    assert {one["change"] for one in suggested(run)} == {"left", "successor"}
    assert replied(run) == 1
    assert due(run) & {first, second, third} == set()
    timeline = run("stats", "visit", "--people").out
    assert "replied: Re: Statement" in timeline
    assert f"out of office: until {END}" in timeline


def test_a_forged_answer_is_shown_and_counts_for_nobody(
    run: Any, people: list[str], mail: Mail
) -> None:
    before = due(run)
    assert mail(people[0], "Yes!", spf="fail") == "reply"
    ran = run("replies", "visit")
    assert "reply, sender not verified" in ran.out
    assert "visit/press" in ran.out
    assert (replied(run), due(run)) == (0, before)
    (one,) = listed(run, "visit")
    shown = run("replies", "--show", str(one["id"])).out
    assert "Nobody can say" in shown
    assert "by the rule" in shown


def test_a_text_from_outside_commands_no_terminal(run: Any, people: list[str], mail: Mail) -> None:
    mail(people[0], "\x1b[31mred\x1b]0;title\x07 \u202egnp.exe [bold]x[/bold]\tq")
    for shown in (run("replies").out, run("replies", "--show", "1").out):
        assert not {"\x1b", "\x07", "\u202e"} & set(shown)
        assert "[bold]x[/bold]" in shown
    header, row = run("replies").out.splitlines()
    assert len(row.split("\t")) == len(header.split("\t"))


def test_nothing_came(run: Any) -> None:
    assert run("replies").err == "Nothing came back.\n"
    assert run("replies", "visit").err == "Nothing came back of visit.\n"
    assert listed(run) == []
    assert run("proposals").err == "Nothing is suggested.\n"
    ran = run("replies", "--show", "7")
    assert (ran.code, ran.out) == (2, "")
    assert "there is no 7" in ran.err


# --- proposals -----------------------------------------------------------------------------------


def test_a_proposal_is_accepted_once(run: Any, people: list[str], mail: Mail) -> None:
    mail(people[0], "Please remove me.")
    assert "urgent: 1 person asks" in run("replies").err
    (one,) = suggested(run)
    assert "URGENT" in run("proposals").out
    ran = run("proposals", "accept", str(one["id"]))
    assert ran.code == 0
    assert people[0] in ran.err
    assert "unsubscribe" in run("contacts", "show", people[0]).out
    again = run("proposals", "accept", str(one["id"]))
    assert again.code == 2
    assert "was accepted on" in again.err
    assert suggested(run) == []


def test_a_refused_one_changes_nothing(run: Any, people: list[str], mail: Mail) -> None:
    mail(people[0], "I no longer work here. Ask Jo Roe, jo@ledger.example.")
    for one in suggested(run):
        assert run("proposals", "refuse", str(one["id"])).code == 0
    assert suggested(run) == []
    assert run("contacts", "show", "jo@ledger.example").code != 0
    assert run("proposals", "refuse", "99").code == 2


# --- note and coverage ---------------------------------------------------------------------------


def test_an_answer_noted_by_hand_counts(run: Any, people: list[str]) -> None:
    ran = run("note", people[0], "is glad to help", "--kind", "replied")
    assert (ran.code, ran.err) == (0, "Noted, of visit/press.\n")
    assert replied(run) == 1
    assert people[0] not in due(run)


def test_a_note_on_somebody_without_a_letter(run: Any, home: Path) -> None:
    with closing(open_store(home / "contacts.db")) as db:
        (email,) = db.execute("SELECT email FROM contacts ORDER BY id LIMIT 1").fetchone()
    assert run("note", email, "call her in May").err == "Noted, of no campaign.\n"
    ran = run("note", email, "declined", "--kind", "declined", "--campaign", "visit")
    assert "no letter counts it" in ran.err


WRONG = [
    (("note", "who@else.example", "x"), "is nobody's"),
    (("note", "no address", "x"), "write it as name@domain"),
    (("note", "{her}", ""), "the note says nothing"),
    (("note", "{her}", "x", "--kind", "shrug"), "no kind of note"),
    (("note", "{her}", "x", "--until", "2026-05-12"), "only an absence has an end"),
    (("note", "{her}", "x", "--kind", "away", "--until", "May"), "is no day"),
    (("coverage", "{her}", "not a link"), "is no link"),
    (("coverage", "{her}", "javascript:alert(1)"), "is no link"),
    (("coverage", "{her}", "https://a:b@x.example/"), "user name or password"),
]


def test_what_cannot_be_noted_changes_nothing(
    run: Any, people: list[str], everything: Callable[[], object]
) -> None:
    before = everything()
    for args, said in WRONG:
        ran = run(*(one.format(her=people[0]) for one in args))
        assert (ran.code, said in ran.err) == (2, True), (args, ran.err)
    assert everything() == before


def test_coverage_is_noted_once(run: Any, people: list[str]) -> None:
    url = "https://ledger.example/visit"
    assert run("coverage", people[0], url).err == "Noted, of visit/press.\n"
    assert run("coverage", people[0], url).err == "Noted before, of visit/press.\n"
    assert [one["url"] for one in listed(run, "visit")] == [url]


def test_who_is_erased_leaves_no_word(run: Any, home: Path, people: list[str], mail: Mail) -> None:
    mail(people[0], "zebrafish. I no longer work here. Ask Jo Roe, jo@ledger.example.")
    run("note", people[0], "okapi")
    assert run("contacts", "erase", people[0], "--yes").code == 0
    held = b"".join(one.read_bytes() for one in home.glob("contacts.*"))
    assert not [word for word in (b"zebrafish", b"okapi", b"jo@ledger") if word in held]
    assert {one["email"] for one in listed(run)} == {""}


def test_a_mistyped_campaign_has_no_replies_and_a_way_out(
    run: Any, home: Path, people: list[str]
) -> None:
    ran = run("replies", "vist")
    assert (ran.code, "did you mean visit?" in ran.err) == (2, True)
    assert run("replies", "visit").err == "Nothing came back of visit.\n"
    run("note", people[0], "called back")
    (home / "campaigns" / "visit").rename(home / "visit-is-over")
    assert [one["email"] for one in listed(run, "visit")] == [people[0]]
