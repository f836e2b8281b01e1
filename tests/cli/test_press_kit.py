"""press-kit: the PDF in a file, for each language or for one."""

from __future__ import annotations

import json
import stat
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from outreach.sandbox.server import RunningSandbox

from .conftest import Run

pytest.importorskip("typst")


def translate(home: Path) -> None:
    folder = home / "campaigns" / "visit"
    text = (folder / "statement.md").read_text(encoding="utf-8")
    (folder / "statement.de.md").write_text(
        text.replace("language: en", "language: de"), encoding="utf-8"
    )


def attach_to_press(home: Path, key: str) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("[editions.press]", f"[editions.press]\n{key}"), encoding="utf-8")


def test_it_is_written_for_its_owner_alone(home: Path, run: Run) -> None:
    ran = run("press-kit", "visit")
    kit = home / "visit.pdf"
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("visit.pdf: en, ")
    assert kit.read_bytes().startswith(b"%PDF")
    assert stat.S_IMODE(kit.stat().st_mode) == 0o600


def test_there_is_one_file_a_language(home: Path, run: Run) -> None:
    translate(home)
    ran = run("press-kit", "visit", "--json")
    assert json.loads(ran.out)["files"] == [
        {"language": "en", "file": "visit.pdf"},
        {"language": "de", "file": "visit-de.pdf"},
    ]
    assert b"/Lang(de)" in (home / "visit-de.pdf").read_bytes()


def test_one_language_goes_into_the_file_that_was_named(home: Path, run: Run) -> None:
    translate(home)
    assert run("press-kit", "visit", "--language", "de-AT", "--output", "kit.pdf").code == 0
    assert b"/Lang(de)" in (home / "kit.pdf").read_bytes()
    assert not (home / "visit.pdf").exists()


def test_another_file_is_written_over_only_when_told_to(home: Path, run: Run) -> None:
    kit = home / "visit.pdf"
    kit.write_bytes(b"mine")
    ran = run("press-kit", "visit")
    assert ran.code == 2
    assert "visit.pdf exists already" in ran.err
    assert kit.read_bytes() == b"mine"
    assert run("press-kit", "visit", "--force").code == 0
    assert kit.read_bytes().startswith(b"%PDF")
    assert sorted(path.name for path in home.glob("*.pdf*")) == ["visit.pdf"]


def test_it_can_be_made_for_the_very_place_where_an_edition_attaches_it(
    home: Path, run: Run
) -> None:
    attach_to_press(home, "attachments = ['attachments/kit.pdf', 'attachments/map.csv']")
    (home / "campaigns" / "visit" / "attachments").mkdir(exist_ok=True)
    kit = "campaigns/visit/attachments/kit.pdf"
    ran = run("press-kit", "visit", "--output", kit)
    assert (ran.code, ran.err) == (0, "")
    assert (home / kit).read_bytes().startswith(b"%PDF")
    planned = run("plan", "visit", "--edition", "press")
    assert planned.code == 3
    assert "there is no attachments/map.csv" in planned.err
    assert "kit.pdf" not in planned.err


def test_a_file_for_several_languages_is_told_both_ways_out(home: Path, run: Run) -> None:
    translate(home)
    ran = run("press-kit", "visit", "--output", "kit.pdf")
    assert "add --language en or --language de, or leave --output out" in ran.err


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--language", "fr"), "there is no statement in 'fr'"),
        (("--output", "kit.pdf"), "one file cannot hold several languages"),
        (("--language", "de", "--output", "gone/kit.pdf"), "cannot write gone/kit.pdf"),
    ],
)
def test_what_cannot_be_done_is_said(
    home: Path, run: Run, more: tuple[str, ...], said: str
) -> None:
    translate(home)
    ran = run("press-kit", "visit", *more)
    assert ran.code != 0
    assert said in ran.err
    assert list(home.glob("*.pdf")) == []


def test_a_letter_is_filed_with_its_kit(home: Path, run: Run, sandbox: RunningSandbox) -> None:
    attach_to_press(home, "press_kit = true\nattachments = ['attachments/map.csv']")
    folder = home / "campaigns" / "visit" / "attachments"
    folder.mkdir(exist_ok=True)
    (folder / "map.csv").write_text("place\nBeijing\n")
    planned = run("plan", "visit", "--edition", "press")
    assert "press: with map.csv (1 KB), visit.pdf (" in planned.out
    ran = run("send", "visit", "--edition", "press", "--yes")
    assert ran.code == 0, ran.err
    assert "    with map.csv (1 KB), visit.pdf (" in ran.err
    letters = sorted(sandbox.sandbox.outbox.root.rglob("*.eml"))
    assert letters
    for letter in letters:
        mail = message_from_bytes(letter.read_bytes(), policy=policy.default)
        files = {part.get_filename(): part.get_content() for part in mail.iter_attachments()}  # type: ignore[attr-defined]
        assert files["visit.pdf"].startswith(b"%PDF")
        assert files["map.csv"].split() == ["place", "Beijing"]
