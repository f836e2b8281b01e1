"""The letter shown is of the store that lies there now, not of the one that was opened."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outreach.actions.preview import Preview
from outreach.store.database import open_store
from sample_workspace import (
    CAMPAIGN,
    SampleWorkspace,
    copied,
    everyone,
    people,
    previewing,
    until,
)

ODUYA, DESK = "sample0001", "sample0002"


@pytest.fixture
def sample(tmp_path: Path) -> SampleWorkspace:
    return copied(tmp_path)


@pytest.fixture
def preview(sample: SampleWorkspace) -> Iterator[Preview]:
    with previewing(sample.home) as found:
        people(found)
        yield found


def replaced(sample: SampleWorkspace) -> None:
    """As by a backup that is restored: another file of that name, with other people in it."""
    other = sample.root / "other.db"
    shutil.copy(sample.root / "contacts.db", other)
    with closing(open_store(other)) as db:
        db.execute("UPDATE contacts SET name = 'Ana Restored' WHERE uid = ?", [ODUYA])
        db.execute("DELETE FROM contacts WHERE uid = ?", [DESK])
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.replace(sample.root / "contacts.db")


def test_a_store_that_was_replaced_is_opened_anew(
    sample: SampleWorkspace, preview: Preview
) -> None:
    assert preview.letter(CAMPAIGN, "press", ODUYA).name == "Marguerite Oduya"
    replaced(sample)
    shown = preview.letter(CAMPAIGN, "press", ODUYA)
    assert (shown.name, shown.faults) == ("Ana Restored", ())
    assert b"Ana Restored" in shown.eml


def test_so_are_its_people(sample: SampleWorkspace, preview: Preview) -> None:
    before = everyone(people(preview))
    replaced(sample)
    until(lambda: len(everyone(preview.roster(CAMPAIGN, "press"))) == len(before) - 1)


def test_a_store_that_is_gone_is_a_fault_over_the_last_letter(
    sample: SampleWorkspace, preview: Preview
) -> None:
    letter = preview.letter(CAMPAIGN, "press", ODUYA).letter
    assert letter
    (sample.root / "contacts.db").unlink()
    shown = preview.letter(CAMPAIGN, "press", ODUYA)
    assert shown.letter == letter
    assert "there is no contact store" in shown.faults[0].message
    until(lambda: preview.roster(CAMPAIGN, "press").total == 0)
