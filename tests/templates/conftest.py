"""This repository's templates, rendered as they are sent, and a browser to see them in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import one_of_everything as golden
from outreach.checks.reading import Reading
from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact, Kind, Member, Office, Organisation
from outreach.domain.delivery import Letter, personalise
from outreach.domain.design import Design
from outreach.domain.statement import Signatory, Statement
from outreach.render.edition import (
    CompiledEdition,
    Content,
    compile_edition,
    finish,
    render_recipient,
)

TEMPLATES = Path(__file__).parents[2] / "templates" / "email"
EMBARGOED = "EMBARGOED UNTIL 6:00 a.m. EDT, Wednesday, April 24, 2024"
RELEASED = "FOR IMMEDIATE RELEASE"

PARAGRAPH = (
    "Such statements are welcome, but they must be followed by concrete steps. Words alone have "
    "changed little for those who are held, and their families have waited for years. See the "
    "[report of last spring](https://coalition.example/reports/spring) for the *full* account."
)
BODY = f"""\
{PARAGRAPH}

{PARAGRAPH}

> Nobody should have to choose between silence and exile.

## What should happen

We urge the Secretary to:

- call for the release of all political prisoners;
- impose targeted sanctions on the officials responsible, including those who enacted the
  *Safeguarding Ordinance*, also known as “Article 23”;
- reject every claim of jurisdiction over people who live abroad.

{PARAGRAPH}
"""
NAMES = (
    "Freiheit für alle e.V.",
    "Fight for Freedom. Stand with Us.",
    "香港監察",
    "ئۇيغۇر كىشىلىك ھوقۇق قۇرۇلۇشى (UHRP)",
    "Regional Youth Congress of the Greater Metropolitan Area (RYC Metropolitan)",
    "Smith & Sons <Foundation>",
    *(f"Association No. {number} for Human Rights" for number in range(1, 39)),
)
STATEMENT = replace(
    golden.statement(),
    subtitle="Forty-four organizations ask for deeds",
    body=BODY,
    signatories=tuple(Signatory(name) for name in NAMES),
    dateline="",
    media_contacts=(),
    quotes=(),
    boilerplates=(),
)
SENDER = Sender(
    name="Coalition Press Desk",
    email="press@coalition.example",
    organisation="Coalition for Human Rights",
    reply_to="desk@coalition.example",
    postal_address=("1200 Example Street NW, Suite 400", "Washington, DC 20005", "USA"),
    contact_name="Miriam Osterhaus",
    contact_phone="+1 202-555-0187",
    website="https://coalition.example/",
    city="Washington",
    about="Coalition for Human Rights coordinates joint statements by civil-society organizations.",
)
MEMBER = Member("R000584", "James E. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID")
CONTACT = Contact(
    id=1,
    uid="u1",
    kind=Kind.PRESS,
    email="bartholomew_quillfeather@risch.senate.example",
    name="Bartholomew Quillfeather",
    given_name="Bartholomew",
    family_name="Quillfeather",
    title="Legislative Director",
    organisation=Organisation("The Potomac Ledger", signed_name="Freiheit für alle e.V."),
    office=Office("Office of Senator Risch", MEMBER),
)

FEW_VALUES = tuple((key, golden.VALUES[key]) for key in ("what", "message"))

Render = Callable[..., Letter]


def _compiled(campaign: Campaign, **content: Any) -> CompiledEdition:
    said = {"sender": SENDER, "release_line": EMBARGOED, "design": Design(), **content}
    if said["release_line"] == RELEASED:
        campaign = replace(campaign, embargo=None)
    whole = Content(
        campaign=campaign,
        edition=campaign.editions[0],
        unsubscribe="https://coalition.example/unsubscribe",
        **said,
    )
    return compile_edition(whole, TEMPLATES, "-x7k2")


@cache
def edition(
    template: str,
    *,
    statement: Statement = STATEMENT,
    preheader: str = "Release prisoners, sanction officials, reject repression abroad.",
    values: tuple[tuple[str, Any], ...] = FEW_VALUES,
    **content: Any,
) -> CompiledEdition:
    sample = Edition(
        name="sample",
        template=template,
        audience="press",
        subject="{{ statement.signatories | length }} organizations press for action in Beijing",
        preheader=preheader,
        values=dict(values),
    )
    campaign = Campaign("sample", statement.title, statement, (sample,), golden.EMBARGO)
    return _compiled(campaign, **content)


def _letter(compiled: CompiledEdition, contact: Contact) -> Letter:
    rendered = render_recipient(compiled, contact)
    return personalise(finish(compiled, rendered.skeleton), rendered.values)


@cache
def letter(template: str, *, contact: Contact = CONTACT, **content: Any) -> Letter:
    return _letter(edition(template, **content), contact)


@cache
def golden_edition(template: str, language: str) -> CompiledEdition:
    return _compiled(
        golden.campaign(template, language),
        design=golden.DESIGN,
        attachments=lambda _: (golden.KIT_FILE,),
    )


@cache
def golden_letter(template: str, language: str = "en") -> Letter:
    """A letter that holds one of everything."""
    return _letter(golden_edition(template, language), CONTACT)


def golden_reading(template: str, language: str) -> Reading:
    """The same as the checks read it."""
    compiled = golden_edition(template, language)
    rendered = render_recipient(compiled, CONTACT)
    message, content = finish(compiled, rendered.skeleton), compiled.content
    return Reading(
        message=message,
        sample=personalise(message, rendered.values),
        preheader=content.edition.preheader,
        edition=content.edition,
        sender=content.sender,
        unsubscribe=content.unsubscribe,
        domains={"risch.senate.example": 1},
        page=rendered.skeleton.html,
    )


@cache
def plain_letter(template: str) -> Letter:
    """A letter without anything that may be left out."""
    bare = Sender(
        name="Coalition", email="press@coalition.example", organisation="Coalition for Human Rights"
    )
    nobody = replace(CONTACT, salutation="", given_name="", name="", title="")
    campaign = golden.nothing_optional(template)
    return _letter(_compiled(campaign, sender=bare, release_line=RELEASED), nobody)


@pytest.fixture(scope="session")
def compiled() -> Callable[..., CompiledEdition]:
    return edition


@pytest.fixture(scope="session")
def render() -> Render:
    return letter


@pytest.fixture(scope="session")
def render_golden() -> Render:
    return golden_letter


@pytest.fixture(scope="session")
def compile_golden() -> Callable[[str, str], CompiledEdition]:
    return golden_edition


@pytest.fixture(scope="session")
def read_golden() -> Callable[[str, str], Reading]:
    return golden_reading


@pytest.fixture(scope="session")
def render_plain() -> Render:
    return plain_letter


@pytest.fixture
def contact() -> Contact:
    return CONTACT


@pytest.fixture
def sender() -> Sender:
    return SENDER


@pytest.fixture(scope="session")
def statements() -> dict[str, Statement]:
    """The sample, and statements that strain a layout made for it."""
    long_title = f"{STATEMENT.title}, {golden.LONG_WORD} " * 3
    return {
        "usual": STATEMENT,
        "nothing but a paragraph": Statement(title="A Word", body="One paragraph."),
        "very long title": replace(STATEMENT, title=long_title),
        "long bare address": replace(STATEMENT, body=f"https://coalition.example/{'a' * 200}\n"),
        "Uyghur": golden.statement("ug"),
        "Traditional Chinese": golden.statement("zh-Hant"),
        "Tibetan": golden.statement("bo"),
    }
