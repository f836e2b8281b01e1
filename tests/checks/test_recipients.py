"""Who the letters go to: each address, and all of them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from outreach.checks.recipients import (
    Roll,
    check_address,
    check_agreement,
    check_recipients,
    check_signatories,
    mistyped,
)
from outreach.domain.campaign import Campaign, Edition, Embargo, Release
from outreach.domain.contact import Contact, Kind, Member, Office, Organisation
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Place, Problem

EDITION = Edition("press", "t", "press", "s", places={"audience": Place("campaign.toml", 5, 12)})
STATEMENT = Statement(
    "Free them",
    "We urge.",
    signatories=(
        Signatory("Alder Watch", place=Place("signatories.txt", 3, 1)),
        Signatory("Birch"),
    ),
)
CAMPAIGN = Campaign("visit", "Visit", STATEMENT, (EDITION,))
SENATOR = Member("R1", "James Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")

Found = list[tuple[str, str]]


def contact(email: str = "ana@press.example", kind: Kind = Kind.PRESS, **more: object) -> Contact:
    return Contact(1, "u", kind, email, **more)  # type: ignore[arg-type]


def codes(found: Iterable[Problem]) -> Found:
    return [(one.code, one.level) for one in found]


def roll(*contacts: Contact, edition: Edition = EDITION) -> Roll:
    made = Roll(edition, CAMPAIGN)
    for one in contacts:
        made.add(one)
    return made


@pytest.mark.parametrize(
    ("domain", "meant"),
    [
        ("gmial.com", "gmail.com"),
        ("gamil.com", "gmail.com"),
        ("gmail.co", "gmail.com"),
        ("hotmial.com", "hotmail.com"),
        ("outlok.com", "outlook.com"),
        ("house.goc", "house.gov"),
        ("press.con", "press.com"),
        ("gmail.com", ""),
        ("mail.com", ""),
        ("ymail.com", ""),
        ("email.com", ""),
        ("gmx.at", ""),
        ("wed.de", ""),
        ("senate.gov", ""),
        ("risch.senate.gov", ""),
        ("gov.co", ""),
        ("con", ""),
    ],
)
def test_a_mistyped_domain_is_known_by_what_was_meant(domain: str, meant: str) -> None:
    assert mistyped(domain) == meant


@pytest.mark.parametrize(
    ("one", "found"),
    [
        (contact(), []),
        (contact("a.b+c@outlet.co.example"), []),
        (contact("no at sign"), [("R701", "error")]),
        (contact("a@b@press.example"), [("R701", "error")]),
        (contact("ana@" + "gmial.com"), [("R706", "warning")]),
        (contact("test@press.example"), [("R707", "warning")]),
        (contact("testa@press.example"), []),
        (contact("ana@example.com"), [("R707", "warning")]),
        (contact("ana@my-example.example"), []),
        (contact("NoReply@press.example"), [("R707", "warning")]),
        (contact("info@press.example", name="Ana Ruiz"), []),
        (contact("info@office.example", Kind.CONGRESS, name="Ana Ruiz"), [("R705", "warning")]),
        (contact("info@office.example", Kind.CONGRESS), []),
    ],
)
def test_an_address(one: Contact, found: Found) -> None:
    assert codes(check_address(one, EDITION)) == found


def test_an_address_of_the_other_chamber() -> None:
    office = Office("Office of Senator Risch", SENATOR)
    house = contact("ana@" + "mail.house.gov", Kind.CONGRESS, office=office)
    senate = contact("ana@" + "risch.senate.gov", Kind.CONGRESS, office=office)
    assert codes(check_address(house, EDITION)) == [("R708", "error")]
    assert codes(check_address(senate, EDITION)) == []
    whitehouse = contact("ana@" + "whitehouse.gov", Kind.CONGRESS, office=office)
    assert codes(check_address(whitehouse, EDITION)) == []


def test_findings_on_one_stand_at_the_audience_and_name_her() -> None:
    (found,) = check_recipients(roll(contact(), contact("test@press.example")))
    assert str(found) == "campaign.toml:5:12: test@press.example is nobody's address"
    assert found.edition == "press"


@pytest.mark.parametrize(
    ("count", "most", "last", "found"),
    [
        (3, 0, 0, []),
        (3, 3, 0, []),
        (4, 3, 0, [("R713", "error")]),
        (10, 0, 10, []),
        (12, 0, 10, []),
        (13, 0, 10, [("R713", "info")]),
        (16, 0, 10, [("R713", "warning")]),
        (3, 0, 10, [("R713", "warning")]),
        (3, 0, 9, []),
    ],
)
def test_the_number_of_recipients(count: int, most: int, last: int, found: Found) -> None:
    made = roll(*[contact(f"a{n}@press.example") for n in range(count)])
    assert codes(check_recipients(made, most=most, last=last)) == found


def test_an_office_gets_one_letter() -> None:
    def staffer(office: str) -> Contact:
        return contact(f"{office}@office.example", Kind.CONGRESS, office=Office(office))

    twice = roll(staffer("A"), staffer("A"), staffer("B"))
    assert codes(check_recipients(twice)) == [("R710", "warning")]
    assert codes(check_recipients(roll(staffer("A"), staffer("B")))) == []


def test_contacts_that_no_list_has_named_for_a_year() -> None:
    assert codes(check_recipients(roll(contact()), stale=1)) == [("R711", "warning")]


@pytest.mark.parametrize(
    ("one", "edition", "found"),
    [
        (contact(language="en-GB"), EDITION, []),
        (contact(), EDITION, []),
        (contact(language="bo"), EDITION, [("R715", "info")]),
        (contact(organisation=Organisation("O", language="de")), EDITION, [("R715", "info")]),
        (contact(language="de"), replace(EDITION, language="en"), []),
    ],
)
def test_languages_that_the_statement_lacks(one: Contact, edition: Edition, found: Found) -> None:
    assert codes(check_recipients(roll(one, edition=edition))) == found


def test_languages_are_told_with_what_is_read_instead() -> None:
    readers = [contact(language=tag) for tag in ("zh-Hant", "zh-Hant", "es")]
    (found,) = check_recipients(roll(*readers))
    assert found.message == (
        "2 recipients read zh-Hant, 1 es;"
        " the statement is not there in these languages, so they get it in en"
    )
    (found,) = check_recipients(roll(contact(language="bo")))
    assert found.message.startswith("1 recipient reads bo; the statement")


def signatory(signed: str, email: str = "a@alder.example") -> Contact:
    return contact(email, Kind.SIGNATORY, organisation=Organisation("A", signed_name=signed))


def test_who_signed_is_told_and_who_is_told_signed() -> None:
    found = list(check_signatories(roll(signatory("Birch"), signatory("", "b@other.example"))))
    assert [str(one) for one in found] == [
        "signatories.txt:3:1: nobody at “Alder Watch” gets this edition",
        "campaign.toml:5:12: the organisation of b@other.example is not among the signatories",
    ]
    everybody = roll(signatory("Birch"), signatory("Alder Watch"))
    assert list(check_signatories(everybody)) == []
    assert list(check_signatories(roll(contact()))) == []


def test_of_many_signatories_the_first_are_named_and_the_others_counted() -> None:
    names = tuple(Signatory(f"Group {n}", place=Place("signatories.txt", n)) for n in range(1, 9))
    campaign = replace(CAMPAIGN, statement=replace(STATEMENT, signatories=names))
    made = roll(*[signatory("", f"{n}@other.example") for n in range(7)])
    made.campaign = campaign
    untold, strangers = check_signatories(made)
    assert str(untold) == (
        "signatories.txt:1: nobody at “Group 1”, “Group 2”, “Group 3”, “Group 4”, “Group 5”"
        " and 3 more gets this edition"
    )
    assert strangers.message.endswith("4@other.example and 2 more are not among the signatories")


UNDER = replace(EDITION, release=Release.UNDER_EMBARGO)
NOW = datetime(2026, 4, 21, tzinfo=UTC)
EMBARGO = Embargo(NOW + timedelta(days=1))


@pytest.mark.parametrize(
    ("tags", "found"),
    [
        ([(), ()], []),
        ([("embargo-ok",), ("embargo-ok",)], []),
        ([("embargo-ok",), ()], [("R709", "warning")]),
        ([("no-embargo",), ("embargo-ok",)], [("R709", "error")]),
    ],
)
def test_an_embargo_binds_who_agreed(tags: list[tuple[str, ...]], found: Found) -> None:
    made = roll(*[contact(tags=one) for one in tags], edition=UNDER)
    assert codes(check_agreement(made, EMBARGO, lifted=False)) == found
    assert codes(check_agreement(made, EMBARGO, lifted=True)) == []
    assert codes(check_agreement(replace(made, edition=EDITION), EMBARGO, lifted=False)) == []
