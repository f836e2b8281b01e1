"""Congress in the format of its public data set."""

from __future__ import annotations

import os
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from congress_data import LEGISLATORS, as_json, as_yaml
from outreach.domain.congress import (
    Committee,
    Congress,
    DistrictOffice,
    Leadership,
    Membership,
)
from outreach.domain.contact import Member
from outreach.domain.seats import seat_of, vacant_seats
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


def test_a_date_of_the_data_itself_is_not_its_day(tmp_path: Path) -> None:
    as_json(tmp_path)
    os.utime(tmp_path / "legislators-current.json", (86_400, 86_400))
    assert read_congress(tmp_path)[0].dated == date(1970, 1, 2)


def test_yaml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "yaml").mkdir()
    (tmp_path / "json").mkdir()
    day = date(2026, 6, 15)
    from_yaml = read_congress(as_yaml(tmp_path / "yaml"), day)
    assert from_yaml == read_congress(as_json(tmp_path / "json"), day)
    assert from_yaml[0].dated == day
    assert from_yaml[1] == ()


def test_json_is_preferred_where_both_are_there(tmp_path: Path) -> None:
    as_yaml(tmp_path)
    as_json(tmp_path, members=LEGISLATORS[:2])
    assert len(read_congress(tmp_path)[0].members) == 2


def made(tmp_path: Path) -> dict[str, Member]:
    return {m.bioguide: m for m in read_congress(as_json(tmp_path))[0].members}


def test_a_vacant_seat_is_just_absent(tmp_path: Path) -> None:
    assert len(made(tmp_path)) == len(LEGISLATORS)


def test_forms_of_address_go_by_seat(tmp_path: Path) -> None:
    assert {m.bioguide: m.salutation for m in made(tmp_path).values()} == {
        "A000001": "Senator Quarrington",
        "B000001": "Senator Öztürk-Vale",
        "C000001": "Representative Carrow",
        "D000001": "Representative Van der Meulen",
        "E000001": "Resident Commissioner Hernandorena Ruiz",
        "F000001": "Delegate Aumua",
        "G000001": "Representative Norling",
    }


def test_a_term_tells_its_seat_room_and_end(tmp_path: Path) -> None:
    assert made(tmp_path)["A000001"] == Member(
        "A000001", "Adela M. Quarrington", "Quarrington", "Senator", "Senator Quarrington",
        "senate", "ID", party="Republican", room="12 Made Building", phone="202-555-0101",
        url="https://quarrington.senate.example", term_ends="2027-01-03", senate_class=2,
        state_rank="senior",
    )  # fmt: skip


def test_an_appointed_senator_leaves_earlier(tmp_path: Path) -> None:
    appointed = made(tmp_path)["B000001"]
    assert (appointed.term_ends, appointed.party, appointed.caucus) == (
        "2026-11-03",
        "Independent",
        "Democrat",
    )


def test_names_are_as_they_are_used(tmp_path: Path) -> None:
    names = {m.bioguide: m.name for m in made(tmp_path).values()}
    assert names["C000001"] == 'Zebulon "Zeb" Carrow'
    assert names["D000001"] == "Dorothea Van der Meulen III"
    assert names["E000001"] == "Estela Hernandorena"


def test_what_is_not_there_is_blank(tmp_path: Path) -> None:
    bare = made(tmp_path)["F000001"]
    assert (bare.phone, bare.room, bare.url, bare.term_ends) == ("", "", "", "")


def test_a_link_that_is_none_of_the_web_is_dropped(tmp_path: Path) -> None:
    assert made(tmp_path)["G000001"].url == ""


def test_names_cannot_break_a_line_or_hide_a_letter(tmp_path: Path) -> None:
    entry = {**LEGISLATORS[0], "name": {"last": "Quar\u202erington\x1b[31m\r\nBcc: x"}}
    members = read_congress(as_json(tmp_path, members=[entry], seats={}, offices=[]))[0].members
    assert members[0].last_name == "Quarrington[31m Bcc: x"


def test_leadership_is_that_of_today(tmp_path: Path) -> None:
    congress, _ = read_congress(as_json(tmp_path))
    assert congress.leadership == (Leadership("A000001", "Senate Majority Leader"),)


def test_roles_go_by_titles_of_all_kinds(tmp_path: Path) -> None:
    congress, _ = read_congress(as_json(tmp_path))
    roles = {(s.committee, s.bioguide): s.role for s in congress.memberships}
    assert roles == {
        ("SSFR", "A000001"): "chair",
        ("SSFR", "B000001"): "ranking",
        ("HSFA", "D000001"): "chair",
        ("HSFA", "F000001"): "member",
        ("HSFA", "C000001"): "ranking",
        ("JSPR", "A000001"): "chair",
        ("JSPR", "D000001"): "member",
        ("JSPR", "C000001"): "ranking",
    }


def test_a_committee_may_have_nobody(tmp_path: Path) -> None:
    congress, problems = read_congress(as_json(tmp_path))
    assert "SSFR39" in {committee.id for committee in congress.committees}
    assert problems == ()


def test_offices_at_home_keep_their_zip(tmp_path: Path) -> None:
    congress, _ = read_congress(as_json(tmp_path))
    assert congress.district_offices == (
        DistrictOffice(
            "C000001", "Bayview", "CA", "Federal Building, 1 Made Street, Suite 2", "02134",
            "202-555-0190",
        ),
        DistrictOffice("C000001", "Lowell", "CA"),
    )  # fmt: skip


def test_offices_at_home_may_be_missing_or_of_somebody_else(tmp_path: Path) -> None:
    as_json(tmp_path, offices=[{"id": {"bioguide": "Z000001"}, "offices": []}])
    congress, [problem] = read_congress(tmp_path)
    assert "Z000001 is in none of the other files" in problem.message
    (tmp_path / "legislators-district-offices.json").unlink()
    assert read_congress(tmp_path)[0].district_offices == congress.district_offices == ()


def test_json_without_what_we_need_is_counted(tmp_path: Path) -> None:
    as_json(tmp_path, members=[LEGISLATORS[0], {"id": {}}], seats={}, offices=[])
    _, [problem] = read_congress(tmp_path)
    assert problem.message.startswith("entry 2 has no id.bioguide")


REAL = Path(__file__).parents[3] / "shared" / "data" / "congress"


@pytest.mark.skipif(not REAL.exists(), reason="the whole data set is not here")
def test_all_of_congress_is_read_without_a_doubt() -> None:
    congress, problems = read_congress(REAL)
    assert problems == ()
    assert (len(congress.members), len(congress.committees), len(congress.memberships)) == (
        537,
        230,
        3879,
    )
    assert [seat.name for seat in vacant_seats(map(seat_of, congress.members))] == [
        *("CA-14", "FL-20", "GA-13", "TX-23"),
    ]
    assert len(congress.leadership) == 28
    chairs = {(s.committee, s.bioguide) for s in congress.memberships if s.role == "chair"}
    assert {("SSFR", "R000584"), ("HSFA", "M001199"), ("HSZS", "M001194")} <= chairs
