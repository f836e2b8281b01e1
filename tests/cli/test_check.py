"""check on the command line: what is printed where, and what the exit code says."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from outreach.cli.findings import heading, in_order, say, sentence, summary, workflow_commands
from outreach.errors import Place, Problem

from .conftest import Run

ACCEPT = """
[[accept]]
code = "C603"
reason = "all of them agreed on paper"
edition = "press"
"""
TRACKED = "\n[editions.press.tracking]\nopens = true\n"


def campaign(text: str) -> None:
    file = Path("campaigns/visit/campaign.toml")
    file.write_text(file.read_text() + text)


def found(run: Run, *more: str, code: int = 0) -> dict[str, Any]:
    ran = run("check", "visit", "--json", *more)
    assert ran.code == code, ran.err
    data = json.loads(ran.out)
    assert isinstance(data, dict)
    return data


def test_errors_come_first_and_what_is_only_worth_knowing_last(run: Run) -> None:
    campaign(TRACKED)
    data = found(run, code=3)
    levels = [one["level"] for one in data["findings"]]
    assert levels == sorted(levels, key=["error", "warning", "info"].index)
    assert (data["errors"], data["infos"]) == (1, levels.count("info"))
    assert all(one["why"] and one["hint"] for one in data["findings"])
    ran = run("check", "visit")
    assert ran.code == 3
    first = ran.out.splitlines()
    assert ": error: opens are tracked" in first[0]
    assert first[1].startswith("    → ")
    assert first[2].startswith("    why: In the European Union")
    assert first[-1].startswith("1 error, ")
    assert "Congress as of" in ran.err
    assert "tracked" not in ran.err


def test_an_accepted_error_is_shown_as_accepted_and_stops_nothing(run: Run) -> None:
    campaign(TRACKED + ACCEPT)
    data = found(run)
    assert (data["errors"], data["accepted"]) == (0, 1)
    assert data["findings"][-1]["accepted"] == "all of them agreed on paper"
    assert data["findings"][-1]["level"] == "error"
    ran = run("check", "visit")
    assert "accepted: opens are tracked" in ran.out
    assert "all of them agreed on paper" in ran.out
    assert ran.out.splitlines()[-1].endswith(", 1 accepted")
    assert run("send", "visit", "--edition", "press", "--yes").code == 0


def test_an_error_that_nobody_accepted_stops_the_send(run: Run) -> None:
    campaign(TRACKED)
    ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 3
    assert "opens are tracked" in ran.err


def test_strict_exits_3_on_warnings(run: Run) -> None:
    assert found(run)["warnings"]
    assert found(run, "--strict", code=3)["errors"] == 0


def test_only_the_editions_named_are_read(run: Run) -> None:
    Path("templates/email/congress-letter.txt.j2").write_text("{% if %}")
    assert found(run, code=3)["errors"] == 1
    assert found(run, "--edition", "press", "-e", "signatories")["errors"] == 0
    ran = run("check", "visit", "--edition", "pres")
    assert (ran.code, "did you mean press?" in ran.err) == (2, True)


def test_an_acceptance_is_called_idle_only_where_everything_was_read(run: Run) -> None:
    campaign('\n[[accept]]\ncode = "R713"\nreason = "a pilot"\n')
    idle = {one["code"] for one in found(run)["findings"]}
    some = {one["code"] for one in found(run, "--edition", "press")["findings"]}
    assert "accept-unmatched" in idle
    assert "accept-unmatched" not in some


def test_github_gets_a_command_for_each_finding(run: Run) -> None:
    campaign(TRACKED)
    ran = run("check", "visit", "--format", "github")
    assert ran.code == 3
    lines = ran.out.splitlines()
    assert lines[0].startswith("::error file=campaigns/visit/campaign.toml,line=")
    assert all(line.startswith(("::error ", "::warning ", "::notice ")) for line in lines)


@pytest.mark.parametrize(
    ("problem", "line"),
    [
        (
            Problem("T002", "50% of\n“::error::x”", Place("a,b:c.md", 3, 4), "mend"),
            "::error file=a%2Cb%3Ac.md,line=3,col=4,title=T002::50%25 of%0A“::error::x”%0Amend",
        ),
        (
            Problem("P115", "long", Place("s.md"), level="info", edition="press"),
            "::notice file=s.md,title=P115::long [press]",
        ),
        (Problem("C601", "none", level="warning"), "::warning title=C601::none"),
    ],
)
def test_a_workflow_command_holds_no_other(problem: Problem, line: str) -> None:
    assert list(workflow_commands([problem])) == [line]


def test_what_was_accepted_annotates_nothing() -> None:
    assert list(workflow_commands([Problem("C603", "m", accepted="agreed")])) == []


def test_findings_of_one_code_stand_together_behind_worse_ones() -> None:
    listed = [
        Problem("B", "1", level="warning"),
        Problem("A", "2", level="warning"),
        Problem("B", "3", level="warning"),
        Problem("C", "4"),
        Problem("C", "5", accepted="yes"),
    ]
    assert [one.message for one in in_order(listed)] == ["4", "1", "3", "2", "5"]
    assert summary(listed) == "1 error, 3 warnings, 1 accepted"


def test_many_findings_of_a_code_are_folded_on_a_terminal_alone(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [Problem("T007", f"name {n}", level="warning", hint="look") for n in range(9)]
    say(many, "visit")
    piped = capsys.readouterr().out
    assert piped.count("warning: name") == 9
    assert piped.count("→ look") == piped.count("why: ") == 1
    assert "9 warnings" not in piped
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    say([*many, Problem("C603", "tracked")], "visit")
    shown = capsys.readouterr().out
    assert re.findall(r" name \d", shown) == [" name 0", " name 1", " name 2"]
    assert "and 6 more: outreach check visit --json" in shown
    order = [shown.index(one) for one in ("1 error", "tracked", "9 warnings", " name 0")]
    assert order == sorted(order)


@pytest.mark.parametrize("typed", ["C603", "c603"])
def test_a_code_is_explained(run: Run, typed: str) -> None:
    ran = run("check", "--explain", typed)
    assert ran.code == 0
    assert ran.out.startswith("C603  Tracking where it needs consent")
    assert "  why     In the European Union" in ran.out
    assert json.loads(run("check", "--explain", typed, "--json").out)["level"] == "error"


def test_an_unknown_code_has_a_suggestion(run: Run) -> None:
    ran = run("check", "--explain", "C6O3")
    assert (ran.code, "did you mean C603?" in ran.err) == (2, True)


def test_all_codes_are_listed_without_a_workspace(run: Run, tmp_path: Path) -> None:
    listed = json.loads(run("check", "--list", "--json").out)["rules"]
    assert len(listed) > 100
    assert "C603\terror\tTracking where" in run("check", "--list").out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("check",), "which campaign?"),
        (("check", "visit", "--format", "xml"), "there is no format 'xml'"),
    ],
)
def test_wrong_usage_names_the_way_out(run: Run, args: tuple[str, ...], said: str) -> None:
    ran = run(*args)
    assert (ran.code, said in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("write it", "Write it."),
        ("Write it.", "Write it."),
        ("one_per is set", "one_per is set."),
        ("say “yes.”", "Say “yes.”"),
    ],
)
def test_sentences_have_a_capital_and_a_stop(text: str, whole: str) -> None:
    assert sentence(text) == whole
    assert heading("A title.") == "A title"
