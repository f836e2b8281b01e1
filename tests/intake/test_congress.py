"""Congress in the format of its public data set."""

from __future__ import annotations

import os
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from outreach.domain.congress import Committee, Congress, Membership
from outreach.domain.contact import Member
from outreach.errors import NeedsFixing
from outreach.intake.congress import member_role, read_congress

FILES = {
    "legislators-current.yaml": """
- id: {bioguide: R000584}
  name: {first: James, last: Risch, official_full: James E. Risch}
  terms:
  - {type: rep, state: ID, district: 1, party: Republican}
  - {type: sen, state: ID, party: Republican}
- id: {bioguide: S000033}
  name: {first: Bernard, last: Sanders}
  terms: [{type: sen, state: VT, party: Independent, caucus: Democrat}]
""",
    "committees-current.yaml": """
- type: senate
  name: Senate Committee on Foreign Relations
  thomas_id: SSFR
  subcommittees:
  - {name: East Asia, thomas_id: '02'}
""",
    "committee-membership-current.yaml": """
SSFR:
- {bioguide: R000584, party: majority, rank: 1, title: Chairman}
""",
}


def folder(tmp_path: Path, **changed: str) -> Path:
    for name, text in FILES.items():
        stem = name.partition("-")[0] if "membership" not in name else "seats"
        (tmp_path / name).write_text(changed.get(stem, text), encoding="utf-8")
    return tmp_path


def sample() -> Congress:
    with as_file(files("outreach") / "samples" / "congress") as path:
        congress, problems = read_congress(path)
    assert problems == ()
    return congress


def test_the_last_term_is_the_present_one(tmp_path: Path) -> None:
    congress, problems = read_congress(folder(tmp_path))
    assert problems == ()
    assert congress.members[0] == Member(
        "R000584", "James E. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID",
        party="Republican",
    )  # fmt: skip
    assert congress.committees == (
        Committee("SSFR", "Senate Committee on Foreign Relations", "senate"),
        Committee("SSFR02", "East Asia", "senate", "SSFR"),
    )
    assert congress.memberships == (
        Membership("SSFR", "R000584", "majority", 1, "chair", "Chairman"),
    )


def test_an_independent_sits_with_a_caucus(tmp_path: Path) -> None:
    congress, _ = read_congress(folder(tmp_path))
    sanders = congress.members[1]
    assert (sanders.name, sanders.party, sanders.caucus) == (
        "Bernard Sanders",
        "Independent",
        "Democrat",
    )


def test_the_sample_has_the_offices_of_the_staff_sample() -> None:
    congress = sample()
    by_id = {member.bioguide: member for member in congress.members}
    assert (congress.dated, len(by_id)) == (date(2026, 6, 15), 29)
    assert "S001193" not in by_id  # left
    assert not [m for m in by_id.values() if (m.state, m.district) == ("FL", "20")]  # vacant
    assert by_id["N000147"].salutation == "Delegate Norton"
    assert by_id["H001103"].salutation == "Resident Commissioner Hernández Rivera"
    assert by_id["B001323"].district == "0"
    assert {c.id for c in congress.committees} == {"SSFR", "SSFR02", "HSFA", "HSFA05", "HSZS"}
    leads = {(s.committee, s.role): s.bioguide for s in congress.memberships if s.role != "member"}
    assert leads["HSFA", "chair"] == "M001199"
    assert leads["SSFR", "ranking"] == "S001181"
    assert leads["HSFA05", "chair"] == "K000397"


@pytest.mark.parametrize(
    ("title", "side", "rank", "role"),
    [
        ("Chair", "majority", 1, "chair"),
        ("Chairman", "majority", 1, "chair"),
        ("Chairwoman", "majority", 1, "chair"),
        ("Cochairman", "majority", 1, "chair"),
        ("Chairman", "minority", 1, "chair"),
        ("Ranking Member", "minority", 1, "ranking"),
        ("Vice Chairman", "minority", 1, "ranking"),
        ("", "minority", 1, "ranking"),
        ("Vice Chair", "majority", 2, "member"),
        ("Vice Chairman", "majority", 1, "member"),
        ("Ex Officio", "minority", 10, "member"),
    ],
)
def test_titles_amount_to_three_roles(title: str, side: str, rank: int, role: str) -> None:
    assert member_role(title, side, rank) == role  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("file", "text", "where", "message"),
    [
        ("legislators", "- id: {bioguide: X}\n" + FILES["legislators-current.yaml"],
         "legislators-current.yaml:1", "this entry has no id.bioguide, name.last"),
        ("committees", "- {type: senate, name: N}\n" + FILES["committees-current.yaml"],
         "committees-current.yaml:1", "this entry has no thomas_id"),
        ("seats", "SSFR:\n- {bioguide: R000584, party: majority}\n",
         "committee-membership-current.yaml:2", "this entry has no bioguide, party or rank"),
        ("seats", "SSFR:\n- {bioguide: Z000001, party: majority, rank: 1}\n",
         "committee-membership-current.yaml:2", "Z000001 is in none of the other files"),
        ("seats", "SSXX:\n- {bioguide: R000584, party: majority, rank: 1}\n",
         "committee-membership-current.yaml:2", "SSXX is in none of the other files"),
    ],
)  # fmt: skip
def test_what_lacks_something_is_left_out_and_told(
    tmp_path: Path, file: str, text: str, where: str, message: str
) -> None:
    _, [problem] = read_congress(folder(tmp_path, **{file: text}))
    assert where in str(problem)
    assert message in problem.message
    assert problem.level == "warning"


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    (folder(tmp_path) / "committees-current.yaml").unlink()
    with pytest.raises(NeedsFixing, match=r"there is no committees-current\.yaml") as caught:
        read_congress(tmp_path)
    assert "unitedstates/congress-legislators" in caught.value.hint


def test_broken_yaml_is_placed(tmp_path: Path) -> None:
    with pytest.raises(NeedsFixing, match=r"committees-current.yaml:2:\d+ is not YAML"):
        read_congress(folder(tmp_path, committees="- a: 1\n b: [\n"))


def test_an_empty_data_set_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsFixing, match="no members or no committees"):
        read_congress(folder(tmp_path, legislators=""))


def test_its_day_is_the_one_it_names(tmp_path: Path) -> None:
    folder(tmp_path)
    os.utime(tmp_path / "legislators-current.yaml", (86_400, 86_400))
    assert read_congress(tmp_path)[0].dated == date(1970, 1, 2)
    (tmp_path / "SOURCE.txt").write_text("main dfa9622 (2026-06-15 15:26:56 -0400)\n")
    assert read_congress(tmp_path)[0].dated == date(2026, 6, 15)
