"""What is found among filed letters, and how soon among very many."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sandbox.index import Found, Index, Letter


def letter(number: int, to: str = "ana@example.com", **parts: str) -> Letter:
    return Letter(
        id=f"L{number}",
        to=to,
        sender="press@example.org",
        subject=parts.get("subject", "Hello"),
        categories=(),
        custom_args={},
        group=None,
        message_id="MID",
        position=number,
        time=float(number),
        folder=parts.get("folder", "visit/press"),
        path=f"{number}.eml",
        name=parts.get("name", ""),
    )


def index_of(*letters: Letter) -> Index:
    index = Index()
    for one in letters:
        index.add(one)
    return index


def ids(found: Iterable[Found]) -> list[str]:
    return [letter_id for one in found for letter_id in one.ids]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["L3", "L2", "L1"]),
        ("  ", ["L3", "L2", "L1"]),
        ("velazquez", ["L1"]),
        ("VELÁZ", ["L1"]),
        ("obrien", ["L2"]),
        ("o’brien", ["L2"]),
        ("desk7@paper.example", ["L2"]),
        ("strasse", ["L2"]),
        ("陳", ["L3"]),
        ("congress", ["L3"]),
        ("visit press", ["L2", "L1"]),
        ("press velazquez ana", ["L1"]),
        ("nobody", []),
        ("<script>", []),
    ],
)
def test_words_are_looked_for_in_recipient_subject_and_folder(
    query: str, expected: list[str]
) -> None:
    index = index_of(
        letter(1, "ana@example.com", name="Ana Velázquez"),
        letter(2, "desk7@paper.example", name="O’Brien", subject="An der Straße"),
        letter(3, "bo@example.com", name="陳怡君", folder="visit/congress"),
    )
    assert ids(index.found(query)) == expected


def test_the_folder_with_the_newest_letter_comes_first() -> None:
    index = index_of(letter(1, folder="b"), letter(2, folder="a"), letter(3, folder="b"))
    assert index.found() == [Found("b", ["L3", "L1"]), Found("a", ["L2"])]
    index.add(letter(4, folder="a"))
    assert [one.folder for one in index.found()] == ["a", "b"]


def test_a_changed_letter_keeps_its_place() -> None:
    index = index_of(letter(1), letter(2))
    index.replace(letter(1))
    assert ids(index.found()) == ["L2", "L1"]


def test_a_folder_ends_with_its_last_letter() -> None:
    index = index_of(letter(1, folder="a"), letter(2, folder="b"))
    index.remove("L1")
    assert (index.found(), len(index)) == ([Found("b", ["L2"])], 1)
    assert index.get("L1") is None
    index.clear()
    assert (index.found(), list(index)) == ([], [])


def test_every_change_is_counted() -> None:
    index = Index()
    seen = [index.changes]
    steps = [
        lambda: index.add(letter(1)),
        lambda: index.replace(letter(1)),
        lambda: index.remove("L1"),
        lambda: index.add(letter(1)),
        index.clear,
    ]
    for step in steps:
        step()
        seen.append(index.changes)
    assert seen == sorted(set(seen))


@given(st.lists(st.sampled_from(["add a", "add b", "remove"])), st.text())
def test_a_blank_query_finds_each_letter_once_and_any_other_some_of_them(
    steps: list[str], query: str
) -> None:
    index, alive = Index(), []
    for number, step in enumerate(steps):
        if step == "remove":
            if alive:
                index.remove(alive.pop())
        else:
            index.add(letter(number, folder=step[-1]))
            alive.append(f"L{number}")
    assert sorted(ids(index.found())) == sorted(alive)
    assert set(ids(index.found(query))) <= set(alive)
