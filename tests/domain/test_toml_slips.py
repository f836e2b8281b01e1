"""What people get wrong in a TOML file, told in their words, at its place, with the way out."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.toml_slips import Slip, slip


def told(text: str) -> Slip:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - of any kind, as the parser has it
        tomllib.loads(text)
    return slip(refusal.value, text)


@pytest.mark.parametrize(
    ("text", "line", "message", "hint"),
    [
        ('a = "x\nb = 1\n', 1, "a quotation mark is missing at the end of the line", 'with "'),
        ("a = 'x\nb = 1\n", 1, "a quotation mark is missing at the end of the line", "with '"),
        ('b = 1\na = "x', 2, "a quotation mark is missing at the end of the line", 'with "'),
        ('a = """x\nb = 1\n', 1, 'the text that """ begins is not closed', 'write """'),
        ("a = '''x\nb = 1\n", 1, "the text that ''' begins is not closed", "write '''"),
        ('a = "x”\n', 1, "” is no quotation mark here", 'write "'),
        ("a = “x”\n", 1, "“ is no quotation mark here", 'write "'),
        ("a = [‘x’]\n", 1, "‘ is no quotation mark here", 'write "'),
        ('[sender\nname = "x"\n', 1, "a bracket is missing after [sender", "write [sender]"),
        ('[sender # us\nname = "x"\n', 1, "a bracket is missing after [sender", "write [sender]"),
        ("[[accept]\n", 1, "a bracket is missing after [[accept]", "write [[accept]]"),
        ("[sender]]\n", 1, "a bracket is one too many", "take it out"),
        ("[two words]\n", 1, "a table's name is of one word", '["two words"]'),
        ('a "x"\n', 1, "= is missing after a", 'write a = "…"'),
        ("a: 1\n", 1, "a colon stands after a where = belongs", "write a = …"),
        ('two words = "x"\n', 1, "a name is of one word", "hyphens"),
        ("a = \n", 1, "nothing stands after =", "take the line out"),
        ("a == 1\n", 1, "= stands twice", "once"),
        ("a = True\n", 1, "True is not known here", "write true or false"),
        ("a = hello there\n", 1, "a text stands without quotation marks", 'write it as "…"'),
        ("a = 1\na = 2\n", 2, "a is there already", "keep one"),
        ("[t]\n[u]\n[t]\n", 3, "[t] is there already", "one place"),
        ('a = "x",\nb = 1\n', 1, "a comma ends the line", "take it out"),
        ('a = "say "hi" now"\n', 1, "a quotation mark stands inside the text", "write"),
        ("a = 2030-1-1\n", 1, "this is no number, day or time", "2030-01-31"),
        ('a = "x" // c\n', 1, "something stands after the value", "a remark begins with #"),
        ('a = ["x" "y"]\n', 1, "a list is not closed, or has no comma here", '["…", "…"]'),
        ("a = { b = 1\n", 1, "a } is missing, or a comma", "{ key"),
        ('a = "C:\\dir"\n', 1, "a \\ stands in the text", "write \\\\ for it"),
        ("// c\n", 1, "this line is no key with a value", "a remark begins with #"),
        ('a = "x\x01"\n', 1, "a character that nobody sees stands in the text", "take it out"),
    ],
)
def test_a_slip_is_told_in_words(text: str, line: int, message: str, hint: str) -> None:
    said = told(text)
    assert (said.line, said.message) == (line, message)
    assert hint in said.hint


@given(st.text("ab\"'=[]{}#,.:\\ \n1-“", max_size=25))
def test_whatever_is_refused_has_a_line_and_a_way_out(text: str) -> None:
    try:
        tomllib.loads(text)
    except ValueError as exc:
        said = slip(exc, text)
        assert 1 <= said.line <= text.count("\n") + 1
        assert said.hint
