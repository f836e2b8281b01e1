"""Archives of lists, read without unpacking them."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from outreach.errors import NeedsFixing
from outreach.intake.tables import Row, Table, open_tables

LISTS = Path(__file__).parent / "lists"
SUBSCRIBED = "subscribed_members.csv"


def zipped(tmp_path: Path, parts: dict[str, bytes], name: str = "export.zip") -> Path:
    path = tmp_path / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, data in parts.items():
            archive.writestr(part, data)
    return path


def emails(table: Table) -> list[str]:
    column = table.header.index("Email")
    return [row.cells[column] for row in table.read() if isinstance(row, Row)]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Email"])
    book.active.append(["Ann", "a@x.example"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_mailchimps_export_gives_a_table_for_each_of_its_lists(tmp_path: Path) -> None:
    parts = {
        f"{name}.csv": (LISTS / f"mailchimp-{name}.csv").read_bytes()
        for name in ("subscribed", "unsubscribed")
    }
    subscribed, unsubscribed = open_tables(zipped(tmp_path, parts))
    assert (subscribed.name, unsubscribed.name) == (
        "export.zip/subscribed.csv",
        "export.zip/unsubscribed.csv",
    )
    assert (len(list(subscribed.read())), len(list(unsubscribed.read()))) == (7, 1)
    assert "UNSUB_TIME" in unsubscribed.header
    assert not subscribed.doubts


def test_every_format_is_read_inside_an_archive_and_read_again(tmp_path: Path) -> None:
    parts = {
        "lists/a.csv": "Email;n\na@x.example;ü\n".encode("cp1252"),
        "lists/b.xlsx": workbook(),
        "c.json": b'[{"Email": "a@x.example"}]',
        "d.jsonl": b'{"Email": "a@x.example"}\n',
        "e.vcf": b"BEGIN:VCARD\nEMAIL:a@x.example\nEND:VCARD\n",
    }
    tables = open_tables(zipped(tmp_path, parts))
    assert [table.format for table in tables] == ["csv", "xlsx", "json", "jsonl", "vcard"]
    for table in tables:
        assert emails(table) == emails(table) == ["a@x.example"]
    assert [path.name for path in tmp_path.iterdir()] == ["export.zip"]


def test_what_is_no_list_is_left_out_and_told(tmp_path: Path) -> None:
    parts = {
        SUBSCRIBED: b"Email\na@x.example\n",
        "cleaned.csv": b"",
        "logo.png": b"\x89PNG",
        "older.zip": b"PK\x03\x04",
        "__MACOSX/._subscribed_members.csv": b"\0\5",
        ".DS_Store": b"\0",
    }
    [table] = open_tables(zipped(tmp_path, parts))
    [doubt] = table.doubts
    assert doubt.message.endswith("no lists: cleaned.csv, logo.png, older.zip")
    assert emails(table) == ["a@x.example"]


def test_names_that_lead_out_of_the_archive_are_only_names(tmp_path: Path) -> None:
    [table] = open_tables(zipped(tmp_path, {"../../evil.csv": b"Email\na@x.example\n"}))
    assert emails(table) == ["a@x.example"]
    assert not (tmp_path.parent.parent / "evil.csv").exists()


@pytest.mark.parametrize(
    ("parts", "message"),
    [
        ({"readme.md": b"hello"}, "export.zip has no list in it"),
        ({"a.csv": b"PK\x03\x04"}, "export.zip/a.csv is a damaged archive"),
        ({"a.csv": b"%PDF"}, "export.zip/a.csv is a PDF"),
        ({"word/document.xml": b"<a/>", "[Content_Types].xml": b"<a/>"}, "a Word document"),
        ({"xl/workbook.bin": b"", "[Content_Types].xml": b"<a/>"}, "a binary Excel workbook"),
        ({"mimetype": b"", "content.xml": b"<a/>"}, "an OpenDocument file"),
        ({"Index/Document.iwa": b""}, "a Numbers or Pages file"),
        ({"a.csv": b"Email\n" + b"a" * 50_000_000}, "more than 200 times its size"),
    ],
)
def test_an_archive_without_a_usable_list_is_refused(
    tmp_path: Path, parts: dict[str, bytes], message: str
) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        open_tables(zipped(tmp_path, parts))
    assert caught.value.hint


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = zipped(tmp_path, {"a.csv": b"Email\na@x.example\n"}, "inner.zip").read_bytes()
    with pytest.raises(NeedsFixing, match="an archive in an archive"):
        open_tables(zipped(tmp_path, {"b.csv": inner}))


def test_damage_within_a_part_is_told_of_the_part(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": b"Email,n\n" + b"a@x.example,1\n" * 50})
    data = bytearray(path.read_bytes())
    data[50:60] = b"\xff" * 10
    path.write_bytes(data)
    with pytest.raises(NeedsFixing, match=r"export.zip/a.csv is damaged"):
        open_tables(path)


def test_an_archive_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path, {"a.csv": b"Email\na@x.example\n"})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[6] |= 1
    data[entry + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(NeedsFixing, match="protected by a password"):
        open_tables(path)
