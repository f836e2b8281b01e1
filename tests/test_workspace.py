"""The workspace: found from anywhere below it, and told what the environment says."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.actions.start import init_workspace, new_campaign
from outreach.errors import NeedsFixing, WrongUsage
from outreach.workspace import find_workspace


@pytest.fixture
def home(tmp_path: Path) -> Path:
    init_workspace(tmp_path / "home")
    return tmp_path / "home"


def test_it_is_found_from_any_folder_below(home: Path) -> None:
    below = home / "campaigns" / "deep" / "er"
    below.mkdir(parents=True)
    ws = find_workspace(below, {})
    assert ws.root == home.resolve()
    assert (ws.store, ws.templates) == (ws.root / "contacts.db", ws.root / "templates" / "email")
    assert (ws.host, ws.key) == ("https://api.sendgrid.com", "")


def test_without_one_the_way_to_begin_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match=r"there is no outreach\.toml here, nor in any") as caught:
        find_workspace(tmp_path, {})
    assert "outreach init" in caught.value.hint


def test_one_that_is_named_is_taken_and_no_folder_above_it(home: Path, tmp_path: Path) -> None:
    assert find_workspace(tmp_path, {"OUTREACH_WORKSPACE": str(home)}).root == home.resolve()
    with pytest.raises(WrongUsage, match=r"no outreach\.toml in"):
        find_workspace(home, {"OUTREACH_WORKSPACE": str(home / "campaigns")})


def test_the_environment_overrides_what_it_names(home: Path) -> None:
    env = {
        "OUTREACH_DB": "/elsewhere/people.db",
        "OUTREACH_SENDGRID_HOST": " http://127.0.0.1:8026/ ",
        "SENDGRID_API_KEY": " SG.abc\n",
    }
    ws = find_workspace(home, env)
    assert (str(ws.store), ws.host, ws.key) == (
        "/elsewhere/people.db",
        "http://127.0.0.1:8026",
        "SG.abc",
    )


def test_no_text_of_a_workspace_shows_the_key(home: Path) -> None:
    ws = find_workspace(home, {"SENDGRID_API_KEY": "SG.secret"})
    assert "SG.secret" not in f"{ws!r} {ws}"


@pytest.mark.parametrize("key", ["SG.a\nX-Evil: 1", "SG.ä", "SG a", "SG.\x1b[0m"])
def test_a_key_that_cannot_stand_in_a_header_is_refused_and_not_repeated(
    home: Path, key: str
) -> None:
    with pytest.raises(WrongUsage, match="holds characters that no key has") as caught:
        find_workspace(home, {"SENDGRID_API_KEY": key})
    assert key not in f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("host", ["api.sendgrid.com", "http://api.sendgrid.com", "http://[::1"])
def test_a_host_that_keys_must_not_travel_to_is_refused(home: Path, host: str) -> None:
    with pytest.raises(WrongUsage, match=r"OUTREACH_SENDGRID_HOST: .* no address of SendGrid's"):
        find_workspace(home, {"OUTREACH_SENDGRID_HOST": host})


def test_faulty_settings_come_with_their_problems(home: Path) -> None:
    (home / "outreach.toml").write_text("[sender]\nnme = 1\n")
    with pytest.raises(NeedsFixing) as caught:
        find_workspace(home, {})
    assert len(caught.value.problems) == 4


def test_a_campaign_is_found_by_its_folder(home: Path) -> None:
    new_campaign(home / "campaigns" / "visit", "2026-06-15")
    (home / "campaigns" / "notes").mkdir()
    ws = find_workspace(home, {})
    assert ws.slugs() == ["visit"]
    assert ws.campaign("visit").slug == "visit"


@pytest.mark.parametrize(
    ("slug", "hint"),
    [("vist", "did you mean visit?"), ("zzz", "campaigns here: visit"), ("../visit", "visit")],
)
def test_a_wrong_name_gets_the_nearest(home: Path, slug: str, hint: str) -> None:
    new_campaign(home / "campaigns" / "visit", "2026-06-15")
    with pytest.raises(WrongUsage, match="there is no campaign") as caught:
        find_workspace(home, {}).campaign(slug)
    assert hint in caught.value.hint


def test_the_first_campaign_is_suggested_where_there_is_none(home: Path) -> None:
    with pytest.raises(WrongUsage) as caught:
        find_workspace(home, {}).campaign("visit")
    assert "outreach new SLUG" in caught.value.hint


def test_a_campaign_that_cannot_be_read_comes_with_its_problems(home: Path) -> None:
    (home / "campaigns" / "visit").mkdir()
    (home / "campaigns" / "visit" / "campaign.toml").write_text("title = 1\n")
    with pytest.raises(NeedsFixing, match="campaign visit cannot be read") as caught:
        find_workspace(home, {}).campaign("visit")
    assert {one.code for one in caught.value.problems} >= {"missing-key", "wrong-value"}


def test_everybody_has_an_editor_of_her_own(home: Path) -> None:
    settings = home / "outreach.toml"
    settings.write_text(settings.read_text() + '\n[preview]\neditor = "vscode"\n')
    assert find_workspace(home, {}).editor == "vscode"
    assert find_workspace(home, {"OUTREACH_EDITOR": "zed"}).editor == "zed"
    with pytest.raises(WrongUsage, match="OUTREACH_EDITOR: javascript: opens no editor") as caught:
        find_workspace(home, {"OUTREACH_EDITOR": "javascript:alert({path})"})
    assert "OUTREACH_EDITOR" in caught.value.hint
