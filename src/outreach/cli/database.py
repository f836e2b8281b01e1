"""db: the store's file itself, encrypted or plain, and its backup."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.store.encryption import Converted
    from outreach.workspace import Workspace

app = typer.Typer(help="The store's file: encryption and backup.", no_args_is_help=True)

_SYNCED = re.compile(
    r"(dropbox|onedrive|google ?drive|icloud|mobile documents|cloudstorage|com~apple~clouddocs"
    r"|nextcloud|owncloud|pcloud|seafile|box sync|megasync)(?![a-z])"
)

Keyring = Annotated[
    bool, typer.Option("--keyring", help="Keep the key in the system's keyring too.")
]


@app.command()
def encrypt(keyring: Keyring = False) -> None:
    """Encrypt the store. The key is OUTREACH_DB_KEY, or a passphrase that is asked for twice.

    With --keyring the key of a store that is encrypted already is kept as well; what an interrupted
    command left beside such a store is removed.
    """
    from outreach.errors import WrongUsage
    from outreach.store.encryption import is_encrypted

    from . import here, show

    ws = here.workspace()
    path = _there(ws)
    if is_encrypted(path):
        if _removed(ws) and not keyring:
            return
        if not keyring or not ws.store_key:
            raise WrongUsage(
                f"{path} is encrypted already",
                "outreach db rekey gives it another key; with OUTREACH_DB_KEY set, --keyring"
                " keeps that one",
            )
        _keep_present_key(ws, path)
        return
    secret = ws.store_key or _asked("OUTREACH_DB_KEY")
    done = _converted(path, "", secret, keyring=keyring)
    show.out(f"{path} is encrypted: {show.plural(done.rows, 'row')}")
    _say_how_to_open(keyring=keyring)
    show.say("If the key is lost, nobody can open the store again: keep it in a password manager.")
    if done.erased:
        show.say(
            "The plain file was overwritten. An SSD, snapshots, backups and syncs may keep copies"
            " of it all the same."
        )
    else:
        show.say("The plain file could not be overwritten: what it held may still be on the disk.")


@app.command()
def decrypt(
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> None:
    """Make the store a plain file again, which every program of this account can read."""
    from outreach.errors import WrongUsage
    from outreach.store.encryption import is_encrypted

    from . import here, show

    ws = here.workspace()
    path = _there(ws)
    if not is_encrypted(path):
        raise WrongUsage(f"{path} is not encrypted", "there is nothing to do")
    if not yes:
        here.confirm(f"Leave everyone in {path.name} readable on this disk?")
    done = _converted(path, ws.store_key, "", keyring=False)
    show.out(f"{path} is a plain file: {show.plural(done.rows, 'row')}")
    if ws.store_key:
        show.say("    → unset OUTREACH_DB_KEY, or new stores will be encrypted")


@app.command()
def rekey(keyring: Keyring = False) -> None:
    """Give an encrypted store another key. It is OUTREACH_DB_NEW_KEY, or asked for twice."""
    from outreach.errors import WrongUsage
    from outreach.store.encryption import is_encrypted

    from . import here, show

    ws = here.workspace()
    path = _there(ws)
    if not is_encrypted(path):
        raise WrongUsage(f"{path} is not encrypted", "outreach db encrypt")
    secret = ws.new_store_key or _asked("OUTREACH_DB_NEW_KEY")
    done = _converted(path, ws.store_key, secret, keyring=keyring)
    show.out(f"{path} has another key: {show.plural(done.rows, 'row')}")
    _say_how_to_open(keyring=keyring)
    show.say("Backups made before still open with the key they had.")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file; nothing is replaced.")],
    without_key: Annotated[
        bool, typer.Option("--without-key", help="Without the key of the suppressions.")
    ] = False,
) -> None:
    """Copy the store to FILE while it is in use. Encrypted if the store is, and read through."""
    from outreach.store.backup import back_up

    from . import here, show

    ws = here.workspace()
    _warn_of_sync(file)
    with here.store(ws) as db:
        done = back_up(db, ws.store, ws.store_key, file, without_key=without_key)
    show.out(show.safe(done.file))
    if done.key_file:
        show.out(show.safe(done.key_file))
        show.say(
            f"The two belong together: without {done.key_file.name} nobody can tell who must not"
            " be written to."
        )
    elif without_key:
        show.say("It is of use only with the key that its suppressions were made with.")
    where = "a synced folder, a repository or a mail"
    show.say(f"Keep them from others as the store itself; they must not lie in {where}.")
    if not done.encrypted:
        show.say("    → to have store and backups encrypted: outreach db encrypt")


@app.command("new-key")
def new_key(
    losing: Annotated[
        int | None, typer.Option("--losing", metavar="N", help="How many; else it is asked.")
    ] = None,
) -> None:
    """Give up the suppressions whose key is lost for good, and begin with a new key.

    Restore the key from a backup if there is any. What is given up cannot be had again.
    """
    from outreach.store.lost_key import begin_anew, unreadable

    from . import here, show

    ws = here.workspace()
    with here.store(ws) as db:
        lost = unreadable(db, ws.store)
        show.say(f"{show.plural(lost, 'suppression')} cannot be read without the key, and will be")
        show.say("lost: who left or was erased can be imported and written to again.")
        if losing is None:
            losing = _count("How many suppressions are to be lost?", f"--losing {lost}")
        done = begin_anew(db, ws.store, losing, here.now())
    show.out(f"lost {done.lost}, restored from events {done.restored}")
    show.say("Before anything is imported or sent, take in who left:")
    show.say("    → SendGrid's suppression lists: outreach contacts suppress --file LIST")
    show.say("    → lists of your own of people who left or asked to be erased, the same way")
    show.say("    → then keep both files safe: outreach db backup FILE")


def _count(question: str, flag: str) -> int:
    from outreach.errors import Interrupted, WrongUsage

    if not sys.stdin.isatty():
        raise WrongUsage("this asks for a number, and there is no terminal", f"add {flag}")
    try:
        return int(typer.prompt(question, type=int, err=True))
    except typer.Abort:
        raise Interrupted("stopped before anything was done") from None


def _removed(ws: Workspace) -> bool:
    """Whether there was something that an interrupted command left."""
    from outreach.store.database import conversion
    from outreach.store.encryption import remove_interrupted

    from . import here, show

    if not conversion(ws.store).exists():
        return False
    with here.store(ws):
        removed = remove_interrupted(ws.store)
    if removed:
        show.out(show.safe(f"{removed} is removed"))
    return removed is not None


def _there(ws: Workspace) -> Path:
    """The store's file, which must be there; a warning where it is synced elsewhere."""
    from outreach.errors import StoreMissing

    if not ws.store.exists():
        raise StoreMissing(
            f"there is no contact store at {ws.store}",
            "run `outreach contacts import FILE`: with OUTREACH_DB_KEY set, it makes one encrypted",
        )
    _warn_of_sync(ws.store)
    return ws.store


def _warn_of_sync(path: Path) -> None:
    from . import here

    folder = path.resolve().parent
    if any(_SYNCED.match(part.lower()) for part in folder.parts):
        here.note(
            f"{folder} looks like a folder that is copied to other machines: whoever has access"
            " there has the list, and syncing a store in use damages it"
        )


def _asked(variable: str) -> str:
    """A passphrase typed twice; never where there is no terminal."""
    from outreach.errors import Interrupted, WrongUsage

    if not sys.stdin.isatty():
        raise WrongUsage("this asks for a passphrase, and there is no terminal", f"set {variable}")
    try:
        typed = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True, err=True)
    except typer.Abort:
        raise Interrupted("stopped before anything was done") from None
    return str(typed)


def _converted(path: Path, old: str, new: str, *, keyring: bool) -> Converted:
    from outreach.store.encryption import convert
    from outreach.store.keys import check_new, keep_in_keyring

    if new:
        check_new(new)

    def keep(salt: str) -> None:
        keep_in_keyring(salt, new)

    before_swap: Callable[[str], object] = keep if keyring else _nothing
    return convert(path, old, new, before_swap=before_swap)


def _nothing(_salt: str) -> None:
    """What is to happen before the new file is put in place, without a keyring."""


def _keep_present_key(ws: Workspace, path: Path) -> None:
    from outreach.store.encryption import salt_of
    from outreach.store.keys import keep_in_keyring

    from . import here, show

    with here.store(ws):
        pass  # a key that does not open it is not worth keeping
    keep_in_keyring(salt_of(path), ws.store_key)
    show.out(f"the keyring has the key of {path}")


def _say_how_to_open(*, keyring: bool) -> None:
    from . import show

    if keyring:
        show.say("    → the system's keyring has the key; every command finds it there")
    else:
        show.say("    → set OUTREACH_DB_KEY to the key from now on")
