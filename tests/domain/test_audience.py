"""The audience language read, and candidates kept or left out with a reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.audience import (
    Exclusion,
    Query,
    Term,
    group_key,
    parse,
    select,
)
from outreach.domain.contact import Contact, Kind, Member, Office, Organisation, Reason


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("press", [Term("kind", ("press",))]),
        ("Press,congress", [Term("kind", ("press", "congress"))]),
        ("-other", [Term("kind", ("other",), negated=True)]),
        ("topic:china,human-rights", [Term("topic", ("china", "human-rights"))]),
        ("press -tag:no", [Term("kind", ("press",)), Term("tag", ("no",), negated=True)]),
        ('"outlet:The Potomac Ledger"', [Term("outlet", ("The Potomac Ledger",))]),
        (
            'outlet:"The Potomac Ledger",EuroBrief',
            [Term("outlet", ("The Potomac Ledger", "EuroBrief"))],
        ),
        ('organisation:"Citizens, Hong Kong"', [Term("organisation", ("Citizens, Hong Kong",))]),
        ('"topic:human rights,china"', [Term("topic", ("human rights", "china"))]),
        ('-"tag:do not pitch"', [Term("tag", ("do not pitch",), negated=True)]),
        ('"-tag:do not pitch"', [Term("tag", ("do not pitch",), negated=True)]),
        ("Role:Legislative-Assistant", [Term("role", ("legislative-assistant",))]),
    ],
)
def test_a_query_is_read_as(text: str, terms: list[Term]) -> None:
    assert parse(text) == (Query(tuple(terms), text), ())


@pytest.mark.parametrize(
    ("text", "column", "message", "hint"),
    [
        ("", 1, "the query is empty", "begin with one of press"),
        ("pres", 1, "'pres' is not a kind of contact", "did you mean press?"),
        ("press comittee:SSFR", 7, "there is no field 'comittee'", "did you mean committee?"),
        ("press  topic:", 8, "topic: has no value", "write topic:VALUE"),
        ('press topic:"china', 7, "a quotation mark is not closed", 'add the second "'),
        ("role:legislative-asistant", 1, "role is never 'legislative-asistant'", "did you mean"),
        ("--press", 1, "'-press' is not a kind of contact", "did you mean press?"),
        ("chamber:lords", 1, "chamber is never 'lords'", "it is one of house, senate"),
    ],
)
def test_a_mistake_is_told_with_its_column(text: str, column: int, message: str, hint: str) -> None:
    _, [misread] = parse(text)
    assert (misread.column, misread.message) == (column, message)
    assert misread.hint.startswith(hint)


def test_all_mistakes_are_told_at_once() -> None:
    _, misread = parse("pres topik:x press state:")
    assert [m.column for m in misread] == [1, 6, 20]


def test_a_term_knows_where_it_stands() -> None:
    query, _ = parse('press "tag:a b"  state:CA')
    assert [term.column for term in query.terms] == [1, 7, 18]


def test_negated_terms_ask_for_nothing() -> None:
    query, _ = parse("role:advisor,counsel -role:scheduler")
    assert query.values("role") == ("advisor", "counsel")


@given(st.text())
def test_any_text_is_read_without_failing(text: str) -> None:
    query, misread = parse(text)
    assert query.terms or misread


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
        c.id
        for c in select(group, suppressed=nobody, group=group_key("office"))
        if isinstance(c, Contact)
    ]
    assert kept == [2]


def test_the_roles_a_query_names_come_first_in_its_order() -> None:
    group = [
        contact(1, "legislative-assistant", office=office(1)),
        contact(2, "scheduler", office=office(1)),
    ]
    outcomes = list(
        select(group, suppressed=nobody, group=group_key("office"), roles=("scheduler",))
    )
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
    outcomes = list(select(group, suppressed=left.get, group=group_key("office")))
    assert outcomes == [Exclusion(group[0], "suppressed: bounce"), group[1]]


def test_two_members_of_one_name_have_two_offices() -> None:
    both = [contact(1, office=office(1)), contact(2, office=office(2))]
    assert list(select(both, suppressed=nobody, group=group_key("office"))) == both


def test_contacts_without_an_organisation_stand_alone() -> None:
    desk = Organisation("The Potomac Ledger", "outlet")
    people = [contact(1), contact(2), contact(3, organisation=desk), contact(4, organisation=desk)]
    outcomes = list(select(people, suppressed=nobody, group=group_key("organisation")))
    assert [o.id for o in outcomes if isinstance(o, Contact)] == [1, 2, 3]
    assert [o.reason for o in outcomes if isinstance(o, Exclusion)] == ["one-per-organisation"]


@given(st.lists(st.tuples(st.integers(0, 3), st.booleans())))
def test_every_candidate_comes_out_once_in_order(seats: list[tuple[int, bool]]) -> None:
    people = [contact(i, office=office(seat)) for i, (seat, _) in enumerate(sorted(seats))]
    left = {f"p{i}@x.example": Reason.MANUAL for i, (_, out) in enumerate(sorted(seats)) if out}
    outcomes = list(select(people, suppressed=left.get, group=group_key("office")))
    assert [o.contact if isinstance(o, Exclusion) else o for o in outcomes] == people
    kept = [o for o in outcomes if isinstance(o, Contact)]
    assert len(kept) == len({seat for seat, out in seats if not out})
