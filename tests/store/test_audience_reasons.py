"""Why a contact is in or out, term by term."""

from __future__ import annotations

import itertools
from datetime import date

import pytest

from outreach.domain.audience import FIELDS, Query, Term, parse
from outreach.domain.congress import Committee, Congress, Membership
from outreach.domain.contact import Kind, Member
from outreach.domain.contact_list import ContactRow, OfficeClue
from outreach.domain.named_audiences import resolved
from outreach.store.audience_reasons import answers
from outreach.store.congress import load_congress
from outreach.store.contact_import import import_contacts
from outreach.store.contacts import find
from outreach.store.database import Store

from ..conftest import NOW

CONGRESS = Congress(
    date(2026, 6, 15),
    members=(
        Member("S2", "Bo Sand", "Sand", "Senator", "Senator Sand", "senate", "VT", "",
               "Independent", "Democrat"),
    ),
    committees=(Committee("SSFR", "Relations", "senate"), Committee("SSGA", "Other", "senate")),
    memberships=(
        Membership("SSFR", "S2", "minority", 2, "member"),
        Membership("SSGA", "S2", "minority", 1, "ranking"),
    ),
)  # fmt: skip


@pytest.fixture
def db(store: Store) -> Store:
    load_congress(store, CONGRESS, source="s", now=NOW)
    uids = itertools.count()
    for kind, row in (
        (Kind.PRESS, ContactRow(2, "ana@press.example", name="Ana", organisation="EuroBrief",
                                topics=("Sanctions", "Human rights"), tags=("tier1",))),
        (Kind.CONGRESS, ContactRow(2, "dee@senate.example", name="Dee", role="advisor",
                                   office=OfficeClue(bioguide="S2"))),
    ):  # fmt: skip
        import_contacts(
            store, [row], kind=kind, file=f"{kind}.csv", sha256="0", now=NOW,
            new_uid=lambda: f"u{next(uids)}",
        )  # fmt: skip
    return store


def told(db: Store, text: str, email: str) -> list[tuple[str, bool, tuple[str, ...]]]:
    contact = find(db, email)
    assert contact
    found = answers(db, parse(text)[0], contact.id)
    return [(str(one.term), one.holds, one.has) for one in found]


def test_each_term_says_whether_it_holds_and_what_there_is(db: Store) -> None:
    assert told(db, "press topic:china -tag:tier1 outlet:eurobrief", "ana@press.example") == [
        ("press", True, ("press",)),
        ("topic:china", False, ("Human rights", "Sanctions")),
        ("-tag:tier1", False, ("tier1",)),
        ("outlet:eurobrief", True, ("EuroBrief",)),
    ]


def test_seats_are_told_with_the_roles_on_them(db: Store) -> None:
    query = "committee:SSFR member-role:ranking party:democrat"
    assert told(db, query, "dee@senate.example") == [
        ("committee:SSFR", True, ("SSGA (ranking)", "SSFR")),
        # Of the committee that the query names.
        ("member-role:ranking", False, ("ranking of SSGA", "member of SSFR")),
        ("party:democrat", True, ("Independent, with the Democrats",)),
    ]


def test_a_named_audience_is_told_by_its_own_terms(db: Store) -> None:
    named, _ = resolved({"far": "press topic:china"})
    contact = find(db, "ana@press.example")
    assert contact
    [one] = answers(db, parse("-audience:far", named)[0], contact.id)
    assert one.holds
    assert [(str(part.term), part.holds) for part in one.within[0]] == [
        ("press", True),
        ("topic:china", False),
    ]


def test_every_field_is_answered(db: Store) -> None:
    for field in FIELDS:
        for email in ("ana@press.example", "dee@senate.example"):
            contact = find(db, email)
            assert contact
            answers(db, Query((Term(field, ("x",)),)), contact.id)
