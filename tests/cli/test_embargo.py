"""What the embargo lets go, and what it holds back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

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


def test_an_edition_that_is_held_back_is_refused_alone_too(
    embargoed: Path, run: Any, sandbox: Any
) -> None:
    ran = run("send", "visit", "--edition", "later", "--yes")
    assert ran.code == 1
    assert "the embargo holds back later" in ran.err
    assert len(sandbox.sandbox.outbox) == 0
