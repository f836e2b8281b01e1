"""TOML with places: every fault is found, and each where it stands."""

from __future__ import annotations

import tempfile
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from outreach.intake.toml_files import as_seen, read_toml, shaped


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    opens: bool = False


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str
    tracking: Inner
    editions: dict[str, Inner] = {}
    lines: list[str] = []


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "x.toml"


AWKWARD = '''\
# it's """ a comment
lines = [ "x = y", # ]
  ["nested"],
  'also = "this"',
]

[ed.press]
text = """
k = 1
[no]
"""
'q q'.z = 'x' # "
raw = \'\'\'
[neither]\'\'\'
inline = { a = 1, b = [ 2,
 3 ] }
  indented = 1
'''


def test_keys_are_found_where_they_stand_and_nowhere_else(file: Path) -> None:
    file.write_text(AWKWARD)
    toml, problems = read_toml(file)
    assert toml
    assert not problems
    assert {
        ".".join(keys): f"{place.line}:{place.column}" for keys, place in toml.places.items()
    } == {
        "lines": "2:1",
        "ed.press": "7:2",
        "ed.press.text": "8:1",
        "ed.press.q q.z": "12:1",
        "ed.press.raw": "13:1",
        "ed.press.inline": "15:1",
        "ed.press.indented": "17:3",
    }
    assert str(toml.value_place(("ed", "press", "indented"))) == "x.toml:17:14"


def test_what_does_not_stand_is_placed_at_the_table_that_would_hold_it(file: Path) -> None:
    file.write_text("a = 1\n[t]\nb = 2\n")
    toml, _ = read_toml(file)
    assert toml
    assert str(toml.place(("t", "missing"))) == "x.toml:2:2"
    assert str(toml.place(("missing",))) == "x.toml:1:1"
    assert toml.value_place(("t", "missing")) == toml.place(("t", "missing"))


KEYS = st.text("abc-_9", min_size=1, max_size=5)
LEAVES = st.integers(-9, 9) | st.text("ab=[]{}#\"\\\n'", max_size=8) | st.booleans()
TABLES = st.recursive(
    st.dictionaries(KEYS, LEAVES, max_size=4),
    lambda inner: st.dictionaries(KEYS, LEAVES | inner, max_size=4),
    max_leaves=8,
)


def quoted(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if "\n" in text:
        return '"""\n' + text.replace("\\", "\\\\").replace('"', '\\"') + '"""'
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def written(table: dict[str, object], path: tuple[str, ...] = ()) -> str:
    here = [f"{key} = {quoted(v)}\n" for key, v in table.items() if not isinstance(v, dict)]
    below = [written(v, (*path, key)) for key, v in table.items() if isinstance(v, dict)]
    head = f"[{'.'.join(path)}]\n" if path else ""
    return "".join((head, *here, *below))


def leaves(table: dict[str, object], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    found: list[tuple[str, ...]] = []
    for key, value in table.items():
        found += leaves(value, (*path, key)) if isinstance(value, dict) else [(*path, key)]
    return found


@given(TABLES)
def test_each_key_has_the_place_its_own_name_stands_at(table: dict[str, object]) -> None:
    text = written(table)
    assert tomllib.loads(text) == table
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "x.toml")
        path.write_text(text)
        toml, _ = read_toml(path)
    assert toml
    lines = text.split("\n")
    for keys in leaves(table):
        place = toml.places[keys]
        assert lines[place.line - 1][place.column - 1 :].startswith(f"{keys[-1]} = ")
    tables = {keys for keys in toml.places if keys not in leaves(table)}
    assert len(toml.places) == len(leaves(table)) + len(tables)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a = \nb = 2\n", "x.toml:1:5: nothing stands after ="),
        (b"a = 1.e\n", "x.toml:1:6: this is no number, day or time"),
        (b"ok = 1\nx = '\xff'\n", "x.toml:2: not UTF-8 text"),
        (b"a = " + b"[" * 20_000, "x.toml:1: not valid TOML: "),
        (b"a = " + b"9" * 5_000, "x.toml:2: not valid TOML: "),
    ],
)
def test_text_that_is_not_toml_is_one_problem_with_its_place(
    file: Path, content: bytes, said: str
) -> None:
    file.write_bytes(content if content.endswith(b"\n") or b"9" not in content else content + b"\n")
    toml, problems = read_toml(file)
    assert toml is None
    assert [str(problem).startswith(said) for problem in problems] == [True], problems
    assert problems[0].hint


def test_a_file_that_is_missing_or_no_file_is_a_problem(file: Path) -> None:
    (problem,) = read_toml(file, "make one")[1]
    assert (str(problem), problem.hint) == ("there is no x.toml", "make one")
    file.mkdir()
    assert [str(problem) for problem in read_toml(file)[1]] == [
        "cannot read x.toml: Is a directory"
    ]


def test_a_byte_order_mark_and_windows_line_ends_do_not_move_places(file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfa = 1\r\n\r\nb = 2\r\n")
    toml, _ = read_toml(file)
    assert toml
    assert [str(place) for place in toml.places.values()] == ["x.toml:1:1", "x.toml:3:1"]


def test_a_wrong_shape_reports_everything_at_once_with_the_way_out(file: Path) -> None:
    file.write_text("titel = 1\nlines = ['a', 2]\n[editions.press]\nopns = true\nopens = 'no'\n")
    toml, _ = read_toml(file)
    assert toml
    table, problems = shaped(toml, Outer)
    assert table is None
    assert sorted(f"{one} → {one.hint}" for one in problems) == [
        "x.toml:1:1: there is no key titel → did you mean title?",
        "x.toml:1:1: title is missing → add title = …",
        "x.toml:1:1: tracking is missing → add a table [tracking]",
        "x.toml:2:1: lines.1: should be a valid string → ",
        "x.toml:4:1: there is no key editions.press.opns → did you mean opens?",
        "x.toml:5:1: editions.press.opens: should be a valid boolean → ",
    ]


def test_a_key_like_no_other_is_told_which_there_are(file: Path) -> None:
    file.write_text("title = 'x'\n[tracking]\nzzz = 1\n")
    toml, _ = read_toml(file)
    assert toml
    assert [one.hint for one in shaped(toml, Outer)[1]] == ["known keys are opens"]


def test_a_path_is_shown_as_the_user_would_type_it(file: Path) -> None:
    assert as_seen(file) == "x.toml"
    assert as_seen(Path("/elsewhere/y.toml")) == "/elsewhere/y.toml"
