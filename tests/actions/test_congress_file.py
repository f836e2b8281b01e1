"""``congress.toml`` is taken in when it changes, and costs nothing when it does not."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from congress_data import as_json
from outreach.actions.congress_file import take_congress_file
from outreach.domain.audience import parse
from outreach.errors import NeedsFixing
from outreach.intake.congress import read_congress
from outreach.store.congress import load_congress
from outreach.store.congress_members import members_picked
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
CECC = """
[groups.CECC]
name = "A Commission"
checked_on = 2026-06-15
members = ["A000001"]
"""


@pytest.fixture
def db(store: Store, tmp_path: Path) -> Store:
    congress, _ = read_congress(as_json(tmp_path), date(2026, 6, 15))
    load_congress(store, congress, source="made", now=NOW)
    return store


def who(db: Store, text: str) -> list[str]:
    return [member.bioguide for member in members_picked(db, parse(text)[0])]


def write(folder: Path, text: str) -> None:
    (folder / "congress.toml").write_text(text, encoding="utf-8")


def test_a_file_is_taken_when_it_appears_changes_and_goes(db: Store, tmp_path: Path) -> None:
    assert take_congress_file(db, tmp_path, NOW.date()) == ()
    write(tmp_path, CECC)
    assert take_congress_file(db, tmp_path, NOW.date()) == ()
    assert who(db, "committee:CECC") == ["A000001"]
    write(tmp_path, CECC.replace("A000001", "C000001"))
    take_congress_file(db, tmp_path, NOW.date())
    assert who(db, "committee:CECC") == ["C000001"]
    (tmp_path / "congress.toml").unlink()
    take_congress_file(db, tmp_path, NOW.date())
    assert who(db, "committee:CECC") == []


def test_an_unchanged_file_is_not_parsed_again(
    db: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, CECC)
    take_congress_file(db, tmp_path, NOW.date())
    before = db.execute("SELECT total_changes()").fetchone()
    monkeypatch.setattr("outreach.actions.congress_file.read_kept", pytest.fail)
    os.utime(tmp_path / "congress.toml")
    assert take_congress_file(db, tmp_path, NOW.date()) == ()
    assert db.execute("SELECT total_changes()").fetchone() == before


def test_strangers_are_told_each_time(db: Store, tmp_path: Path) -> None:
    write(tmp_path, CECC.replace("A000001", "A000009"))
    for _ in range(2):
        [problem] = take_congress_file(db, tmp_path, NOW.date())
        assert problem.place
        assert (problem.place.line, problem.place.column) == (5, 12)
        assert "A000001 (Adela M. Quarrington)" in problem.hint
    before = db.execute("SELECT total_changes()").fetchone()
    take_congress_file(db, tmp_path, NOW.date())
    assert db.execute("SELECT total_changes()").fetchone() == before


def test_a_broken_file_is_refused_and_the_last_one_stays(db: Store, tmp_path: Path) -> None:
    write(tmp_path, CECC)
    take_congress_file(db, tmp_path, NOW.date())
    for broken in (CECC.replace("2026-06-15", "soon"), CECC.replace("CECC", "SSFR")):
        write(tmp_path, broken)
        with pytest.raises(NeedsFixing) as caught:
            take_congress_file(db, tmp_path, NOW.date())
        assert caught.value.problems
        assert all(one.place for one in caught.value.problems)
        assert who(db, "committee:CECC") == ["A000001"]


def test_before_the_first_load_nothing_is_taken(store: Store, tmp_path: Path) -> None:
    write(tmp_path, CECC)
    assert take_congress_file(store, tmp_path, NOW.date()) == ()
    assert store.execute("SELECT count(*) FROM committees").fetchone() == (0,)
