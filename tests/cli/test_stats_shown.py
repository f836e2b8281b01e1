"""The first screen of stats, and what is broken down: lines that fit, and numbers that agree."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from outreach.cli.stats_broken import breakdown_lines
from outreach.cli.stats_shown import Paper, first_screen, share
from outreach.cli.stats_tables import breakdown_table, csv_lines, edition_table, stats_json
from outreach.domain.delivery import Account
from outreach.domain.stats import Breakdown, CampaignStats, EditionStats, Need, Row, Tally

NOW = datetime(2024, 4, 24, 12, 0, tzinfo=UTC)
AT = int(NOW.timestamp()) - 7200
TALLY = Tally(
    recipients=40, delivered=37, bounced=2, dropped=1, opened=12, opened_doubtful=7, replied=4
)
PRESS = EditionStats(
    "press",
    Account(3, 40),
    TALLY,
    opens=True,
    clicks=False,
    first_at=AT,
    hours={"delivered": ((AT, 30), (AT + 7200, 7)), "opened": ((AT, 12),)},
)
STATS = CampaignStats(
    campaign="visit",
    title="Joint statement",
    as_of=NOW,
    timezone="America/New_York",
    sandbox=False,
    editions=(PRESS,),
    needs=(Need("urgent", "2 letters are uncertain", 2, "outreach settle visit"),),
    breakdowns=(),
    heard_at=NOW - timedelta(minutes=3),
    synced_at=None,
)


def screen(stats: CampaignStats, width: int = 80, *, unicode: bool = True) -> str:
    return "\n".join(line for line, _ in first_screen(stats, Paper(width, unicode)))


@pytest.mark.parametrize("width", [40, 45, 60, 120])
def test_a_breakdown_fits_a_narrow_terminal(width: int) -> None:
    names = (
        "The Quite Extraordinarily Long-Named Gazette of International Affairs",
        "香港日報" * 9,
    )
    rows = tuple(
        Row(name, replace(TALLY, recipients=1_000_000, delivered=999_997)) for name in names
    )
    broken = Breakdown("outlet", rows, 3)
    lines = [line for line, _ in breakdown_lines(STATS, broken, Paper(width))]
    assert max(map(cell_len, lines)) <= width
    assert sum("1,000,000" in line and "999,997" in line for line in lines) == 2


@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("unicode", [True, False])
def test_every_line_fits(width: int, *, unicode: bool) -> None:
    text = screen(replace(STATS, title="A very long title " * 9), width, unicode=unicode)
    assert max(map(cell_len, text.splitlines())) <= width
    assert unicode or text.isascii()


def test_what_needs_attention_stands_on_top_with_its_command() -> None:
    lines = screen(STATS).splitlines()
    assert lines.index("  ! 2 letters are uncertain") < lines.index("press: 40 planned, 3 excluded")
    assert "      → outreach settle visit" in lines
    assert "Nothing needs attention." in screen(replace(STATS, needs=()))


def test_opens_are_bounds_and_what_is_not_measured_is_no_number() -> None:
    text = screen(STATS)
    assert "12 to 19 people (32 to 51 %), 0 by machines alone" in text
    assert re.search(r"clicked +not measured", text)
    plain = screen(replace(STATS, editions=(replace(PRESS, opens=False),)))
    assert "opened" not in plain
    assert "Opens and clicks are not measured: tracking is off." in plain


def test_the_first_hours_are_drawn_an_hour_a_column() -> None:
    assert "█ ▂\n" in screen(STATS)
    assert "37 delivered from Wed 06:00 to 09:00 EDT" in screen(STATS)


def test_where_numbers_are_from_is_said() -> None:
    assert "From SendGrid's events, the last 07:57 EDT (3 min ago)." in screen(STATS)
    deaf = replace(STATS, heard_at=None, synced_at=NOW, own_count=40, counted_at=NOW)
    text = " ".join(screen(deaf).split())
    assert "No event has been heard yet" in text
    assert "SendGrid was asked 08:00 EDT" in text
    assert "3 more than is told here" in text
    same = " ".join(screen(replace(deaf, own_count=37)).split())
    assert "is the same, 37" in same


def test_what_happened_since_is_told_by_its_hours() -> None:
    late = replace(PRESS, hours={"delivered": ((AT + 7200, 7),)})
    text = screen(replace(STATS, since=NOW - timedelta(minutes=20), editions=(late,)))
    assert "What happened since 07:00 EDT" in text
    assert "\n  7 delivered\n" in text
    assert "nothing was heard" in screen(
        replace(STATS, since=NOW, editions=(replace(PRESS, hours={}),))
    )


@given(st.integers(0, 5000), st.integers(1, 5000))
@example(999, 1000)
def test_all_and_none_are_said_of_nothing_less(part: int, whole: int) -> None:
    part = min(part, whole)
    assert (share(part, whole) == "100 %") == (part == whole)
    assert (share(part, whole) == "") == (part == 0)


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(1, 60), st.booleans())
def test_a_bar_is_seen_where_there_is_something(
    part: int, whole: int, room: int, unicode: bool
) -> None:
    bar = Paper(80, unicode).bar(part, whole, room)
    assert bool(bar) == bool(part)
    assert len(bar) <= room


def test_a_spark_shows_every_hour_in_which_something_was() -> None:
    assert Paper(80).spark([1, 0, 1000]) == "▁ █"
    assert Paper(80, unicode=False).spark([1, 0, 1000]) == ". @"


HOSTILE = "海港\x1b[31m新聞 " * 8


@pytest.mark.parametrize("by", ["outlet", "reason", "link", "hour"])
def test_what_is_broken_down_fits_and_is_escaped(by: str) -> None:
    name = NOW.isoformat() if by == "hour" else HOSTILE
    rows = (Row(name, TALLY), Row("" if by != "hour" else name, Tally(clicked=1, bounced=1)))
    broken = Breakdown(by, rows, 3)
    lines = [line for line, _ in breakdown_lines(STATS, broken, Paper(60))]
    assert all(cell_len(line) <= 60 and "\x1b" not in line for line in lines)
    assert lines[-1] == "3 more: --csv or --json gives all."


def test_a_spreadsheet_gets_no_formula_and_no_number_for_what_is_not_measured() -> None:
    header, rows = edition_table(replace(STATS, editions=(replace(PRESS, edition="=1+1"),)))
    _, line = csv_lines(header, rows)
    assert line.startswith("'=1+1,3,40,37,")
    assert line.endswith(",12,7,0,,,")
    header, rows = breakdown_table(STATS, Breakdown("outlet", (Row("", TALLY),), 0))
    assert dict(zip(header, rows[0], strict=True))["outlet"] == "(none)"
    assert "clicked" not in header


def test_json_says_not_measured_by_null() -> None:
    (press,) = stats_json(STATS)["editions"]
    assert press["opened"] == {"people": 12, "doubtful": 7, "machine": 0}
    assert press["clicked"] is None
    assert press["hours"]["delivered"][0] == {"hour": "2024-04-24T10:00:00+00:00", "count": 30}
