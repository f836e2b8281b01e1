"""outreach db: what a person at a prompt sees of encryption and backup."""

from __future__ import annotations

import getpass
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.store import encryption
from outreach.store.database import open_store
from outreach.store.encryption import is_encrypted

from .conftest import Run

KEY, OTHER = "correct horse battery staple", "wrong horse battery staple"


@pytest.fixture(autouse=True)
def no_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OUTREACH_DB_KEY", "OUTREACH_DB_NEW_KEY"):
        monkeypatch.delenv(name, raising=False)


Types = Callable[..., None]


@pytest.fixture
def types(monkeypatch: pytest.MonkeyPatch) -> Types:
    """Someone at a terminal who types these passphrases, one a prompt."""

    def types(*answers: str) -> None:
        left = iter(answers)
        monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
        monkeypatch.setattr(getpass, "getpass", lambda *_args, **_kwargs: next(left))
        monkeypatch.setattr("click.termui.hidden_prompt_func", lambda _prompt: next(left))

    return types


def count(run: Run) -> int:
    found: int = json.loads(run("contacts", "list", "--limit", "1", "--json").out)["count"]
    return found


def test_encrypted_with_the_key_of_the_environment_everything_goes_on(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = count(run)
    monkeypatch.setenv("OUTREACH_DB_KEY", f"{KEY}\n")
    noted = run("contacts", "list", "--limit", "1").err
    assert "is not encrypted, though OUTREACH_DB_KEY is set: outreach db encrypt" in noted
    ran = run("db", "encrypt")
    assert (ran.code, ran.faults) == (0, [])
    assert "is encrypted" in ran.out
    assert "keep it in a password manager" in ran.err
    assert "An SSD, snapshots, backups and syncs may keep copies" in ran.err
    assert is_encrypted(home / "contacts.db")
    assert count(run) == before > 100
    assert "note:" not in run("contacts", "list").err


def test_a_passphrase_is_typed_twice(run: Run, home: Path, types: Types) -> None:
    types(KEY, "something else", KEY, KEY)
    ran = run("db", "encrypt")
    assert ran.code == 0, ran.err
    assert KEY not in ran.out + ran.err
    assert "set OUTREACH_DB_KEY to the key from now on" in ran.err
    open_store(home / "contacts.db", key=KEY).close()


@pytest.mark.parametrize(
    ("command", "variable"),
    [("encrypt", "OUTREACH_DB_KEY"), ("rekey", "OUTREACH_DB_NEW_KEY")],
)
def test_nobody_is_asked_where_there_is_no_terminal(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, command: str, variable: str
) -> None:
    if command == "rekey":
        monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
        assert run("db", "encrypt").code == 0
    before = (home / "contacts.db").read_bytes()
    ran = run("db", command)
    assert (ran.code, len(ran.faults)) == (2, 1)
    assert f"set {variable}" in ran.err
    assert (home / "contacts.db").read_bytes() == before


def test_a_short_passphrase_is_refused(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DB_KEY", "guess me")
    ran = run("db", "encrypt")
    assert ran.code == 2
    assert "quickly guessed" in ran.faults[0]
    assert not is_encrypted(home / "contacts.db")


def test_without_the_right_key_every_command_says_which_way_out(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    run("db", "encrypt")
    for command in (
        ("contacts", "list"),
        ("plan", "visit"),
        ("send", "visit", "--yes"),
        ("db", "decrypt", "--yes"),
        ("db", "backup", "b.db"),
    ):
        monkeypatch.setenv("OUTREACH_DB_KEY", OTHER)
        ran = run(*command)
        assert (ran.code, ran.out, len(ran.faults)) == (1, "", 1), command
        assert "the key does not open" in ran.faults[0]
        assert "ERROR" not in ran.err
        monkeypatch.delenv("OUTREACH_DB_KEY")
        ran = run(*command)
        assert (ran.code, ran.out, len(ran.faults)) == (1, "", 1), command
        assert "OUTREACH_DB_KEY is not set, and the system's keyring" in ran.faults[0]
    assert not (home / "b.db").exists()


def test_decrypting_asks(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = count(run)
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    run("db", "encrypt")
    ran = run("db", "decrypt")
    assert ran.code == 2
    assert "add --yes" in ran.err
    assert is_encrypted(home / "contacts.db")
    ran = run("db", "decrypt", "--yes")
    assert ran.code == 0
    assert "unset OUTREACH_DB_KEY" in ran.err
    monkeypatch.delenv("OUTREACH_DB_KEY")
    assert count(run) == before
    assert run("db", "decrypt").code == 2  # it is plain already


def test_another_key_takes_the_place_of_the_one_that_was(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "outreach db encrypt" in run("db", "rekey").err
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    run("db", "encrypt")
    monkeypatch.setenv("OUTREACH_DB_NEW_KEY", OTHER)
    ran = run("db", "rekey")
    assert ran.code == 0, ran.err
    assert "Backups made before still open with the key they had" in ran.err
    assert run("contacts", "list").code == 1
    monkeypatch.setenv("OUTREACH_DB_KEY", OTHER)
    assert run("contacts", "list").code == 0


def test_without_a_keyring_it_says_so_and_changes_nothing(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    import keyring

    monkeypatch.setattr(keyring.core, "_keyring_backend", None)
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    ran = run("db", "encrypt", "--keyring")
    assert (ran.code, len(ran.faults)) == (1, 1)
    assert "keyring cannot be used (NoKeyringError)" in ran.faults[0]
    assert "leave --keyring out" in ran.err
    assert not is_encrypted(home / "contacts.db")
    assert list(home.glob("*.converting*")) == []


def test_with_a_keyring_no_variable_is_needed(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import keyring

    kept: dict[tuple[str, str], str] = {}
    monkeypatch.setattr(keyring, "set_password", lambda s, n, p: kept.update({(s, n): p}))
    monkeypatch.setattr(keyring, "get_password", lambda s, n: kept.get((s, n)))
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    assert run("db", "encrypt", "--keyring").code == 0
    monkeypatch.delenv("OUTREACH_DB_KEY")
    assert count(run) > 100
    kept.clear()
    assert run("contacts", "list").code == 1
    assert run("db", "encrypt", "--keyring").code == 2  # there is no key to keep
    monkeypatch.setenv("OUTREACH_DB_KEY", OTHER)
    assert run("db", "encrypt", "--keyring").code == 1
    assert kept == {}
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    assert run("db", "encrypt", "--keyring").code == 0
    monkeypatch.delenv("OUTREACH_DB_KEY")
    assert count(run) > 100


def test_a_backup_names_what_belongs_together_and_where_it_must_not_lie(
    run: Run, home: Path
) -> None:
    ran = run("db", "backup", "b.db")
    assert ran.code == 0
    assert str(home / "b.db") in ran.out.splitlines()
    assert "must not lie in a synced folder, a repository or a mail" in ran.err
    assert ("The two belong together" in ran.err) is (home / "b.key").exists()
    again = run("db", "backup", "b.db")
    assert (again.code, again.out) == (2, "")
    assert "exists already" in again.faults[0]


@pytest.mark.parametrize(
    ("folder", "synced"),
    [
        ("Dropbox", True),
        ("Dropbox (Coalition)", True),
        ("OneDrive - Coalition", True),
        ("Library/Mobile Documents/x", True),
        ("Google Drive", True),
        ("Dropboxes", False),
        ("letters", False),
    ],
)
def test_a_synced_folder_is_warned_of(
    run: Run, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, synced: bool
) -> None:
    shutil.copytree(home, tmp_path / folder / "home")
    monkeypatch.chdir(tmp_path / folder / "home")
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    monkeypatch.setattr(encryption, "convert", lambda *_, **__: encryption.Converted(1, 1, True))
    assert ("copied to other machines" in run("db", "encrypt").err) is synced


def test_where_there_is_no_store_the_way_to_one_is_told(run: Run, home: Path) -> None:
    (home / "contacts.db").unlink()
    for command in ("encrypt", "decrypt", "rekey"):
        ran = run("db", command)
        assert (ran.code, len(ran.faults)) == (1, 1)
        assert "outreach contacts import FILE" in ran.err


def test_a_store_that_others_could_read_is_tightened_with_a_note(run: Run, home: Path) -> None:
    (home / "contacts.db").chmod(0o644)
    ran = run("contacts", "list", "--limit", "1", "--json")
    assert ran.code == 0
    assert "note: " in ran.err
    assert "now by you alone" in ran.err
    json.loads(ran.out)
    assert "note:" not in run("contacts", "list").err


def killed_decrypt(home: Path, address: bytes = b"") -> Path:
    """What it leaves: a plain copy of the store, not yet in its place."""
    left = home / "contacts.converting.db"
    left.write_bytes(b"SQLite format 3\0" + address)
    return left


def test_what_a_killed_decrypt_left_is_told_and_removed(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_DB_KEY", KEY)
    run("db", "encrypt")
    left = killed_decrypt(home)
    listed = run("contacts", "list", "--limit", "1")
    assert "contacts.converting.db is of an interrupted `outreach db`" in listed.err
    done = run("db", "encrypt")
    assert (done.code, done.out) == (0, f"{left} is removed\n")
    assert not left.exists()
    assert is_encrypted(home / "contacts.db")
    again = run("db", "encrypt")
    assert (again.code, "is encrypted already" in again.err) == (2, True)
    assert "interrupted" not in run("contacts", "list", "--limit", "1").err


@pytest.mark.parametrize("key", ["", KEY])
def test_erasing_a_person_removes_it_too(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("OUTREACH_DB_KEY", key)
    run("contacts", "add", "ana@x.example", "--kind", "press")
    if key:
        run("db", "encrypt")
    left = killed_decrypt(home, b"ana@x.example")
    done = run("contacts", "erase", "ana@x.example", "--yes")
    assert done.code == 0, done.err
    assert "removed too: " in done.err
    assert not left.exists()


def test_a_backup_without_the_key_of_the_suppressions_has_to_be_asked_for(
    run: Run, home: Path
) -> None:
    run("contacts", "suppress", "ana@x.example")
    (home / "contacts.key").unlink()
    refused = run("db", "backup", "b.db")
    assert (refused.code, "--without-key" in refused.err) == (1, True)
    assert not (home / "b.db").exists()
    done = run("db", "backup", "b.db", "--without-key")
    assert (done.code, done.out) == (0, f"{home / 'b.db'}\n")
    assert "of use only with the key" in done.err


def test_a_lost_key_is_given_up_by_its_count_alone(run: Run, home: Path) -> None:
    run("contacts", "suppress", "ana@x.example", "bo@x.example")
    (home / "contacts.key").unlink()
    asked = run("db", "new-key")
    assert (asked.code, "add --losing 2" in asked.err) == (2, True)
    assert run("db", "new-key", "--losing", "1").code == 2
    assert "is missing" in run("contacts", "suppress", "cy@x.example").err
    done = run("db", "new-key", "--losing", "2")
    assert (done.code, done.out) == (0, "lost 2, restored from events 0\n")
    assert "SendGrid's suppression lists" in done.err
    assert run("contacts", "suppress", "cy@x.example").code == 0
