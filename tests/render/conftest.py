"""An edition made of small templates, for cases that name just what they are about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact
from outreach.domain.delivery import Letter, personalise
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Place
from outreach.render.edition import (
    CompiledEdition,
    Content,
    compile_edition,
    finish,
    render_recipient,
)
from people import PREFIX

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>t</title>{style}</head><body>{body}</body></html>"
)

STATEMENT = Statement(
    "Free them", "Text.\n\n- one\n- two\n", signatories=(Signatory("A & B"), Signatory("C"))
)

Compile = Callable[..., CompiledEdition]


@pytest.fixture
def edition(tmp_path: Path) -> Compile:
    def compiled(
        body: str = "<p>Dear {{ contact.name }}</p>",
        *,
        style: str = "",
        text: str = "Dear {{ contact.name }}",
        subject: str = "News",
        preheader: str = "",
        unsubscribe: str = "mailto:a@example.org?subject=unsubscribe&x=1",
        more: dict[str, str] | None = None,
        statement: Statement = STATEMENT,
    ) -> CompiledEdition:
        page = body if "<html" in body else PAGE.format(style=style, body=body)
        files = {"t.html.j2": page, "t.txt.j2": text, **(more or {})}
        for name, source in files.items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(source, encoding="utf-8")
        places = {
            "template": Place("campaign.toml", 3, 12),
            "subject": Place("campaign.toml", 5, 11),
            "preheader": Place("campaign.toml", 6, 13),
        }
        one = Edition("press", "t", "press", subject, preheader, places=places)
        content = Content(
            campaign=Campaign("c", "C", statement, (one,)),
            edition=one,
            sender=Sender("Coalition", "press@example.org", "Coalition"),
            release_line="FOR IMMEDIATE RELEASE",
            unsubscribe=unsubscribe,
        )
        return compile_edition(content, tmp_path, PREFIX)

    return compiled


@pytest.fixture
def letter() -> Callable[[CompiledEdition, Contact], Letter]:
    def of(compiled: CompiledEdition, contact: Contact) -> Letter:
        rendered = render_recipient(compiled, contact)
        return personalise(finish(compiled, rendered.skeleton), rendered.values)

    return of
