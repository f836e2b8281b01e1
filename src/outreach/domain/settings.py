"""What ``outreach.toml`` settles for every campaign of a workspace."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from .campaign import Campaign, Edition, Sender
from .design import Design

SENDGRID_HOST = "https://api.sendgrid.com"


@dataclass(frozen=True, slots=True)
class Settings:
    """``host`` is SendGrid's address for the account's region; ``asm_groups`` are its unsubscribe
    groups by kind of contact, and ``webhook_keys`` the keys its events are verified with.
    With ``one_click`` SendGrid's subscription tracking is the way out, and no group.
    ``authenticated_domains`` are those that SendGrid signs for; ``most_recipients`` is the number
    from which on `check` asks whether an edition is really meant for so many, 0 for never.
    ``spelling`` are names as the house writes them, each with the spellings that are wrong.
    Test letters go to ``test_recipients`` and to nobody else. ``editor`` opens files at a line, as
    ``domain.editors`` reads it; blank if none does.
    With ``require_approval`` a plan is sent only once a second person has approved it: one of
    ``approvers``, or anyone but who planned it if none is named. A send to more than
    ``confirm_above`` people asks for their number. ``requests_per_second`` is the most that
    SendGrid is asked, 0 for no ceiling; ``pacing`` is how many letters a minute a domain and those
    below it get at most.
    ``public_url`` is where the world reaches `listen`, without a slash at its end; blank: nowhere.
    """

    sender: Sender
    timezone: str = "UTC"
    host: str = SENDGRID_HOST
    asm_groups: dict[str, int] = field(default_factory=dict)
    webhook_keys: tuple[str, ...] = ()
    one_click: bool = False
    concurrency: int = 4
    authenticated_domains: tuple[str, ...] = ()
    most_recipients: int = 0
    design: Design = field(default_factory=Design)
    spelling: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    test_recipients: tuple[str, ...] = ()
    editor: str = ""
    require_approval: bool = False
    approvers: tuple[str, ...] = ()
    confirm_above: int = 100
    requests_per_second: float = 0
    pacing: Mapping[str, int] = field(default_factory=dict)
    public_url: str = ""


def zone_of(campaign: Campaign, edition: Edition, settings: Settings) -> str:
    """The time zone of those who get ``edition``: its own, the embargo's, or the workspace's."""
    there = campaign.embargo.until.tzinfo if campaign.embargo else None
    embargos = there.key if isinstance(there, ZoneInfo) else ""
    return edition.timezone or embargos or settings.timezone
