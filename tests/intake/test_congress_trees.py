"""Files of the data set as trees of texts, and what cannot be read as one."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.errors import NeedsFixing
from outreach.intake.congress_trees import fields, items, read_tree, text_of


def tree(tmp_path: Path, text: str, name: str = "file.yaml") -> object:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return read_tree(path)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("file.yaml", "- {state: NO, district: 05, since: 2026-01-01, none: ~}\n"),
        ("file.json", '[{"state": "NO", "district": "05", "since": "2026-01-01", "none": "~"}]'),
    ],
)
def test_scalars_stay_as_they_are_written(tmp_path: Path, name: str, text: str) -> None:
    [entry] = items(tree(tmp_path, text, name))
    assert entry == {"state": "NO", "district": "05", "since": "2026-01-01", "none": "~"}


def test_numbers_of_json_are_texts(tmp_path: Path) -> None:
    entry = fields(tree(tmp_path, '{"district": 0, "lat": 1.50, "yes": true}', "file.json"))
    assert [text_of(entry, key) for key in ("district", "lat", "yes")] == ["0", "1.50", ""]


def test_yaml_knows_its_lines(tmp_path: Path) -> None:
    [first, second] = items(tree(tmp_path, "# a comment\n- a: 1\n- b: 2\n"))
    assert (first.line, second.line) == (2, 3)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("file.yaml", "- " * 5000 + "x", "nested too deep"),
        ("file.yaml", "[" * 5000, "nested too deep"),
        ("file.json", "[" * 100_000, "nested too deep"),
        ("file.json", '[{"a": 1', r"file.json:1:\d+ is not JSON"),
        ("file.json", "<!DOCTYPE html>", "file.json:1:1 is not JSON"),
        ("file.yaml", "a: [", "is not YAML"),
    ],
)
def test_what_is_no_tree_is_refused_in_a_sentence(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(NeedsFixing, match=said) as caught:
        tree(tmp_path, text, name)
    assert caught.value.hint


def test_aliases_of_aliases_stay_small(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    made = fields(tree(tmp_path, "\n".join(lines)))
    assert made["a0"] == ["x", "x"]
    assert all(one is made["a58"] for one in made["a59"])


def test_an_alias_of_itself_ends(tmp_path: Path) -> None:
    assert tree(tmp_path, "&a [*a, x]") == [None, "x"]


def test_a_file_that_is_not_utf_8_is_told(tmp_path: Path) -> None:
    (tmp_path / "file.yaml").write_bytes(b"- name: \xff\n")
    with pytest.raises(NeedsFixing, match="cannot be read"):
        read_tree(tmp_path / "file.yaml")


def test_a_file_of_another_size_altogether_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.json"
    with path.open("wb") as file:
        file.truncate(20_000_001)
    with pytest.raises(NeedsFixing, match="larger than 20 MB"):
        read_tree(path)
