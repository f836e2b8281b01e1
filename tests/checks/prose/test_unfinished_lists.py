"""Lists whose last item looks cut off."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ("- One;\n- Two;", ";"),
        ("- One;\n- Two;\n- Three;\n\nWe wait.", ";"),
        ("- One;\n- Two; and\n- Three;", ";"),
        ("- One,\n- Two,\n\nWe wait.", ","),
        ("- One\n- Two\n- Three,", ","),
        ("1. One\n2. Two and", "and"),
        ("We ask:\n- One;\n- Two; *and*", "and"),
        ("- 一；\n- 二；", "；"),
    ],
)
def test_a_last_item_that_ends_in_the_middle(body: str, end: str) -> None:
    said = [p for p in said_of(body, "P111") if p.level == "warning"]
    assert [p.message for p in said] == [
        f"the last item ends with “{end}”, as if more were to come"
    ]
    line = 7 + next(
        n for n, one in reversed([*enumerate(body.split("\n"))]) if one.startswith(("-", "2"))
    )
    assert str(said[0].place) == f"statement.md:{line}:1"


@pytest.mark.parametrize(
    "body",
    [
        "- One;\n- Two.",
        "- One;\n- Two; and\n- Three.",
        "- One;\n- Two;\n\nand never again.",
        "- One,\n- Two,\n\n> and so on",
        "- Land\n- Brand",
        "- One;\n- Two[^1].\n\n[^1]: Note;",
    ],
)
def test_a_last_item_that_ends(body: str) -> None:
    assert [one for one in levels(body, "P111") if one != "info"] == []


def test_an_uneven_item_is_told_of_once() -> None:
    assert levels("- One.\n- Two.\n- Three;", "P111") == ["warning"]
    assert levels("- One.\n- Two.\n- Three,", "P111") == ["warning"]
