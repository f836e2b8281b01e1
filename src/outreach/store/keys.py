"""The key of an encrypted store: from the environment, or the system's keyring.

In the keyring a key goes by the salt in the file's first bytes, so that a store that was moved,
copied or restored from a backup still finds it.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from outreach.errors import KeyNeeded, OutreachError, WrongUsage

from .driver import Form, Head

KEY_VARIABLE = "OUTREACH_DB_KEY"
SHORTEST = 12
_SERVICE = "outreach"
_RAW = re.compile(r"[0-9A-Fa-f]{64}")


def key_literal(secret: str) -> str:
    """What SQLCipher is told: 64 hexadecimal digits are the key itself, all else a passphrase.

    However a keyboard composes its letters, it is one passphrase. Raises WrongUsage for one that
    cannot be.
    """
    if _RAW.fullmatch(secret):
        return f"x'{secret.lower()}'"
    try:
        secret.encode()
    except UnicodeEncodeError:
        raise WrongUsage("the key is not UTF-8 text", f"correct {KEY_VARIABLE}") from None
    if "\0" in secret:
        raise WrongUsage("the key holds a NUL", f"correct {KEY_VARIABLE}")
    return unicodedata.normalize("NFC", secret)


def check_new(secret: str) -> None:
    """Raises WrongUsage for a passphrase that is quickly guessed."""
    if len(secret) < SHORTEST:
        raise WrongUsage(
            f"a passphrase of fewer than {SHORTEST} characters is quickly guessed",
            "take five or six random words",
        )


def key_for(path: Path, head: Head, given: str) -> str:
    """The key as SQLCipher is told it; blank for a plain store.

    Only an encrypted file asks the keyring. Raises KeyNeeded where nobody has a key for it.
    """
    if head.form in (Form.PLAIN, Form.FOREIGN):
        return ""
    if given or head.form is Form.EMPTY:
        return key_literal(given)
    found, why = _from_keyring(head.salt)
    if not found:
        raise KeyNeeded(
            f"{path} is encrypted, or damaged at its beginning;"
            f" {KEY_VARIABLE} is not set, and {why}",
            f"set {KEY_VARIABLE} to its key, or keep that in the keyring:"
            " outreach db encrypt --keyring",
        )
    return key_literal(found)


def _from_keyring(salt: str) -> tuple[str, str]:
    """The key kept for a file, or a blank and why there is none."""
    try:
        import keyring
    except ImportError:
        return "", "the package keyring is not installed"
    try:
        found = keyring.get_password(_SERVICE, salt)
    except Exception as exc:  # noqa: BLE001 - backends raise what they like
        return "", _unusable(exc)
    return found or "", "the system's keyring has none for it"


def keep_in_keyring(salt: str, secret: str) -> None:
    """Keep the key of the file with this salt. Raises OutreachError unless it can be read back."""
    try:
        import keyring
    except ImportError:
        raise OutreachError(
            "the package keyring is not installed", "pip install 'outreach[encrypted]'"
        ) from None
    try:
        keyring.set_password(_SERVICE, salt, secret)
        kept = keyring.get_password(_SERVICE, salt) == secret
    except Exception as exc:  # noqa: BLE001 - backends raise what they like
        raise OutreachError(_unusable(exc), _WITHOUT) from None
    if not kept:
        raise OutreachError("the system's keyring did not keep the key", _WITHOUT)


_WITHOUT = f"leave --keyring out, and set {KEY_VARIABLE} for each command"


def _unusable(exc: Exception) -> str:
    """No words of the backend's own: they might repeat what they were given."""
    return f"the system's keyring cannot be used ({type(exc).__name__})"
