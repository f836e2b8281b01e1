"""Files that hold lists: told by what is in them, read as text, or refused in a sentence."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.errors import NeedsFixing, OutreachError, WrongUsage
from outreach.intake.tables import Row, Table, open_tables

LISTS = Path(__file__).parent / "lists"
PERSON = ("Ann", "a@x.example")


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["Name", "Email"])
    book.active.append(PERSON)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a.csv", "Name,Email\nAnn,a@x.example\n")
        packed.writestr("b.xlsx", workbook())
    return out.getvalue()


JSON = b'{"Name": "Ann", "Email": "a@x.example"}'
CARD = b"BEGIN:VCARD\nFN:Ann\nEMAIL:a@x.example\nEND:VCARD\n"
WORKBOOK = workbook()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def table_of(folder: Path, data: bytes, name: str = "l.csv", encoding: str = "") -> Table:
    path = folder / name
    path.write_bytes(data)
    [table] = open_tables(path, encoding=encoding)
    return table


def person(table: Table) -> tuple[str, ...]:
    [row] = table.read()
    assert isinstance(row, Row)
    columns = [table.header.index(name) for name in ("Name", "Email")]
    return tuple(row.cells[i] for i in columns)


@pytest.mark.parametrize("name", ["l.csv", "l.txt", "list"])
@pytest.mark.parametrize(
    ("data", "form"),
    [
        (b"Name,Email\nAnn,a@x.example\n", "csv"),
        ("Name\tEmail\nAnn\ta@x.example\n".encode("utf-16"), "csv"),
        (WORKBOOK, "xlsx"),
        (b"[" + JSON + b"]", "json"),
        (b"\xef\xbb\xbf\n[" + JSON + b"]", "json"),
        (('{"n": 1, "l": [' + JSON.decode() + "]}").encode("utf-16"), "json"),
        (JSON + b"\n" + b"{}\n", "jsonl"),
        (CARD, "vcard"),
        (CARD.decode().lower().replace("ann", "Ann").encode("utf-8-sig"), "vcard"),
    ],
)
def test_the_format_is_told_by_the_content(
    tmp_path: Path, data: bytes, form: str, name: str
) -> None:
    table = table_of(tmp_path, data, name)
    assert (table.name, table.format) == (name, form)
    assert person(table) == PERSON


@pytest.mark.parametrize(("name", "form"), [("l.json", "json"), ("l.jsonl", "jsonl")])
def test_the_name_decides_where_the_content_does_not(tmp_path: Path, name: str, form: str) -> None:
    assert table_of(tmp_path, JSON, name).format == form


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("excel-unicode-text.txt", 7),
        ("google-contacts.csv", 7),
        ("mailchimp-subscribed.csv", 7),
        ("mailchimp-unsubscribed.csv", 1),
        ("address-book.vcf", 3),
    ],
)
def test_lists_as_programs_write_them_are_read_to_the_last_row(name: str, rows: int) -> None:
    [table] = open_tables(LISTS / name)
    read = list(table.read())
    assert len(read) == rows
    assert all(isinstance(row, Row) and len(row.cells) == len(table.header) for row in read)
    assert table.doubts == ()


def test_an_encoding_that_is_given_is_used(tmp_path: Path) -> None:
    data = "Name,Email\nŁucja,a@x.example\n".encode("cp1250")
    table = table_of(tmp_path, data, encoding="cp1250")
    assert (table.encoding, person(table)) == ("cp1250", ("Łucja", "a@x.example"))


@pytest.mark.parametrize(
    ("data", "name", "message"),
    [
        (b"", "l.csv", "l.csv is empty"),
        (b"\xef\xbb\xbf\r\n  \r\n", "l.csv", "l.csv is empty"),
        (b"%PDF-1.7", "l.csv", "l.csv is a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\x81", "l.csv", "l.csv is a picture"),
        (b"\1\2\3\4Name,Email\5\6", "l.csv", "l.csv is not a table as text"),
        (OLE, "l.xls", "l.xls is an old Excel or Word file"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "l.xlsx", "protected by a password"),
        (b"PK\3\4....", "l.xlsx", "l.xlsx is a damaged archive"),
        (b"<html><table><tr><td>Email", "l.xls", "l.xls is a web page"),
        (b"hello", "l.json", "l.json holds no list of people in JSON"),
        (b"[1, 2]", "l.json", "l.json holds no list of people in JSON"),
        (b"Name,Email\n", "l.vcf", "l.vcf holds no list of people in vCard"),
        (b"a@x.example,Ann\n", "l.csv", "l.csv has no header"),
    ],
)
def test_what_is_no_list_is_said_in_a_sentence_with_the_way_out(
    tmp_path: Path, data: bytes, name: str, message: str
) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        table_of(tmp_path, data, name)
    assert caught.value.hint


def test_what_cannot_be_read_twice_is_wrong_usage(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe", tmp_path / "none.csv", Path("-"), Path("/dev/null")):
        with pytest.raises(WrongUsage) as caught:
            open_tables(path)
        assert caught.value.hint


def test_a_pipe_is_refused_with_the_way_out(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path / "pipe", Path("-")):
        with pytest.raises(WrongUsage, match="a list is read twice") as caught:
            open_tables(path)
        assert "write it to a file first" in caught.value.hint


def test_a_file_that_changes_while_it_is_read_is_told(tmp_path: Path) -> None:
    table = table_of(tmp_path, b"Name,Email\nAnn,a@x.example\n")
    (tmp_path / "l.csv").write_bytes(b"Name,Email\nAnn,\xff@x.example\n")
    with pytest.raises(NeedsFixing, match=r"l.csv cannot be read to its end"):
        list(table.read())
    (tmp_path / "l.csv").unlink()
    with pytest.raises(NeedsFixing, match=r"l.csv cannot be read to its end"):
        list(table.read())


STARTS = [b"", b"[{", b'{"a":', b"BEGIN:VCARD\n", b"PK\3\4", b"\xff\xfe", b'a,b\n"']


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


def read_or_refuse(path: Path, data: bytes) -> None:
    path.write_bytes(data)
    try:
        for table in open_tables(path):
            for row in table.read():
                assert row.line > 0
                assert not isinstance(row, Row) or len(row.cells) == len(table.header)
    except OutreachError as exc:
        assert exc.message  # noqa: PT017
        assert len(exc.message.splitlines()) == 1  # noqa: PT017


@settings(deadline=None, max_examples=150)
@given(
    data=st.binary(max_size=300),
    start=st.sampled_from(
        [b"", b"[{", b'{"a":', b"BEGIN:VCARD\n", b"PK\3\4", b"\xff\xfe", b'a,b\n"']
    ),
    name=st.sampled_from(["l.csv", "l.json", "l.jsonl", "l.vcf", "l.xlsx"]),
)
def test_any_bytes_are_read_or_refused(folder: Path, data: bytes, start: bytes, name: str) -> None:
    read_or_refuse(folder / name, start + data)


WHOLE = {
    "l.xlsx": WORKBOOK,
    "l.zip": archive(),
    "l.json": b'{"contacts": [' + JSON + b', {"tags": ["x", {"name": "y"}], "a": {"b": null}}]}',
    "l.jsonl": JSON + b'\n{"emails": [{"value": "a@x.example"}]}\n',
    "l.vcf": (LISTS / "address-book.vcf").read_bytes(),
    "l.csv": (LISTS / "google-contacts.csv").read_bytes(),
    "l.txt": (LISTS / "excel-unicode-text.txt").read_bytes(),
}


@settings(deadline=None, max_examples=250)
@given(data=st.data(), name=st.sampled_from(sorted(WHOLE)))
def test_any_damage_is_read_or_refused(folder: Path, data: st.DataObject, name: str) -> None:
    damaged = bytearray(WHOLE[name])
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(damaged)))
        size = data.draw(st.integers(0, 20))
        damaged[at : at + size] = data.draw(st.binary(max_size=4))
    read_or_refuse(folder / name, bytes(damaged))
