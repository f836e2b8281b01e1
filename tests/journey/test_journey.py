"""The whole way, as a newcomer walks it: one process a command, HTTP between them."""

from __future__ import annotations

import email
import email.policy
import json
import signal
import subprocess
import time
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.start import samples

from .conftest import Serve, Shell

SANDBOX = r"sandbox at (?P<url>http://127\.0\.0\.1:\d+), .*listen --key (?P<key>\S+)"
LISTENER = r"listening at (?P<url>http://127\.0\.0\.1:\d+/webhooks/sendgrid)"
EDITIONS = ["press", "congress", "signatories"]
CAMPAIGN = "blinken-china-visit"
TO = {
    "press": "m.oduya@potomacledger.example",
    "congress": "ravindra_jayasuriya@shaheen.senate.example",
    "signatories": "vesna@hong-kong-watch.example",
}


def call(url: str, data: object = None, method: str = "GET") -> Any:
    body = None if data is None else json.dumps(data).encode()
    headers = {"Content-Type": "application/json", "Authorization": "Bearer SG.sandbox"}
    request = urllib.request.Request(url, body, headers, method="POST" if body else method)
    with urllib.request.urlopen(request, timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def wait_idle(sandbox: str) -> None:
    """Until every event has been taken, however late the sandbox posts it."""
    end = time.monotonic() + 30
    while not call(f"{sandbox}/sandbox/idle")["idle"]:
        assert time.monotonic() < end, "the events were not taken"
        time.sleep(0.1)


def prepared(shell: Shell) -> None:
    """A workspace with the sample people and the sample page, by the commands of the tutorial."""
    shell.run("init")
    shell.run("congress", "update", str(samples() / "congress"))
    for name in ("press.csv", "congress-staff.csv", "signatories.csv"):
        shell.run("contacts", "import", str(samples() / name))
    page = str(samples() / "statement-page.txt")
    shell.run("statement", "import", page, "--campaign", CAMPAIGN)


def exported(shell: Shell, url: str) -> None:
    shell.env |= {"OUTREACH_SENDGRID_HOST": url, "SENDGRID_API_KEY": "SG.sandbox"}


def test_the_whole_way(shell: Shell, serve: Serve) -> None:
    prepared(shell)
    checked = json.loads(shell.run("check", CAMPAIGN, "--json").stdout)
    assert checked["errors"] == 0
    audience = json.loads(shell.run("audience", "press topic:china", "--json").stdout)
    assert audience["count"] == len(audience["contacts"]) > 0
    plan = json.loads(shell.run("plan", CAMPAIGN, "--json").stdout)
    assert [one["edition"] for one in plan["editions"]] == EDITIONS

    sandbox = serve("sandbox", "--port", "0", says=SANDBOX)
    listener = serve("listen", "--port", "0", "--key", sandbox["key"], says=LISTENER)
    call(f"{sandbox['url']}/sandbox/webhook", {"url": listener["url"]})
    exported(shell, sandbox["url"])
    sent = shell.run("send", CAMPAIGN, "--yes", "--json")
    account = json.loads(sent.stdout)["editions"]
    assert "107 letters from Joint Statement Coalition <press@coalition.example>" in sent.stderr
    assert f"through {sandbox['url']}" in sent.stderr
    for before, after in zip(plan["editions"], account, strict=True):
        assert after["planned"] == after["submitted"] == before["recipients"]
        assert (after["failed"], after["uncertain"], after["remaining"]) == (0, 0, 0)
        assert after["excluded"] == before["excluded"]

    wait_idle(sandbox["url"])
    assert json.loads(shell.run("status", CAMPAIGN, "--json").stdout)["editions"] == account
    for one in json.loads(shell.run("stats", CAMPAIGN, "--json").stdout)["editions"]:
        assert one["delivered"] == one["submitted"]
        assert one["opened"] is one["clicked"] is None
    _the_preview_is_the_letter(shell, sandbox["url"])

    again = shell.run("send", CAMPAIGN, "--yes", "--json")
    assert json.loads(again.stdout)["editions"] == account
    assert again.stderr.splitlines() == [
        "Everybody planned has been sent this already; nobody was written to now.",
        f"    → to who came in since: outreach send {CAMPAIGN} --new",
        f"    → to try it on the sandbox again: outreach plan {CAMPAIGN} --anew",
    ]
    letters = call(f"{sandbox['url']}/letters")
    assert len(letters) == len({letter["to"] for letter in letters}) == 107


def _the_preview_is_the_letter(shell: Shell, sandbox: str) -> None:
    """What ``render`` prints is what the sandbox took, part for part."""
    paths = {letter["to"]: letter["path"] for letter in call(f"{sandbox}/letters")}
    for edition, to in TO.items():
        args = ("render", CAMPAIGN, "--edition", edition, "--to", to, "--part")
        filed = shell.home / "outbox" / paths[to]
        mail = email.message_from_bytes(filed.read_bytes(), policy=email.policy.default)
        assert shell.run(*args, "subject").stdout.strip() == mail["Subject"]
        for part, kind in (("html", "html"), ("text", "plain")):
            body = mail.get_body((kind,))
            assert body is not None
            assert shell.run(*args, part).stdout.split() == body.get_content().split()
        assert to in shell.run(*args, "eml").stdout


def test_without_a_key_it_goes_to_a_sandbox_of_its_own_and_says_so(
    shell: Shell, serve: Serve
) -> None:
    prepared(shell)
    sent = shell.run("send", CAMPAIGN, "--edition", "press", "--yes")
    assert "through the sandbox on this machine; nobody is written to" in sent.stderr
    assert "set SENDGRID_API_KEY to send to people" in sent.stderr
    assert "press\t39\t0\t39\t0\t0\t0" in sent.stdout
    assert len(list((shell.home / "outbox").rglob("*.eml"))) == 39
    said = shell.run("status", CAMPAIGN).stderr
    assert "went to the sandbox on this machine; nobody was written to" in said
    (press,) = json.loads(shell.run("stats", CAMPAIGN, "--json").stdout)["editions"]
    assert press["delivered"] == 39

    # Another sandbox on this machine is the same stage: what was tried there is not tried again.
    sandbox = serve("sandbox", "--port", "0", "--outbox", "other", says=SANDBOX)
    exported(shell, sandbox["url"])
    again = shell.run("send", CAMPAIGN, "--edition", "press", "--yes")
    assert "nobody was written to now" in again.stderr
    assert call(f"{sandbox['url']}/letters") == []
    shell.run("send", CAMPAIGN, "--edition", "congress", "--yes")
    assert len(call(f"{sandbox['url']}/letters")) == 24


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_send_says_how_to_go_on_and_goes_on(
    shell: Shell, serve: Serve, stop: signal.Signals
) -> None:
    prepared(shell)
    sandbox = serve("sandbox", "--port", "0", says=SANDBOX)["url"]
    exported(shell, sandbox)
    call(f"{sandbox}/sandbox/faults", {"kind": "delay", "seconds": 3})
    with subprocess.Popen(
        [shell.outreach, "send", CAMPAIGN, "--yes", "--json"],
        cwd=shell.home, env=shell.env, stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        while process.poll() is None and not _in_flight(shell):
            time.sleep(0.02)
        process.send_signal(stop)
        out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "stopping: waiting for the requests under way" in err
    assert f"outreach send {CAMPAIGN}" in err
    assert "Traceback" not in err
    press, *others = json.loads(out)["editions"]
    assert (press["submitted"], press["remaining"]) == (39, 0)
    assert sum(one["remaining"] for one in others) == 68

    shell.run("send", CAMPAIGN, "--yes")
    letters = call(f"{sandbox}/letters")
    assert len(letters) == len({letter["to"] for letter in letters}) == 107


def _in_flight(shell: Shell) -> bool:
    """Whether a batch is claimed, by the store's own word."""
    status = json.loads(shell.run("status", CAMPAIGN, "--json").stdout)
    return any(one["state"] == "submitting" for one in status["unsettled"])


def test_from_nothing_to_a_letter_by_following_what_is_printed(shell: Shell) -> None:
    """Every command names the next one; a newcomer who types them gets there."""
    assert "outreach new SLUG" in shell.run("init").stderr
    said = shell.run("new", "visit").stderr
    assert "then: outreach check visit" in said
    campaign = shell.home / "campaigns" / "visit"
    (campaign / "signatories.txt").write_text("Hong Kong Watch\n")
    assert "outreach contacts import FILE" in shell.run("check", "visit", code=3).stdout
    Path(shell.home, "desks.csv").write_text("Name,Email,Outlet\nA B,a@press.example,Desk\n")
    shell.run("contacts", "import", "desks.csv")
    assert "“TODO” is left" in shell.run("check", "visit", code=3).stdout
    statement = campaign / "statement.md"
    statement.write_text(statement.read_text().replace("TODO: ", ""))
    shell.run("plan", "visit", "--edition", "press")
    done = shell.run("send", "visit", "--edition", "press", "--yes")
    assert "outreach stats visit" in done.stderr
    (letter,) = (shell.home / "outbox").rglob("*.eml")
    assert b"a@press.example" in letter.read_bytes()


def test_a_list_of_activists_is_nobody_elses_to_read(shell: Shell) -> None:
    prepared(shell)
    shell.run("send", CAMPAIGN, "--edition", "press", "--yes")
    open_to_others = [
        str(path.relative_to(shell.home))
        for path in shell.home.rglob("*")
        if path.is_file() and path.stat().st_mode & 0o077
        and (".db" in path.name or "outbox" in path.parts)
    ]  # fmt: skip
    assert open_to_others == []
