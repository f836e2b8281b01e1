"""The whole way on an encrypted store: every command, and nobody's address on the disk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.actions.start import samples
from outreach.store.database import open_store

from .conftest import Serve, Shell
from .test_journey import CAMPAIGN, LISTENER, SANDBOX, call, exported, prepared, wait_idle

KEY = "correct horse battery staple"


@pytest.fixture
def sealed(shell: Shell) -> Shell:
    """Someone whose environment has the key from the beginning."""
    shell.env |= {"OUTREACH_DB_KEY": KEY}
    return shell


def addresses(home: Path) -> set[bytes]:
    with open_store(home / "contacts.db", key=KEY) as db:
        rows = db.execute("SELECT email FROM contacts UNION SELECT email_key FROM deliveries")
        return {row[0].encode() for row in rows.fetchall()}


def found_in(home: Path, known: set[bytes]) -> set[str]:
    """Files of the store that hold an address, or what an address looks like."""
    files = [one for one in home.iterdir() if one.is_file() and ".db" in one.name]
    assert files
    return {
        one.name
        for one in files
        for content in [one.read_bytes()]
        if b"@" in content and any(address in content for address in known)
    }


def test_every_command_works_and_no_address_lies_on_the_disk(sealed: Shell, serve: Serve) -> None:
    prepared(sealed)
    assert json.loads(sealed.run("check", CAMPAIGN, "--json").stdout)["errors"] == 0
    audience = json.loads(sealed.run("audience", "press topic:china", "--json").stdout)
    assert audience["count"] > 0
    listed = json.loads(sealed.run("contacts", "list", "--json", "--limit", "9").stdout)
    assert listed["count"] > 100
    again = sealed.run("contacts", "import", str(samples() / "press.csv"), "--json")
    assert json.loads(again.stdout)["new"] == 0

    sandbox = serve("sandbox", "--port", "0", says=SANDBOX)
    listener = serve("listen", "--port", "0", "--key", sandbox["key"], says=LISTENER)
    call(f"{sandbox['url']}/sandbox/webhook", {"url": listener["url"]})
    exported(sealed, sandbox["url"])
    plan = json.loads(sealed.run("plan", CAMPAIGN, "--json").stdout)["editions"]
    sent = json.loads(sealed.run("send", CAMPAIGN, "--yes", "--json").stdout)["editions"]
    assert [one["submitted"] for one in sent] == [one["recipients"] for one in plan]
    wait_idle(sandbox["url"])
    assert json.loads(sealed.run("status", CAMPAIGN, "--json").stdout)["editions"] == sent
    for one in json.loads(sealed.run("stats", CAMPAIGN, "--json").stdout)["editions"]:
        assert one["delivered"] == one["submitted"] > 0
    sealed.run("db", "backup", "backup.db")

    # While the listener has it open, the write-ahead log is there.
    assert (sealed.home / "contacts.db-wal").exists()
    known = addresses(sealed.home)
    assert len(known) > 100
    assert found_in(sealed.home, known) == set()
    busy = sealed.run("db", "decrypt", "--yes", code=1)
    assert "is open in another program" in busy.stderr


def test_the_sandbox_of_its_own_hears_events_with_the_key(sealed: Shell) -> None:
    prepared(sealed)
    sealed.run("send", CAMPAIGN, "--edition", "press", "--yes")
    (press,) = json.loads(sealed.run("stats", CAMPAIGN, "--json").stdout)["editions"]
    assert press["delivered"] == press["submitted"] == 39


def test_encrypted_afterwards_it_goes_on_where_it_was_and_back(shell: Shell) -> None:
    prepared(shell)
    plain = shell.run("plan", CAMPAIGN, "--json").stdout
    shell.env["OUTREACH_DB_KEY"] = KEY
    shell.run("db", "encrypt")
    known = addresses(shell.home)
    assert found_in(shell.home, known) == set()
    assert json.loads(shell.run("plan", CAMPAIGN, "--json").stdout) == json.loads(plain)
    shell.env["OUTREACH_DB_KEY"] = "wrong horse battery staple"
    said = shell.run("contacts", "list", code=1).stderr.splitlines()
    assert len(said) == 2, "SQLCipher writes of its own on stderr"
    assert "the key does not open" in said[0]
    shell.env["OUTREACH_DB_KEY"] = KEY
    shell.run("db", "decrypt", "--yes")
    assert found_in(shell.home, known) == {"contacts.db"}
    del shell.env["OUTREACH_DB_KEY"]
    assert json.loads(shell.run("plan", CAMPAIGN, "--json").stdout) == json.loads(plain)


def test_a_plain_store_loads_neither_sqlcipher_nor_a_keyring(shell: Shell) -> None:
    shell.run("init", "--samples")
    shell.run("contacts", "import", "samples/press.csv")
    program = (
        "import atexit, sys\nsys.argv = ['outreach', *sys.argv[1:]]\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from outreach.cli.app import main\nmain()"
    )
    for command in (["--help"], ["db", "--help"], ["contacts", "list"], ["db", "backup", "b.db"]):
        done = subprocess.run(
            [sys.executable, "-c", program, *command],
            cwd=shell.home, env=shell.env, capture_output=True, text=True, check=True,
        )  # fmt: skip
        loaded = {name.partition(".")[0] for name in done.stderr.split()}
        assert "outreach" in loaded
        assert loaded & {"sqlcipher3", "keyring"} == set(), command
    assert "OUTREACH_DB_KEY" not in os.environ
