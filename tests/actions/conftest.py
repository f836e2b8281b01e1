"""A campaign of one small edition, to be planned, read and sent."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.actions.plan import Draft, Planned, Planning, plan_editions
from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Kind, Reason, Suppression
from outreach.domain.contact_list import ContactRow
from outreach.domain.delivery import Stage
from outreach.domain.settings import Settings
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Place
from outreach.render.edition import Content
from outreach.store.contact_import import import_contacts
from outreach.store.database import Store
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SENDER = Sender("Coalition", "press@coalition.example", "Coalition", "reply@coalition.example")
EDITION = Edition(
    "press",
    "release",
    "press",
    "For {{ contact.name }}",
    places={"": Place("campaign.toml", 1), "template": Place("campaign.toml", 5, 12)},
)


@dataclass
class Desk:
    """A store, templates and an edition; each may be changed between two plans."""

    db: Store
    templates: Path
    edition: Edition = EDITION
    statement: Statement = field(
        default_factory=lambda: Statement("Free them", "We urge.", signatories=(Signatory("A"),))
    )
    random: Random = field(default_factory=lambda: Random(1))

    def new_id(self) -> str:
        return self.random.randbytes(10).hex()

    def write(self, html: str, text: str = "Dear {{ contact.name }}") -> None:
        (self.templates / "release.html.j2").write_text(html)
        (self.templates / "release.txt.j2").write_text(text)

    def know(self, *names: str, **more: str) -> None:
        """Contacts called so, at ``<name>@press.example``."""
        rows = tuple(
            ContactRow(line, f"{name.lower()}@press.example", name=name, **more)  # type: ignore[arg-type]
            for line, name in enumerate(names, 2)
        )
        import_contacts(
            self.db, rows, kind=Kind.PRESS, file="f", sha256="s", now=NOW, new_uid=self.new_id
        )

    def lose(self, name: str, source: str = "event") -> None:
        suppress(self.db, Suppression(f"{name}@press.example", Reason.UNSUBSCRIBE, NOW, source))

    @property
    def content(self) -> Content:
        campaign = Campaign("visit", "Visit", self.statement, (self.edition,))
        return content_of(campaign, self.edition, Settings(SENDER), NOW)

    def edit(self, **changes: Any) -> None:
        self.edition = replace(self.edition, **changes)

    def plan(self, stage: Stage = Stage.SENDGRID) -> Planned:
        (planned,) = plan_editions(
            self.db,
            [Draft(self.content, envelope_of(self.content, Settings(SENDER)))],
            Planning(self.templates, stage, NOW, self.new_id),
        )
        return planned


@pytest.fixture
def desk(store: Store, tmp_path: Path) -> Desk:
    templates = tmp_path / "templates"
    templates.mkdir()
    desk = Desk(store, templates)
    desk.write("<p>Dear {{ contact.name }}</p>")
    desk.know("Ana", "Bo", "Cy")
    return desk
