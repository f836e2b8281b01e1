"""Groups and salutations kept by hand, beside the committees of the public data."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from outreach.domain.audience import parse
from outreach.domain.congress import (
    Committee,
    Congress,
    Group,
    HandKept,
    MemberRole,
    Membership,
    Salutation,
)
from outreach.domain.contact import Member
from outreach.errors import NeedsFixing, Place
from outreach.store.congress import load_congress
from outreach.store.congress_groups import drop_groups, replace_groups, strangers, taken
from outreach.store.congress_members import members_picked
from outreach.store.database import Store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def senator(bioguide: str, name: str) -> Member:
    last = name.rsplit(maxsplit=1)[-1]
    return Member(bioguide, name, last, "Senator", f"Senator {last}", "senate", "ID")


ASH, BIRCH = senator("A000001", "Ada Ash"), senator("B000001", "Bea Birch")
CONGRESS = Congress(
    date(2026, 6, 15),
    (ASH, BIRCH),
    (Committee("SSFR", "Foreign Relations", "senate"),),
    (Membership("SSFR", "A000001", "majority", 1, "chair", "Chairman"),),
)


def group(code: str, *people: tuple[str, MemberRole]) -> Group:
    return Group(
        Committee(code, "A Commission", "joint"),
        date(2026, 6, 1),
        "by telephone",
        tuple(
            Membership(code, bioguide, "", number, role)
            for number, (bioguide, role) in enumerate(people, 1)
        ),
        tuple(Place("congress.toml", 10, number) for number, _ in enumerate(people, 1)),
        Place("congress.toml", 4, 2),
    )


CECC = group("CECC", ("B000001", "chair"), ("A000001", "member"))
LEADER = Salutation("A000001", "Leader Ash", Place("congress.toml", 2, 1))


@pytest.fixture
def db(store: Store) -> Store:
    load_congress(store, CONGRESS, source="made", now=NOW)
    return store


def who(db: Store, text: str) -> list[str]:
    query, misread = parse(text)
    assert misread == ()
    return [member.name for member in members_picked(db, query)]


def salutations(db: Store) -> list[str]:
    return [member.salutation for member in members_picked(db, parse("congress")[0])]


def test_a_group_is_a_committee_to_the_audience_language(db: Store) -> None:
    replace_groups(db, HandKept((), (CECC,)), digest="d1", at=NOW)
    assert who(db, "committee:CECC") == ["Ada Ash", "Bea Birch"]
    assert who(db, "chair-or-ranking:CECC") == ["Bea Birch"]
    assert who(db, "committee:CECC member-role:member") == ["Ada Ash"]
    assert who(db, "committee:SSFR") == ["Ada Ash"]


def test_a_member_is_greeted_as_the_file_says(db: Store) -> None:
    replace_groups(db, HandKept((LEADER,), ()), digest="d1", at=NOW)
    assert salutations(db) == ["Leader Ash", "Senator Birch"]
    replace_groups(db, HandKept(), digest="d2", at=NOW)
    assert salutations(db) == ["Senator Ash", "Senator Birch"]


def test_a_new_file_replaces_the_old_one(db: Store) -> None:
    replace_groups(db, HandKept((LEADER,), (CECC,)), digest="d1", at=NOW)
    replace_groups(db, HandKept((), (group("LHRC", ("A000001", "chair")),)), digest="d2", at=NOW)
    assert who(db, "committee:LHRC") == ["Ada Ash"]
    assert who(db, "committee:CECC") == []
    drop_groups(db)
    assert who(db, "committee:LHRC") == []
    assert db.execute("SELECT id FROM committees").fetchall() == [("SSFR",)]


def test_it_is_known_which_file_was_taken(db: Store) -> None:
    assert taken(db, "") is True
    assert taken(db, "d1") is None
    replace_groups(db, HandKept((), (CECC,)), digest="d1", at=NOW)
    assert (taken(db, "d1"), taken(db, "d2"), taken(db, "")) == (True, None, None)
    replace_groups(db, HandKept((), (group("CECC", ("X1", "chair")),)), digest="d1", at=NOW)
    assert (taken(db, "d1"), taken(db, "d2"), taken(db, "")) == (False, None, None)


def test_a_new_load_forgets_that_it_was_taken(db: Store) -> None:
    replace_groups(db, HandKept((LEADER,), (CECC,)), digest="d1", at=NOW)
    load_congress(db, CONGRESS, source="made", now=NOW)
    assert taken(db, "d1") is None
    assert salutations(db) == ["Senator Ash", "Senator Birch"]
    load_congress(
        db, CONGRESS, source="made", now=NOW, kept=HandKept((LEADER,), (CECC,)), digest="d1"
    )
    assert taken(db, "d1") is True
    assert salutations(db) == ["Leader Ash", "Senator Birch"]
    assert who(db, "committee:CECC") == ["Ada Ash", "Bea Birch"]


def test_a_code_of_a_committee_is_refused_and_nothing_changes(db: Store) -> None:
    replace_groups(db, HandKept((), (CECC,)), digest="d1", at=NOW)
    with pytest.raises(NeedsFixing) as caught:
        replace_groups(db, HandKept((LEADER,), (group("SSFR"),)), digest="d2", at=NOW)
    [problem] = caught.value.problems
    assert str(problem) == "congress.toml:4:2: SSFR is the code of Foreign Relations"
    assert who(db, "committee:CECC") == ["Ada Ash", "Bea Birch"]
    assert taken(db, "d1") is True


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("A000002", "did you mean A000001 (Ada Ash)?"),
        ("Bea Brich", "did you mean B000001 (Bea Birch)?"),
        ("ADA ASH", "did you mean A000001 (Ada Ash)?"),
        ("Z999999", "bioguide.congress.gov"),
    ],
)
def test_a_stranger_is_left_out_and_named_with_the_nearest(db: Store, word: str, hint: str) -> None:
    kept = HandKept((), (group("CECC", (word, "chair"), ("B000001", "member")),))
    replace_groups(db, kept, digest="d1", at=NOW)
    assert who(db, "committee:CECC") == ["Bea Birch"]
    [problem] = strangers(db, kept)
    assert str(problem).startswith(f"congress.toml:10:1: {word!r} is no current member")
    assert "left out of CECC" in problem.message
    assert hint in problem.hint
    assert problem.level == "warning"


def test_a_salutation_of_a_stranger_is_told(db: Store) -> None:
    kept = HandKept((Salutation("X1", "Mr. X", Place("congress.toml", 2, 1)),))
    [problem] = strangers(db, kept)
    assert "congress.toml:2:1: 'X1' is no current member" in str(problem)
