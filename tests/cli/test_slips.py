"""What a newcomer forgets, and what a hurried hand mistypes."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def test_a_mistyped_exclusion_is_pointed_out(home: Path, run: Any) -> None:
    file = home / "campaigns" / "visit" / "campaign.toml"
    file.write_text(file.read_text().replace("-tag:do-not-pitch", "-tag:hongkog"))
    for command in ("check", "plan"):
        ran = run(command, "visit")
        assert ran.code == 0
        assert "nobody has the tag 'hongkog'" in ran.shown
        assert "did you mean hongkong?" in ran.shown
    assert "did you mean hongkong?" in run("audience", "press -tag:hongkog").err


def test_a_tag_that_nobody_has_yet_is_no_matter(home: Path, run: Any) -> None:
    assert "nobody has" not in run("audience", "press -tag:do-not-pitch").err


def test_a_campaign_that_was_not_filled_in_is_not_sent(home: Path, run: Any) -> None:
    assert run("new", "harbor").code == 0
    for command in (("check", "harbor"), ("send", "harbor", "--edition", "press", "--yes")):
        ran = run(*command)
        assert ran.code == 3
        assert "“TODO” is left in the subject" in ran.shown
