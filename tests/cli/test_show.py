"""What is shown: plain in a pipe, folded to the terminal's width on one, harmless on both."""

from __future__ import annotations

import io
import json
import sys
import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.cli import show
from outreach.errors import Place, Problem

ESCAPES = [
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "\u202egpj.exe",
    "a\rb",
    "a\nb",
    "\x00\x08\x7f",
    "\u200bzero\ufeff",
]


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def on_terminal(show_it: Callable[[], None]) -> str:
    """What eighty columns without colours show; stdout and stderr are one screen."""
    screen = Terminal()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdout", screen)
        patch.setattr(sys, "stderr", screen)
        for name, value in {"COLUMNS": "80", "NO_COLOR": "1", "TERM": "dumb"}.items():
            patch.setenv(name, value)
        show_it()
    return screen.getvalue()


@pytest.mark.parametrize("text", ESCAPES)
def test_a_name_cannot_steer_a_terminal(text: str) -> None:
    assert show.safe(text).isprintable()


@given(st.text())
def test_whatever_comes_in_nothing_steers_a_terminal(text: str) -> None:
    unsafe = {"Cc", "Cf", "Cs"}
    shown = show.safe(text)
    assert all(unicodedata.category(ch) not in unsafe or ch in "\u200c\u200d" for ch in shown)
    assert show.safe(shown) == shown


def test_scripts_that_need_joiners_keep_them() -> None:
    assert show.safe("می\u200cخواهم") == "می\u200cخواهم"


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.none()))
def test_json_says_the_same_and_steers_no_terminal(data: dict[str, object]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        screen = Terminal()
        patch.setattr(sys, "stdout", screen)
        show.as_json(data)
    text = screen.getvalue()
    assert json.loads(text) == data
    assert show.safe(text.replace("\n", " ")) == text.replace("\n", " ")


def test_json_is_ascii_where_the_output_is_not_unicode(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, "latin-1"))
    show.as_json({"name": "陳樂行 Ó"})
    sys.stdout.flush()
    assert json.loads(raw.getvalue().decode("ascii")) == {"name": "陳樂行 Ó"}


def test_in_a_pipe_a_table_is_tab_separated(capsys: pytest.CaptureFixture[str]) -> None:
    show.table(["name", "count"], [["a\tb", 1200], [None, 0]])
    assert capsys.readouterr().out == "name\tcount\na b\t1,200\n–\t0\n"


def test_on_a_terminal_no_line_is_too_long() -> None:
    columns = ["edition", *(f"a-long-heading-{n}" for n in range(9))]
    rows: list[list[object]] = [["press", *range(9)], ["signatories", *range(1000, 1009)]]
    lines = on_terminal(lambda: show.table(columns, rows)).splitlines()
    assert max(map(len, lines)) <= 80
    assert lines[0].split() == ["edition", "press", "signatories"]
    assert lines[2].split() == ["a-long-heading-0", "0", "1,000"]
    assert len(lines) == 2 + 9


def test_a_table_that_fits_stays_upright() -> None:
    rows = [["press", 39], ["signatories", 1044]]
    shown = on_terminal(lambda: show.table(["edition", "submitted"], rows))
    assert [line.split() for line in shown.splitlines()][2:] == [
        ["press", "39"],
        ["signatories", "1,044"],
    ]


def test_an_address_is_whole_so_that_it_can_be_copied() -> None:
    address = "a-rather-long-address-of-a-person@a-long-domain.press.example"
    columns, rows = ["name", "address", "who"], [["A B " * 9, address, "C D " * 9]]
    assert address in on_terminal(lambda: show.table(columns, rows, whole=("address",)))


def test_an_empty_table_is_its_head() -> None:
    shown = on_terminal(lambda: show.table(["name", "count"], []))
    assert shown.split()[:2] == ["name", "count"]


PROBLEM = Problem(
    "P101", "“Anthony” is “Antony” elsewhere, " * 4, Place("s.md", 2, 9), "do " * 40, "warning"
)


def test_a_problem_is_a_line_and_its_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    show.problems([PROBLEM])
    out, err = capsys.readouterr()
    first, second = err.splitlines()
    assert out == ""
    assert first.startswith("s.md:2:9: warning: “Anthony”")
    assert first.endswith("(P101)")
    assert second.startswith("    → do do")


def test_on_a_terminal_a_problem_breaks_between_words() -> None:
    shown = on_terminal(lambda: show.problems([PROBLEM]))
    lines = shown.splitlines()
    assert max(map(len, lines)) <= 80
    assert len(lines) > 3
    assert " ".join(shown.split()).count("“Antony” elsewhere,") == 4


@pytest.mark.parametrize("text", ["[red]x[/red]", "[/]", ":smile:", "\x1b[31mx"])
def test_no_text_is_taken_for_markup(text: str) -> None:
    problem = Problem("X", text, hint=text)
    shown = on_terminal(lambda: (show.problems([problem]), show.table(["n"], [[text]]))[0])
    assert shown.count(show.safe(text)) == 3


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "0 letters"), (1, "1 letter"), (1200, "1,200 letters")]
)
def test_one_is_one(count: int, shown: str) -> None:
    assert show.plural(count, "letter") == shown


def test_an_irregular_noun_is_given() -> None:
    assert show.plural(2, "person", "people") == "2 people"


def test_json_keeps_invisible_characters_beyond_the_first_plane(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show.as_json({"flag": "\U000e0020\U000e007f"})
    assert json.loads(capsys.readouterr().out) == {"flag": "\U000e0020\U000e007f"}
