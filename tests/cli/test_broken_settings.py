"""check, where outreach.toml itself is broken: findings like any other, in every form."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run


@pytest.fixture
def broken(home: Path) -> Path:
    file = home / "outreach.toml"
    file.write_text(file.read_text().replace("[sender]", "[sender]\nnmae = 1"))
    return file


def test_as_json(broken: Path, run: Run) -> None:
    ran = run("check", "visit", "--json")
    assert ran.code == 3
    data = json.loads(ran.out)
    assert data["errors"] == 1
    (finding,) = data["findings"]
    assert (finding["code"], finding["place"]["file"]) == ("unknown-key", broken.name)


def test_for_people_and_for_github(broken: Path, run: Run) -> None:
    ran = run("check", "visit")
    assert (ran.code, f"{broken.name}:" in ran.shown) == (3, True)
    assert run("check", "visit", "--format", "github").out.startswith("::error file=outreach.toml")
