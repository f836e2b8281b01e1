"""campaign.toml: read whole, or refused with every fault of the campaign at once."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_folder import STATEMENT, WHOLE, read, refused
from outreach.actions.start import campaign_toml
from outreach.domain.campaign import Release, Tracking
from outreach.intake.campaign_files import statement_files


def test_a_campaign_is_read_with_its_statement_and_signatories(folder: Path) -> None:
    campaign = read(folder, WHOLE)
    press, congress = campaign.editions
    assert (campaign.slug, campaign.title) == ("visit", "On the visit")
    assert (campaign.statement.title, len(campaign.statement.signatories)) == ("Release them", 2)
    assert campaign.embargo
    assert campaign.embargo.until.astimezone(UTC) == datetime(2024, 4, 24, 10, tzinfo=UTC)
    assert (press.release, press.one_per, press.tracking) == (
        Release.UNDER_EMBARGO,
        "person",
        Tracking(),
    )
    assert (congress.release, congress.one_per) == (Release.AFTER_EMBARGO, "office")
    assert congress.tracking == Tracking(opens=True)


def test_each_key_of_an_edition_knows_its_place(folder: Path) -> None:
    press = read(folder, WHOLE).editions[0]
    assert str(press.place("subject")) == "visit/campaign.toml:10:11"
    assert str(press.place("preheader")) == "visit/campaign.toml:7:2"
    assert str(press.place("")) == "visit/campaign.toml:7:2"


def test_each_of_an_edition_s_own_values_knows_its_place(folder: Path) -> None:
    own = f'{WHOLE}\n[editions.press.values]\nwhat = "a"\nnow = "b"\n'
    lines = own.count("\n")
    press = read(folder, own).editions[0]
    assert str(press.place("values.what")) == f"visit/campaign.toml:{lines - 1}:8"
    inline = WHOLE.replace('subject = "', 'values = { what = "a" }\nsubject = "', 1)
    press = read(folder, inline).editions[0]
    assert str(press.place("values.what")) == "visit/campaign.toml:10:1"


def test_the_campaign_a_newcomer_is_given_is_whole(folder: Path) -> None:
    campaign = read(folder, campaign_toml("visit"))
    assert [edition.name for edition in campaign.editions] == ["press", "congress", "signatories"]


def test_files_of_other_names_are_found(folder: Path) -> None:
    (folder / "statement.md").rename(folder / "text.md")
    (folder / "signatories.txt").rename(folder / "signed.txt")
    names = 'statement = "text.md"\nsignatories = "signed.txt"\n'
    assert len(read(folder, names + WHOLE).statement.signatories) == 2
    assert statement_files(folder) == (folder / "text.md", folder / "signed.txt")


def test_without_names_the_usual_ones_are_meant(folder: Path) -> None:
    read(folder, WHOLE)
    usual = (folder / "statement.md", folder / "signatories.txt")
    assert statement_files(folder) == usual
    (folder / "campaign.toml").unlink()
    assert statement_files(folder) == usual


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "[embargo]\nuntil = 2024-04-24T06:00:00\ntimezone = \"America/New_York\"\n",
            "",
            [("visit/campaign.toml:8:1: press has no embargo to obey → "
              "add [embargo] until = …, or take release out")],
        ),
        (
            'timezone = "America/New_York"\n',
            "",
            [("visit/campaign.toml:4:1: the embargo has no time zone → "
             'add timezone = "America/New_York", or whichever is meant')],
        ),
        (
            "America/New_York",
            "New York",
            [("visit/campaign.toml:5:1: embargo.timezone: there is no time zone 'New York'; "
             "write one as Europe/Berlin → ")],
        ),
        (
            "press topic:china",
            "pres topik:china",
            ["visit/campaign.toml:9:13: 'pres' is not a kind of contact → did you mean press?",
             "visit/campaign.toml:9:18: there is no field 'topik' → did you mean topic?"],
        ),
        (
            "[editions.press]",
            "[editions.Press_1]",
            [("visit/campaign.toml:7:2: 'Press_1' cannot name an edition → "
             "use lower-case letters, digits and hyphens")],
        ),
        (
            '"under-embargo"',
            '"now"',
            [("visit/campaign.toml:11:1: editions.press.release: "
             "should be 'under-embargo' or 'after-embargo' → ")],
        ),
        (
            "{ opens = true }",
            "{ open = true }",
            [("visit/campaign.toml:18:1: there is no key editions.congress.tracking.open → "
             "did you mean opens?")],
        ),
        (
            "2024-04-24T06:00:00",
            '"six in the morning"',
            [
                (
                    "visit/campaign.toml:4:1: embargo.until: should be a day and a time"
                    " → write it as 2030-01-31T06:00:00"
                )
            ],
        ),
        (
            'subject = "x"\n',
            "",
            ["visit/campaign.toml:13:2: editions.congress.subject is missing → add subject = …"],
        ),
        (
            'title = "On the visit"\n',
            'title = "On the visit"\nstatement = "../out.md"\n',
            ["visit/campaign.toml:2:13: ../out.md is not in the campaign's folder → copy it in"],
        ),
        (
            'title = "On the visit"\n',
            'title = "On the visit"\nsignatories = "who.txt"\n',
            [("visit/campaign.toml:2:15: there is no who.txt → "
             "write visit/who.txt, or name the file that is there")],
        ),
        (
            'title = "On the visit"\n',
            'title = "On the visit"\nstatement = "a\\u0000.md"\n',
            [("visit/campaign.toml:2:13: “a\\x00.md” is no name of a file → "
             "write the name of a file in this folder")],
        ),
        (
            'title = "On the visit"\n',
            f'title = "On the visit"\nsignatories = "{"x" * 300}.txt"\n',
            [(f"visit/campaign.toml:2:15: “{'x' * 39}…” is no name of a file → "
             "write the name of a file in this folder")],
        ),
        (
            'subject = "x"\n',
            'subject = "x"\nattachments = ["statement.md", "./statement.md"]\n',
            [("visit/campaign.toml:17:15: ./statement.md is named twice → "
             "name it once: each letter carries it once")],
        ),
        (
            'subject = "x"\n',
            'subject = "x"\nattachments = ["statement.md\\u0000"]\n',
            [("visit/campaign.toml:17:15: “statement.md\\x00” is no name of a file → "
             "write the name of a file in this folder")],
        ),
        (
            'title = "On the visit"\n',
            'title = "On the visit"\n[[accept]]\ncode = "L401"\nreason = " \u200b\u3164"\n',
            ["visit/campaign.toml:4:1: accept.0.reason: is empty → fill it in"],
        ),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_its_place_and_the_way_out(
    folder: Path, old: str, new: str, wanted: list[str]
) -> None:
    assert old in WHOLE
    assert refused(folder, WHOLE.replace(old, new)) == wanted


def test_all_faults_of_all_files_are_told_at_once(folder: Path) -> None:
    (folder / "statement.md").write_text("---\ntitel: x\n---\n\nText.\n")
    toml = """\
titel = "x"
[embargo]
until = 2024-04-24T06:00:00
[editions.press]
template = 3
audience = "press foo:bar"
subject = "x"
"""
    found = refused(folder, toml)
    for part in (
        "campaign.toml:1:1: there is no key titel → did you mean title?",
        "campaign.toml:1:1: title is missing",
        "campaign.toml:5:1: editions.press.template: should be a valid string",
        "campaign.toml:3:1: the embargo has no time zone",
        "campaign.toml:6:19: there is no field 'foo'",
        "statement.md:2:1: unknown key “titel” → did you mean “title”?",
    ):
        assert any(part in one for one in found), (part, found)


AUDIENCES = """\
precedence = ["congress", "press"]

[audiences]
asia = "press topic:china,hong-kong"
tier1 = "audience:asia tag:tier1"
unused = "other"

"""


def with_audiences(old: str = "", new: str = "") -> str:
    toml = AUDIENCES.replace("[audiences]", 'title = "x"\n\n[audiences]') + WHOLE
    toml = toml.replace('title = "On the visit"\n', "").replace(
        '"press topic:china"', '"audience:tier1 -country:US"'
    )
    toml = toml.replace('one_per = "office"', 'one_per = "office"\nroles = ["counsel"]')
    assert old in toml
    return toml.replace(old, new)


def test_audiences_are_named_and_stand_on_each_other(folder: Path) -> None:
    campaign = read(folder, with_audiences())
    assert set(campaign.audiences) == {"asia", "tier1", "unused"}
    assert campaign.audiences["tier1"].terms[0].parts == (campaign.audiences["asia"],)
    assert str(campaign.audience_places["asia"]) == "visit/campaign.toml:6:8"
    assert campaign.precedence == ("congress", "press")
    assert campaign.editions[1].roles == ("counsel",)
    assert campaign.editions[0].audience == "audience:tier1 -country:US"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            "topic:china,hong-kong",
            "topik:china",
            (
                "visit/campaign.toml:6:15: audience asia: there is no field 'topik' "
                "→ did you mean topic?"
            ),
        ),
        (
            "press topic:china,hong-kong",
            "audience:tier1",
            (
                "visit/campaign.toml:7:10: audience tier1: the audience stands on itself: "
                "asia -> tier1 -> asia → take one of them out of the circle"
            ),
        ),
        (
            "audience:asia tag",
            "tag:x audience:asai tag",
            (
                "visit/campaign.toml:7:16: audience tier1: there is no audience 'asai' "
                "→ did you mean asia?"
            ),
        ),
        (
            "audience:tier1 -country",
            "audience:tier2 -country",
            "visit/campaign.toml:17:13: there is no audience 'tier2' → did you mean tier1?",
        ),
        (
            "unused =",
            "Un_used =",
            (
                "visit/campaign.toml:8:1: 'Un_used' cannot name an audience "
                "→ use lower-case letters, digits and hyphens"
            ),
        ),
        ('"other"', "1", "visit/campaign.toml:8:1: audiences.unused: should be a valid string → "),
        (
            '["congress", "press"]',
            '["congress", "pres"]',
            "visit/campaign.toml:1:14: there is no edition 'pres' → did you mean press?",
        ),
        (
            '["congress", "press"]',
            '["press", "press"]',
            "visit/campaign.toml:1:14: press stands in precedence 2 times → name each edition once",
        ),
        (
            '["counsel"]',
            '["councel"]',
            "visit/campaign.toml:26:9: there is no role 'councel' → did you mean counsel?",
        ),
        (
            'one_per = "office"\n',
            "",
            (
                "visit/campaign.toml:25:9: congress names roles, and everybody gets a letter "
                '→ add one_per = "office", or take roles out'
            ),
        ),
        (
            '"office"',
            '"newsroom"',
            (
                "visit/campaign.toml:25:1: editions.congress.one_per: should be 'person', "
                "'office', 'outlet' or 'organisation' → "
            ),
        ),
    ],
)
def test_a_mistake_about_audiences_is_placed(folder: Path, old: str, new: str, wanted: str) -> None:
    assert refused(folder, with_audiences(old, new)) == [wanted]


def test_a_missing_statement_is_one_fault_in_the_campaign_file(folder: Path) -> None:
    (folder / "statement.md").unlink()
    (folder / "signatories.txt").unlink()
    assert refused(folder, WHOLE) == [
        (
            "visit/campaign.toml:1:1: there is no statement.md → "
            "write visit/statement.md, or name the file that is there"
        ),
        (
            "visit/campaign.toml:1:1: there is no signatories.txt → "
            "write visit/signatories.txt, or name the file that is there"
        ),
    ]


def test_a_symlink_does_not_lead_out_of_the_folder(folder: Path) -> None:
    (folder / "statement.md").unlink()
    (folder.parent / "private.md").write_text(STATEMENT)
    (folder / "statement.md").symlink_to(folder.parent / "private.md")
    assert "is not in the campaign's folder" in refused(folder, WHOLE)[0]


def test_a_pipe_or_a_circle_of_links_is_no_statement(folder: Path) -> None:
    (folder / "statement.md").unlink()
    os.mkfifo(folder / "statement.md")
    assert "no plain file" in refused(folder, WHOLE)[0]
    (folder / "statement.md").unlink()
    (folder / "statement.md").symlink_to("statement.md")
    assert "statement.md" in refused(folder, WHOLE)[0]


def test_an_embargo_with_an_offset_needs_no_zone_and_keeps_its_moment(folder: Path) -> None:
    toml = WHOLE.replace("06:00:00", "06:00:00-04:00").replace(
        'timezone = "America/New_York"\n', ""
    )
    embargo = read(folder, toml).embargo
    assert embargo
    assert embargo.until.astimezone(UTC) == datetime(2024, 4, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "data", ["embargo = 1", "editions = 1", "[editions]\npress = 1", "", "statement = 1"]
)
def test_any_shape_of_data_is_reported_and_none_is_fatal(folder: Path, data: str) -> None:
    assert refused(folder, data + "\n")
