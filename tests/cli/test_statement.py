"""statement import on the command line: what it prints, and that its words add up."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from outreach.actions.start import samples
from outreach.cli.app import app
from outreach.cli.boundary import guarded

PAGE = samples() / "statement-page.txt"


@pytest.fixture(autouse=True)
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OUTREACH_WORKSPACE", "OUTREACH_DB", "OUTREACH_DB_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)
    assert run("init") == 0


def run(*args: str) -> int:
    return guarded(lambda: app(list(args), prog_name="outreach"))


def test_json_says_what_was_found_and_written(capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run("statement", "import", str(PAGE), "--campaign", "visit", "--json") == 0
    said = json.loads(capsys.readouterr().out)
    assert list(said) == [
        "campaign", "title", "date", "language", "asks", "signatories", "words", "findings",
        "written",
    ]  # fmt: skip
    assert (said["campaign"], said["date"], said["language"]) == ("visit", "2024-04-24", "en")
    assert (said["asks"], said["signatories"]) == (3, 44)
    assert sum(said["words"].values()) == len(PAGE.read_text(encoding="utf-8").split())
    assert {finding["level"] for finding in said["findings"]} == {"info", "warning"}
    assert [Path(file).name for file in said["written"]] == [
        "statement.md", "signatories.txt", "campaign.toml",
    ]  # fmt: skip


def test_what_is_left_out_is_counted_and_shown_on_demand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    run("statement", "import", str(PAGE), "--campaign", "visit")
    assert "10 left out; --show-left-out prints these" in capsys.readouterr().out
    run("statement", "import", str(PAGE), "--campaign", "visit", "--force", "--show-left-out")
    assert "left out, line 1: Skip to content\n" in capsys.readouterr().out


def test_the_findings_are_counted_and_the_next_step_is_said(
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    run("statement", "import", str(PAGE), "--campaign", "visit")
    said = capsys.readouterr()
    warnings, notes = said.err.count(": warning: "), said.err.count(": info: ")
    assert warnings > 0 < notes
    assert f"  {warnings} things for an editor to look at and {notes} notes\n" in said.out
    assert said.err.endswith("next: outreach check visit\n")


def test_a_translation_goes_into_the_campaign(capsys: pytest.CaptureFixture[str]) -> None:
    run("statement", "import", str(PAGE), "--campaign", "visit")
    capsys.readouterr()
    assert run("statement", "import", str(PAGE), "--campaign", "visit", "--as", "de") == 0
    assert Path("campaigns/visit/statement.de.md").exists()
    assert "wrote" in capsys.readouterr().err
    assert run("statement", "import", str(PAGE), "--campaign", "visit", "--as", "de") == 3
    assert "--force" in capsys.readouterr().err


def refused(capsys: pytest.CaptureFixture[str], page: Path, *options: str) -> str:
    capsys.readouterr()
    assert run("statement", "import", str(page), "--campaign", "visit", *options) == 2
    assert not Path("campaigns/visit").exists()
    return capsys.readouterr().err


def test_only_a_file_of_common_size_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe, large = tmp_path / "pipe", tmp_path / "large.html"
    os.mkfifo(pipe)
    with large.open("wb") as file:
        file.truncate(20_000_001)
    for page in (pipe, Path("/dev/zero"), tmp_path):
        assert f"{page} is not a file" in refused(capsys, page)
    assert f"{large} is larger than 20 MB" in refused(capsys, large)
    assert "there is no file" in refused(capsys, tmp_path / "none.txt")


def test_a_language_that_is_no_tag_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert "“../../x” is not a language" in refused(capsys, PAGE, "--language", "../../x")
