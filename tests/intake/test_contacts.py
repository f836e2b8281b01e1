"""Contact lists as people keep them: whole files, their kind, their columns, and what to ask."""

from __future__ import annotations

from pathlib import Path

import pytest

import outreach
from contact_tables import contact_list, table
from outreach.domain.audience import STAFF_ROLES
from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow, Departed, OfficeClue, Rejected
from outreach.errors import NeedsFixing, WrongUsage
from outreach.intake.contacts import Column, ContactList, header_key, read_contacts, unsettled
from outreach.intake.roles import standard_role
from outreach.intake.rows import BrokenRow
from outreach.intake.tables import open_tables

SAMPLES = Path(outreach.__file__).parent / "samples"


def sample(name: str) -> ContactList:
    [one] = open_tables(SAMPLES / name)
    contacts = read_contacts(one)
    assert len(list(contacts.read())) == len(list(one.read()))
    return contacts


def rows_of(contacts: ContactList) -> list[ContactRow]:
    return [row for row in contacts.read() if isinstance(row, ContactRow)]


def test_the_press_sample() -> None:
    press = sample("press.csv")
    rows = rows_of(press)
    assert (press.kind, len(rows), press.ignored) == (Kind.PRESS, 42, ())
    [rejected] = [row for row in press.read() if isinstance(row, Rejected)]
    assert (rejected.line, rejected.column) == (42, "Email")
    first = rows[0]
    assert (first.line, first.name, first.organisation) == (
        2,
        "Marguerite Oduya",
        "The Potomac Ledger",
    )
    assert (first.topics, first.tags) == (("foreign policy", "State Department"), ("tier1", "dc"))
    assert (first.basis, first.office, first.role) == ("legitimate-interest", None, "")


def test_names_of_the_press_sample_keep_their_order_and_script() -> None:
    names = {row.email.partition("@")[0]: row.name for row in rows_of(sample("press.csv"))}
    assert names["lokhang.chan"] == "陳樂行"
    assert names["seoyun.n"] == "남궁서윤"
    assert names["jose.avendano"] == "José Avendaño-Ruiz"  # decomposed in the file
    assert names["newsdesk"] == ""


def test_the_signatory_sample_is_german_windows_1252() -> None:
    signatories = sample("signatories.csv")
    rows = rows_of(signatories)
    assert (signatories.kind, len(rows), signatories.ignored) == (Kind.SIGNATORY, 45, ())
    by_name = {row.organisation: row for row in rows}
    assert by_name["Freiheit für Hongkong e.V."].country == "DE"
    assert by_name["Dialogue China"].family_name == "Krähenbühl"
    assert by_name["Dialogue China"].basis == "consent"
    aln = by_name["Asian Lawyers Network (ALN)"]
    assert (aln.aliases, aln.basis, aln.tags) == (("ALN",), "signatory", ("signatory",))
    assert by_name["Hello Taiwan ("].language == "zh-Hant"


def test_the_staff_sample_says_where_everybody_works() -> None:
    staff = sample("congress-staff.csv")
    rows = rows_of(staff)
    assert (staff.kind, len(rows), staff.ignored) == (Kind.CONGRESS, 42, ("source",))
    by_line = {row.line: row for row in rows}
    assert by_line[3].office == OfficeClue(
        bioguide="R000584", chamber="senate", state="ID", member_last="Risch",
        committee="SSFR", side="majority",
    )  # fmt: skip
    assert (by_line[3].title, by_line[3].role) == ("Majority Staff Director", "staff-director")
    assert by_line[39].office == OfficeClue(chamber="house", state="AK", district="0")
    assert by_line[37].office == OfficeClue(chamber="house", state="IL", district="8")
    assert (by_line[43].title, by_line[43].role) == ("LD", "legislative-director")
    assert by_line[42].listed_on == "2026-06-09"
    assert by_line[2].basis == "official-capacity"
    assert by_line[2].organisation == ""


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("email|bioguide|beats", Kind.CONGRESS),
        ("email|chamber", Kind.CONGRESS),
        ("email|state|district", Kind.CONGRESS),
        ("email|signed|outlet", Kind.SIGNATORY),
        ("email|beats", Kind.PRESS),
        ("email|Zeitung", Kind.PRESS),
    ],
)
def test_the_columns_tell_the_kind(header: str, kind: Kind) -> None:
    assert contact_list(header, kind=None).kind is kind


def test_a_column_of_kinds_tells_the_kind_before_the_other_columns() -> None:
    told = contact_list("Kind|email|beats", ("signatory", "a@x.example", ""), kind=None)
    assert (told.kind, told.ignored) == (Kind.SIGNATORY, ())
    given = contact_list("Kind|email", ("press", "a@x.example"), kind=Kind.OTHER)
    assert (given.kind, given.ignored) == (Kind.OTHER, ())
    assert unsettled(table("KIND|email", ("Other", "a@x.example"))) is None


def test_a_column_with_another_word_than_a_kind_tells_nothing() -> None:
    rows = (("press", "a@x.example", ""), ("daily", "b@x.example", ""))
    some = contact_list("Kind|email|signed", *rows, kind=None)
    assert (some.kind, some.ignored) == (Kind.SIGNATORY, ("Kind",))


def test_a_list_of_several_kinds_wants_one_of_them_named() -> None:
    rows = (("signatory", "a@x.example"), ("press", "b@x.example"))
    for read in (read_contacts, unsettled):
        with pytest.raises(NeedsFixing) as caught:
            read(table("Kind|email", *rows))
        assert caught.value.message == (
            "list.csv holds contacts of several kinds (press, signatory)"
        )
        assert caught.value.hint == (
            "export one kind at a time: outreach contacts export --audience press …, or say --kind"
        )
    assert contact_list("Kind|email", *rows, kind=Kind.PRESS).ignored == ()


def test_a_kind_that_is_given_goes_before_the_columns() -> None:
    assert contact_list("email|beats", kind=Kind.OTHER).kind is Kind.OTHER


def test_a_list_of_unknown_kind_names_the_flag() -> None:
    with pytest.raises(NeedsFixing, match=r"list\.csv do not show what kind") as caught:
        contact_list("email|name", kind=None)
    assert caught.value.hint == "say it with --kind press, congress, signatory or other"


def test_a_list_without_addresses_names_the_column_that_has_them() -> None:
    with pytest.raises(NeedsFixing, match="no column of e-mail addresses") as caught:
        contact_list("Ann's contact way|beats", ["", "b"], ["a@x.example", "b"])
    assert caught.value.hint == """say which column it is with --map "Ann's contact way=email\""""
    with pytest.raises(NeedsFixing) as caught:
        contact_list("Who|beats", ["Ann", "b"])
    assert "--map 'Header=email'" in caught.value.hint
    assert "call that column Email" in caught.value.hint


def test_a_row_that_could_not_be_read_is_rejected_in_its_place() -> None:
    rows = [["a@x.example", "b"], BrokenRow(3, "the row has 3 cells"), ["c@x.example", "b"]]
    read = list(read_contacts(table("email|beats", *rows)).read())
    assert [type(row) for row in read] == [ContactRow, Rejected, ContactRow]
    assert read[1] == Rejected(3, "the row has 3 cells")


def test_a_list_can_be_read_again() -> None:
    contacts = contact_list("email|status", ["a@x.example", ""], ["b@x.example", "unsubscribed"])
    assert list(contacts.read()) == list(contacts.read())
    assert [type(row) for row in contacts.read()] == [ContactRow, Departed]


def test_columns_nobody_asked_for_are_named_and_not_read() -> None:
    contacts = contact_list("email|Birthday|Phone| |bioguide", ["a@x.example", "1970", "1", "", ""])
    assert contacts.columns == {"email": "email", "Phone": "phone"}
    assert contacts.ignored == ("Birthday", "bioguide")
    [row] = rows_of(contacts)
    assert "1970" not in repr(row)


def test_a_list_is_known_again_by_its_headers() -> None:
    assert contact_list("E-Mail|Größe").list_key == header_key(["email", "grösse"])


def test_rejected_rows_that_were_mended_are_read_like_the_list_they_come_from() -> None:
    header = ["Email", "Phone", "outreach line", "outreach reason"]
    contacts = contact_list(header, ["a@x.example", "'+1 202", "7", "no e-mail address"])
    assert contacts.ignored == ()
    assert contacts.list_key == header_key(["Email", "Phone"])
    assert unsettled(table(header), Kind.OTHER) is None
    [row] = rows_of(contacts)
    assert (row.phone, row.notes) == ("+1 202", "")


@pytest.mark.parametrize(("form", "phone"), [("csv", "+1"), ("xlsx", "+1"), ("json", "'+1")])
def test_the_apostrophe_of_a_spreadsheet_is_taken_off(form: str, phone: str) -> None:
    one = table("Email|Phone", ["a@x.example", "'+1"], form=form)
    [row] = rows_of(read_contacts(one, Kind.OTHER))
    assert row.phone == phone


def test_a_mapping_beats_what_the_headers_say() -> None:
    header = "Email|Name|Wer|City"
    mapping = {"WER": "name", "City": "", "Name": "organisation"}
    contacts = contact_list(header, ["a@x.example", "ALN", "Kim Lee", "Bonn"], mapping=mapping)
    assert contacts.columns == {"Email": "email", "Name": "organisation", "Wer": "name"}
    assert contacts.ignored == ("City",)
    [row] = rows_of(contacts)
    assert (row.name, row.organisation, row.city) == ("Kim Lee", "ALN", "")


def test_a_column_that_is_mapped_replaces_the_one_that_was_recognised() -> None:
    mapping = {"Besser": "title"}
    contacts = contact_list("Email|Role|Besser", ["a@x.example", "x", ""], mapping=mapping)
    assert (rows_of(contacts)[0].title, contacts.ignored) == ("", ("Role",))


def test_the_address_in_the_column_that_is_mapped_is_the_first() -> None:
    mapping = {"Private": "email"}
    cells = ["a@x.example", "p@x.example"]
    [row] = rows_of(contact_list("Email|Private", cells, mapping=mapping))
    assert (row.email, row.other_emails) == ("p@x.example", ("a@x.example",))


def test_what_is_to_be_kept_goes_into_the_notes() -> None:
    header = "Email|Notes|Twitter|Birthday"
    cells = ["a@x.example", "calls back", "@ann\n", "1970"]
    contacts = contact_list(header, cells, ["b@x.example", "", "", "1971"], keep=["twitter"])
    assert [row.notes for row in rows_of(contacts)] == ["calls back; Twitter: @ann", ""]
    assert contacts.ignored == ("Birthday",)


def test_a_note_that_becomes_too_long_by_what_is_kept_is_refused() -> None:
    [row] = contact_list("Email|Bio", ["a@x.example", "n" * 10_001], keep=["Bio"]).read()
    assert isinstance(row, Rejected)
    assert "10,000" in row.reason


@pytest.mark.parametrize(
    ("mapping", "keep", "error", "words"),
    [
        ({"Nmae": "name"}, [], NeedsFixing, ("no column 'Nmae'", "--map", "Name")),
        ({}, ["Nmae"], NeedsFixing, ("no column 'Nmae'", "--keep", "Name")),
        ({"Name": "nme"}, [], WrongUsage, ("no field 'nme'", "did you mean name?")),
        ({"Name": "zzz"}, [], WrongUsage, ("no field 'zzz'", "given_name, ")),
        ({"Email": ""}, [], NeedsFixing, ("no column of e-mail addresses", "--map")),
    ],
)
def test_a_mapping_that_cannot_be_used_says_the_way_out(
    mapping: dict[str, str], keep: list[str], error: type[NeedsFixing], words: tuple[str, ...]
) -> None:
    with pytest.raises(error) as caught:
        contact_list("Email|Name", mapping=mapping, keep=keep)
    said = f"{caught.value.message} {caught.value.hint}"
    assert all(word in said for word in words), said


def test_what_a_person_is_asked() -> None:
    rows = [["a@x.example", "1970", "", ""], ["b@x.example", "1971", "", "x" * 50]]
    rows += [["b@x.example", "1971", "", ""]] * 3
    asked = unsettled(table("Kontaktweg|Year|Blank|Long|City", *([*row, "Bonn"] for row in rows)))
    assert asked is not None
    assert (asked.email_missing, asked.kind_unknown, asked.blocks) == (True, True, True)
    assert asked.understood == {"City": "city"}
    assert asked.columns == (
        Column("Kontaktweg", ("a@x.example", "b@x.example"), "email"),
        Column("Year", ("1970", "1971")),
        Column("Long", ("x" * 39 + "…",)),
    )


def test_what_was_said_before_is_not_asked_again() -> None:
    one = table("Email|Year|Twitter", ["a@x.example", "1970", "@a"])
    asked = unsettled(one, Kind.PRESS, {"Year": ""})
    assert asked is not None
    assert ([column.header for column in asked.columns], asked.blocks) == (["Twitter"], False)
    assert unsettled(one, Kind.PRESS, {"year": "", "TWITTER": "notes"}) is None
    assert unsettled(table("Email|Beats", ["a@x.example", "b"])) is None


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("Chief of Staff", "chief-of-staff"),
        ("Deputy Chief of Staff", "deputy-chief-of-staff"),
        ("LD", "legislative-director"),
        ("L.A.", "other"),
        ("MLA", "legislative-assistant"),
        ("Senior Legislative Assistant", "legislative-assistant"),
        ("Senior Policy Advisor", "advisor"),
        ("Policy Adviser", "advisor"),
        ("Minority Staff Director", "staff-director"),
        ("Professional Staff Member", "professional-staff"),
        ("Chief Counsel", "counsel"),
        ("Office Manager", "other"),
        ("", ""),
    ],
)
def test_a_job_title_amounts_to_a_role(title: str, role: str) -> None:
    assert standard_role(title) == role
    assert role in (*STAFF_ROLES, "")
