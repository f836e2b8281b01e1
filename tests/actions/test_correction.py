"""What was sent against what it would be now, and who would be told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.correction import Comparison, compare, corrected_by
from outreach.actions.enclosures import Folders
from outreach.domain.audience import Query, Term
from outreach.domain.campaign import Campaign
from outreach.errors import OutreachError, WrongUsage
from outreach.store import ledger
from outreach.store.audience import candidates

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
Desk = Any  # of conftest.py


@pytest.fixture
def sent(desk: Desk) -> Desk:
    desk.write("<p>{{ contact.name }}</p>", "Dear {{ contact.name }}\nthe Ordinance of 2023\nBye")
    plan = desk.plan().plan
    batch = ledger.claim(desk.db, plan.id, NOW)
    assert batch
    ledger.record_submitted(desk.db, batch.id, "id", NOW)
    return desk


def compared(desk: Desk, version: str = "") -> Comparison:
    folders = Folders(Path("visit"), desk.templates)
    return compare(desk.db, desk.content, folders, version)


def test_what_nobody_was_sent_needs_no_correction(desk: Desk) -> None:
    desk.plan()
    with pytest.raises(OutreachError, match="nobody was sent press"):
        compared(desk)


def test_what_did_not_change_is_no_difference(sent: Desk) -> None:
    assert compared(sent).differences == ()


def test_the_difference_is_told_with_its_context(sent: Desk) -> None:
    sent.write("<p>{{ contact.name }}</p>", "Dear {{ contact.name }}\nthe Ordinance of 2024\nBye")
    sent.edit(subject="To {{ contact.name }}")
    (found,) = compared(sent).differences
    assert found.letters == 3
    assert found.text[1:] == (
        " Dear Ana",
        "-the Ordinance of 2023",
        "+the Ordinance of 2024",
        " Bye",
    )
    assert found.subject == ("For Ana", "To Ana")


def test_what_cannot_be_rendered_any_more_is_said(sent: Desk) -> None:
    sent.write("<p>{{ contact.nam }}</p>")
    (found,) = compared(sent).differences
    assert "nam" in found.fault


def test_it_reaches_those_who_were_sent_it_and_counts_the_others(sent: Desk) -> None:
    sent.know("Dee")
    sent.lose("bo")
    sent.db.execute("DELETE FROM contacts WHERE email_key = 'cy@press.example'")
    reach = compared(sent).reach
    assert (reach.recipients, reach.left, reach.gone, reach.uncertain) == (1, 1, 1, 0)


def test_those_of_one_version_are_an_audience(sent: Desk) -> None:
    (version,) = compared(sent).versions
    assert version.submitted == 3
    sent.know("Dee")
    query = Query((Term("received", (f"visit/press@{version.plan.digest}",)),))
    assert [one.name for one in candidates(sent.db, query)] == ["Ana", "Bo", "Cy"]
    with pytest.raises(WrongUsage, match="no version"):
        compared(sent, "abc-")


def test_either_edition_names_the_pair(desk: Desk) -> None:
    press = desk.edition
    mended = replace(press, name="press-correction", corrects="press")
    campaign = Campaign("visit", "Visit", desk.statement, (press, mended))
    for name in ("", "press", "press-correction"):
        assert corrected_by(campaign, name) == (press, mended)
    assert corrected_by(replace(campaign, editions=(press,)), "") == (press, None)
    with pytest.raises(WrongUsage):
        corrected_by(campaign, "pres")
