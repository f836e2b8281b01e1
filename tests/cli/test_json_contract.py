"""The JSON other programs rely on: its keys, its types, alone on stdout."""

from __future__ import annotations

import email
import email.policy
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.start import samples
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox

from .conftest import Ran, Run

ACCOUNT = {
    "edition": str,
    "planned": int,
    "submitted": int,
    "failed": int,
    "uncertain": int,
    "remaining": int,
    "excluded": int,
}
TO = "m.oduya@potomacledger.example"


def parsed(ran: Ran, code: int = 0) -> dict[str, Any]:
    """stdout as one JSON object; whatever else was said went to stderr."""
    assert ran.code == code, ran.err
    data = json.loads(ran.out)
    assert isinstance(data, dict)
    return data


def has(data: dict[str, Any], shape: dict[str, type]) -> bool:
    return {key: type(data.get(key)) for key in shape} == shape


def test_check(run: Run) -> None:
    data = parsed(run("check", "visit", "--json"))
    assert has(data, {"findings": list, "errors": int, "warnings": int})
    assert data["errors"] == 0
    assert data["warnings"] == sum(one["level"] == "warning" for one in data["findings"])
    for one in data["findings"]:
        assert has(one, {"code": str, "level": str, "message": str})
        assert one["edition"] in (None, "press", "congress", "signatories")
        assert has(one["place"], {"file": str, "line": int, "column": int})


def test_check_with_errors_exits_3_and_still_prints_them(run: Run) -> None:
    Path("templates/email/press-release.html.j2").write_text("{{ nosuch }}")
    Path("templates/email/congress-letter.txt.j2").write_text("{% if %}")
    data = parsed(run("check", "visit", "--json"), 3)
    errors = [one for one in data["findings"] if one["level"] == "error"]
    assert data["errors"] == len(errors) == 2
    assert {one["edition"] for one in errors} == {"press", "congress"}
    assert {one["place"]["file"] for one in errors} == {
        "templates/email/press-release.html.j2",
        "templates/email/congress-letter.txt.j2",
    }


def test_check_of_a_campaign_that_cannot_be_read_prints_its_problems(run: Run) -> None:
    Path("campaigns/visit/campaign.toml").write_text("titel = 1\n")
    data = parsed(run("check", "visit", "--json"), 3)
    assert data["errors"] == len(data["findings"]) == 3


def test_check_without_a_store_says_so(run: Run) -> None:
    Path("contacts.db").unlink()
    data = parsed(run("check", "visit", "--json"))
    assert [one["place"] for one in data["findings"] if one["code"] == "no-contacts"] == [None]
    assert not Path("contacts.db").exists()


def test_plan(run: Run) -> None:
    data = parsed(run("plan", "visit", "--json"))
    assert data["campaign"] == "visit"
    assert [one["edition"] for one in data["editions"]] == ["press", "congress", "signatories"]
    for one in data["editions"]:
        shape = {
            "plan": str,
            "candidates": int,
            "recipients": int,
            "excluded": int,
            "reasons": dict,
            "messages": int,
            "requests": int,
        }
        assert has(one, shape)
        assert one["candidates"] == one["recipients"] + one["excluded"]
        assert one["excluded"] == sum(one["reasons"].values())
    again = parsed(run("plan", "visit", "--json"))
    assert [one["plan"] for one in again["editions"]] == [one["plan"] for one in data["editions"]]


def test_send_and_status_account_for_everybody(run: Run, sandbox: RunningSandbox) -> None:
    sent = parsed(run("send", "visit", "--yes", "--json"))
    status = parsed(run("status", "visit", "--json"))
    assert sent["campaign"] == status["campaign"] == "visit"
    assert sent["editions"] == status["editions"]
    for one in sent["editions"]:
        assert has(one, ACCOUNT)
        assert one["submitted"] == one["planned"]
        rest = one["submitted"] + one["failed"] + one["uncertain"] + one["remaining"]
        assert one["candidates"] == one["excluded"] + rest
    assert sum(one["submitted"] for one in sent["editions"]) == len(list(sandbox.sandbox.outbox))


def test_send_of_one_edition_leaves_the_others(run: Run, sandbox: RunningSandbox) -> None:
    data = parsed(run("send", "visit", "--edition", "press", "--yes", "--json"))
    assert [one["edition"] for one in data["editions"]] == ["press"]
    assert len(list(sandbox.sandbox.outbox)) == 39


def test_send_that_gets_half_way_exits_4_and_prints_the_account(
    run: Run, sandbox: RunningSandbox
) -> None:
    sandbox.sandbox.add_fault(Fault("credits", after=1))
    ran = run("send", "visit", "--yes", "--json")
    data = parsed(ran, 4)
    assert {one["edition"]: one["submitted"] for one in data["editions"]}["press"] == 39
    assert sum(one["remaining"] for one in data["editions"]) == 68
    assert "outreach send visit" in ran.err
    rest = parsed(run("send", "visit", "--yes", "--json"))
    assert sum(one["remaining"] for one in rest["editions"]) == 0
    assert len({letter.to for letter in sandbox.sandbox.outbox}) == 107


def test_status_names_what_is_uncertain_and_how_to_go_on(run: Run, sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("accept-then-drop"))
    ran = run("send", "visit", "--edition", "press", "--yes", "--json")
    (press,) = parsed(ran, 1)["editions"]
    assert (press["uncertain"], press["submitted"]) == (39, 0)
    (batch,) = parsed(run("status", "visit", "--json"))["unsettled"]
    assert has(batch, {"batch": str, "edition": str, "state": str, "deliveries": int})
    assert f"--batch {batch['batch']} --as submitted" in run("status", "visit").err


def test_status_before_any_plan_is_empty(run: Run) -> None:
    ran = run("status", "visit", "--json")
    assert parsed(ran)["editions"] == []
    assert "outreach plan visit" in ran.err


def test_stats(run: Run, sandbox: RunningSandbox) -> None:
    text = Path("campaigns/visit/campaign.toml").read_text()
    tracked = text.replace('release = "under', "").replace(
        "[editions.press]\n", "[editions.press]\ntracking = { opens = true }\n"
    )
    consent = '[[accept]]\ncode = "C603"\nreason = "they agreed to it"\n'
    Path("campaigns/visit/campaign.toml").write_text(tracked + consent)
    run("send", "visit", "--yes")
    data = parsed(run("stats", "visit", "--json"))
    counts = ("delivered", "deferred", "bounced", "dropped", "complained", "unsubscribed")
    for one in data["editions"]:
        assert has(one, ACCOUNT | dict.fromkeys(counts, int))
    press, congress, _ = data["editions"]
    assert press["opened"] == {"people": 0, "doubtful": 0, "machine": 0}
    assert press["clicked"] is congress["opened"] is congress["clicked"] is None


@pytest.mark.parametrize("part", ["subject", "html", "text", "eml"])
def test_render_prints_the_part_alone(run: Run, part: str) -> None:
    ran = run("render", "visit", "--edition", "press", "--to", TO, "--part", part)
    assert (ran.code, ran.err) == (0, "")
    begins = {
        "subject": "44 organizations: Coalition Signs",
        "html": "<!DOCTYPE html",
        "text": "",
        "eml": "From: ",
    }
    assert ran.out.startswith(begins[part])
    if part == "eml":
        mail = email.message_from_string(ran.out, policy=email.policy.default)
        assert TO in str(mail["To"])
        assert mail.get_body(("html",)) is not None
        assert mail.get_body(("plain",)) is not None


def test_render_prints_the_digest_alone_and_a_send_does_not_change_it(run: Run) -> None:
    def digest(to: str) -> str:
        ran = run("render", "visit", "--edition", "press", "--to", to, "--part", "digest")
        assert (ran.code, ran.err) == (0, "")
        return ran.out

    before = digest(TO)
    assert re.fullmatch(r"[0-9a-f]{16}\n", before)
    assert run("send", "visit", "--edition", "press", "--yes").code == 0
    assert digest(TO) == before
    query = "SELECT email FROM deliveries WHERE email <> ? AND name <> '' LIMIT 1"
    with closing(sqlite3.connect("contacts.db")) as db:
        (other,) = db.execute(query, (TO,)).fetchone()
    assert digest(other) != before


def test_contacts_import(run: Run) -> None:
    Path("contacts.db").unlink()
    run("congress", "update", str(samples() / "congress"))
    file = str(samples() / "congress-staff.csv")
    dry = parsed(run("contacts", "import", file, "--dry-run", "--json"))
    assert parsed(run("contacts", "import", file, "--json")) == dry
    counts = ("rows", "new", "changed", "unchanged", "merged", "suppressed")
    assert has(dry, {**dict.fromkeys(counts, int), "rejected": list})
    assert all(has(one, {"line": int, "reason": str}) for one in dry["rejected"])
    assert dry["rows"] == sum(dry[name] for name in counts[1:]) + len(dry["rejected"]) == 42
    again = parsed(run("contacts", "import", file, "--json"))
    assert (again["new"], again["changed"]) == (0, 0)


def test_contacts_import_of_several_files_names_each(run: Run) -> None:
    files = [str(samples() / name) for name in ("press.csv", "signatories.csv")]
    data = parsed(run("contacts", "import", *files, "--json"))
    assert [one["file"] for one in data["files"]] == files


def test_audience(run: Run) -> None:
    data = parsed(run("audience", "press topic:china", "--limit", "1", "--json"))
    assert data["count"] == len(data["contacts"]) > 1
    assert all(has(one, {"email": str, "name": str, "kind": str}) for one in data["contacts"])
    assert parsed(run("audience", "press tag:none", "--json")) == {
        "count": 0,
        "suppressed": 0,
        "contacts": [],
    }


def test_contacts_list(run: Run) -> None:
    data = parsed(run("contacts", "list", "signed:visit", "--limit", "3", "--json"))
    assert (data["count"], len(data["contacts"])) == (44, 3)


def test_signed_is_known_before_any_plan(run: Run) -> None:
    """A campaign's own signatories count from the moment its file is there."""
    assert run("new", "second").code == 0
    Path("campaigns/second/signatories.txt").write_text("Hong Kong Watch\n")
    assert parsed(run("contacts", "list", "signed:second", "--json"))["count"] == 1
    assert parsed(run("audience", "signed:second", "--json"))["count"] == 1


def test_in_a_pipe_results_are_plain(run: Run) -> None:
    ran = run("plan", "visit")
    assert ran.out.splitlines()[0].split("\t")[:3] == ["edition", "candidates", "left out"]
    assert "press\t39\t0\t39\t1\t1\t" in ran.out
    assert "\x1b" not in ran.out + ran.err


def test_who_was_left_out_is_listed_on_demand(run: Run) -> None:
    ran = run("plan", "visit", "--people")
    assert ran.out.count("one-per-office") == 6
    assert "gets the office's letter" in ran.out
