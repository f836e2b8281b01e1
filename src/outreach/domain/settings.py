"""What ``outreach.toml`` settles for every campaign of a workspace."""

from __future__ import annotations

from dataclasses import dataclass, field

from .campaign import Sender

SENDGRID_HOST = "https://api.sendgrid.com"


@dataclass(frozen=True, slots=True)
class Settings:
    """``host`` is SendGrid's address for the account's region; ``asm_groups`` are its unsubscribe
    groups by kind of contact, and ``webhook_keys`` the keys its events are verified with.
    """

    sender: Sender
    timezone: str = "UTC"
    host: str = SENDGRID_HOST
    asm_groups: dict[str, int] = field(default_factory=dict)
    webhook_keys: tuple[str, ...] = ()
    concurrency: int = 4
