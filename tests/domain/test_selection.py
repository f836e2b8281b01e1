"""Candidates kept or left out with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.contact import Contact, Kind, Member, Office, Organisation, Reason
from outreach.domain.selection import Exclusion, OnePer, select


def contact(number: int, role: str = "", **more: object) -> Contact:
    fields: dict[str, object] = {"email": f"p{number}@x.example", "name": f"P{number}"} | more
    return Contact(id=number, uid=f"u{number}", kind=Kind.CONGRESS, role=role, **fields)  # type: ignore[arg-type]


def nobody(_key: str) -> Reason | None:
    return None


def office(number: int, name: str = "Office of Representative Alex Doe") -> Office:
    member = Member(f"B{number}", "Alex Doe", "Doe", "Representative", "R. Doe", "house", "CA")
    return Office(name, member)


def test_a_suppressed_candidate_is_left_out_with_the_reason() -> None:
    left = {"p1@x.example": Reason.UNSUBSCRIBE}
    one, two = contact(1, email="P1@X.example"), contact(2)
    assert list(select([one, two], suppressed=left.get)) == [
        Exclusion(one, "suppressed: unsubscribe"),
        two,
    ]


@pytest.mark.parametrize("local", ["noreply", "No-Reply", "postmaster", "abuse"])
def test_a_mailbox_nobody_reads_is_left_out(local: str) -> None:
    [outcome] = select([contact(1, email=f"{local}@x.example")], suppressed=nobody)
    assert isinstance(outcome, Exclusion)
    assert outcome.reason == "no-reply-address"


def test_one_per_office_keeps_who_handles_the_issue() -> None:
    group = [
        contact(1, "chief-of-staff", office=office(1)),
        contact(2, "legislative-assistant", office=office(1)),
    ]
    kept = [
        c.id for c in select(group, suppressed=nobody, one_per="office") if isinstance(c, Contact)
    ]
    assert kept == [2]


def test_the_roles_a_query_names_come_first_in_its_order() -> None:
    group = [
        contact(1, "legislative-assistant", office=office(1)),
        contact(2, "scheduler", office=office(1)),
    ]
    outcomes = list(select(group, suppressed=nobody, one_per="office", roles=("scheduler",)))
    assert outcomes == [
        Exclusion(group[0], "one-per-office", "P2 gets the office's letter"),
        group[1],
    ]


def test_a_suppressed_colleague_does_not_take_the_offices_letter() -> None:
    group = [
        contact(1, "legislative-assistant", office=office(1)),
        contact(2, "scheduler", office=office(1)),
    ]
    left = {"p1@x.example": Reason.BOUNCE}
    outcomes = list(select(group, suppressed=left.get, one_per="office"))
    assert outcomes == [Exclusion(group[0], "suppressed: bounce"), group[1]]


def test_two_members_of_one_name_have_two_offices() -> None:
    both = [contact(1, office=office(1)), contact(2, office=office(2))]
    assert list(select(both, suppressed=nobody, one_per="office")) == both


def test_contacts_without_an_organisation_stand_alone() -> None:
    desk = Organisation("The Potomac Ledger", "outlet")
    people = [contact(1), contact(2), contact(3, organisation=desk), contact(4, organisation=desk)]
    outcomes = list(select(people, suppressed=nobody, one_per="organisation"))
    assert [o.id for o in outcomes if isinstance(o, Contact)] == [1, 2, 3]
    assert [o.reason for o in outcomes if isinstance(o, Exclusion)] == ["one-per-organisation"]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans())))
def test_every_candidate_comes_out_once_in_order(seats: list[tuple[int, bool]]) -> None:
    people = [contact(i, office=office(seat)) for i, (seat, _) in enumerate(sorted(seats))]
    left = {f"p{i}@x.example": Reason.MANUAL for i, (_, out) in enumerate(sorted(seats)) if out}
    outcomes = list(select(people, suppressed=left.get, one_per="office"))
    assert [o.contact if isinstance(o, Exclusion) else o for o in outcomes] == people
    kept = [o for o in outcomes if isinstance(o, Contact)]
    assert len(kept) == len({seat for seat, out in seats if not out})


def people_of(kind: str, *outlets: str) -> list[Contact]:
    """One contact for each outlet named, in this order."""
    return [contact(n, organisation=Organisation(o, kind)) for n, o in enumerate(outlets, 1)]


def kept(people: list[Contact], one_per: OnePer) -> list[int]:
    outcomes = select(people, suppressed=nobody, one_per=one_per)
    return [one.id for one in outcomes if isinstance(one, Contact)]


def test_one_per_outlet_counts_outlets_alone() -> None:
    desks = people_of("outlet", "EuroBrief", "EuroBrief", "The Potomac Ledger")
    assert kept(desks, "outlet") == [1, 3]
    assert kept(people_of("signatory", "Hong Kong Watch", "Hong Kong Watch"), "outlet") == [1, 2]


@pytest.mark.parametrize("word", ["Freelance", "free-lance", "Independent", "N/A", "Self-employed"])
@pytest.mark.parametrize("one_per", ["outlet", "organisation"])
def test_those_without_an_outlet_stand_alone(word: str, one_per: OnePer) -> None:
    assert kept(people_of("outlet", word, word), one_per) == [1, 2]
    assert kept(people_of("outlet", f"The {word} Times", f"The {word} Times"), one_per) == [1]


def test_an_outlet_and_a_signatory_of_one_name_are_two_organisations() -> None:
    both = [*people_of("outlet", "Watch"), contact(2, organisation=Organisation("Watch", "other"))]
    assert kept(both, "organisation") == [1, 2]


def test_the_exclusion_says_who_got_the_outlets_letter_and_no_address() -> None:
    desk = Organisation("EuroBrief", "outlet")
    one = contact(1, organisation=desk)
    two = contact(2, organisation=desk)
    unnamed = contact(1, organisation=desk, name="p1@x.example")
    assert list(select([one, two], suppressed=nobody, one_per="outlet")) == [
        one,
        Exclusion(two, "one-per-outlet", "P1 gets the outlet's letter"),
    ]
    assert list(select([unnamed, two], suppressed=nobody, one_per="outlet"))[1] == Exclusion(
        two, "one-per-outlet", "another contact gets the outlet's letter"
    )


def test_who_gets_another_edition_is_left_out_and_leaves_her_place_to_a_colleague() -> None:
    both = [
        contact(1, "legislative-assistant", office=office(1)),
        contact(2, "scheduler", office=office(1)),
    ]
    outcomes = select(
        both,
        suppressed=nobody,
        one_per="office",
        edition_of=lambda one: "signatories" if one.id == 1 else "",
    )
    assert list(outcomes) == [Exclusion(both[0], "other-edition", "signatories"), both[1]]


def test_a_suppression_is_told_before_another_edition() -> None:
    outcomes = select(
        [contact(1)], suppressed=lambda _: Reason.BOUNCE, edition_of=lambda _: "press"
    )
    assert [one.reason for one in outcomes if isinstance(one, Exclusion)] == ["suppressed: bounce"]
