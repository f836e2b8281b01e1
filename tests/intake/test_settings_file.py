"""outreach.toml: settings, or every fault at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.actions.start import OUTREACH_TOML
from outreach.domain.design import DARK, LIGHT, Fonts, Logo
from outreach.domain.settings import Settings
from outreach.intake.settings_file import checked_host, read_settings

SMALL = '[sender]\nname = "A"\nemail = "a@coalition.example"\norganisation = "A"\n'


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "outreach.toml"


def read(file: Path, text: str) -> Settings:
    file.write_text(text)
    settings, problems = read_settings(file)
    assert settings, problems
    return settings


def refused(file: Path, text: str) -> list[str]:
    file.write_text(text)
    settings, problems = read_settings(file)
    assert settings is None
    return [f"{problem} → {problem.hint}" for problem in problems]


def test_the_settings_a_newcomer_is_given_are_whole(file: Path) -> None:
    settings = read(file, OUTREACH_TOML)
    assert settings.sender.email == "press@coalition.example"
    assert settings.sender.postal_address[-1] == "Washington, DC 20001"
    assert (settings.timezone, settings.host) == ("America/New_York", "https://api.sendgrid.com")


def test_little_has_to_be_said(file: Path) -> None:
    settings = read(file, SMALL)
    assert (settings.timezone, settings.concurrency, settings.asm_groups) == ("UTC", 4, {})


def test_only_the_groups_that_are_set_count(file: Path) -> None:
    more = '[sendgrid]\nasm_groups = { press = 101 }\nwebhook_keys = ["MFkw"]\nconcurrency = 2\n'
    settings = read(file, SMALL + more)
    assert (settings.asm_groups, settings.webhook_keys, settings.concurrency) == (
        {"press": 101},
        ("MFkw",),
        2,
    )


def test_everything_wrong_is_told_at_once(file: Path) -> None:
    text = """\
timezone = "Eastern"
[sender]
name = ""
email = "press"
organization = "A"
postal_address = "1 Example Street"
[sendgrid]
host = "http://api.sendgrid.com"
concurrency = 99
asm_groups = { pres = 1 }
webhook_keys = "MFkw"
"""
    found = refused(file, text)
    for part in (
        "outreach.toml:1:1: timezone: there is no time zone 'Eastern'; write one as Europe/Berlin",
        "outreach.toml:3:1: sender.name: is empty",
        "outreach.toml:4:1: sender.email: not an e-mail address",
        "outreach.toml:5:1: there is no key sender.organization → did you mean organisation?",
        "outreach.toml:2:2: sender.organisation is missing → add organisation = …",
        "outreach.toml:6:1: sender.postal_address: should be a valid list",
        "outreach.toml:8:1: sendgrid.host: 'http://api.sendgrid.com' is no address of SendGrid's",
        "outreach.toml:9:1: sendgrid.concurrency: should be less than or equal to 16",
        "outreach.toml:10:1: there is no key sendgrid.asm_groups.pres → did you mean press?",
        "outreach.toml:11:1: sendgrid.webhook_keys: should be a valid list",
    ):
        assert any(part in one for one in found), (part, found)
    assert len(found) == 10


def test_a_file_without_a_sender_says_what_to_add(file: Path) -> None:
    assert refused(file, "") == ["outreach.toml:1:1: sender is missing → add a table [sender]"]


@pytest.mark.parametrize(
    "host",
    [
        "https://api.sendgrid.com",
        "https://api.eu.sendgrid.com/",
        "http://127.0.0.1:8026",
        "http://localhost:8026",
        "http://[::1]:8026",
        "https://proxy.example:8443",
    ],
)
def test_a_host_keys_may_travel_to(host: str) -> None:
    assert checked_host(host) == host.rstrip("/")


@pytest.mark.parametrize(
    "host",
    [
        "api.sendgrid.com",
        "localhost:8026",
        "http://api.sendgrid.com",
        "http://127.0.0.1.proxy.example",
        "http://[::1",
        "http://127.0.0.1:99999",
        "http://127.0.0.1:0",
        "https://api.sendgrid.com/v3",
        "https://me:secret@proxy.example",
        "https://api.sendgrid.com?x",
        "https://",
        "https://api.sendgrid .com",
        "https://api.séndgrid.com",
        "https://api.sendgrid.com\n",
        "file:///etc/passwd",
        "",
    ],
)
def test_a_host_they_may_not(host: str) -> None:
    with pytest.raises(ValueError, match="no address of SendGrid's"):
        checked_host(host)


def test_the_design_is_as_it_comes_but_for_what_is_given(file: Path) -> None:
    more = (
        '[design]\nfooter = "Registered charity"\n'
        '[design.light]\naccent = "#C03"\n'
        "[design.fonts]\nbody = 'Palatino, \"Book Antiqua\", serif'\n"
        '[design.logo]\nurl = "https://coalition.example/logo.png"\n'
        'alt = "Coalition"\nwidth = 120\n'
    )
    design = read(file, SMALL + more).design
    assert design.footer == "Registered charity"
    assert (design.light.accent, design.light.text) == ("#cc0033", LIGHT.text)
    assert (design.dark, design.fonts.small) == (DARK, Fonts().small)
    assert design.fonts.body == 'Palatino, "Book Antiqua", serif'
    assert design.logo == Logo("https://coalition.example/logo.png", "Coalition", 120)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ('[design.light]\naccent = "red"\n', "design.light.accent: is no colour"),
        ('[design.dark]\nacent = "#000000"\n', "did you mean accent?"),
        ('[design.fonts]\nbody = "x; } body {"\n', "design.fonts.body: is no list of fonts"),
        ("[design.fonts]\nbody = '\"Open'\n", "design.fonts.body: is no list of fonts"),
        ('[design.logo]\nurl = "http://a.example"\nalt = "A"\nwidth = 50\n', "https address"),
        ('[design.logo]\nurl = "https://a.example"\nwidth = 50\n', "design.logo.alt is missing"),
    ],
)
def test_a_design_that_cannot_be_drawn(file: Path, more: str, expected: str) -> None:
    assert any(expected in line for line in refused(file, SMALL + more))


def test_spelling_domains_and_the_size_of_an_audience(file: Path) -> None:
    settings = read(
        file,
        SMALL + "[sendgrid]\nauthenticated_domains = ['Coalition.example']\n"
        "[checks]\nmost_recipients = 500\n[spelling]\n'Antony Blinken' = ['Anthony Blinken']\n",
    )
    assert settings.authenticated_domains == ("coalition.example",)
    assert settings.most_recipients == 500
    assert settings.spelling == {"Antony Blinken": ("Anthony Blinken",)}


def test_test_recipients_each_once(file: Path) -> None:
    settings = read(
        file,
        'test_recipients = ["Desk@coalition.example", "a@b.example", "desk@Coalition.example"]\n'
        + SMALL,
    )
    assert settings.test_recipients == ("Desk@coalition.example", "a@b.example")
    assert read(file, SMALL).test_recipients == ()


def test_every_test_recipient_has_an_address(file: Path) -> None:
    (problem,) = refused(file, 'test_recipients = ["a@b.example", "desk"]\n' + SMALL)
    assert problem.startswith("outreach.toml:1:1: test_recipients.1: not an e-mail address")


def test_the_editor_of_the_preview(file: Path) -> None:
    assert read(file, SMALL + '[preview]\neditor = "zed"\n').editor == "zed"
    assert read(file, SMALL).editor == ""
    (problem,) = refused(file, SMALL + '[preview]\neditor = "javascript:{path}"\n')
    assert problem.startswith("outreach.toml:6:1: preview.editor: javascript: opens no editor")


def test_how_a_send_is_held_back(file: Path) -> None:
    plain = read(file, SMALL)
    assert (plain.require_approval, plain.approvers) == (False, ())
    assert (plain.confirm_above, plain.requests_per_second) == (100, 0)
    settings = read(
        file,
        'require_approval = true\napprovers = ["Maren  Oakhurst", "Tessa Holm", "tessa holm"]\n'
        f"{SMALL}[send]\nconfirm_above = 0\nrequests_per_second = 2.5\n",
    )
    assert settings.require_approval
    assert settings.approvers == ("Maren Oakhurst", "Tessa Holm")
    assert (settings.confirm_above, settings.requests_per_second) == (0, 2.5)


def test_a_send_that_cannot_be_held_back_so(file: Path) -> None:
    text = (
        'require_approval = "yes"\napprovers = ["Maren Oakhurst", " "]\n'
        f"{SMALL}[send]\nconfirm_above = -1\nrequests_per_second = 2000\npaceing = 5\n"
    )
    found = refused(file, text)
    for part in (
        "outreach.toml:1:1: require_approval: should be a valid boolean",
        "outreach.toml:2:1: approvers.1: is empty",
        "outreach.toml:8:1: send.confirm_above: should be greater than or equal to 0",
        "outreach.toml:9:1: send.requests_per_second: should be less than or equal to 1000",
        "outreach.toml:10:1: there is no key send.paceing → did you mean pacing?",
    ):
        assert any(part in one for one in found), (part, found)
    assert len(found) == 5
    (problem,) = refused(file, f"{SMALL}[send]\nrequests_per_second = nan\n")
    assert "send.requests_per_second" in problem
