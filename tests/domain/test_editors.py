"""A link that opens a file in the editor, and nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.domain.editors import EDITORS, checked_editor, editor_link


@pytest.mark.parametrize(
    ("editor", "link"),
    [
        ("vscode", "vscode://file/home/m/a%20b.md:12:5"),
        ("vscodium", "vscodium://file/home/m/a%20b.md:12:5"),
        ("cursor", "cursor://file/home/m/a%20b.md:12:5"),
        ("zed", "zed://file/home/m/a%20b.md:12:5"),
        ("sublime", "subl://open?url=file:///home/m/a%20b.md&line=12&column=5"),
        ("idea", "idea://open?file=/home/m/a%20b.md&line=12&column=5"),
        ("my-editor://open?f={path}&at={line}", "my-editor://open?f=/home/m/a%20b.md&at=12"),
        ("", ""),
    ],
)
def test_each_editor_is_asked_in_its_own_way(editor: str, link: str) -> None:
    assert checked_editor(editor) == editor
    assert editor_link(editor, "/home/m/a b.md", 12, 5) == link


def test_where_the_line_is_not_known_the_first_is_opened() -> None:
    assert editor_link("vscode", "/a.md", 0, 0) == "vscode://file/a.md:1:1"


def test_a_path_of_windows_is_a_path_too() -> None:
    assert editor_link("vscode", "C:\\m\\a.md", 1, 1) == "vscode://file/C%3A/m/a.md:1:1"


@example("\ud800", "vscode")
@given(st.text(st.characters(exclude_characters="\0")), st.sampled_from(sorted(EDITORS)))
def test_no_name_of_a_file_gets_out_of_the_address(name: str, editor: str) -> None:
    link = editor_link(editor, f"/w/{name}", 1, 1)
    assert link.isascii()
    assert link.isprintable()
    assert not set(link) & set(" \"'<>{}\\`#")
    assert link.count("&") == EDITORS[editor].count("&")
    assert link.count("?") == EDITORS[editor].count("?")


def test_a_name_that_looks_like_a_place_to_fill_in_is_a_name() -> None:
    link = editor_link("x://{path}:{line}", "/{line}.md", 3, 1)
    assert link == "x:///%7Bline%7D.md:3"


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("vim", "there is no editor 'vim'; it is one of vscode,"),
        ("{path}", "there is no editor"),
        ("http://127.0.0.1/?f={path}", "http: opens no editor"),
        ("HTTPS://editor.example/{path}", "HTTPS: opens no editor"),
        ("javascript:alert('{path}')", "javascript: opens no editor"),
        ("data:text/html,{path}", "data: opens no editor"),
        ("file://{path}", "file: opens no editor"),
        ("x://open", "has {path}"),
        ("x://{path}:{row}", "has {path}"),
        ("x://{path}:{line", "has {path}"),
        ("x://{path} --goto", "no blanks"),
    ],
)
def test_what_is_no_editor(text: str, because: str) -> None:
    with pytest.raises(ValueError, match=re.escape(because)):
        checked_editor(text)


def test_blanks_around_it_do_not_count() -> None:
    assert checked_editor(" zed\n") == "zed"
