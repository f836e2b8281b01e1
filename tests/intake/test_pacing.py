"""[send.pacing]: domains that get their letters slowly."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.domain.pacing import paced_domain
from outreach.intake.settings_file import read_settings

SMALL = '[sender]\nname = "A"\nemail = "a@coalition.example"\norganisation = "A"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "outreach.toml"


def test_domains_are_as_addresses_have_them(file: Path) -> None:
    file.write_text(f'{SMALL}[send.pacing]\n"House.example" = 50\n"münchen.example" = 20\n')
    settings, problems = read_settings(file)
    assert settings, problems
    assert settings.pacing == {"house.example": 50, "xn--mnchen-3ya.example": 20}
    assert paced_domain("ana@mail.house.example", settings.pacing) == "house.example"


def test_without_any_nobody_is_paced(file: Path) -> None:
    file.write_text(SMALL)
    settings, _ = read_settings(file)
    assert settings
    assert settings.pacing == {}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        (
            "house.example = 50",
            (
                "outreach.toml:6:1: send.pacing.house: should be a number"
                ' → put the domain in quotation marks: "house.example" = 50'
            ),
        ),
        (
            '"@house.example" = 50',
            (
                "outreach.toml:6:1: send.pacing: '@house.example' is no domain"
                ' → write it as "house.example" = 50'
            ),
        ),
        (
            '"*.house.example" = 50',
            (
                "outreach.toml:6:1: send.pacing: '*.house.example' is no domain"
                ' → write it as "house.example" = 50'
            ),
        ),
        (
            '"house.example" = 0',
            (
                "outreach.toml:6:1: send.pacing.house.example: should be a whole number from 1 to"
                " 1,000,000 → write how many letters a minute"
            ),
        ),
        (
            '"house.example" = 1_000_001',
            (
                "outreach.toml:6:1: send.pacing.house.example: should be a whole number from 1 to"
                " 1,000,000 → write how many letters a minute"
            ),
        ),
        (
            '"house.example" = true',
            (
                "outreach.toml:6:1: send.pacing.house.example: should be a whole number from 1 to"
                " 1,000,000 → write how many letters a minute"
            ),
        ),
        (
            '"house.example" = 5\n"HOUSE.example" = 6',
            (
                "outreach.toml:7:1: send.pacing: HOUSE.example is the same domain as house.example"
                " → keep one of them"
            ),
        ),
    ],
)
def test_a_pace_that_cannot_be_kept(file: Path, line: str, wanted: str) -> None:
    file.write_text(f"{SMALL}[send.pacing]\n{line}\n")
    settings, problems = read_settings(file)
    assert settings is None
    assert [f"{one} → {one.hint}" for one in problems] == [wanted]
