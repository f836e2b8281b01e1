"""What is said of the congress data wherever a query goes by it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from outreach.domain.audience import parse
from outreach.domain.congress import Committee, Congress, Group, HandKept
from outreach.domain.contact import Member
from outreach.errors import Place
from outreach.store.congress import load_congress
from outreach.store.congress_doubts import congress_doubts
from outreach.store.congress_groups import replace_groups
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
ASH = Member("A000001", "Ada Ash", "Ash", "Senator", "Senator Ash", "senate", "ID")
CECC = Group(
    Committee("CECC", "A Commission", "joint"), date(2026, 1, 5), "", (), (), Place("x", 1, 1)
)


@pytest.fixture
def db(store: Store) -> Store:
    congress = Congress(date(2026, 6, 15), (ASH,), (Committee("SSFR", "N", "senate"),), ())
    load_congress(store, congress, source="made", now=NOW)
    replace_groups(store, HandKept((), (CECC,)), digest="d1", at=NOW)
    return store


@pytest.mark.parametrize(
    ("text", "today", "codes"),
    [
        ("congress", date(2026, 6, 20), []),
        ("congress", date(2026, 9, 1), ["congress-data-old"]),
        ("press state:CA", date(2026, 9, 1), ["congress-data-old"]),
        ("press tag:x", date(2026, 9, 1), []),
        ("committee:CECC", date(2026, 7, 4), []),
        ("committee:CECC", date(2026, 7, 5), ["congress-group-old"]),
        ("chair-or-ranking:CECC", date(2026, 7, 5), ["congress-group-old"]),
        ("committee:SSFR", date(2026, 7, 5), []),
        ("committee:CECC", date(2026, 9, 1), ["congress-data-old", "congress-group-old"]),
    ],
)
def test_old_data_is_doubted_where_it_is_used(
    db: Store, text: str, today: date, codes: list[str]
) -> None:
    found = congress_doubts(db, parse(text)[0], today)
    assert [one.code for one in found] == codes
    assert all(one.level == "warning" and one.hint for one in found)


def test_before_the_first_load_there_is_nothing_to_doubt(store: Store) -> None:
    assert congress_doubts(store, parse("congress")[0], date(2026, 9, 1)) == ()
