"""The first minutes: a workspace and a campaign that run as they are, and overwrite nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.actions.check import check_campaign
from outreach.actions.start import (
    check_slug,
    init_workspace,
    new_campaign,
    samples,
    starter_templates,
)
from outreach.errors import OutreachError, WrongUsage
from outreach.workspace import find_workspace

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_workspace_has_settings_templates_and_room_for_campaigns(tmp_path: Path) -> None:
    written = init_workspace(tmp_path / "new" / "home")
    home = tmp_path / "new" / "home"
    assert [path.name for path in written] == ["outreach.toml", "email", ".gitignore"]
    assert find_workspace(home, {}).slugs() == []
    assert tree(home / "templates" / "email") == tree(starter_templates())
    assert "*.db" in (home / ".gitignore").read_text()


def test_what_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "outreach.toml").write_text("mine")
    (tmp_path / "templates" / "email").mkdir(parents=True)
    (tmp_path / "templates" / "email" / "mine.html.j2").write_text("mine")
    init_workspace(tmp_path)
    before = tree(tmp_path)
    assert before["outreach.toml"] == b"mine"
    assert [name for name in before if name.startswith("templates")] == [
        "templates/email/mine.html.j2"
    ]
    assert init_workspace(tmp_path) == []
    assert tree(tmp_path) == before


def test_a_workspace_of_an_earlier_version_comes_to_ignore_the_key(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    old = b"*.db\r\n# ours\r\n!contacts.db\r\noutbox/\r\n"
    (tmp_path / ".gitignore").write_bytes(old)
    assert init_workspace(tmp_path) == [tmp_path / ".gitignore"]
    now = (tmp_path / ".gitignore").read_bytes()
    assert now.endswith(old)
    assert now.splitlines().count(b"*.db") == now.splitlines().count(b"*.key") == 1
    assert init_workspace(tmp_path) == []


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutreachError, match=r"cannot write .*/file: "):
        init_workspace(tmp_path / "file")
    with pytest.raises(OutreachError, match=r"cannot write .*/file/campaigns/x: Not a directory"):
        new_campaign(tmp_path / "file" / "campaigns" / "x", "2026-06-15")


def test_a_new_campaign_lacks_nothing_but_the_words_to_be_written(tmp_path: Path) -> None:
    init_workspace(tmp_path)
    written = new_campaign(tmp_path / "campaigns" / "visit", "2026-06-15")
    assert [path.name for path in written] == ["campaign.toml", "statement.md", "signatories.txt"]
    ws = find_workspace(tmp_path, {})
    folder = ws.campaigns / "visit"
    found = check_campaign(None, ws.campaign("visit"), folder, ws.settings, ws.templates, NOW)
    assert {(one.code, "TODO" in one.message) for one in found if one.level == "error"} <= {
        ("T002", True)
    }


def test_a_campaign_is_never_replaced(tmp_path: Path) -> None:
    new_campaign(tmp_path / "visit", "2026-06-15")
    before = tree(tmp_path)
    with pytest.raises(WrongUsage, match="there is a campaign visit already"):
        new_campaign(tmp_path / "visit", "2026-06-16")
    assert tree(tmp_path) == before


@pytest.mark.parametrize("slug", ["a", "a-b", "2024-visit", "x" * 64])
def test_a_name_for_a_campaign(slug: str) -> None:
    check_slug(slug)


@pytest.mark.parametrize(
    "slug", ["", "-a", "a-", "A", "a b", "a/b", "..", "a.b", "ä", "x" * 65, "a\n"]
)
def test_a_name_for_none(slug: str) -> None:
    with pytest.raises(WrongUsage, match="cannot name a campaign"):
        check_slug(slug)


def test_the_samples_are_all_there() -> None:
    assert sorted(path.name for path in samples().iterdir()) == [
        "congress",
        "congress-staff.csv",
        "press.csv",
        "signatories.csv",
        "statement-page.txt",
    ]
