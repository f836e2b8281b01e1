"""clients update and clients show."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from client_data import encoded, everywhere, feature

from .conftest import Ran, Run, run_here

FLOAT = feature("css-float", everywhere("a #1"), {"1": "Left alone."})


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """In a workspace that has settings and nothing else."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("OUTREACH_WORKSPACE", "")
    monkeypatch.chdir(home)
    sender = 'name = "A"\nemail = "a@coalition.example"\norganisation = "A"\n'
    (home / "outreach.toml").write_text(f"[sender]\n{sender}", encoding="utf-8")
    (tmp_path / "data.json").write_bytes(encoded(FLOAT))

    def run(*args: str) -> Ran:
        capsys.readouterr()
        code = run_here(*args)
        return Ran(code, *capsys.readouterr())

    return run


def test_a_workspace_without_data_is_told_how_to_get_it(run: Run) -> None:
    shown = run("clients", "show")
    assert shown.code == 1
    assert "outreach clients update" in shown.err


def test_data_from_a_file_is_kept_and_shown(run: Run) -> None:
    said = "1 feature of 4 mail programs of 2026-02-03, by caniemail.com\n"
    assert run("clients", "update", "../data.json", "--force").out == said
    assert run("clients", "show").out == said
    table = run("clients", "show", "CSS-float").out.splitlines()
    assert table[0] == "mail program\tsupported\tnotes"
    assert "Gmail iOS\tin part\tLeft alone." in table
    assert len(table) == 5


def test_as_json(run: Run) -> None:
    counts = {"updated": "2026-02-03 10:00:00 +0000", "features": 1, "clients": 4}
    assert json.loads(run("clients", "update", "../data.json", "--force", "--json").out) == counts
    assert json.loads(run("clients", "show", "--json").out) == counts
    shown = json.loads(run("clients", "show", "css-float", "--json").out)
    assert shown["tested"] == "2025-11-14"
    assert shown["clients"][0] == {
        "client": "gmail/ios", "name": "Gmail iOS", "supported": "in part",
        "notes": ["Left alone."],
    }  # fmt: skip


def test_a_feature_nearly_named_is_guessed(run: Run) -> None:
    run("clients", "update", "../data.json", "--force")
    shown = run("clients", "show", "css-flaot")
    assert shown.code == 2
    assert "css-float" in shown.err


@pytest.mark.parametrize("source", ["../none.json", "http://coalition.example/data.json", ".."])
def test_what_cannot_be_fetched_is_a_sentence(run: Run, source: str) -> None:
    ran = run("clients", "update", source)
    assert ran.code in {1, 2}
    assert len(ran.faults) == 1
