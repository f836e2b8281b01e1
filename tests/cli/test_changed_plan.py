"""send, where the letters are no more those of the plan: what differs is said."""

from __future__ import annotations

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
    ran = run("send", "visit", "--edition", "signatories", "--yes")
    return next(line for line in ran.err.splitlines() if SAID in line)


def test_a_file_that_changed_is_named(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    (files / "map.pdf").write_bytes(b"%PDF-1.4\n2\n%%EOF\n")
    assert difference(run).endswith(", map.pdf is another file now")


def test_a_file_that_came_and_one_that_went(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    text = (files / "campaign.toml").read_text()
    (files / "campaign.toml").write_text(text.replace('"list.csv"', '"more.csv"'))
    (files / "list.csv").rename(files / "more.csv")
    assert difference(run).endswith(", list.csv is attached no more, more.csv is new")


def test_words_that_changed(files: Path, run: Run) -> None:
    assert run("plan", "visit", "--edition", "signatories").code == 0
    statement = files / "statement.md"
    statement.write_text(f"{statement.read_text()}\nOne sentence more is here.\n")
    assert difference(run).endswith(" or other words")
