"""When editions may go: the moments a campaign file names, and the zones it means them in."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from campaign_folder import WHOLE, read, refused
from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.settings import Settings, zone_of

EMBARGO = '[embargo]\nuntil = 2024-04-24T06:00:00\ntimezone = "America/New_York"\n\n'
PRESS, CONGRESS = "[editions.press]\n", "[editions.congress]\n"


def with_line(table: str, *lines: str, toml: str = WHOLE) -> str:
    return toml.replace(table, "\n".join((table.rstrip(), *lines, "")))


def both(campaign: Campaign) -> list[datetime | None]:
    return [one.not_after for one in campaign.editions]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def test_by_default_nothing_is_too_late(folder: Path) -> None:
    campaign = read(folder, WHOLE)
    assert both(campaign) == [None, None]
    assert [one.timezone for one in campaign.editions] == ["", ""]


def test_an_edition_s_last_moment_is_by_the_embargo_s_clock(folder: Path) -> None:
    press, congress = read(folder, with_line(CONGRESS, "not_after = 2024-04-24T18:00:00")).editions
    assert press.not_after is None
    assert congress.not_after
    assert str(congress.not_after) == "2024-04-24 18:00:00-04:00"
    assert congress.not_after.tzname() == "EDT"
    assert str(congress.place("not_after")) == "visit/campaign.toml:14:13"


def test_or_by_its_own(folder: Path) -> None:
    lines = 'timezone = "Europe/Berlin"', "not_after = 2024-04-24T18:00:00"
    congress = read(folder, with_line(CONGRESS, *lines)).editions[1]
    assert congress.timezone == "Europe/Berlin"
    assert str(congress.not_after) == "2024-04-24 18:00:00+02:00"


def test_a_moment_with_an_offset_is_shown_in_the_edition_s_zone(folder: Path) -> None:
    lines = 'timezone = "Europe/Berlin"', "not_after = 2024-04-24T18:00:00Z"
    congress = read(folder, with_line(CONGRESS, *lines)).editions[1]
    assert str(congress.not_after) == "2024-04-24 20:00:00+02:00"
    bare = WHOLE.replace(EMBARGO, "").replace('release = "under-embargo"\n', "")
    congress = read(folder, with_line(CONGRESS, lines[1], toml=bare)).editions[1]
    assert congress.not_after == at("2024-04-24T18:00:00Z")


def test_one_moment_for_all_is_read_where_each_edition_s_people_are(folder: Path) -> None:
    toml = with_line(CONGRESS, 'timezone = "Europe/Berlin"')
    campaign = read(folder, f"not_after = 2024-04-24T18:00:00\n{toml}")
    assert both(campaign) == [at("2024-04-24T22:00:00Z"), at("2024-04-24T16:00:00Z")]
    assert str(campaign.editions[0].place("not_after")) == "visit/campaign.toml:1:13"


def test_an_edition_s_own_goes_before_it(folder: Path) -> None:
    toml = with_line(PRESS, "not_after = 2024-04-24T12:00:00")
    campaign = read(folder, f"not_after = 2024-04-24T18:00:00\n{toml}")
    assert both(campaign) == [at("2024-04-24T16:00:00Z"), at("2024-04-24T22:00:00Z")]


@pytest.mark.parametrize(
    ("table", "lines", "wanted"),
    [
        (
            CONGRESS,
            ["not_after = 2024-04-24T06:00:00"],
            (
                "visit/campaign.toml:14:1: congress waits for the embargo to lift, 6:00 a.m. EDT,"
                " Wednesday, April 24, 2024, and may not go out after 6:00 a.m. EDT, Wednesday,"
                ' April 24, 2024 → write a later not_after, or release = "under-embargo"'
            ),
        ),
        (
            CONGRESS,
            ['timezone = "Europe/Berlin"', "not_after = 2024-04-24T11:59:00"],
            (
                "visit/campaign.toml:15:1: congress waits for the embargo to lift, 6:00 a.m. EDT,"
                " Wednesday, April 24, 2024, and may not go out after 11:59 a.m. CEST, Wednesday,"
                ' April 24, 2024 → write a later not_after, or release = "under-embargo"'
            ),
        ),
        (
            CONGRESS,
            ["not_after = 2024-11-03T01:30:00"],
            (
                "visit/campaign.toml:14:1: not_after: 01:30 comes twice on 2024-11-03 in"
                " America/New_York, as clocks go back then"
                " → write it with its offset, as 2024-11-03T01:30:00-04:00"
            ),
        ),
        (
            PRESS,
            ["not_after = 2025-03-09T02:30:00"],
            (
                "visit/campaign.toml:8:1: not_after: 02:30 does not come on 2025-03-09 in"
                " America/New_York, as clocks go forward then"
                " → write it with its offset, as 2025-03-09T02:30:00-05:00"
            ),
        ),
        (
            PRESS,
            ['not_after = "noon"'],
            (
                "visit/campaign.toml:8:1: editions.press.not_after: should be a day and a time"
                " → write it as 2030-01-31T06:00:00"
            ),
        ),
        (
            PRESS,
            ["not_after = 2024-04-24"],
            (
                "visit/campaign.toml:8:1: editions.press.not_after: should be a day and a time"
                " → write it as 2030-01-31T06:00:00"
            ),
        ),
        (
            PRESS,
            ['timezone = "Berlin"'],
            (
                "visit/campaign.toml:8:1: editions.press.timezone: there is no time zone 'Berlin';"
                " write one as Europe/Berlin → "
            ),
        ),
        (
            PRESS,
            ["not_afer = 2024-04-24T18:00:00"],
            (
                "visit/campaign.toml:8:1: there is no key editions.press.not_afer"
                " → did you mean not_after?"
            ),
        ),
    ],
)
def test_a_moment_that_cannot_be_meant(
    folder: Path, table: str, lines: list[str], wanted: str
) -> None:
    assert refused(folder, with_line(table, *lines)) == [wanted]


def test_who_may_have_it_under_embargo_may_have_it_until_then_only(folder: Path) -> None:
    press = read(folder, with_line(PRESS, "not_after = 2024-04-24T05:00:00")).editions[0]
    assert press.not_after == at("2024-04-24T05:00:00-04:00")


def test_a_moment_for_all_is_too_early_for_those_who_wait_alone(folder: Path) -> None:
    (problem,) = refused(folder, f"not_after = 2024-04-24T05:00:00\n{WHOLE}")
    assert problem.startswith("visit/campaign.toml:1:1: congress waits for the embargo to lift")


def test_where_no_zone_is_said_none_is_guessed(folder: Path) -> None:
    bare = WHOLE.replace(EMBARGO, "").replace('release = "under-embargo"\n', "")
    toml = with_line(PRESS, "not_after = 2024-04-24T18:00:00", toml=bare)
    assert refused(folder, toml) == [
        (
            "visit/campaign.toml:4:1: not_after has no time zone in press"
            ' → add timezone = "America/New_York" to [editions.press], or whichever is meant'
        )
    ]


def test_every_mistake_is_told_beside_the_others(folder: Path) -> None:
    toml = with_line(CONGRESS, "not_after = 2024-04-24T05:00:00").replace("one_per", "on_per")
    found = refused(folder, with_line(PRESS, 'timezone = "Berlin"', toml=toml))
    assert len(found) == 3
    for part in ("no time zone 'Berlin'", "did you mean one_per?", "waits for the embargo"):
        assert any(part in one for one in found), (part, found)


def test_the_zone_of_an_edition_s_people(folder: Path) -> None:
    settings = Settings(Sender("A", "a@coalition.example", "A"), timezone="Asia/Tokyo")

    def zones(toml: str) -> list[str]:
        campaign = read(folder, toml)
        return [zone_of(campaign, one, settings) for one in campaign.editions]

    assert zones(with_line(PRESS, 'timezone = "Europe/Berlin"')) == [
        "Europe/Berlin",
        "America/New_York",
    ]
    bare = WHOLE.replace(EMBARGO, "").replace('release = "under-embargo"\n', "")
    assert zones(bare) == ["Asia/Tokyo"] * 2
    # An offset is no zone: it does not say what clocks there show in winter.
    offset = "[embargo]\nuntil = 2024-04-24T06:00:00-04:00\n\n"
    assert zones(WHOLE.replace(EMBARGO, offset)) == ["Asia/Tokyo"] * 2


def test_an_edition_made_by_hand_is_never_too_late() -> None:
    assert Edition("press", "t", "press", "s").not_after is None
