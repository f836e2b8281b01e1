"""statement.md and signatories.txt: what is written reads back, and every fault has its place."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.statement import Boilerplate, MediaContact, Quote, Signatory, Statement
from outreach.errors import NeedsFixing
from outreach.intake.signatory_files import read_signatories
from outreach.intake.statement_files import (
    read_statement,
    read_translations,
    statement_text,
    write_statement,
)

WHOLE = """\
---
title: "Free them: a statement"
subtitle: To the Secretary of State
date: 2024-04-24
language: zh-Hant
source: https://coalition.example/statement
---

First.

---

- Ask
"""


def faults(folder: Path, text: str | bytes) -> list[tuple[str, str]]:
    """Each problem as (line:column, message)."""
    file = folder / "statement.md"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    statement, problems = read_statement(file)
    assert statement is None
    assert all(p.place is not None and p.place.file == str(file) for p in problems)
    return [(str(p.place).removeprefix(f"{file}:"), p.message) for p in problems]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_whole_statement(tmp_path: Path, end: str, mark: str) -> None:
    file = tmp_path / "statement.md"
    file.write_bytes((mark + WHOLE.replace("\n", end)).encode())
    assert read_statement(file) == (
        Statement(
            title="Free them: a statement",
            subtitle="To the Secretary of State",
            date=date(2024, 4, 24),
            language="zh-Hant",
            source="https://coalition.example/statement",
            body="First.\n\n---\n\n- Ask",
        ),
        (),
    )


def test_values_are_text_whatever_yaml_makes_of_them(tmp_path: Path) -> None:
    file = tmp_path / "statement.md"
    file.write_text("---\ntitle: 2024\nsubtitle: no\nsource: null\n---\nText.", encoding="utf-8")
    statement, _ = read_statement(file)
    assert statement == Statement(title="2024", subtitle="no", body="Text.")


def test_all_faults_are_told_at_once_with_their_places(tmp_path: Path) -> None:
    text = "---\ntitel: X\ndate: 24.4.2024\nlanguage: [en]\nsource: a\nsource: b\n---\n"
    assert faults(tmp_path, text) == [
        ("1:1", "the statement has no title"),
        ("1:1", "the statement has no text"),
        ("2:1", "unknown key “titel”"),
        ("3:7", "“24.4.2024” is not a date"),
        ("4:11", "“language” must be one value"),
        ("6:1", "“source” stands twice"),
    ]


def test_an_unknown_key_suggests_the_near_one(tmp_path: Path) -> None:
    file = tmp_path / "statement.md"
    file.write_text("---\nlanguge: en\n---\nx", encoding="utf-8")
    hints = [problem.hint for problem in read_statement(file)[1]]
    assert "did you mean “language”?" in hints


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("Just text.", "1:1", "the front matter is missing"),
        ("", "1:1", "the front matter is missing"),
        ("---\ntitle: X\n", "1:1", "the front matter is not closed"),
        ("---\n- a\n---\nx", "2:1", "the front matter is no list of `key: value` lines"),
        ("---\ntitle: A\n\x07\n---\nx", "3", "the front matter is not YAML"),
        ('---\ntitle: "A\n---\nx', "2:8", "the front matter is not YAML"),
        ("---\ntitle: A: B\n---\nx", "2:9", "the front matter is not YAML"),
        (b"---\ntitle: \xfcber\n---\nx", "2", "this is not UTF-8 text"),
        ("---\ntitle: A\nlanguage: English!\n---\nx", "3:11", "“English!” is not a language"),
        ("---\ntitle: A\ndate: 2024-02-30\n---\nx", "3:7", "“2024-02-30” is not a date"),
    ],
)
def test_a_fault_has_its_place(tmp_path: Path, text: str | bytes, place: str, message: str) -> None:
    found = faults(tmp_path, text)
    assert [(where, what) for where, what in found if where == place and what.startswith(message)]


def test_a_missing_file_is_a_problem(tmp_path: Path) -> None:
    assert read_statement(tmp_path / "statement.md")[1][0].message == "statement.md is missing"
    assert read_signatories(tmp_path / "signatories.txt")[1][0].code == "F101"
    assert read_signatories(tmp_path)[1][0].code == "F101"


@pytest.mark.parametrize("name", ["", " A", "A\nB", "A\rB"])
def test_a_name_that_one_line_cannot_hold_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(NeedsFixing):
        write_statement(Statement("T", "B", signatories=(Signatory(name),)), tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_comments_stand_above_the_names(tmp_path: Path) -> None:
    statement = Statement("T", "B", signatories=(Signatory("A"),))
    _, file = write_statement(statement, tmp_path, comments=["Signed by:"])
    assert file.read_text(encoding="utf-8") == "# Signed by:\nA\n"


RELEASE = """\
---
title: Free them
dateline: Washington
asks: 2
media_contacts:
  - name: Maren Oakhurst
    phone: +1 202-555-0199
    email: press@coalition.example
  - name: 陳樂行
quotes:
  - text: "We wait: still."
    speaker: Vesna Ilić
    title: director of Hong Kong Watch
boilerplates:
  - heading: About us
    text: |
      We coordinate.

      Since 2010.
---

Text.
"""


def test_what_a_release_has_beside_its_text(tmp_path: Path) -> None:
    (tmp_path / "statement.md").write_text(RELEASE, encoding="utf-8")
    assert read_statement(tmp_path / "statement.md") == (
        Statement(
            title="Free them",
            body="Text.",
            dateline="Washington",
            asks_list=2,
            media_contacts=(
                MediaContact(
                    "Maren Oakhurst", phone="+1 202-555-0199", email="press@coalition.example"
                ),
                MediaContact("陳樂行"),
            ),
            quotes=(Quote("We wait: still.", "Vesna Ilić", "director of Hong Kong Watch"),),
            boilerplates=(Boilerplate("About us", "We coordinate.\n\nSince 2010."),),
        ),
        (),
    )


@pytest.mark.parametrize(
    ("front", "place", "message"),
    [
        ("quotes: Nobody.", "3:9", "“quotes” must be a list of entries"),
        ("quotes:\n  - Nobody.", "4:5", "“quotes” must be a list of entries"),
        ("quotes:\n  - speaker: A", "4:14", "an entry of “quotes” has no text"),
        ("quotes:\n  - text: A\n    by: B", "5:5", "unknown key “by”"),
        ("quotes:\n  - text: [A]", "4:11", "“text” must be one value"),
        ("media_contacts:\n  - name: A\n    email: a at b", "5:12", "“a at b” is not an e-mail"),
        ("asks: two", "3:7", "“two” is no number of a list"),
    ],
)
def test_a_fault_in_a_list_has_its_place(
    tmp_path: Path, front: str, place: str, message: str
) -> None:
    found = faults(tmp_path, f"---\ntitle: T\n{front}\n---\nText.")
    assert [(where, what) for where, what in found if where == place and what.startswith(message)]


def translated(folder: Path, **files: str) -> tuple[dict[str, Statement], list[str]]:
    """The translations, by the end of their name, of a statement by two, and what is wrong."""
    original = Statement(
        "T", "B", date=date(2024, 4, 24), dateline="Bern", signatories=(Signatory("One"),)
    )
    (folder / "statement.md").write_text(statement_text(original), encoding="utf-8")
    for tag, front in files.items():
        file = folder / f"statement.{tag.replace('_', '-')}.md"
        file.write_text(f"---\n{front}\n---\nText.", encoding="utf-8")
    found, problems = read_translations(folder / "statement.md", original)
    return found, [problem.message for problem in problems]


def test_a_translation_is_named_by_its_file_and_has_what_it_does_not_say(tmp_path: Path) -> None:
    found, problems = translated(tmp_path, de="title: Lasst sie frei", zh_Hant="title: 釋放")
    assert problems == []
    assert {tag: (one.language, one.title) for tag, one in found.items()} == {
        "de": ("de", "Lasst sie frei"),
        "zh-Hant": ("zh-Hant", "釋放"),
    }
    assert (found["de"].date, found["de"].dateline) == (date(2024, 4, 24), "Bern")
    assert found["de"].signatories == (Signatory("One"),)


def test_a_translation_has_its_own_dateline_where_it_gives_one(tmp_path: Path) -> None:
    found, _ = translated(tmp_path, fr="title: T\ndateline: Berne")
    assert found["fr"].dateline == "Berne"


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"de": "title: T\nlanguage: fr"}, "the file's name says “de”, not “fr”"),
        ({"en": "title: T"}, "statement.en.md is a second statement in “en”"),
        (
            {"draft1!": "title: T"},
            "“draft1!” in the name of statement.draft1!.md is not a language",
        ),
        ({"de": "titel: T"}, "the statement has no title"),
    ],
)
def test_what_is_wrong_with_a_translation(
    tmp_path: Path, files: dict[str, str], message: str
) -> None:
    assert message in translated(tmp_path, **files)[1]


HOSTILE = st.sampled_from(
    ["---", "--- ", "#", "# x", "\\#", "'", '"', ": ", "null", "yes", "2024-04-24", "- a", "!!x",
     "&a", "*a", "{", "|", ">", "@", "`", "%", "\u2028", "\x85", "\ufeff", "\t", "é", "中", "😀"]
)  # fmt: skip
TEXT = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=30),
    st.lists(HOSTILE | st.text(st.characters(codec="utf-8"), max_size=5), max_size=6).map("".join),
)
NAMES = TEXT.map(lambda text: text.replace("\n", "").replace("\r", "").strip()).filter(bool)
BODIES = (
    st.lists(TEXT | st.just("---"), min_size=1, max_size=5)
    .map(lambda lines: "\n".join(lines).replace("\r", "\n").strip("\n"))
    .filter(str.strip)
)
BLANKS = st.just("") | NAMES


def _several(one: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(one, max_size=3).map(tuple)


STATEMENTS = st.builds(
    Statement,
    title=TEXT.filter(str.strip),
    body=BODIES,
    date=st.none() | st.dates(min_value=date(1000, 1, 1)),
    subtitle=TEXT,
    language=st.sampled_from(["en", "de", "zh-Hant", "no"]),
    source=TEXT,
    dateline=TEXT,
    asks_list=st.integers(0, 20),
    media_contacts=_several(
        st.builds(MediaContact, name=NAMES, title=BLANKS, organisation=BLANKS, phone=BLANKS)
    ),
    quotes=_several(st.builds(Quote, text=NAMES, speaker=BLANKS, title=BLANKS, source=BLANKS)),
    boilerplates=_several(st.builds(Boilerplate, heading=BLANKS, text=NAMES)),
    signatories=_several(
        st.builds(Signatory, name=NAMES, native_name=BLANKS, city=BLANKS, country=BLANKS)
    ),
)


@given(STATEMENTS)
def test_what_is_written_reads_back(statement: Statement) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text_file, names_file = write_statement(statement, Path(folder))
        read, problems = read_statement(text_file)
        signatories, more = read_signatories(names_file)
    assert problems == more == ()
    assert read is not None
    assert replace(read, signatories=signatories) == statement
