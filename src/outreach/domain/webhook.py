"""The event webhook as SendGrid keeps it, and what it lacks to tell us all we need."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

EVENTS_PATH = "/webhooks/sendgrid"
NEEDED = (
    *("processed", "deferred", "delivered", "dropped", "bounce", "spam_report"),
    *("unsubscribe", "group_unsubscribe", "group_resubscribe", "account_status_change"),
)
"""The events without which our numbers would not be true, as the settings name them."""

_URL = re.compile(
    r"(https?)://(?:[^/?#@]*@)?(\[[0-9a-f:.]+\]|[^/?#@:\[\]\s]+)(?::([0-9]{1,5}))?(/[^?#]*)?(?:\?([^#]*))?",
    re.IGNORECASE,
)
_PORTS = {"https": 443, "http": 80}
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Webhook:
    """``on`` are the events it is sent. ``public_key`` is blank while its posts are not signed."""

    id: str
    url: str
    enabled: bool
    on: frozenset[str] = frozenset()
    public_key: str = ""


@dataclass(frozen=True, slots=True)
class Webhooks:
    """All of an account's. ``most`` is how many its plan allows; 0 where it is not said."""

    all: tuple[Webhook, ...]
    most: int = 0

    @property
    def has_room(self) -> bool:
        return not self.most or len(self.all) < self.most

    def at(self, url: str) -> Webhook | None:
        """The one that posts to ``url``; of a URL one webhook at most can have it."""
        return next((one for one in self.all if same_url(one.url, url)), None)

    def signed_with(self, keys: Iterable[str]) -> Webhook | None:
        known = {bare_key(key) for key in keys}
        return next((one for one in self.all if bare_key(one.public_key) in known - {""}), None)


def same_url(one: str, other: str) -> bool:
    """Whether two addresses are one door: a host's capitals, a default port and a slash at the end
    make no difference, and neither has a user and password (which SendGrid would send along)."""
    first, second = _door(one), _door(other)
    return first is not None and first == second


def _door(url: str) -> tuple[str, str, int, str, str] | None:
    found = _URL.fullmatch(url.strip())
    if found is None:
        return None
    scheme, host, port, path, query = found.groups(default="")
    number = int(port) if port else _PORTS[scheme.lower()]
    if number > _HIGHEST_PORT:
        return None
    return scheme.lower(), host.lower(), number, path.rstrip("/"), query


def bare_key(key: str) -> str:
    """A key as it compares: pages break it over lines."""
    return "".join(key.split())


def wanted(measured: Sequence[str]) -> tuple[str, ...]:
    """What must be on; ``measured`` are ``open`` and ``click``, where an edition measures them."""
    return (*NEEDED, *measured)


def lacking(webhook: Webhook, measured: Sequence[str]) -> tuple[str, ...]:
    """The events that are off and must be on. What else is on does no harm, and stays."""
    return tuple(name for name in wanted(measured) if name not in webhook.on)
