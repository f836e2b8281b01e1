"""What a writer meant to fill in."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    "left",
    [
        *("[name]", "[NAME]", "[Name]", "[first name]", "[date]", "[AMOUNT]", "[AMOUNT TK]", "XXX"),
        *("[NAME OF MINISTER]", "(insert quote)", "(quote to come)", "(names to follow)", "tbd"),
        *("???", "Lorem ipsum", "TBC", "TODO", "[Datum]", "[fecha]", "（待補）", "{{ name }}"),
        "|FNAME|",
    ],
)
def test_left_to_fill_in(left: str) -> None:
    (problem,) = said_of(f"We met {left} there.", "T002")
    assert (problem.message, problem.level) == (f"“{left}” is left in the text", "error")
    assert str(problem.place) == "statement.md:7:8"


@pytest.mark.parametrize(
    "body",
    [
        "“[The] law, [sic] which [he] signed” and “[name withheld]”.",
        "See [the date](https://a.example/TODO) and [name](https://a.example).",
        "Who signed it??? (There is more to come.) A vote to be confirmed by all.",
        "The Border Consortium (TBC) works there. TBC counts them.",
        "The figures (to be read with care) are in (insert of the) paper.",
        "A blank ____ is meant. TKs, xxx, Article XXXI?",
    ],
)
def test_brackets_and_capitals_that_are_meant(body: str) -> None:
    assert levels(body, "T002") == []


def test_nobody_is_told_to_spell_a_placeholder_out() -> None:
    assert levels("We gave [AMOUNT TK] to XXX.", "P115") == []
    assert levels("We gave AMOUNT to all.", "P115") == ["info"]
