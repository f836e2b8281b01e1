"""signatories.txt, or a table of them: names exactly as signed, in the order that is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.domain.statement import Signatory
from outreach.errors import Place
from outreach.intake.signatory_files import read_signatories, signatories_text


def names(folder: Path, text: str) -> list[str]:
    file = folder / "signatories.txt"
    file.write_bytes(text.encode())
    signatories, problems = read_signatories(file)
    assert problems == ()
    return [signatory.name for signatory in signatories]


def test_one_name_a_line_with_comments_and_blank_lines(tmp_path: Path) -> None:
    text = "\ufeff# Signed by\r\n\r\n  Asian Lawyers Network (ALN) \r\nHello Taiwan (\r\n"
    assert names(tmp_path, text) == ["Asian Lawyers Network (ALN)", "Hello Taiwan ("]


def test_a_name_may_begin_with_a_number_sign(tmp_path: Path) -> None:
    assert names(tmp_path, "\\#FreeThem\n\\\\o/ Friends\n\\x\n") == [
        "#FreeThem",
        "\\o/ Friends",
        "\\x",
    ]


def test_details_stand_behind_the_name(tmp_path: Path) -> None:
    text = "Hong Kong Watch | native: 香港監察 | city: London | country: UK | url: https://hkw.example\n"
    (tmp_path / "signatories.txt").write_text(text, encoding="utf-8")
    (one,), problems = read_signatories(tmp_path / "signatories.txt")
    assert problems == ()
    assert one == Signatory("Hong Kong Watch", "香港監察", "London", "UK", "https://hkw.example")
    assert one.place == Place(str(tmp_path / "signatories.txt"), 1, 1)


@pytest.mark.parametrize(
    ("line", "message", "hint"),
    [
        ("A | B", "“B” behind a | is no detail of a signatory", "write a | that belongs"),
        ("A | town: B", "“town: B” behind a | is no detail", "known are native, city"),
        ("A | citty: B", "“citty: B” behind a | is no detail", "did you mean “city: …”?"),
        ("A | url: hkw", "“hkw” is no web address", "write it in full"),
    ],
)
def test_what_is_no_detail_is_told_with_its_line(
    tmp_path: Path, line: str, message: str, hint: str
) -> None:
    (tmp_path / "signatories.txt").write_text(f"One\n  {line}\n", encoding="utf-8")
    _, (problem,) = read_signatories(tmp_path / "signatories.txt")
    assert problem.message.startswith(message)
    assert hint in problem.hint
    assert str(problem.place).endswith("signatories.txt:2:3")


def test_a_name_keeps_its_upright_strokes(tmp_path: Path) -> None:
    assert names(tmp_path, "A|B\nA \\| B | city: C\n") == ["A|B", "A | B"]
    text = signatories_text([Signatory("\\| A \\\\| B |", city="C | D")])
    (tmp_path / "signatories.txt").write_text(text, encoding="utf-8")
    assert read_signatories(tmp_path / "signatories.txt")[0] == (
        Signatory("\\| A \\\\| B |", city="C | D"),
    )


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("signed.csv", "Organization name,Country,Website\nOne,UK,one.example\nTwo,,\n"),
        ("signed.csv", "position;name;land;url\n2;Two;;\n1;One;UK;https://one.example\n"),
        ("signed.tsv", "name as signed\tcountry\tweb\n\t\t\nOne\tUK\tone.example\nTwo\t\t\n"),
    ],
)
def test_a_table_of_signatures(tmp_path: Path, file: str, text: str) -> None:
    (tmp_path / file).write_text(text, encoding="utf-8")
    signed, problems = read_signatories(tmp_path / file)
    assert problems == ()
    assert signed == (Signatory("One", country="UK", url="https://one.example"), Signatory("Two"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("when,email\n2024,a@one.example\n", "signed.csv has no column of names"),
        ("", "signed.csv is empty"),
    ],
)
def test_a_table_that_cannot_be_read(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "signed.csv").write_text(text, encoding="utf-8")
    signed, (problem,) = read_signatories(tmp_path / "signed.csv")
    assert (signed, problem.message) == ((), message)


def test_a_missing_table_is_a_problem(tmp_path: Path) -> None:
    assert read_signatories(tmp_path / "signed.csv")[1][0].code == "F109"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("as-listed", ["Zürich Aid", "The Émigrés", "“Free” Tibet", "Ethics Now", "école A"]),
        ("alphabetical", ["école A", "Ethics Now", "“Free” Tibet", "The Émigrés", "Zürich Aid"]),
        (
            "alphabetical-without-articles",
            ["école A", "The Émigrés", "Ethics Now", "“Free” Tibet", "Zürich Aid"],
        ),
    ],
)
def test_the_printed_order(tmp_path: Path, order: str, expected: list[str]) -> None:
    text = "Zürich Aid\nThe Émigrés\n“Free” Tibet\nEthics Now\nécole A\n"
    (tmp_path / "signatories.txt").write_text(text, encoding="utf-8")
    signed, _ = read_signatories(tmp_path / "signatories.txt", order=order)
    assert [one.name for one in signed] == expected
    assert {one.name: one.place.line for one in signed if one.place}["école A"] == 5
