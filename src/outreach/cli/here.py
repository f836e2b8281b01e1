"""What commands are given from outside: the workspace around the user, the clock, new ids."""

from __future__ import annotations

import secrets
import sys
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import typer

from outreach.errors import Interrupted, WrongUsage
from outreach.store.backlog import is_behind
from outreach.store.database import Store, open_store
from outreach.store.driver import translated
from outreach.workspace import Workspace, find_workspace, user_name

from .show import safe, say

CATCH_UP_SECONDS = 2.0
"""What `listen` counts in a rush takes longer; then numbers say that they lag."""


def workspace() -> Workspace:
    return find_workspace(Path.cwd())


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    """Opaque, unguessable, lower-case letters and digits."""
    return secrets.token_hex(10)


def who() -> str:
    """Who sits at this machine, as plans, sends and approvals name her."""
    return user_name()


def whom(text: str) -> str:
    """WHO or ADDRESS as it was typed or pasted: an address as an import would clean it.

    All else stays: a uid, and words to search for.
    """
    if "@" not in unicodedata.normalize("NFKC", text):
        return text
    from outreach.intake.addresses import Unusable, clean_address

    address = clean_address(text)
    return text if isinstance(address, Unusable) else address


@contextmanager
def store(ws: Workspace, *, create: bool = False) -> Iterator[Store]:
    """The workspace's store, opened with its key; what should be known of its file is said.

    What `listen` acknowledged is counted first, should it not have come to that: who left is not
    written to, and numbers are the latest.
    """
    db = open_store(ws.store, create=create, key=ws.store_key, tell=note)
    try:
        if is_behind(db):
            from outreach.actions.catch_up import catch_up

            catch_up(db, CATCH_UP_SECONDS)
        with translated(ws.store):
            yield db
    finally:
        db.close()


def note(message: str) -> None:
    """What a person should know, though it stops nothing."""
    say(safe(f"note: {message}"))


def confirm(question: str, flag: str = "--yes") -> None:
    """Ask; raise unless the answer is yes.

    Nothing prompts when stdin is not a terminal: then the flag is named.
    """
    if not sys.stdin.isatty():
        raise WrongUsage("this asks for a confirmation, and there is no terminal", f"add {flag}")
    try:
        agreed = typer.confirm(question, err=True)
    except typer.Abort:
        raise Interrupted("stopped before anything was done") from None
    if not agreed:
        say("Nothing was done.")
        raise typer.Exit(1)


def confirm_count(question: str, count: int, flag: str = "--yes") -> None:
    """As ``confirm``, where the answer must be the number: what is typed was read."""
    if not sys.stdin.isatty():
        raise WrongUsage("this asks for a confirmation, and there is no terminal", f"add {flag}")
    try:
        answer = typer.prompt(question, default="", show_default=False, err=True)
    except typer.Abort:
        raise Interrupted("stopped before anything was done") from None
    if answer.strip().replace(",", "").replace(".", "") != str(count):
        say("Nothing was done.")
        raise typer.Exit(1)
