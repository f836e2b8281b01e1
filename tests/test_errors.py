"""The tree of errors is what its drawing says, and every exit code is a documented one."""

from __future__ import annotations

import re

import pytest

from outreach import errors
from outreach.errors import OutreachError, Place, Problem

DRAWN = re.findall(r"^    [│ ]*(?:[├└]── )?([A-Z]\w+)", errors.__doc__ or "", re.MULTILINE)


def tree(root: type[OutreachError]) -> list[type[OutreachError]]:
    """The errors of this module; a room may have its own beside them."""
    ours = [child for child in root.__subclasses__() if child.__module__ == errors.__name__]
    return [root, *(one for child in ours for one in tree(child))]


def test_the_drawing_shows_every_error_in_order() -> None:
    assert [one.__name__ for one in tree(OutreachError)] == DRAWN


@pytest.mark.parametrize("kind", tree(OutreachError), ids=lambda kind: kind.__name__)
def test_an_error_is_a_sentence_a_way_out_and_an_exit_code(kind: type[OutreachError]) -> None:
    error = kind("the store is locked", hint="close the other program")
    assert (str(error), error.message) == ("the store is locked", "the store is locked")
    assert error.hint == "close the other program"
    assert error.exit_code in (1, 2, 3, 4, 130)


@pytest.mark.parametrize(
    ("place", "shown"),
    [
        (Place("a.toml", 3, 7), "a.toml:3:7"),
        (Place("a.toml", 3), "a.toml:3"),
        (Place("a.toml"), "a.toml"),
        (Place("a.toml", 0, 7), "a.toml"),
    ],
)
def test_a_place_says_no_more_than_is_known(place: Place, shown: str) -> None:
    assert str(place) == shown
    assert str(Problem("x", "is wrong", place)) == f"{shown}: is wrong"


def test_a_problem_without_a_place_is_its_sentence() -> None:
    assert str(Problem("x", "is wrong")) == "is wrong"
