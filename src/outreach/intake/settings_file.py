"""``outreach.toml`` -> Settings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from outreach.domain.campaign import Sender
from outreach.domain.contact import address_key
from outreach.domain.editors import checked_editor
from outreach.domain.hosts import LOOPBACK
from outreach.domain.settings import SENDGRID_HOST, Settings
from outreach.domain.unseen import is_blank
from outreach.errors import Problem

from .campaign_timing import zone
from .design_settings import DesignTable, design_of
from .pacing import pacing_of, pacing_problems
from .toml_files import read_toml, shaped

SETTINGS_FILE = "outreach.toml"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Sender(_Table):
    name: str = Field(min_length=1)
    email: str
    organisation: str = Field(min_length=1)
    reply_to: str = ""
    postal_address: list[str] = []
    contact_name: str = ""
    contact_phone: str = ""
    website: str = ""
    city: str = ""
    about: str = ""

    @field_validator("email", "reply_to")
    @classmethod
    def valid(cls, address: str) -> str:
        return _address(address) if address else address


def _address(text: str) -> str:
    try:
        return validate_email(text, check_deliverability=False).normalized
    except EmailNotValidError as exc:
        raise ValueError(f"not an e-mail address: {exc}") from exc


def _name(text: str) -> str:
    if is_blank(text):
        raise ValueError("is empty")
    return " ".join(text.split())


class _AsmGroups(_Table):
    press: int = Field(default=0, ge=0)
    congress: int = Field(default=0, ge=0)
    signatory: int = Field(default=0, ge=0)
    other: int = Field(default=0, ge=0)


class _SendGrid(_Table):
    host: str = SENDGRID_HOST

    @field_validator("host")
    @classmethod
    def usable(cls, host: str) -> str:
        return checked_host(host)

    asm_groups: _AsmGroups = _AsmGroups()
    webhook_keys: list[str] = []
    one_click: bool = False
    authenticated_domains: list[str] = []
    concurrency: int = Field(default=4, ge=1, le=16)


class _Send(_Table):
    confirm_above: int = Field(default=100, ge=0)
    requests_per_second: float = Field(default=0, ge=0, le=1000, allow_inf_nan=False)
    pacing: dict[str, object] = {}


class _Checks(_Table):
    most_recipients: int = Field(default=0, ge=0)


class _Preview(_Table):
    editor: str = ""

    @field_validator("editor")
    @classmethod
    def known(cls, editor: str) -> str:
        return checked_editor(editor)


class _Settings(_Table):
    timezone: str = "UTC"
    public_url: str = ""
    test_recipients: list[Annotated[str, AfterValidator(_address)]] = []
    require_approval: bool = False
    approvers: list[Annotated[str, AfterValidator(_name)]] = []
    sender: _Sender
    sendgrid: _SendGrid = _SendGrid()
    send: _Send = _Send()
    design: DesignTable = DesignTable()
    checks: _Checks = _Checks()
    preview: _Preview = _Preview()
    spelling: dict[str, list[str]] = {}

    @field_validator("timezone")
    @classmethod
    def known(cls, name: str) -> str:
        zone(name)
        return name

    @field_validator("public_url")
    @classmethod
    def reachable(cls, url: str) -> str:
        return checked_public_url(url) if url else url


def checked_public_url(url: str) -> str:
    """Where the world reaches `outreach listen`, without a slash at its end.

    ValueError unless it is https, with a host and at most a path, or http on this machine, for
    trying things out. Links in letters begin with it, so nothing in it may need quoting.
    """
    try:
        parts = urlsplit(url)
        loopback = parts.scheme == "http" and parts.hostname in LOOPBACK
        fits = bool(parts.hostname) and (parts.scheme == "https" or loopback) and parts.port != 0
        more = parts.query or parts.fragment or "@" in parts.netloc
        bare = not (more or url.endswith(("?", "#")))
        fits = fits and bare and re.fullmatch(r"[A-Za-z0-9:/._~\[\]-]+", url) is not None
    except ValueError:
        fits = False
    if not fits:
        raise ValueError(
            f"{url!r} is no public address; write https:// and the host that leads to "
            "`outreach listen`, such as https://hear.coalition.example"
        )
    return url.rstrip("/")


def checked_host(host: str) -> str:
    """The address of SendGrid's API without a slash at its end; ValueError if it is none.

    Keys travel to it, so it is https, or http on this machine alone.
    """
    try:
        parts = urlsplit(host)
        loopback = parts.hostname in LOOPBACK
        fits = parts.scheme == "https" or (parts.scheme == "http" and loopback)
        bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
        fits = fits and bool(parts.hostname) and bare and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not host.isascii() or host.split() != [host]:
        raise ValueError(
            f"{host!r} is no address of SendGrid's; write https://api.sendgrid.com, "
            "https://api.eu.sendgrid.com, or http://127.0.0.1:PORT for a sandbox"
        )
    return host.rstrip("/")


def read_settings(path: Path) -> tuple[Settings | None, tuple[Problem, ...]]:
    """The settings, or None and every problem at once."""
    file, problems = read_toml(path, "make one: `outreach init`")
    if file is None:
        return None, problems
    table, problems = shaped(file, _Settings)
    problems = (*problems, *pacing_problems(file))
    if table is None or problems:
        return None, problems
    return _settings(table), ()


def _settings(table: _Settings) -> Settings:
    sender = table.sender.model_dump()
    return Settings(
        sender=Sender(**{**sender, "postal_address": tuple(sender["postal_address"])}),
        timezone=table.timezone,
        host=table.sendgrid.host,
        asm_groups={k: v for k, v in table.sendgrid.asm_groups.model_dump().items() if v},
        webhook_keys=tuple(table.sendgrid.webhook_keys),
        one_click=table.sendgrid.one_click,
        concurrency=table.sendgrid.concurrency,
        authenticated_domains=tuple(
            domain.strip().lower() for domain in table.sendgrid.authenticated_domains
        ),
        most_recipients=table.checks.most_recipients,
        design=design_of(table.design),
        spelling={name: tuple(variants) for name, variants in table.spelling.items()},
        test_recipients=_each_once(table.test_recipients),
        editor=table.preview.editor,
        require_approval=table.require_approval,
        approvers=tuple({one.casefold(): one for one in reversed(table.approvers)}.values())[::-1],
        confirm_above=table.send.confirm_above,
        requests_per_second=table.send.requests_per_second,
        pacing=pacing_of(table.send.pacing),
        public_url=table.public_url,
    )


def _each_once(addresses: Sequence[str]) -> tuple[str, ...]:
    """However an address is spelt the second time, it is one mailbox's, which gets one letter."""
    found: dict[str, str] = {}
    for one in addresses:
        found.setdefault(address_key(one), one)
    return tuple(found.values())
