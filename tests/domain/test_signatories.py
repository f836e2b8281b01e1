"""Names as signed: what is odd is found, what is merely unusual is not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.domain.collation import sort_key
from outreach.domain.names import name_key
from outreach.domain.signatories import (
    claims_alphabetical,
    out_of_order,
    signatory_problems,
    unbalanced,
)
from outreach.errors import Place


def odd(*names: str) -> list[tuple[str, int, int]]:
    signed = [(name, Place("signatories.txt", line, 1)) for line, name in enumerate(names, 1)]
    problems = signatory_problems(signed)
    return [(p.code, p.place.line, p.place.column) for p in problems if p.place]


@pytest.mark.parametrize(
    "name",
    ["Freiheit für Hongkong e.V.", "Fight for Freedom. Stand with Hong Kong.", "Students’ Union",
     "Le Comité pour la liberté à Hongkong", "Watch (UK) (2019)", "聯盟（香港）",
     "#FreeThem", "3. Weg"],
)  # fmt: skip
def test_unusual_names_are_fine(name: str) -> None:
    assert odd(name) == []


def test_cut_off_and_badly_spaced_names() -> None:
    assert odd("Hello Taiwan (", "A) B]", "Two  Spaces") == [
        ("P102", 1, 14),
        ("P102", 2, 5),
        ("P103", 3, 4),
    ]


def test_repeated_names() -> None:
    assert odd("Café Libre", "CAFE LIBRE!", "Hong Kong Watch (HKW)", "HKW", "Hong Kong Watch") == [
        ("P110", 2, 1),
        ("P110", 4, 1),
        ("P110", 5, 1),
    ]


def test_chapters_are_no_repetition() -> None:
    assert odd("Democracy Now (Taiwan)", "Democracy Now (Japan)", "Democracy Now") == []


@pytest.mark.parametrize(
    "names",
    [["A", "B", "B", "C"], ["a b", "Ab", "B"], ["Hong Kong Watch", "Hongkonger e.V."],
     ["Hongkonger e.V.", "Hong Kong Watch"], ["The Alpha", "Beta"], ["Beta", "The Alpha"],
     ["Éa", "Eb"], ["پارىژ", "تىبەت"], ["ёж", "жук"], []],
)  # fmt: skip
def test_orders_in_use(names: list[str]) -> None:
    assert out_of_order(names) == ()


def test_the_fewest_moves_are_named() -> None:
    assert out_of_order(["A", "Z", "B", "C", "D"]) == (1,)


@given(st.lists(st.text("abcXYZ é", min_size=1), max_size=12))
def test_moving_what_is_named_gives_order(names: list[str]) -> None:
    moved = out_of_order(names)
    assert out_of_order([name for at, name in enumerate(names) if at not in moved]) == ()


@given(st.lists(st.text("abcXYZ é", min_size=1), max_size=12))
def test_a_sorted_list_is_in_order(names: list[str]) -> None:
    assert out_of_order(sorted(names, key=name_key)) == ()


@settings(deadline=None)
@given(st.lists(st.text("abXZ éŁøœ中文あབཀئا", min_size=1), max_size=12), st.booleans())
def test_a_list_sorted_here_is_in_order(names: list[str], articles: bool) -> None:
    assert out_of_order(sorted(names, key=sort_key(articles=articles))) == ()


@pytest.mark.parametrize(
    ("heading", "claims"),
    [("Signed by (in alphabetical order):", True), ("Signatories, alphabetically", True),
     ("Unterzeichnet (in alphabetischer Reihenfolge)", True), ("Par ordre alphabétique", True),
     ("Signed by:", False), ("The page's order is not alphabetical.", False)],
)  # fmt: skip
def test_claims(heading: str, claims: bool) -> None:
    assert claims_alphabetical(heading) is claims


@pytest.mark.parametrize(
    ("text", "offsets"),
    [("(a [b] c)", ()), ("(a]", (0, 2)), ("a) first b) second", ()), ("„x“ ”y” «z» »w«", ()),
     ("“x", (0,)), ("x”", (1,)), ("«x", (0,)), ("（甲", (0,))],
)  # fmt: skip
def test_unbalanced(text: str, offsets: tuple[int, ...]) -> None:
    assert unbalanced(text) == offsets


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hongkongers in Britain", "Hongkongers in Britian"),
        ("Students for a Free Tibet", "Students for Free Tibet"),
        ("The Tibet House", "Tibet House (TH)"),
        ("Comité pour la liberté", "Comite pour la Liberte"),
        ("Uyghur Rights Project", "Uyghur Rights Projects"),
        ("Asian Lawyers Network (ALN)", "Alpine Ladder Network (ALN)"),
    ],
)
def test_names_that_seem_to_stand_twice(one: str, other: str) -> None:
    assert [code for code, _, _ in odd(one, other)] == ["P110"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Hongkongers in Britain", "Hongkongers in Brabant"),
        ("Friends of Tibet", "Friends of Tibet (India)"),
        ("Finnish Hongkongers", "Scottish Hongkongers"),
        ("Uyghur Rights Project", "Uyghur Rights Advocacy Project"),
        ("Lawyers (LN)", "Writers (WN)"),
    ],
)
def test_names_of_two_organisations(one: str, other: str) -> None:
    assert odd(one, other) == []
