"""audience: who a query picks, who would get an edition, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from outreach.store.database import open_store

Run = Callable[..., Any]
ODUYA = "m.oduya@potomacledger.example"
"""The first journalist of the sample press list."""


@pytest.fixture
def campaign(home: Path) -> Path:
    """The campaign file of ``visit``, with named audiences and a precedence."""
    path = home / "campaigns" / "visit" / "campaign.toml"
    named = '\n[audiences]\nfirst = "press tag:tier1"\nabroad = "audience:first -country:US"\n'
    path.write_text(f'precedence = ["congress", "press"]\n{path.read_text()}{named}')
    return path


def answer(run: Run, *args: str) -> Any:
    ran = run("audience", *args, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


def test_the_count_and_everybody_as_json(run: Run) -> None:
    found = answer(run, "press")
    assert found["count"] == len(found["contacts"]) > 20
    assert found["suppressed"] == 0
    assert set(found["contacts"][0]) >= {"email", "name", "kind", "organisation", "tags"}
    assert answer(run, "press congress") == {"count": 0, "suppressed": 0, "contacts": []} | {
        key: value for key, value in answer(run, "press congress").items() if key == "congress_data"
    }


def test_a_sample_is_shown_and_the_suppressed_are_counted(run: Run) -> None:
    assert run("contacts", "suppress", ODUYA).code == 0
    ran = run("audience", "press", "--limit", "3")
    assert len(ran.out.splitlines()) == 4
    assert ", 1 of them suppressed; --limit" in ran.err


def test_the_day_of_the_congress_data_is_told_where_it_is_used(run: Run) -> None:
    assert "Congress as of 2026-06-15" in run("audience", "state:NY").err
    assert "Congress" not in run("audience", "press").err
    assert answer(run, "leadership")["congress_data"] == "2026-06-15"


def test_named_audiences_are_those_of_the_campaign(run: Run, campaign: Path) -> None:
    abroad = answer(run, "audience:abroad", "--campaign", "visit")
    assert 0 < abroad["count"] < answer(run, "press tag:tier1")["count"]
    ran = run("audience", "audience:abroad")
    assert ran.code == 2
    assert "add --campaign CAMPAIGN" in ran.err
    ran = run("audience", "audience:abrod", "--campaign", "visit")
    assert "did you mean abroad?" in ran.err


def test_who_would_get_an_edition_and_who_is_left_out(run: Run, campaign: Path) -> None:
    found = answer(run, "--campaign", "visit", "--edition", "congress")
    assert found["candidates"] == found["count"] + len(found["excluded"])
    assert found["count"] == len(found["contacts"]) > 0
    assert found["reasons"] == {"one-per-office": len(found["excluded"])}
    assert all("gets the office's letter" in one["detail"] for one in found["excluded"])
    both = answer(run, "congress", "--campaign", "visit", "--edition", "press")
    assert both["reasons"]["other-edition"] == found["count"]


def test_an_edition_is_shown_with_its_reasons(run: Run, campaign: Path) -> None:
    ran = run("audience", "--campaign", "visit", "--edition", "congress", "--limit", "2")
    assert "left out\taddress\treason\tbecause" in ran.out
    assert "left out: one-per-office" in ran.err


def test_why_somebody_is_in_or_out(run: Run, campaign: Path) -> None:
    ran = run("audience", "press topic:tibet -tag:tier1", "--why", ODUYA.upper())
    assert ran.code == 0
    assert "  press – yes: has press\n" in ran.out
    assert "  topic:tibet – no: has foreign policy, State Department\n" in ran.out
    assert "  -tag:tier1 – no: has dc, statedept, tier1\n" in ran.out
    assert ran.out.endswith("the audience does not pick this contact\n")


def test_why_through_a_named_audience(run: Run, campaign: Path) -> None:
    told = answer(run, "audience:abroad", "--campaign", "visit", "--why", ODUYA)
    [term] = told["terms"]
    assert (told["in"], term["holds"]) == (False, False)
    assert [(t["term"], t["holds"]) for t in term["audiences"]["abroad"]] == [
        ("audience:first", True),
        ("-country:US", False),
    ]


def test_why_in_an_edition_goes_on_to_what_is_left_out(run: Run, campaign: Path) -> None:
    excluded = answer(run, "--campaign", "visit", "--edition", "congress")["excluded"][0]
    told = answer(run, "--campaign", "visit", "-e", "congress", "--why", excluded["email"])
    assert told["in"]
    assert told["edition"] == {
        "name": "congress",
        "recipient": False,
        "reason": "one-per-office",
        "detail": excluded["detail"],
    }


def test_why_of_an_address_that_is_no_contact(run: Run) -> None:
    assert run("contacts", "suppress", "gone@example.org").code == 0
    ran = run("audience", "press", "--why", "gone@example.org")
    assert ran.code == 0
    assert "gone@example.org is no contact" in ran.out
    assert "suppressed: manual" in ran.out
    told = answer(run, "press", "--why", "gone@example.org")
    assert (told["contact"], told["in"], told["suppressed"]) == (None, False, "manual")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "write a query"),
        (("press", "--edition", "press"), "add --campaign"),
        (("--campaign", "visit"), "write a query"),
        (("--campaign", "visit", "--edition", "pres"), "did you mean press?"),
        (("chamber:hose",), "did you mean house?"),
        (("committee:SSFX",), "did you mean SSFR"),
        (("role:adviser",), "did you mean advisor?"),
    ],
)
def test_a_slip_is_told_with_the_way_out(run: Run, words: tuple[str, ...], said: str) -> None:
    ran = run("audience", *words)
    assert ran.code == 2
    assert said in ran.err


def test_a_mistake_in_a_definition_is_told_with_its_place(run: Run, campaign: Path) -> None:
    campaign.write_text(campaign.read_text().replace("press tag:tier1", "audience:abroad"))
    ran = run("check", "visit")
    assert ran.code == 3
    assert "the audience stands on itself: first -> abroad -> first" in ran.shown


def test_the_day_of_the_congress_data_is_told_of_editions_too(run: Run, campaign: Path) -> None:
    of_edition = ("audience", "--campaign", "visit", "-e", "congress")
    why = (*of_edition, "--why", ODUYA)
    for command in (of_edition, why, ("check", "visit"), ("plan", "visit")):
        told = run(*command)
        assert told.err.splitlines().count("Congress as of 2026-06-15") == 1, command
        assert json.loads(run(*command, "--json").out)["congress_data"] == "2026-06-15"
    sent = run("send", "visit", "--edition", "congress", "--yes", "--json")
    assert sent.err.splitlines().count("Congress as of 2026-06-15") == 1
    assert json.loads(sent.out)["congress_data"] == "2026-06-15"
    press = (("audience", "--campaign", "visit", "-e", "press"), ("plan", "visit", "-e", "press"))
    for command in press:
        assert "Congress as of" not in run(*command).err
        assert "congress_data" not in json.loads(run(*command, "--json").out)


def test_the_day_is_told_where_a_named_audience_goes_by_congress(run: Run, campaign: Path) -> None:
    campaign.write_text(campaign.read_text() + 'staff = "congress state:NY"\n')
    text = campaign.read_text().replace('"press -tag:do-not-pitch"', '"press -audience:staff"')
    campaign.write_text(text)
    assert "Congress as of" in run("plan", "visit", "--edition", "press").err


@pytest.mark.parametrize("query", ["-tag:x press", "-email:x", "-press", '-"tag:a b"', "-tga:x"])
@pytest.mark.parametrize("command", [("audience",), ("congress", "gaps"), ("congress", "members")])
def test_a_query_that_begins_with_a_minus_is_no_option(
    run: Run, command: tuple[str, ...], query: str
) -> None:
    ran = run(*command, query)
    assert ran.code == 2
    assert f"{query!r} begins with a minus" in ran.err
    assert f"outreach {' '.join(command)} -- " in ran.err
    assert "begins with a minus" not in run(*command, "--", query).err


def test_a_query_behind_two_dashes_may_begin_with_a_minus(run: Run) -> None:
    assert answer_of(run, "--", "-congress -signatory") == answer(run, "press")["count"]


def answer_of(run: Run, *args: str) -> int:
    count: int = json.loads(run("audience", "--json", *args).out)["count"]
    return count


def test_a_mistake_in_a_named_audience_is_told_once_with_its_place(
    run: Run, campaign: Path
) -> None:
    text = campaign.read_text().replace("audience:first -country:US", "press committee:SSFX")
    for old in ('"press -tag:do-not-pitch"', '"congress committee:HSFA,SSFR"'):
        text = text.replace(old, '"audience:abroad -audience:abroad"')
    campaign.write_text(text)
    line = next(n for n, one in enumerate(text.splitlines(), 1) if one.startswith("abroad"))
    place = f"campaigns/visit/campaign.toml:{line}:17"
    for command in (
        ("check", "visit"),
        ("plan", "visit"),
        ("audience", "--campaign", "visit", "-e", "press"),
        ("audience", "audience:abroad tag:x", "--campaign", "visit"),
    ):
        told = run(*command)
        assert told.shown.count("there is no 'SSFX'") == 1, told.shown
        assert place in told.shown, told.shown


def test_a_slip_in_a_named_audience_is_told_once_with_its_place(run: Run, campaign: Path) -> None:
    text = campaign.read_text().replace("-country:US", "-country:UK")
    text = text.replace('"press -tag:do-not-pitch"', '"audience:abroad"')
    text = text.replace("{{ member.salutation }}", "Hello").replace(
        "congress-letter", "press-release"
    )
    campaign.write_text(text.replace('"congress committee:HSFA,SSFR"', '"audience:abroad"'))
    for command in (
        ("check", "visit"),
        ("plan", "visit"),
        ("audience", "--campaign", "visit", "-e", "press"),
        ("audience", "audience:abroad,abroad", "--campaign", "visit"),
    ):
        told = run(*command)
        assert told.code == 0, told.err
        assert told.shown.count("so -country:UK excludes nobody") == 1, told.shown
        assert "campaign.toml:" in told.shown


def test_exclusions_that_exclude_nobody_are_pointed_out(run: Run, campaign: Path) -> None:
    text = campaign.read_text()
    wanted = "press -country:UK,Germany -outlet:Potomac -domain:potomac-ledger.example"
    campaign.write_text(text.replace("press -tag:do-not-pitch", wanted))
    for command in (("check", "visit"), ("plan", "visit")):
        told = run(*command)
        assert told.code == 0
        for hint in ("GB", "DE", 'outlet:"The Potomac Ledger"', "potomacledger.example"):
            assert f"did you mean {hint}?" in told.shown
    campaign.write_text(text.replace("press -tag:do-not-pitch", "press -domain:@x.example"))
    told = run("check", "visit")
    assert told.code == 3
    assert "→ write domain:x.example" in told.shown


def test_why_not_through_another_seat_of_the_member(run: Run) -> None:
    staff = "annika_thorsgaard@risch.senate.example"
    told = run("audience", "state:ID chair-or-ranking:SSFR", "--why", staff)
    assert "state:ID – no: has staff of SSFR" in told.out
    own = "bartholomew_quillfeather@risch.senate.example"
    assert "district:12 – no: has nothing there" in run("audience", "district:12", "--why", own).out


def test_recipients_whose_member_has_left_are_counted(run: Run, home: Path) -> None:
    assert "office-without-member" not in run("check", "visit").out
    with closing(open_store(home / "contacts.db")) as db:
        db.execute("DELETE FROM members WHERE bioguide = 'R000584'")
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text().replace("congress committee:HSFA,SSFR", "congress")
    text = text.replace("{{ member.salutation }}", "Hello")
    file.write_text(text.replace('"congress-letter"', '"press-release"'))
    for command in (
        ("check", "visit"),
        ("plan", "visit"),
        ("audience", "--campaign", "visit", "-e", "congress"),
    ):
        told = run(*command)
        said = "2 recipients work in offices whose Member is not in Congress"
        assert said in told.shown, told.shown
        assert "office=BIOGUIDE" in told.shown
