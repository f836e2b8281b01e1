"""check reads what an edition says in the campaign file itself."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.actions.check import check_campaign
from outreach.actions.start import init_workspace, samples
from outreach.actions.statement_import import import_statement
from outreach.workspace import find_workspace

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
CAMPAIGN = """\
title = "Visit"
[editions.reminder]
template = "reminder"
audience = "press"
subject = "The the visit to Beijing"
[editions.reminder.values]
message = "Please sign the the statement."
deadline = 2026-06-19
link = "coalition.example/sign"
"""


def test_findings_stand_at_the_line_of_their_value(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    init_workspace(tmp_path)
    page = samples() / "statement-page.txt"
    folder = tmp_path / "campaigns" / "visit"
    import_statement(page.read_bytes(), page.name, folder, campaign_toml=CAMPAIGN)
    ws = find_workspace(tmp_path, {})
    found = check_campaign(None, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    own = [(p.code, str(p.place)) for p in found if p.edition == "reminder"]
    file = "campaigns/visit/campaign.toml"
    assert own == [
        ("P122", f"{file}:5:16"),
        ("P122", f"{file}:7:28"),
        ("L401", f"{file}:9:8"),
        ("M806", f"{file}:8:12"),
    ]
