"""The workspace: the folder with ``outreach.toml``, and the environment, read once.

Everything below gets plain values; nothing else reads the environment.
"""

from __future__ import annotations

import difflib
import getpass
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.domain.campaign import Campaign
from outreach.domain.editors import checked_editor
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, WrongUsage
from outreach.intake.campaign_files import CAMPAIGN_FILE, read_campaign
from outreach.intake.settings_file import SETTINGS_FILE, checked_host, read_settings
from outreach.store.keys import KEY_VARIABLE as STORE_KEY_VARIABLE

KEY_VARIABLE = "SENDGRID_API_KEY"
HOST_VARIABLE = "OUTREACH_SENDGRID_HOST"
EDITOR_VARIABLE = "OUTREACH_EDITOR"
USER_VARIABLE = "OUTREACH_USER"
NEW_STORE_KEY_VARIABLE = "OUTREACH_DB_NEW_KEY"
INBOUND_TOKEN_VARIABLE = "OUTREACH_INBOUND_TOKEN"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things lie, and what is settled. ``key`` is SendGrid's, ``store_key`` opens the store,

    ``new_store_key`` is to, ``inbound_token`` ends the address that replies are posted to; each is
    blank where the environment has none. ``editor`` opens files for whoever works here, as
    ``domain.editors`` reads it.
    """

    root: Path
    store: Path
    settings: Settings
    host: str
    key: str
    store_key: str = ""
    new_store_key: str = ""
    editor: str = ""
    inbound_token: str = ""

    def __repr__(self) -> str:
        return f"Workspace({str(self.root)!r})"

    @property
    def templates(self) -> Path:
        return self.root / "templates" / "email"

    @property
    def campaigns(self) -> Path:
        return self.root / "campaigns"

    def slugs(self) -> list[str]:
        return sorted(file.parent.name for file in self.campaigns.glob(f"*/{CAMPAIGN_FILE}"))

    def campaign(self, slug: str, *, attached: bool = True) -> Campaign:
        """The campaign called ``slug``; NeedsFixing with all problems of its files at once.

        With ``attached``, the files that its editions attach must be there.
        """
        if slug not in self.slugs():
            raise WrongUsage(f"there is no campaign {slug!r}", _instead(slug, self.slugs()))
        campaign, problems = read_campaign(self.campaigns / slug, attached=attached)
        if campaign is None:
            raise NeedsFixing(f"campaign {slug} cannot be read", problems)
        return campaign


def _instead(slug: str, slugs: list[str]) -> str:
    near = difflib.get_close_matches(slug, slugs, n=1)
    if near:
        return f"did you mean {near[0]}?"
    if slugs:
        return f"campaigns here: {', '.join(slugs)}"
    return "make one: `outreach new SLUG`, or `outreach statement import PAGE --campaign SLUG`"


def find_workspace(start: Path, environment: Mapping[str, str] | None = None) -> Workspace:
    """The workspace that ``start`` lies in, or that OUTREACH_WORKSPACE names.

    Raises WrongUsage where there is none, NeedsFixing where its settings cannot be read.
    """
    env = os.environ if environment is None else environment
    root = _root(start, env.get("OUTREACH_WORKSPACE", ""))
    settings, problems = read_settings(root / SETTINGS_FILE)
    if settings is None:
        raise NeedsFixing(f"{SETTINGS_FILE} cannot be read", problems)
    return Workspace(
        root=root,
        store=root / (env.get("OUTREACH_DB", "") or "contacts.db"),
        settings=settings,
        host=_host(env) or settings.host,
        key=_key(env),
        store_key=env.get(STORE_KEY_VARIABLE, "").strip("\r\n"),
        new_store_key=env.get(NEW_STORE_KEY_VARIABLE, "").strip("\r\n"),
        editor=_editor(env) or settings.editor,
        inbound_token=env.get(INBOUND_TOKEN_VARIABLE, "").strip(),
    )


def _host(env: Mapping[str, str]) -> str:
    host = env.get(HOST_VARIABLE, "").strip()
    try:
        return checked_host(host) if host else ""
    except ValueError as exc:
        raise WrongUsage(f"{HOST_VARIABLE}: {exc}", f"correct or unset {HOST_VARIABLE}") from None


def _editor(env: Mapping[str, str]) -> str:
    try:
        return checked_editor(env.get(EDITOR_VARIABLE, ""))
    except ValueError as exc:
        raise WrongUsage(
            f"{EDITOR_VARIABLE}: {exc}", f"correct or unset {EDITOR_VARIABLE}"
        ) from None


def _key(env: Mapping[str, str]) -> str:
    """The key without the blanks that copying brings along; it goes into a header as it is."""
    key = env.get(KEY_VARIABLE, "").strip()
    if not key.isascii() or not key.isprintable() or " " in key:
        raise WrongUsage(
            f"{KEY_VARIABLE} holds characters that no key has", "copy the key from SendGrid again"
        )
    return key


def user_name(environment: Mapping[str, str] | None = None) -> str:
    """Who sits at this machine, on one line: OUTREACH_USER, or what git calls her, or the account.

    Plans, sends and approvals are signed with it; nothing checks that it is true.
    """
    env = os.environ if environment is None else environment
    said = env.get(USER_VARIABLE, "") or _git_name() or _account_name()
    return " ".join("".join(c if c.isprintable() else " " for c in said).split())[:200]


def _git_name() -> str:
    try:
        asked = subprocess.run(
            ["git", "config", "user.name"], capture_output=True, text=True, timeout=5, check=False
        )
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.strip()


def _account_name() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _root(start: Path, named: str) -> Path:
    candidates = [Path(named)] if named else [start, *start.parents]
    for folder in candidates:
        if (folder / SETTINGS_FILE).is_file():
            return folder.resolve()
    where = f"in {named}" if named else "here, nor in any folder above"
    raise WrongUsage(
        f"there is no {SETTINGS_FILE} {where}",
        "run `outreach init` to start a workspace, or `outreach demo` to see one at work",
    )
