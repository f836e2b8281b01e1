"""congress update, members and gaps as a person meets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from congress_data import LEGISLATORS, as_json, whole_congress
from outreach.actions.start import samples
from outreach.cli import here
from outreach.cli.app import app
from outreach.cli.boundary import guarded
from outreach.domain.contact_list import OfficeClue
from outreach.domain.seats import Seat
from outreach.errors import OutreachError
from outreach.store.congress import load_congress, office_for
from outreach.store.database import open_store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


class Ran(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """``at(day)`` sets the clock."""

    def set_clock(moment: datetime) -> None:
        monkeypatch.setattr(here, "now", lambda: moment)

    return set_clock


@pytest.fixture
def run(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    at: Callable[[datetime], None],
) -> Run:
    """Commands in a workspace of their own, with the data in its folder ``data``."""
    for name in ("OUTREACH_WORKSPACE", "OUTREACH_DB", "OUTREACH_DB_KEY"):
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(tmp_path)
    at(NOW)

    def ran(*args: str) -> Ran:
        capsys.readouterr()
        code = guarded(lambda: app(list(args), prog_name="outreach"))
        return Ran(code, *capsys.readouterr())

    assert ran("init").code == 0
    (tmp_path / "data").mkdir()
    as_json(tmp_path / "data")
    (tmp_path / "data" / "SOURCE.txt").write_text("made on 2026-06-15\n")
    return ran


@pytest.fixture
def loaded(run: Run) -> Run:
    assert run("congress", "update", "data").code == 0
    return run


def add_contact(folder: Path, bioguide: str) -> None:
    with closing(open_store(folder / "contacts.db")) as db:
        office = office_for(db, OfficeClue(bioguide))
        db.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, office_id, created_at, updated_at)"
            " VALUES (?, 'congress', ?, ?, ?, '', '')",
            [bioguide, f"{bioguide}@example.org", f"{bioguide.lower()}@example.org", office],
        )


def test_update_says_what_is_loaded_and_of_which_day(run: Run) -> None:
    done = run("congress", "update", "data")
    assert done.code == 0
    assert done.out == ("Congress as of 2026-06-15: 7 members, 5 committees, 2 district offices\n")
    assert done.err == ""


def test_update_says_what_changed(loaded: Run, tmp_path: Path) -> None:
    add_contact(tmp_path, "G000001")
    as_json(tmp_path / "data", members=LEGISLATORS[:-1])
    done = loaded("congress", "update", "data")
    assert "1 left: Greta Norling (I-NC-7)" in done.out
    assert "1 contact in 1 office of Members who are not in Congress any more:" in done.out
    assert "Office of Representative Greta Norling: 1 contact" in done.out
    assert "→" in done.err
    data = loaded("congress", "update", "data", "--json").json
    assert (data["dated"], data["members"], data["left"]) == ("2026-06-15", 6, [])
    assert data["bereft"] == [{"office": "Office of Representative Greta Norling", "contacts": 1}]


def test_update_refuses_a_congress_that_shrank(loaded: Run, tmp_path: Path) -> None:
    as_json(tmp_path / "data", members=LEGISLATORS[:2], seats={}, offices=[])
    refused = loaded("congress", "update", "data")
    assert (refused.code, refused.out) == (3, "")
    assert "--force" in refused.err
    assert loaded("congress", "update", "data", "--force").code == 0


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("nowhere", 3, "there is no legislators-current.yaml or .json in nowhere"),
        ("http://data.example/congress", 2, "may be forged"),
        ("http://127.0.0.1:9/data", 1, "cannot be reached"),
    ],
)
def test_update_from_elsewhere_fails_in_a_sentence(
    loaded: Run, source: str, code: int, said: str
) -> None:
    failed = loaded("congress", "update", source)
    assert failed.code == code
    assert said in failed.err
    assert "Traceback" not in failed.err
    assert loaded("congress", "members", "--json").json["count"] == 7


def test_without_an_argument_the_public_address_is_asked(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def refuse(address: str, *_: object) -> None:
        asked.append(address)
        raise OutreachError("nothing is fetched here")

    monkeypatch.setattr("outreach.intake.congress_download.file_at", refuse)
    assert run("congress", "update").code == 1
    public = "https://unitedstates.github.io/congress-legislators/legislators-current.json"
    assert asked == [public]


def test_members_of_a_committee_with_their_roles(loaded: Run) -> None:
    listed = loaded("congress", "members", "committee:SSFR")
    bram, adela = (line.split("\t") for line in listed.out.splitlines()[1:])
    assert bram == [
        *("Bram Öztürk-Vale", "FL", "Independent, caucus Democrat", "Vice Chairman, minority 1"),
        *("Senator Öztürk-Vale", ""),
    ]
    assert adela == [
        *("Adela M. Quarrington", "ID", "Republican"),
        *("Chairman, majority 1; Senate Majority Leader", "Senator Quarrington", "202-555-0101"),
    ]
    assert "2 members; Congress as of 2026-06-15" in listed.err


def test_members_with_offices_at_home(loaded: Run) -> None:
    listed = loaded("congress", "members", "state:CA", "--offices")
    assert (
        "  Bayview, CA\t\t\tFederal Building, 1 Made Street, Suite 2\t\t202-555-0190" in listed.out
    )
    data = loaded("congress", "members", "state:CA", "--offices", "--json").json
    assert [home["zip"] for home in data["members"][0]["district_offices"]] == ["02134", ""]


def test_members_as_json(loaded: Run) -> None:
    data = loaded("congress", "members", "chair-or-ranking:HSFA", "--json").json
    assert (data["dated"], data["stale"], data["count"]) == ("2026-06-15", "", 2)
    assert [one["seat"] for one in data["members"]] == ["AK-AL", "CA-11"]
    assert data["members"][0]["committees"] == [
        {"id": "HSFA", "side": "majority", "rank": 1, "role": "chair", "title": "Chairwoman"},
        {"id": "JSPR", "side": "majority", "rank": 1, "role": "member", "title": "Vice Chairman"},
    ]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("role:counsel", "role: is about contacts, not Members (column 1)"),
        ("state:CA staff-of:SSFR", "staff-of: is about contacts, not Members (column 10)"),
        ("committee:SSFX", "did you mean SSFR"),
        ("state:California", "state"),
    ],
)
def test_a_rule_that_picks_no_members_is_refused(loaded: Run, query: str, said: str) -> None:
    refused = loaded("congress", "members", query)
    assert (refused.code, refused.out) == (2, "")
    assert said in refused.err


def test_vacant_seats_are_told_of_the_whole_of_congress(run: Run, tmp_path: Path) -> None:
    run("congress", "update", "data")
    part = run("congress", "members", "--vacant")
    assert part.code == 1
    assert "only a part of Congress is loaded" in part.err
    with closing(open_store(tmp_path / "contacts.db")) as db:
        vacant = (Seat("house", "CA", "14"), Seat("senate", "OH"))
        load_congress(db, whole_congress(*vacant), source="made", now=NOW)
    assert run("congress", "members", "--vacant").out.splitlines()[1:] == [
        "OH\tsenate",
        "CA-14\thouse",
    ]
    data = run("congress", "members", "state:CA", "--vacant", "--json").json
    assert data["vacant"] == [
        {"seat": "CA-14", "chamber": "house", "state": "CA", "district": "14"}
    ]
    told = run("congress", "gaps", "state:CA")
    assert "53 of 53 offices have no contact\n1 vacant seat: CA-14" in told.out


def test_gaps_are_counted_and_named(loaded: Run, tmp_path: Path) -> None:
    add_contact(tmp_path, "A000001")
    told = loaded("congress", "gaps", "committee:SSFR")
    assert told.out.splitlines() == [
        "office\tseat\tparty\twhy\tphone",
        "Office of Senator Bram Öztürk-Vale\tFL\tIndependent, caucus Democrat\tno contact\t",
        "Senate Committee on Foreign Relations, majority staff\t\t\tno contact\t",
        "Senate Committee on Foreign Relations, minority staff\t\t\tno contact\t",
        "1 of 2 offices have no contact",
        "committee staff: 2 of 2 sides have no contact",
    ]
    data = loaded("congress", "gaps", "committee:SSFR", "--json").json
    assert (data["offices"], data["without_contact"], data["vacant"]) == (2, 1, None)
    assert data["gaps"][0]["bioguide"] == "B000001"
    assert data["side_gaps"][0]["committee"] == "SSFR"


def test_gaps_of_no_office_are_refused(loaded: Run) -> None:
    refused = loaded("congress", "gaps", "press tag:x")
    assert refused.code == 2
    assert "names no offices of Congress" in refused.err


def test_a_group_of_the_workspace_is_a_committee(loaded: Run, tmp_path: Path) -> None:
    (tmp_path / "congress.toml").write_text(
        '[groups.CECC]\nname = "A Commission"\nchecked_on = 2025-12-01\n'
        'chairs = ["C000001"]\nmembers = ["A000009"]\n'
    )
    listed = loaded("congress", "members", "committee:CECC")
    assert 'Zebulon "Zeb" Carrow\tCA-11\tDemocrat\tChair' in listed.out
    assert "congress.toml:5:12" in listed.err
    assert "(congress-group-old)" in listed.err
    gaps = loaded("congress", "gaps", "chair-or-ranking:CECC")
    assert "1 of 1 office has no contact" in gaps.out


def test_a_check_takes_the_groups_of_the_workspace(loaded: Run, tmp_path: Path) -> None:
    page = samples() / "statement-page.txt"
    assert loaded("statement", "import", str(page), "--campaign", "visit").code == 0
    file = tmp_path / "campaigns" / "visit" / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert "committee:HSFA,SSFR" in text
    file.write_text(text.replace("committee:HSFA,SSFR", "committee:CECC"), encoding="utf-8")
    assert "there is no 'CECC'" in loaded("check", "visit").out
    (tmp_path / "congress.toml").write_text(
        '[groups.CECC]\nname = "A"\nchecked_on = 2026-06-15\nmembers = ["C000001", "A000009"]\n'
    )
    told = loaded("check", "visit").out
    assert "there is no 'CECC'" not in told
    assert "congress.toml:4:23: warning: 'A000009' is no current member" in told


@pytest.mark.parametrize(
    "command", [("members",), ("gaps", "state:CA"), ("update", "data")], ids=lambda c: c[0]
)
def test_old_data_is_told_wherever_it_is_used(
    loaded: Run, at: Callable[[datetime], None], command: tuple[str, ...]
) -> None:
    assert "congress-data-old" not in loaded("congress", *command).err
    at(datetime(2026, 11, 3, 12, tzinfo=UTC))
    told = loaded("congress", *command)
    assert told.code == 0
    assert "from before the general election of 2026-11-03 (congress-data-old)" in told.err
    assert "outreach congress update" in told.err


@pytest.mark.parametrize("command", [("members",), ("gaps", "state:CA")], ids=lambda c: c[0])
def test_without_congress_the_way_out_is_named(
    run: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    open_store(tmp_path / "contacts.db", create=True).close()
    failed = run("congress", *command)
    assert (failed.code, failed.out) == (1, "")
    assert "outreach congress update" in failed.err


def test_members_and_gaps_of_a_named_audience(loaded: Run, tmp_path: Path) -> None:
    page = samples() / "statement-page.txt"
    assert loaded("statement", "import", str(page), "--campaign", "visit").code == 0
    file = tmp_path / "campaigns" / "visit" / "campaign.toml"
    named = (
        '[audiences]\nsenate = "congress committee:SSFR"\nboth = "audience:senate press tag:x"\n'
    )
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{named}", encoding="utf-8")
    refused = loaded("congress", "gaps", "audience:senate")
    assert refused.code == 2
    assert "add --campaign CAMPAIGN" in refused.err
    at = ("--campaign", "visit", "--json")
    assert loaded("congress", "members", "audience:senate", *at).json["count"] == 2
    assert loaded("congress", "members", "state:ID audience:senate", *at).json["count"] == 1
    assert loaded("congress", "members", "chamber:house -audience:senate", *at).json["count"] == 5
    assert loaded("congress", "gaps", "audience:senate", *at).json["offices"] == 2
    assert loaded("congress", "gaps", "audience:senate", *at).json["sides"] == 2
    # One that asks for more than Members is for contacts.
    assert loaded("congress", "members", "audience:both", *at).code == 2
