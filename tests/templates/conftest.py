"""This repository's templates, rendered as they are sent, and a browser to see them in."""

from __future__ import annotations

import datetime as dt
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Playwright, sync_playwright

from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact, Kind, Member, Office, Organisation
from outreach.domain.delivery import Letter, personalise
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
STATEMENT = Statement(
    title="Joint Statement to the Secretary of State on the Visit to Beijing",
    subtitle="Forty-four organizations ask for deeds",
    body=BODY,
    date=dt.date(2024, 4, 24),
    signatories=tuple(Signatory(name) for name in NAMES),
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

Render = Callable[..., Letter]


@cache
def edition(
    template: str,
    *,
    statement: Statement = STATEMENT,
    sender: Sender = SENDER,
    release_line: str = EMBARGOED,
    preheader: str = "Release prisoners, sanction officials, reject repression abroad.",
) -> CompiledEdition:
    sample = Edition(
        name="sample",
        template=template,
        audience="press",
        subject="{{ statement.signatories | length }} organizations press for action in Beijing",
        preheader=preheader,
    )
    content = Content(
        campaign=Campaign("sample", statement.title, statement, (sample,)),
        edition=sample,
        sender=sender,
        release_line=release_line,
        unsubscribe="https://coalition.example/unsubscribe",
    )
    return compile_edition(content, TEMPLATES, "-x7k2")


@cache
def letter(template: str, *, contact: Contact = CONTACT, **content: Any) -> Letter:
    compiled = edition(template, **content)
    rendered = render_recipient(compiled, contact)
    return personalise(finish(compiled, rendered.skeleton), rendered.values)


@pytest.fixture(scope="session")
def compiled() -> Callable[..., CompiledEdition]:
    return edition


@pytest.fixture(scope="session")
def render() -> Render:
    return letter


@pytest.fixture
def contact() -> Contact:
    return CONTACT


@pytest.fixture
def sender() -> Sender:
    return SENDER


@pytest.fixture(scope="session")
def statements() -> dict[str, Statement]:
    """The sample, and statements that strain a layout made for it."""
    long_word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    return {
        "usual": STATEMENT,
        "nothing but a paragraph": Statement(title="A Word", body="One paragraph."),
        "very long title": replace(STATEMENT, title=f"{STATEMENT.title}, {long_word} " * 3),
        "long bare address": replace(STATEMENT, body=f"https://coalition.example/{'a' * 200}\n"),
        "Uyghur": replace(
            STATEMENT,
            language="ug",
            title="كىشىلىك ھوقۇق توغرىسىدا بىرلەشمە بايانات",
            subtitle="بېيجىڭ زىيارىتى مۇناسىۋىتى بىلەن",
            body="بىز كىشىلىك ھوقۇقنى تەلەپ قىلىمىز.\n\n- سىياسىي مەھبۇسلارنى قويۇپ بېرىش.\n",
        ),
        "Traditional Chinese": replace(
            STATEMENT,
            language="zh-Hant",
            title="公民社會組織就國務卿訪華致聯合聲明",
            subtitle="四十四個團體聯署",
            body="單憑強硬的言辭，不會產生任何影響。\n\n- 釋放所有政治犯；\n- 實施定向制裁。\n",
        ),
        "Tibetan": replace(
            STATEMENT,
            language="bo",
            title="འགྲོ་བ་མིའི་ཐོབ་ཐང་སྐོར་གྱི་མཉམ་འབྲེལ་གསལ་བསྒྲགས།",
            subtitle="",
            body="༢༠༢༤ ལོའི་ཟླ་ ༤ ཚེས་ ༢༤ ཉིན།\n\n- སྲིད་དོན་བཙོན་པ་ཚང་མ་གློད་གྲོལ་གཏོང་རྒྱུ།\n",
        ),
    }


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=_chromium(playwright),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield browser
        browser.close()


def _chromium(playwright: Playwright) -> str:
    candidates = [
        os.environ.get("CHROMIUM"),
        *(shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome")),
        playwright.chromium.executable_path,
    ]
    found = next((path for path in candidates if path and Path(path).exists()), None)
    if found is None:
        pytest.fail(
            "These tests look at the letters in Chromium and found none: install it "
            "(`apt install chromium` or `playwright install chromium`), or name it in CHROMIUM."
        )
    return found
