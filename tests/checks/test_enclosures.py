"""Files that travel with letters: each finding, and what comes near it and is none."""

from __future__ import annotations

import pytest

from outreach.checks.enclosures import check_enclosures, encoded_size
from outreach.checks.rules.enclosures import RULES
from outreach.domain.campaign import Edition
from outreach.domain.delivery import Attachment
from outreach.errors import Level, Place, Problem
from small_files import docx, jpeg, packed, pdf, png

MB = 2**20
EDITION = Edition(
    "press", "release", "press", "S", places={"attachments": Place("campaign.toml", 9, 15)}
)


def file(name: str = "map.pdf", content: bytes | None = None) -> Attachment:
    return Attachment(name, "application/octet-stream", pdf() if content is None else content)


def found(*files: Attachment, message_bytes: int = 40_000) -> list[Problem]:
    return list(check_enclosures(files, message_bytes, EDITION))


def codes(*files: Attachment) -> list[tuple[str, Level]]:
    return [(one.code, one.level) for one in found(*files)]


def test_every_code_has_a_rule_and_a_place() -> None:
    levels = {rule.code: rule.level for rule in RULES}
    (empty,) = found(file(content=b""))
    assert levels[empty.code] == empty.level
    assert (str(empty.place), empty.edition) == ("campaign.toml:9:15", "press")


def test_nothing_is_said_of_files_that_are_well() -> None:
    well = (
        file(),
        file("map.PDF"),
        file("photo.jpg", jpeg()),
        file("logo.png", png()),
        file("statement.docx", docx()),
        file("list.csv", "Zoë;陳\n".encode()),
        file("utf16.txt", "Zoë".encode("utf-16")),
        file("call.mp3", b"ID3\x04\x00"),
    )
    assert [one for each in well for one in found(each)] == []
    assert found(message_bytes=50 * MB) == []


@pytest.mark.parametrize(
    ("size", "level"),
    [(3 * MB, None), (4 * MB, "warning"), (14 * MB, "warning"), (15 * MB, "error")],
)
def test_the_size_counts_as_it_is_sent(size: int, level: Level | None) -> None:
    big = file(content=pdf(size))
    sizes = [one.level for one in found(big) if one.code == "S203"]
    assert sizes == ([level] if level else [])


def test_the_letter_counts_too_and_the_largest_file_is_named() -> None:
    small, large = file("small.pdf"), file("large.pdf", pdf(3 * MB))
    (problem,) = found(small, large, message_bytes=MB)
    assert problem.code == "S203"
    assert "large.pdf (3.0 MB" in problem.message


def test_the_encoded_size_is_that_of_base64_with_its_line_ends() -> None:
    from base64 import encodebytes

    for size in (0, 1, 2, 3, 56, 57, 58, 1000):
        encoded = encodebytes(bytes(size)).replace(b"\n", b"\r\n")
        assert encoded_size(size) == len(encoded)


@pytest.mark.parametrize(
    ("name", "content", "level"),
    [
        ("setup.exe", b"MZ", "error"),
        ("map.pdf.js", b"x()", "error"),
        ("photo.jpg", b"MZ" + bytes(80), "error"),
        ("run.txt", b"#! /bin/sh\n", "error"),
        ("letter.docm", docx(), "warning"),
        ("page.html", b"<p>", "warning"),
        ("logo.svg", b"<svg/>", "warning"),
        ("files.rar", b"Rar!", "warning"),
        ("files.zip", packed({"a/setup.EXE": b"MZ"}), "error"),
        ("letter.docx", docx({"word/vbaProject.bin": b"x"}), "warning"),
        ("map.pdf", pdf(extra=b"/S /JavaScript"), "warning"),
    ],
)
def test_what_gateways_hold_back(name: str, content: bytes, level: Level) -> None:
    assert ("S211", level) in codes(file(name, content))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("files.zip", packed({"a/map.pdf": b"%PDF"})),
        ("mzungu.txt", b"MZungu says hello, " * 20),
        ("tags.txt", b"#!hashbang is no program"),
        ("map.pdf", pdf(extra=b"/JavaScripture")),
    ],
)
def test_what_gateways_let_pass(name: str, content: bytes) -> None:
    assert "S211" not in dict(codes(file(name, content)))


def test_a_locked_archive_cannot_be_looked_into() -> None:
    locked = bytearray(packed({"map.pdf": b"%PDF"}))
    directory = locked.rfind(b"PK\x01\x02")
    locked[directory + 8] |= 1
    assert ("S211", "error") in codes(file("files.zip", bytes(locked)))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("map.pdf", b"<!doctype html><p>Not found</p>"),
        ("map.pdf", pdf()[:-10]),
        ("photo.jpg", png()),
        ("photo.jpeg", jpeg()[:-2]),
        ("logo.png", jpeg()),
        ("letter.doc", docx()),
        ("letter.docx", b"\xd0\xcf\x11\xe0" + bytes(20)),
        ("letter.docx", packed({"xl/workbook.xml": b""})),
        ("files.zip", b"PK\x03\x04 cut off"),
        ("list.csv", b"a\x00b"),
    ],
)
def test_a_file_that_is_not_what_its_name_says(name: str, content: bytes) -> None:
    assert codes(file(name, content)) == [("S212", "error")]


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("map\r\nBcc.pdf", "error"),
        ("exe\u202efdp.pdf", "error"),
        ("a/b.pdf", "warning"),
        ("what?.pdf", "warning"),
        (" map.pdf", "warning"),
        ("a" * 97 + ".pdf", "warning"),
        ("Erklärung.pdf", "warning"),
        ("map", "warning"),
    ],
)
def test_names_that_cause_trouble(name: str, level: Level) -> None:
    assert ("S213", level) in codes(file(name))


@pytest.mark.parametrize("name", ["a" * 96 + ".pdf", "Joint statement (final), v2.pdf", "a.b.pdf"])
def test_names_that_do_not(name: str) -> None:
    assert codes(file(name)) == []


def test_two_files_of_one_name() -> None:
    problems = found(file("map.pdf"), file("MAP.pdf"))
    assert [one.message for one in problems] == ["two files are called map.pdf"]


def test_many_files() -> None:
    files = [file(f"map{n}.pdf") for n in range(6)]
    assert [one.code for one in found(*files)] == ["S216"]
    assert found(*files[:5]) == []


def test_an_encrypted_pdf() -> None:
    assert codes(file(content=pdf(extra=b"/Encrypt 9 0 R"))) == [("S215", "warning")]
    assert codes(file(content=pdf(extra=b"/Encryption"))) == []


def test_a_pdf_without_tags() -> None:
    assert codes(file(content=pdf(tagged=False))) == [("S217", "info")]
