"""The people of an edition, searched and leafed through while the list fills."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.actions.roster import Entry, Roster


def entry(name: str, detail: str = "The Ledger", language: str = "en", reason: str = "") -> Entry:
    uid = f"u-{name}"
    email = (
        f"{name.split(maxsplit=1)[0].lower()}7@ledger.example"
        if name.isascii() and name
        else "x@y.test"
    )
    return Entry(uid, email, name, detail, language, reason=reason)


def roster(*entries: Entry) -> Roster:
    found = Roster("press")
    for one in entries:
        (found.leave_out if one.reason else found.add)(one)
    return found


def names(found: tuple[int, object]) -> list[str]:
    return [one.name for one in found[1]]  # type: ignore[attr-defined]


PEOPLE = roster(
    entry("Zoë Castagnier"),
    entry("Declan O'Farrell", "Belt & Way"),
    entry("陳樂行", "香港監察"),
    entry("Straße Weiß"),
    entry("", "Newsdesk of Weiß"),
)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("zoe", ["Zoë Castagnier"]),
        ("CASTAGNIER zo", ["Zoë Castagnier"]),
        ("o'farrell", ["Declan O'Farrell"]),
        ("ofarrell", ["Declan O'Farrell"]),
        ("declan7@ledger.example", ["Declan O'Farrell"]),
        ("ledger.exa", ["Declan O'Farrell"]),
        ("belt way", ["Declan O'Farrell"]),
        ("樂行", ["陳樂行"]),
        ("監察", ["陳樂行"]),
        ("strasse", ["Straße Weiß"]),
        ("weiss", ["Straße Weiß", ""]),
        ("nobody", []),
    ],
)
def test_a_search_folds_case_and_accents_in_name_address_and_outlet(
    query: str, found: list[str]
) -> None:
    assert names(PEOPLE.page(query)) == found


@pytest.mark.parametrize("query", ["", "  ", "@", "—"])
def test_without_a_word_everybody_is_found(query: str) -> None:
    assert PEOPLE.page(query)[0] == PEOPLE.total == 5


def test_a_page_is_a_part_of_all_that_is_found() -> None:
    count, some = PEOPLE.page("", 1, 2)
    assert (count, [one.name for one in some]) == (5, ["Declan O'Farrell", "陳樂行"])
    assert PEOPLE.page("", 9, 2) == (5, [])
    assert names(PEOPLE.page("", -3, 1)) == ["Zoë Castagnier"]


def test_a_search_sees_who_came_after_the_last_one() -> None:
    growing = roster(entry("Ana"))
    assert growing.page("a")[0] == 1
    growing.add(entry("Amy"))
    assert growing.page("a")[0] == 2


def test_who_is_left_out_is_counted_by_reason_and_found_apart() -> None:
    gone = [entry(f"P{n}", reason="suppressed: bounce") for n in range(2)]
    found = roster(entry("Ana"), entry("Bo", reason="same-person"), *gone)
    assert (found.total, found.excluded_total) == (1, 3)
    assert list(found.reasons.items()) == [("suppressed: bounce", 2), ("same-person", 1)]
    assert names(found.left_out("p1")) == ["P1"]
    assert found.page("p1")[0] == 0
    assert found.position("u-Bo") is None
    known = found.of("u-Bo")
    assert known
    assert known.reason == "same-person"


def test_a_position_leads_to_its_entry_and_no_other_number_does() -> None:
    assert PEOPLE.at(PEOPLE.position("u-陳樂行") or 0).name == "陳樂行"
    for wrong in (-1, 5):
        with pytest.raises(IndexError):
            PEOPLE.at(wrong)


# --- what is known of letters ---------------------------------------------------------------------


def lettered(numbers: list[int], faults: dict[int, str] | None = None) -> Roster:
    found = roster(*(entry(f"P{n}") for n in range(len(numbers))))
    for i, number in enumerate(numbers):
        if number:
            found.letters.letter(i, number, 10 + i)
    for i, why in (faults or {}).items():
        found.letters.refused(i, why)
    return found


def test_the_next_that_reads_differently_comes_round_again() -> None:
    found = lettered([1, 1, 2, 2, 1])

    def after(i: int) -> str:
        other = found.differs(f"u-P{i}")
        assert other
        return other.name

    assert [after(i) for i in range(5)] == ["P2", "P2", "P4", "P4", "P2"]


def test_where_all_are_alike_none_differs() -> None:
    assert lettered([1, 1, 1]).differs("u-P0") is None
    assert lettered([1]).differs("u-stranger") is None


def test_a_letter_that_cannot_be_made_is_not_one_that_differs() -> None:
    assert lettered([1, 0, 1], {1: "name is blank"}).differs("u-P0") is None


def test_before_messages_are_known_the_language_tells() -> None:
    found = roster(entry("Ana"), entry("Bo"), entry("Cy", language="de"))
    other = found.differs("u-Ana")
    assert other
    assert other.name == "Cy"


def test_the_first_of_each_message() -> None:
    assert [one.name for one in lettered([1, 1, 2, 3, 2]).messages()] == ["P0", "P2", "P3"]


def test_a_fault_stands_on_its_entry_and_comes_first_among_the_worst() -> None:
    found = lettered([1, 0, 2], {1: "name is blank"})
    assert (found.at(1).fault, found.at(1).message, found.read) == ("name is blank", 0, 3)
    worst = found.worst()
    assert (worst[0][0], worst[0][1].name) == ("fault", "P1")
    assert ("longest subject", "P2") in [(label, one.name) for label, one in worst]


def test_subjects_of_one_length_have_no_longest() -> None:
    found = roster(entry("Ana Maria"), entry("Bo"))
    for i in range(2):
        found.letters.letter(i, 1, 30)
    assert "longest subject" not in dict(found.worst())


def test_who_has_no_letter_is_passed_over_at_the_beginning_of_another_language() -> None:
    found = roster(entry("P0"), entry("P1", language="de"), entry("P2", language="de"))
    found.letters.letter(0, 1, 10)
    found.letters.refused(1, "name is blank")
    other = found.differs("u-P0")
    assert other
    assert other.name == "P2"


def test_of_many_alike_only_the_first_is_ever_looked_at() -> None:
    found = lettered([1] * 50)
    assert found.differs("u-P3") is None
    assert [*found.letters.turns()] == [0]
    found.add(entry("P50"))
    found.letters.letter(50, 2, 10)
    other = found.differs("u-P3")
    assert other
    assert (other.name, [*found.letters.turns()]) == ("P50", [0, 50])


def test_who_has_an_address_is_found_by_it_also_when_she_came_later() -> None:
    found = roster(entry("Ana"))
    assert found.at_address("bo7@ledger.example") is None
    found.add(entry("Bo"))
    bo = found.at_address("Bo7@Ledger.example")
    assert bo
    assert bo.name == "Bo"


@given(st.lists(st.integers(1, 3), min_size=1, max_size=30))
def test_differs_is_the_nearest_with_another_message(numbers: list[int]) -> None:
    found = lettered(numbers)
    for i, mine in enumerate(numbers):
        order = [*range(i + 1, len(numbers)), *range(i)]
        expected = next((n for n in order if numbers[n] != mine), None)
        other = found.differs(f"u-P{i}")
        assert (other and other.name) == (None if expected is None else f"P{expected}")


words = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)


@given(st.lists(st.tuples(words, words), max_size=12), words)
def test_who_is_found_by_a_word_of_hers_is_found_by_any_of_them(
    people: list[tuple[str, str]], word: str
) -> None:
    found = Roster("press")
    for n, (name, place) in enumerate(people):
        found.add(replace(entry("A"), uid=str(n), email=f"{n}@x.test", name=name, detail=place))
    for name, place in people:
        for text in (name, place):
            if any(map(str.isalnum, text)):
                assert name in names(found.page(text, 0, 100))
    assert found.page(word)[0] <= len(people)
