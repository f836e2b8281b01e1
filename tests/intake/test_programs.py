"""Lists as other programs export them, each known by its headers."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from outreach.domain.contact import Kind, Reason
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.intake.contacts import ContactList, read_contacts, unsettled
from outreach.intake.headers import FIELDS
from outreach.intake.programs import _PROGRAMS, program_of
from outreach.intake.tables import open_tables

LISTS = Path(__file__).parent / "lists_by_program"


def exported(name: str, kind: Kind | None = Kind.OTHER) -> ContactList:
    [table] = open_tables(LISTS / name)
    return read_contacts(table, kind)


def rows_of(name: str) -> Sequence[ContactRow | Departed | Rejected]:
    return tuple(exported(name).read())


@pytest.mark.parametrize(
    ("file", "program"),
    [
        ("google-contacts.csv", "Google Contacts"),
        ("google-contacts-before-2024.csv", "Google Contacts"),
        ("outlook.csv", "Outlook"),
        ("mailchimp-subscribed.csv", "Mailchimp"),
        ("mailchimp-unsubscribed.csv", "Mailchimp, unsubscribed"),
        ("mailchimp-cleaned.csv", "Mailchimp, cleaned"),
        ("action-network.csv", "Action Network"),
        ("prowly.csv", "Prowly"),
        ("civicrm.csv", "CiviCRM"),
    ],
)
def test_a_program_is_known_by_its_headers(file: str, program: str) -> None:
    assert exported(file).program == program


@pytest.mark.parametrize("header", ["First Name|Email|Labels", "email|outlet|tags", ""])
def test_other_lists_are_of_no_known_program(header: str) -> None:
    assert program_of(header.split("|")) is None


def test_a_program_feeds_known_fields_only() -> None:
    for program in _PROGRAMS:
        patterned = {field for _, field in program.patterns}
        assert {*program.columns.values(), *patterned} - {""} <= FIELDS.keys()


def test_google_contacts() -> None:
    first, second, third = rows_of("google-contacts.csv")
    assert first == ContactRow(
        line=2,
        email="m.oduya@potomacledger.example",
        other_emails=("marguerite.oduya@example.com", "marguerite@example.net"),
        name="Marguerite Anne Oduya",
        given_name="Marguerite",
        family_name="Oduya",
        salutation="Dr. Oduya",
        title="Diplomatic Correspondent",
        organisation="The Potomac Ledger",
        phone="+1 202-555-0101; +1 202-555-0102",
        city="Washington",
        country="US",
        tags=("Work", "tier 1, dc"),
    )
    assert isinstance(second, ContactRow)
    assert (second.name, second.notes, second.tags) == ("陳樂行", "筆名：海燕", ())
    assert third == Rejected(4, "there is no e-mail address", "E-mail 1 - Value")
    ignored = ("Custom Field 1 - Label", "Custom Field 1 - Value")
    assert exported("google-contacts.csv").ignored == ignored


def test_google_contacts_before_2024() -> None:
    person, desk = rows_of("google-contacts-before-2024.csv")
    assert person == ContactRow(
        line=2,
        email="rcastagnier@hudsonobserver.example",
        other_emails=("renee@example.org",),
        name="Renée Castagnier",
        given_name="Renée",
        family_name="Castagnier",
        title="Columnist",
        organisation="The Hudson Observer",
        phone="+1 212 555 0105",
        language="fr",
        tags=("opinion",),
    )
    assert isinstance(desk, ContactRow)
    assert (desk.name, desk.organisation) == ("", "Beltway Wire")  # its name was the address


def test_outlook() -> None:
    [table] = open_tables(LISTS / "outlook.csv")
    assert len(table.header) == 92
    first, second, third = rows_of("outlook.csv")
    assert first == ContactRow(
        line=2,
        email="j.weiss@bote.example",
        name="Jürgen Weiß Jr.",
        given_name="Jürgen",
        family_name="Weiß",
        salutation="Dr. Weiß",
        title="Redakteur",
        organisation="Bote am Rhein",
        phone="+49 221 555 0107",
        city="Köln",
        country="Germany",
        language="de",
        notes="line one line two",
        tags=("press", "tier1, dc"),
    )
    assert isinstance(second, ContactRow)
    assert (second.email, second.salutation) == (
        "priya.r@beltwaywire.example",
        "Ms. Ramanathapuram",
    )
    assert "Exchange" in second.doubt
    assert isinstance(third, Rejected)
    assert (third.column, "Exchange" in third.reason) == ("E-mail Address", True)
    assert exported("outlook.csv").ignored == ("User 1", "User 2", "User 3", "User 4")


def test_outlook_in_german() -> None:
    header = (
        "Anrede,Vorname,Nachname,Firma,Position,E-Mail-Adresse,E-Mail 2: Adresse,E-Mail 3: Adresse"
    )
    program = program_of(header.split(","))
    assert program is not None
    assert program.name == "Outlook"
    assert program.meaning("emailtyp") == ""


def test_outlook_in_french(tmp_path: Path) -> None:
    (tmp_path / "l.csv").write_bytes(
        "Titre,Prénom,Nom,Société,Service,Titre,Rue (bureau),Ville (bureau),Adresse de messagerie,"
        "Type de messagerie,Nom complet de l'adresse de messagerie,Adresse de messagerie 2\n"
        "Mme,Élodie,Lefèvre,Le Matin,Rédaction,,1 rue X,Orléans,e@x.example,SMTP,Élodie,"
        "f@x.example\n".encode("cp1252")
    )
    contacts = read_contacts(*open_tables(tmp_path / "l.csv"), Kind.OTHER)
    assert (contacts.program, contacts.ignored, contacts.doubts) == ("Outlook", (), ())
    [row] = contacts.read()
    assert row == ContactRow(
        line=2,
        email="e@x.example",
        other_emails=("f@x.example",),
        name="Élodie Lefèvre",
        given_name="Élodie",
        family_name="Lefèvre",
        salutation="Mme Lefèvre",
        organisation="Le Matin",
        city="Orléans",
    )


def test_mailchimp() -> None:
    contacts = exported("mailchimp-subscribed.csv", None)
    assert (contacts.kind, contacts.ignored) == (Kind.PRESS, ("Favourite colour",))
    assert list(contacts.read()) == [
        ContactRow(
            line=2,
            email="m.oduya@potomacledger.example",
            name="Marguerite Oduya",
            given_name="Marguerite",
            family_name="Oduya",
            organisation="The Potomac Ledger",
            country="US",
            time_zone="America/New_York",
            tags=("tier1", "dc, north"),
            basis="legitimate-interest",
        )
    ]


def test_people_who_never_subscribed_are_doubted(tmp_path: Path) -> None:
    data = (LISTS / "mailchimp-subscribed.csv").read_bytes()
    for name, codes in (("non-subscribed_x.csv", ["never-subscribed"]), ("subscribed_x.csv", [])):
        (tmp_path / name).write_bytes(data)
        contacts = read_contacts(*open_tables(tmp_path / name), Kind.PRESS)
        assert [doubt.code for doubt in contacts.doubts] == codes


def test_those_who_left_mailchimp_are_never_contacts() -> None:
    left, unusable = rows_of("mailchimp-unsubscribed.csv")
    email, at = "rosalind@commonwealreview.example", "2026-02-03T08:00:00+00:00"
    assert left == Departed(2, email, Reason.UNSUBSCRIBE, at)
    assert isinstance(unusable, Rejected)
    email, at = "gone@hudsonobserver.example", "2026-03-04T14:30:00+00:00"
    assert rows_of("mailchimp-cleaned.csv") == (Departed(2, email, Reason.BOUNCE, at),)


@pytest.mark.parametrize("file", ["mailchimp-unsubscribed.csv", "mailchimp-cleaned.csv"])
def test_a_list_of_people_who_left_needs_no_kind_and_gives_no_more_than_that(file: str) -> None:
    [table] = open_tables(LISTS / file)
    assert unsettled(table) is None
    contacts = read_contacts(table)
    assert set(contacts.columns.values()) == {"email", "left_at"}
    assert contacts.ignored == ()


def test_action_network() -> None:
    first, unsubscribed, bouncing, complained, once_bounced = rows_of("action-network.csv")
    assert first == ContactRow(
        line=2,
        email="alouette@example.org",
        name="Alouette Abernethy",
        given_name="Alouette",
        family_name="Abernethy",
        language="en",
        country="US",
        city="Boston",
        phone="202-555-0150",
        tags=("signatory", "2024-statement"),
    )
    assert unsubscribed == Departed(3, "davorin@example.org", Reason.UNSUBSCRIBE)
    assert bouncing == Departed(4, "benedikt@example.org", Reason.BOUNCE)
    assert complained == Departed(5, "caoimhe@example.org", Reason.COMPLAINT)
    assert isinstance(once_bounced, ContactRow)


def test_prowly() -> None:
    contacts = exported("prowly.csv", None)
    [row] = contacts.read()
    assert contacts.kind is Kind.PRESS
    assert row == ContactRow(
        line=2,
        email="d.farrow@potomacledger.example",
        name="Declan Farrow-Whitlock",
        given_name="Declan",
        family_name="Farrow-Whitlock",
        salutation="Declan",
        title="Asia Editor",
        organisation="The Potomac Ledger",
        city="Washington",
        country="US",
        phone="202-555-0102",
        tags=("china", "asia", "tier1"),
        basis="legitimate-interest",
    )


def test_civicrm() -> None:
    first, *opted_out, unclear, last = rows_of("civicrm.csv")
    assert first == ContactRow(
        line=2,
        email="gwendolyn@example.net",
        name="Gwendolyn Grünewald",
        given_name="Gwendolyn",
        family_name="Grünewald",
        salutation="Ms. Grünewald",
        title="Director",
        organisation="Center for Uyghur Studies",
        language="de-DE",
        city="Berlin",
    )
    assert opted_out == [
        Departed(3, "florian@example.net", Reason.UNSUBSCRIBE),
        Departed(4, "hanneke@example.net", Reason.UNSUBSCRIBE),
        Departed(5, "ilse@example.net", Reason.UNSUBSCRIBE),
    ]
    assert isinstance(unclear, Rejected)
    assert (unclear.column, "yes or no" in unclear.reason) == ("Do Not Email", True)
    assert isinstance(last, ContactRow)
    assert last.salutation == "Katarzyna"
