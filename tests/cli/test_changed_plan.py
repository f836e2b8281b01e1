"""send, where the letters are no more those of the plan: what differs is said."""

from __future__ import annotations

from itertools import takewhile
from pathlib import Path

import pytest

from .conftest import Run

SAID = "signatories differs from the plan of "


@pytest.fixture
def files(home: Path) -> Path:
    folder = home / "campaigns" / "visit"
    file = folder / "campaign.toml"
    text = file.read_text()
    added = '[editions.signatories]\nattachments = ["map.pdf", "list.csv"]\n'
    file.write_text(text.replace("[editions.signatories]\n", added))
    (folder / "map.pdf").write_bytes(b"%PDF-1.4\n1\n%%EOF\n")
    (folder / "list.csv").write_bytes(b"name\nAnna\n")
    return folder


def difference(run: Run) -> str:
    """What is said below the line that names the plan before."""
    ran = run("send", "visit", "--edition", "signatories", "--yes")
    lines = ran.err.splitlines()
    (first,) = [number for number, line in enumerate(lines, 1) if SAID in line]
    return "".join(takewhile(lambda line: line.startswith("    "), lines[first:]))


def test_a_file_that_changed_is_named(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    (files / "map.pdf").write_bytes(b"%PDF-1.4\n2\n%%EOF\n")
    assert "map.pdf is another file" in difference(run)


def test_a_file_that_came_and_one_that_went(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    text = (files / "campaign.toml").read_text()
    (files / "campaign.toml").write_text(text.replace('"list.csv"', '"more.csv"'))
    (files / "list.csv").rename(files / "more.csv")
    said = difference(run)
    assert "list.csv is attached no more" in said
    assert "more.csv is attached besides" in said


def test_words_that_changed(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    statement = files / "statement.md"
    statement.write_text(f"{statement.read_text()}\nOne sentence more is here.\n")
    assert "other words in 1 message" in difference(run)
