"""``congress.toml``, and every mistake in it with its place."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from outreach.domain.congress import HandKept
from outreach.errors import Problem
from outreach.intake.congress_groups import read_groups

GOOD = """\
[salutations]
A000001 = "Leader Quarrington"

[groups.CECC]
name = "Congressional-Executive Commission on China"
checked_on = 2026-06-15
source = "https://commission.example/members"
chairs = ["A000001"]
cochairs = [
    "C000001",
]
ranking = ["B000001"]
members = ["D000001", "A000001"]
"""


def read(tmp_path: Path, text: str) -> tuple[HandKept | None, tuple[Problem, ...]]:
    path = tmp_path / "congress.toml"
    path.write_text(text, encoding="utf-8")
    return read_groups(path, date(2026, 6, 20))


def test_a_group_has_chairs_and_members(tmp_path: Path) -> None:
    kept, problems = read(tmp_path, GOOD)
    assert problems == ()
    assert kept
    [group] = kept.groups
    assert (group.committee.id, group.committee.chamber) == ("CECC", "joint")
    assert (group.checked_on, group.source) == (
        date(2026, 6, 15),
        "https://commission.example/members",
    )
    assert [(s.bioguide, s.role, s.title, s.rank, s.side) for s in group.memberships] == [
        ("A000001", "chair", "Chair", 1, ""),
        ("C000001", "chair", "Cochair", 2, ""),
        ("B000001", "ranking", "Ranking Member", 3, ""),
        ("D000001", "member", "", 4, ""),
    ]


def test_everybody_has_a_place(tmp_path: Path) -> None:
    kept, _ = read(tmp_path, GOOD)
    assert kept
    [group], [said] = kept.groups, kept.salutations
    assert [(place.line, place.column) for place in group.places] == [
        (8, 11),
        (10, 5),
        (12, 12),
        (13, 12),
    ]
    assert (said.text, said.place.line, said.place.column) == ("Leader Quarrington", 2, 1)


def test_an_empty_file_keeps_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "# nothing yet\n") == (HandKept(), ())


@pytest.mark.parametrize(
    ("was", "now", "line", "said"),
    [
        ("[groups.CECC]", "[groups.cecc]", 4, "'cecc' is no code for a group"),
        ("[groups.CECC]", '[groups."CE,CC"]', 4, "is no code for a group"),
        ("checked_on = 2026-06-15\n", "", 4, "checked_on is missing"),
        ("checked_on = 2026-06-15", 'checked_on = "June"', 6, "checked_on"),
        ('name = "Congressional-Executive Commission on China"', 'name = ""', 5, "is empty"),
        (
            "checked_on = 2026-06-15",
            "checked_on = 2026-06-22",
            6,
            "2026-06-22, which is still to come",
        ),
        ("cochairs = [", "cochair = [", 9, "there is no key groups.CECC.cochair"),
        ('chairs = ["A000001"]', 'chairs = "A000001"', 8, "chairs"),
        ("Leader Quarrington", "Leader\\nBcc: x", 2, "plain text in one line"),
        ("[salutations]", "[salutation]", 1, "there is no key salutation"),
        ("members = [", "members = ", 13, "a comma ends the line"),
    ],
)
def test_a_mistake_is_placed(tmp_path: Path, was: str, now: str, line: int, said: str) -> None:
    assert was in GOOD
    kept, problems = read(tmp_path, GOOD.replace(was, now))
    assert kept is None
    assert any(said in one.message and one.place and one.place.line == line for one in problems), (
        problems
    )
