"""The edition that asks again, put into a campaign file that says what it said before."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from outreach.actions.followup_edition import edition_text, write_edition
from outreach.domain.campaign import Campaign
from outreach.errors import WrongUsage
from outreach.intake.campaign_files import read_campaign

FILE = """\
title = "A visit" # the working title
statement = "statement.md"

[editions.press]
template = "press-release"
audience = "press"
subject = "A visit"
"""


def campaign(folder: Path, text: bytes) -> Campaign:
    folder.mkdir()
    (folder / "statement.md").write_text("---\ntitle: A visit\n---\n\nWe ask.\n")
    (folder / "signatories.txt").write_text("One\nTwo\n")
    (folder / "campaign.toml").write_bytes(text)
    found, problems = read_campaign(folder)
    assert found, problems
    return found


@pytest.mark.parametrize(
    "text",
    [
        FILE.encode(),
        FILE.rstrip("\n").encode(),
        FILE.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + FILE.encode(),
        (FILE + '\n[[accept]]\ncode = "P113"\nreason = "so be it"\n# the end').encode(),
    ],
    ids=["as usual", "no last line end", "CRLF", "byte order mark", "tables after it"],
)
def test_what_stands_in_the_file_stays_byte_for_byte(tmp_path: Path, text: bytes) -> None:
    folder = tmp_path / "visit"
    noun = campaign(folder, text)
    path = write_edition(folder, noun, "again")
    after = path.read_bytes()
    assert after.startswith(text)
    assert (b"\r\n" in text) == (b"\r\n" in after)
    assert after.count(b"\n") == after.count(b"\r\n") or b"\r\n" not in after
    read, problems = read_campaign(folder)
    assert read, problems
    (added,) = [one for one in read.editions if one.name == "again"]
    assert added.template == "follow-up"
    assert [one.name for one in read.editions if one.name != "again"] == ["press"]
    assert list(folder.glob(".*")) == []


def test_a_second_one_has_another_name(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    noun = campaign(folder, FILE.encode())
    with pytest.raises(WrongUsage, match="has an edition 'press'"):
        write_edition(folder, noun, "press")
    assert (folder / "campaign.toml").read_text() == FILE


@pytest.mark.parametrize("name", ["", "Two words", "a]\nb", "ü"])
def test_a_name_that_is_none_is_refused(tmp_path: Path, name: str) -> None:
    noun = campaign(tmp_path / "visit", FILE.encode())
    with pytest.raises(WrongUsage, match="cannot name an edition"):
        edition_text(noun, name)


def test_editions_on_one_line_are_left_as_they_are(tmp_path: Path) -> None:
    text = (
        'title = "A visit"\nstatement = "statement.md"\n'
        'editions = { press = { template = "press-release", audience = "press", subject = "A" } }\n'
    )
    folder = tmp_path / "visit"
    noun = campaign(folder, text.encode())
    with pytest.raises(WrongUsage, match="nothing can be added"):
        write_edition(folder, noun, "again")
    assert (folder / "campaign.toml").read_text() == text


def test_what_is_printed_is_what_is_written(tmp_path: Path) -> None:
    folder = tmp_path / "visit"
    noun = campaign(folder, FILE.encode())
    path = write_edition(folder, noun, "again")
    both = tomllib.loads(FILE + edition_text(noun, "again"))
    assert tomllib.loads(path.read_text()) == both
