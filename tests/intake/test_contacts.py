"""Contact lists as people keep them."""

from __future__ import annotations

from importlib.resources import files

import pytest

from outreach.domain.audience import STAFF_ROLES
from outreach.domain.contact import Kind
from outreach.domain.contact_list import Contacts, OfficeClue, Rejected
from outreach.errors import NeedsFixing
from outreach.intake.contacts import read_contacts
from outreach.intake.roles import standard_role

SAMPLES = files("outreach") / "samples"


def sample(name: str) -> Contacts:
    return read_contacts((SAMPLES / name).read_bytes(), name)


def one(text: str, kind: Kind | None = None) -> Contacts:
    return read_contacts(text.encode(), "l.csv", kind)


def test_the_press_sample() -> None:
    press = sample("press.csv")
    assert (press.kind, len(press.rows), press.ignored) == (Kind.PRESS, 42, ())
    [rejected] = press.rejected
    assert (rejected.line, rejected.column) == (42, "Email")
    first = press.rows[0]
    assert (first.line, first.name, first.organisation) == (
        2,
        "Marguerite Oduya",
        "The Potomac Ledger",
    )
    assert (first.topics, first.tags) == (("foreign policy", "State Department"), ("tier1", "dc"))
    assert (first.basis, first.office, first.role) == ("legitimate-interest", None, "")


def test_names_of_the_press_sample_keep_their_order_and_script() -> None:
    names = {row.email.partition("@")[0]: row.name for row in sample("press.csv").rows}
    assert names["lokhang.chan"] == "陳樂行"
    assert names["seoyun.n"] == "남궁서윤"
    assert names["jose.avendano"] == "José Avendaño-Ruiz"  # decomposed in the file
    assert names["newsdesk"] == ""


def test_the_signatory_sample_is_german_windows_1252() -> None:
    signatories = sample("signatories.csv")
    assert (signatories.kind, len(signatories.rows)) == (Kind.SIGNATORY, 45)
    assert (signatories.rejected, signatories.ignored) == ((), ())
    by_name = {row.organisation: row for row in signatories.rows}
    assert by_name["Freiheit für Hongkong e.V."].country == "DE"
    assert by_name["Dialogue China"].family_name == "Krähenbühl"
    assert by_name["Dialogue China"].basis == "consent"
    aln = by_name["Asian Lawyers Network (ALN)"]
    assert (aln.aliases, aln.basis, aln.tags) == (("ALN",), "signatory", ("signatory",))
    assert by_name["Hello Taiwan ("].language == "zh-Hant"


def test_the_staff_sample_says_where_everybody_works() -> None:
    staff = sample("congress-staff.csv")
    assert (staff.kind, len(staff.rows), staff.rejected) == (Kind.CONGRESS, 42, ())
    assert staff.ignored == ("source",)
    by_line = {row.line: row for row in staff.rows}
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


@pytest.mark.parametrize(
    "header",
    [
        "Email,Outlet,First Name,Last Name",
        "E-Mail-Adresse;Medientyp;Vorname;Nachname",
        "Correo electrónico,Medio,Nombre,Apellidos",
        "Courriel;Média;Prénom;Nom de famille",
        "電郵,Publication,given name,SURNAME",
    ],
)
def test_headers_are_understood_in_several_languages(header: str) -> None:
    delimiter = ";" if ";" in header else ","
    contacts = one(f"{header}\n" + delimiter.join(["a@x.example", "M", "Ana", "Paz"]))
    assert contacts.kind is Kind.PRESS
    assert contacts.rows[0].name == "Ana Paz"


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("email,bioguide,beats", Kind.CONGRESS),
        ("email,chamber", Kind.CONGRESS),
        ("email,signed,outlet", Kind.SIGNATORY),
        ("email,beats", Kind.PRESS),
    ],
)
def test_the_columns_tell_the_kind(header: str, kind: Kind) -> None:
    assert one(f"{header}\n").kind is kind


def test_a_kind_that_is_given_goes_before_the_columns() -> None:
    contacts = one("email,organisation,full name\na@x.example,Org,Kim Lee\n", Kind.OTHER)
    assert (contacts.kind, contacts.rows[0].name) == (Kind.OTHER, "Kim Lee")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("email,name\na@x.example,A\n", "do not show what kind", "--kind press, congress"),
        ("name,beats\nA,b\n", "no column of e-mail addresses", "call that column Email"),
        (
            "Email Address,UNSUB_TIME\na@x.example,now\n",
            "lists people who unsubscribed",
            "suppress",
        ),
        ("Email Address,CLEAN_TIME\na@x.example,now\n", "unsubscribed or bounced", "suppress"),
        ("", "is empty", "header"),
    ],
)
def test_a_list_that_cannot_be_used_says_the_way_out(text: str, message: str, hint: str) -> None:
    with pytest.raises(NeedsFixing, match=message) as caught:
        one(text)
    assert hint in caught.value.hint


def test_every_row_is_read_or_rejected_with_its_line() -> None:
    text = 'email,beats\na@x.example,b\n,b\nn/a,b\n"x"y,b\nb@x.example,1,2\nc@x.example,b\n'
    contacts = one(text)
    assert [row.line for row in contacts.rows] == [2, 7]
    assert contacts.rejected == (
        Rejected(3, "there is no e-mail address", "email"),
        Rejected(
            4, "the e-mail address cannot be used: an email address must have an @-sign", "email"
        ),
        Rejected(5, "the quotation marks in this row do not match"),
        Rejected(6, "the row has 3 cells, the header 2"),
    )


def test_those_a_list_marks_as_gone_are_rejected() -> None:
    contacts = one("email,can2_subscription_status,beats\na@x.example,Unsubscribed,b\n")
    assert contacts.rejected == (
        Rejected(2, "the list says that this person is unsubscribed", "email"),
    )


def test_cells_with_several_values_are_taken_apart() -> None:
    contacts = one(
        'email,beats,tags\na@x.example,"China; Asia,,China",\'"""a"",""b"""\n'.replace("'", "")
    )
    assert contacts.rows[0].topics == ("China", "Asia")
    assert contacts.rows[0].tags == ("a", "b")


def test_columns_nobody_asked_for_are_named_and_dropped() -> None:
    contacts = one("email,Birthday,beats,E-Mail\na@x.example,1970-01-01,b,c@x.example\n")
    assert contacts.ignored == ("Birthday", "E-Mail")


def test_a_short_row_is_taken_and_told() -> None:
    contacts = one("email,beats,city\na@x.example,b\n")
    assert contacts.rows[0].city == ""
    assert [p.code for p in contacts.problems] == ["short-row"]
