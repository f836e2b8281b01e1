"""A campaign's folder for tests: its files, read whole or refused."""

from __future__ import annotations

from pathlib import Path

from outreach.domain.campaign import Campaign
from outreach.errors import Problem
from outreach.intake.campaign_files import read_campaign

STATEMENT = "---\ntitle: Release them\ndate: 2024-04-24\n---\n\nWe urge you to act.\n"
WHOLE = """\
title = "On the visit"

[embargo]
until = 2024-04-24T06:00:00
timezone = "America/New_York"

[editions.press]
template = "press-release"
audience = "press topic:china"
subject = "{{ statement.title }}"
release = "under-embargo"

[editions.congress]
template = "congress-letter"
audience = "congress committee:HSFA"
subject = "x"
one_per = "office"
tracking = { opens = true }
"""


def read(folder: Path, toml: str) -> Campaign:
    (folder / "campaign.toml").write_text(toml)
    campaign, problems = read_campaign(folder)
    assert campaign, problems
    return campaign


def refused(folder: Path, toml: str) -> list[str]:
    (folder / "campaign.toml").write_text(toml)
    campaign, problems = read_campaign(folder)
    assert campaign is None
    return [said(problem) for problem in problems]


def said(problem: Problem) -> str:
    return f"{problem} → {problem.hint}"
