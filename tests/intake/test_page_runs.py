"""Names in one line: lists are split, and names that only look like lists are not."""

from __future__ import annotations

import pytest

from outreach.intake.page import read_page
from outreach.intake.page_runs import names_in_run

LETTER = """\
Open letter on five arrests today

We are alarmed by the arrest of five people who did nothing but speak, and we stand with them.

Signed by:

"""


@pytest.mark.parametrize(
    ("run", "names"),
    [
        ("A Club, B Club, C Club and D Club", ["A Club", "B Club", "C Club", "D Club"]),
        ("A Club, B Club, and C Club.", ["A Club", "B Club", "C Club"]),
        ("A Club; B Club, Hong Kong; C Club", ["A Club", "B Club, Hong Kong", "C Club"]),
        ("A Club; B Club", ["A Club", "B Club"]),
        ("A Club • B Club • C Club", ["A Club", "B Club", "C Club"]),
        ("香港監察、自由會、西藏之家", ["香港監察", "自由會", "西藏之家"]),
        ("A Club, Freedom, Inc., B Club", ["A Club", "Freedom, Inc.", "B Club"]),
        ("A Club (Paris, Lyon), B Club, C e.V.", ["A Club (Paris, Lyon)", "B Club", "C e.V."]),
        ("A Club, B Club und C Club", ["A Club", "B Club", "C Club"]),
        ("A Club, B Club et C Club", ["A Club", "B Club", "C Club"]),
        (
            "A Club, B Club, Center for Law and Democracy",
            ["A Club", "B Club", "Center for Law and Democracy"],
        ),
    ],
)
def test_runs(run: str, names: list[str]) -> None:
    assert [name.text for name in names_in_run(run)] == names
    assert all(run[name.start :].startswith(name.text) for name in names_in_run(run))


@pytest.mark.parametrize(
    "line",
    [
        "Assembly of Citizens’ Representatives, Hong Kong",
        "Fight for Freedom. Stand with Hong Kong.",
        "Students for a Free Tibet",
        "Doctors (nurses, carers and others) United",
        "we ask them to stop, to listen, and to answer",
        "They stopped, listened to us for a while, answered nothing at all, and then they left.",
    ],
)
def test_no_runs(line: str) -> None:
    assert names_in_run(line) == ()


def test_what_may_be_two_names_or_one_is_doubted() -> None:
    doubted = [name.text for name in names_in_run("A Club, Hong Kong, B Club and C") if name.doubt]
    assert doubted == ["Hong Kong", "B Club", "C"]


def test_commas_do_not_part_names_that_have_a_line_each() -> None:
    listed = ["A Club", "Jane Doe, Professor, University of X", "B Club, Hong Kong"]
    page = read_page(f"{LETTER}{chr(10).join(listed)}\n".encode(), "page.txt")
    assert [one.name for one in page.statement.signatories] == listed


def test_a_list_broken_at_a_width_is_one_list() -> None:
    run = (
        "Action Free Hong Kong Montreal, Asian Lawyers Network (ALN), Britons in\n"
        "Hong Kong, Campaign for Uyghurs, Canadian Friends of Hong Kong and\nDialogue China\n"
    )
    page = read_page(f"{LETTER}{run}".encode(), "page.txt")
    assert [one.name for one in page.statement.signatories] == [
        "Action Free Hong Kong Montreal", "Asian Lawyers Network (ALN)", "Britons in Hong Kong",
        "Campaign for Uyghurs", "Canadian Friends of Hong Kong", "Dialogue China",
    ]  # fmt: skip
    places = [str(one.place) for one in page.problems if one.code == "I210"]
    assert places == ["page.txt:8:34", "page.txt:9:1"]
