"""The key of an encrypted store: what it may be, and where it is found."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked

from outreach.errors import KeyNeeded, OutreachError, WrongKey, WrongUsage
from outreach.store.backup import back_up
from outreach.store.database import open_store
from outreach.store.encryption import convert, salt_of
from outreach.store.keys import check_new, keep_in_keyring, key_literal

KEY = "correct horse battery staple"


class Kept(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.passwords: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.passwords.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.passwords[service, username] = password


class Locked(Kept):
    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"{service} {username} stays locked")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked(f"{password} cannot be kept")


class Forgetful(Kept):
    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.fixture
def kept() -> Iterator[Kept]:
    before, ring = keyring.get_keyring(), Kept()
    keyring.set_keyring(ring)
    yield ring
    keyring.set_keyring(before)


def test_64_hexadecimal_digits_are_the_key_itself() -> None:
    assert key_literal("AB" * 32) == f"x'{'ab' * 32}'"
    assert key_literal("ab" * 31) == "ab" * 31
    assert key_literal("xy" * 32) == "xy" * 32


def test_a_passphrase_is_one_however_its_letters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", "Größenwahn im Café")
    assert key_literal(decomposed) == key_literal("Größenwahn im Café")


@pytest.mark.parametrize("key", ["\udcff" * 12, "twelve\0 letters"])
def test_what_cannot_be_a_key_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        key_literal(key)
    assert key not in f"{caught.value} {caught.value.hint}"


def test_a_short_passphrase_is_refused(tmp_path: Path) -> None:
    check_new("twelve chars")
    with pytest.raises(WrongUsage, match="quickly guessed"):
        check_new("eleven char")
    with pytest.raises(WrongUsage, match="quickly guessed"):
        open_store(tmp_path / "contacts.db", create=True, key="short")
    assert list(tmp_path.iterdir()) == []


@settings(deadline=None, max_examples=8)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), min_size=12))
def test_any_text_is_a_passphrase(tmp_path_factory: pytest.TempPathFactory, key: str) -> None:
    path = tmp_path_factory.mktemp("key") / "contacts.db"
    open_store(path, create=True, key=key).close()
    open_store(path, key=key).close()
    with pytest.raises(WrongKey) as caught:
        open_store(path, key=f"{key}.")
    assert key not in f"{caught.value} {caught.value.hint}".replace(str(path), "")


def test_an_encrypted_store_asks_the_keyring(tmp_path: Path, kept: Kept) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True, key=KEY).close()
    with pytest.raises(KeyNeeded, match="keyring has none for it") as caught:
        open_store(path)
    assert "OUTREACH_DB_KEY" in caught.value.hint
    assert "outreach db encrypt --keyring" in caught.value.hint
    keep_in_keyring(salt_of(path), KEY)
    open_store(path).close()
    kept.passwords["outreach", salt_of(path)] = "another passphrase"
    with pytest.raises(WrongKey):
        open_store(path)
    open_store(path, key=KEY).close()


def test_a_store_that_moved_or_came_back_from_a_backup_finds_its_key(
    tmp_path: Path, kept: Kept
) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    convert(path, "", KEY, before_swap=lambda salt: keep_in_keyring(salt, KEY))
    with open_store(path) as db:
        back_up(db, path, "", tmp_path / "backup.db")
        db.execute("VACUUM")
    moved = path.rename(tmp_path / "moved.db")
    open_store(moved).close()
    (tmp_path / "backup.db").rename(path)
    open_store(path).close()


@pytest.mark.parametrize("ring", [Locked, Forgetful])
def test_a_keyring_that_does_not_keep_is_a_sentence_without_the_key(
    ring: type[Kept], kept: Kept
) -> None:
    keyring.set_keyring(ring())
    with pytest.raises(OutreachError, match="keyring") as caught:
        keep_in_keyring("00" * 16, KEY)
    assert KEY not in f"{caught.value} {caught.value.hint}"
    assert caught.value.__cause__ is None


def test_a_locked_keyring_is_a_sentence(tmp_path: Path, kept: Kept) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True, key=KEY).close()
    keyring.set_keyring(Locked())
    with pytest.raises(KeyNeeded, match=r"keyring cannot be used \(KeyringLocked\)"):
        open_store(path)


def test_a_plain_store_asks_nobody(tmp_path: Path, kept: Kept) -> None:
    keyring.set_keyring(Locked())
    open_store(tmp_path / "contacts.db", create=True).close()
    open_store(tmp_path / "contacts.db").close()
