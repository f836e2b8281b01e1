"""Setting our event webhook up at SendGrid, and seeing whether a post arrives.

Nobody else's webhook is touched: ours is the one that posts to our address.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from outreach.domain.webhook import Webhook, bare_key, lacking, wanted
from outreach.errors import OutreachError
from outreach.sendgrid import webhooks as api
from outreach.sendgrid.client import SendGrid

Arrival = Literal["arrived", "refused", "silent", "unseen"]
"""What became of the test post: taken; its signature did not verify; it did not come; the receiver
cannot be asked from here."""

PATIENCE_SECONDS = 10.0
_ASK_EVERY_SECONDS = 0.2
_ROUNDING_SECONDS = 0.1
"""A receiver gives its ages in tenths."""


class Ages(Protocol):
    """Seconds since a receiver took a post, and since it refused one; None: it never did."""

    @property
    def heard(self) -> float | None: ...
    @property
    def refused(self) -> float | None: ...


AskHealth = Callable[[], Ages | None]


@dataclass(frozen=True, slots=True)
class Found:
    """Our webhook, None if there is none, and what must change of it, each in words.

    ``lacking`` are events that are off.
    """

    url: str
    webhook: Webhook | None
    measured: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()


def look(sendgrid: SendGrid, url: str, measured: Sequence[str]) -> Found:
    """Compare what is there with what we need; nothing is changed.

    Raises OutreachError where there is none and the plan allows no more.
    """
    all_of_them = api.webhooks(sendgrid)
    webhook = all_of_them.at(url)
    if webhook is None:
        if not all_of_them.has_room:
            count = all_of_them.most
            raise OutreachError(
                f"no webhook posts to {url}, and this plan's {count} "
                f"{'is' if count == 1 else 'are'} in use",
                "delete one you do not need (Settings > Mail Settings > Event Webhooks), "
                "or give one this URL, then run this again",
            )
        return Found(url, None, tuple(measured), differs=("there is no webhook with this URL",))
    webhook = _with_key(sendgrid, webhook)
    off = lacking(webhook, measured)
    differs = [] if webhook.enabled else ["it is not enabled"]
    if off:
        differs.append(f"these events are off: {', '.join(off)}")
    if not webhook.public_key:
        differs.append("its posts are not signed")
    return Found(url, webhook, tuple(measured), off, tuple(differs))


def _with_key(sendgrid: SendGrid, webhook: Webhook) -> Webhook:
    """The list may leave the key out."""
    if webhook.public_key:
        return webhook
    return replace(webhook, public_key=api.public_key(sendgrid, webhook.id))


def mend(sendgrid: SendGrid, found: Found) -> Webhook:
    """Make it, or change what differs; the webhook as it is then."""
    webhook = found.webhook
    if webhook is None:
        webhook = api.create(sendgrid, found.url, wanted(found.measured))
    elif found.lacking or not webhook.enabled:
        api.change(sendgrid, webhook.id, found.lacking)
    key = webhook.public_key or api.sign(sendgrid, webhook.id)
    on = webhook.on | set(found.lacking)
    return replace(webhook, enabled=True, on=on, public_key=key)


def knows_key(keys: Sequence[str], webhook: Webhook) -> bool:
    return bare_key(webhook.public_key) in {bare_key(key) for key in keys}


def key_line(keys: Sequence[str], webhook: Webhook) -> str:
    """The line of [sendgrid] in outreach.toml that trusts it too. Others stay: a key that was
    replaced still verifies what SendGrid posts again."""
    known = [key for one in keys if (key := bare_key(one))]
    listed = ", ".join(f'"{key}"' for key in (*known, bare_key(webhook.public_key)))
    return f"webhook_keys = [{listed}]"


def arrival(
    sendgrid: SendGrid,
    webhook: Webhook,
    health: AskHealth,
    *,
    patience: float,
    clock: Callable[[], float] = time.monotonic,
    pause: Callable[[float], None] = time.sleep,
) -> Arrival:
    """Have SendGrid post its test, and see by the receiver's health what becomes of it.

    Any post that comes meanwhile shows the same: that SendGrid reaches the receiver.
    """
    seen = health() is not None
    began = clock()
    api.post_test(sendgrid, webhook)
    while seen:
        if (now := health()) is not None:
            since = clock() - began + _ROUNDING_SECONDS
            if now.heard is not None and now.heard <= since:
                return "arrived"
            if now.refused is not None and now.refused <= since:
                return "refused"
        if clock() - began > patience:
            return "silent"
        pause(_ASK_EVERY_SECONDS)
    return "unseen"
