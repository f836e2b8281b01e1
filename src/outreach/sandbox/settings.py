"""What a sandbox is told when it starts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from outreach.domain.hosts import LOOPBACK
from outreach.errors import WrongUsage

RESERVED_DOMAINS = ("example.com", "example.net", "example.org", "*.example")
"""RFC 2606: nobody owns them, so a letter from them can do no harm."""


@dataclass(frozen=True, slots=True)
class SandboxSettings:
    """``outbox`` is the folder the letters are filed in; it also keeps the webhook's key.

    ``verified`` are sender identities: a domain, ``*.domain`` for what lies below it, or one
    address. ``keys`` are the API keys accepted; None accepts any that begins ``SG.``.
    ``groups`` are the unsubscribe groups of the account; None accepts any number.
    ``time_scale`` is how many seconds here stand for one of SendGrid's: a deferral that takes
    five minutes there takes three seconds at 0.01. ``seed`` decides the disorder of the events.
    ``substitution_bytes`` is the stricter of the two limits SendGrid has published.
    ``stoppable_until`` is how many of SendGrid's seconds before its time a scheduled letter can
    last be paused or cancelled. ``credits`` is how many letters the account says it may send,
    which nothing enforces; None: the key may not ask. ``webhooks`` is how many event webhooks the
    plan allows.

    Raises WrongUsage for a webhook that is not on this machine or a scale that is not positive.
    """

    outbox: Path
    webhook_url: str | None = None
    seed: int = 0
    verified: tuple[str, ...] = RESERVED_DOMAINS
    keys: tuple[str, ...] | None = None
    groups: tuple[int, ...] | None = None
    time_scale: float = 0.01
    substitution_bytes: int = 10_000
    stoppable_until: float = 600.0
    credits: int | None = 1_000_000
    webhooks: int = 5

    def __post_init__(self) -> None:
        if not self.time_scale > 0:
            raise WrongUsage("the sandbox's time scale must be greater than 0")
        if not self.stoppable_until >= 0:
            raise WrongUsage("the sandbox's stoppable_until must be at least 0")
        if self.webhook_url is not None:
            check_webhook_url(self.webhook_url)


def check_webhook_url(url: str) -> None:
    """Raise WrongUsage unless ``url`` is plain HTTP to this machine."""
    try:
        parts = urlsplit(url)
        here = parts.scheme == "http" and parts.hostname in LOOPBACK and parts.port != 0
    except ValueError:
        here = False
    if not here:
        raise WrongUsage(
            "the sandbox posts events only to this machine",
            "use a webhook address like http://127.0.0.1:8026/webhooks/sendgrid",
        )


def is_verified(address: str, verified: tuple[str, ...]) -> bool:
    """Whether ``address`` may stand in From.

    >>> is_verified("press@media.example", ("*.example",))
    True
    >>> is_verified("press@mail.example.com", ("example.com",))
    False
    """
    address = address.lower()
    domain = address.rpartition("@")[2]
    return any(_covers(identity.lower(), address, domain) for identity in verified)


def _covers(identity: str, address: str, domain: str) -> bool:
    if identity.startswith("*."):
        return domain.endswith(identity[1:])
    return identity in (address, domain)
