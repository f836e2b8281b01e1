"""audience: who a query picks, who would get an edition, and why."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

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
        key: value for key, value in answer(run, "press congress").items() if key == "congress"
    }


def test_a_sample_is_shown_and_the_suppressed_are_counted(run: Run) -> None:
    assert run("contacts", "suppress", ODUYA).code == 0
    ran = run("audience", "press", "--limit", "3")
    assert len(ran.out.splitlines()) == 4
    assert ", 1 of them suppressed; --limit" in ran.err


def test_the_day_of_the_congress_data_is_told_where_it_is_used(run: Run) -> None:
    assert "Congress as of 2026-06-15" in run("audience", "state:NY").err
    assert "Congress" not in run("audience", "press").err
    assert answer(run, "leadership")["congress"] == "2026-06-15"


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
    assert "the audience stands on itself: first -> abroad -> first" in ran.err
