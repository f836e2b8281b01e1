"""What the embargo lets go, and what it holds back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.domain.delivery import Attachment
from outreach.render.content import Content

SOON = datetime.now(UTC) + timedelta(days=2)
EDITION = """
[editions.{name}]
template = "press-release"
audience = "{audience}"
subject = "News"
release = "{release}"
"""


@pytest.fixture
def embargoed(home: Path) -> Path:
    head = f'title = "Visit"\n[embargo]\nuntil = {SOON:%Y-%m-%dT%H:%M:%S}Z\n'
    editions = EDITION.format(
        name="press", audience="press language:en", release="under-embargo"
    ) + EDITION.format(name="later", audience="press language:de", release="after-embargo")
    (home / "campaigns" / "visit" / "campaign.toml").write_text(head + editions)
    return home


def test_only_what_may_go_under_embargo_goes_and_says_so(
    embargoed: Path, run: Any, sandbox: Any
) -> None:
    ran = run("send", "visit", "--yes", "--json")
    assert ran.code == 4
    press, later = json.loads(ran.out)["editions"]
    assert press["submitted"] == press["planned"] > 0
    assert (later["submitted"], later["remaining"]) == (0, later["planned"])
    assert "the embargo holds back later" in ran.err
    letters = sandbox.sandbox.outbox.root.rglob("*.eml")
    texts = [letter.read_text() for letter in letters]
    assert len(texts) == press["planned"]
    assert all("EMBARGOED UNTIL" in text for text in texts)


def test_a_plan_says_of_each_edition_what_its_letters_will_when_they_leave(
    embargoed: Path, run: Any
) -> None:
    press, later = json.loads(run("plan", "visit", "--json").out)["editions"]
    assert press["release_line"].startswith("EMBARGOED UNTIL")
    assert later["release_line"] == "FOR IMMEDIATE RELEASE"


def test_a_kit_by_itself_says_what_holds_now_whatever_edition_it_is_of(
    embargoed: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = embargoed / "campaigns" / "visit" / "campaign.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("under-embargo", "after-embargo"))
    said: list[str] = []

    def kit(content: Content, language: str, _templates: Path) -> Attachment:
        said.append(content.release_line)
        return Attachment("visit.pdf", "application/pdf", b"%PDF")

    monkeypatch.setattr("outreach.actions.enclosures.press_kit_of", kit)
    assert run("press-kit", "visit").code == 0
    assert [line.startswith("EMBARGOED UNTIL") for line in said] == [True]


def test_an_edition_that_is_held_back_is_refused_alone_too(
    embargoed: Path, run: Any, sandbox: Any
) -> None:
    ran = run("send", "visit", "--edition", "later", "--yes")
    assert ran.code == 1
    assert "the embargo holds back later" in ran.err
    assert len(sandbox.sandbox.outbox) == 0
