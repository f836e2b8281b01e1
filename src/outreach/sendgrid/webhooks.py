"""The account's event webhooks: reading them, making or mending ours, and SendGrid's test post.

https://www.twilio.com/docs/sendgrid/api-reference/webhooks
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from outreach.domain.webhook import NEEDED, Webhook, Webhooks
from outreach.errors import NotAuthorised

from .client import SendGrid

_SETTINGS = ("user", "webhooks", "event", "settings")
_SCOPE = "user.webhooks.event.settings"
_ACCOUNT_CHANGE = "account_status_change"
_KNOWN = (*NEEDED, "open", "click")


def webhooks(sendgrid: SendGrid) -> Webhooks:
    """All of them. Raises NotAuthorised, naming the scope, where the key may not read them."""
    with _needing(f"{_SCOPE}.read", "read"):
        # Who does not ask for it is not shown the switch for changes of the account.
        query = {"include": _ACCOUNT_CHANGE}
        body: Any = sendgrid.ask("GET", (*_SETTINGS, "all"), query=query).body
    match body:
        case {"webhooks": [*rows]}:
            most = body.get("max_allowed")
            found = tuple(_webhook(row) for row in rows if _is_webhook(row))
            return Webhooks(found, most if type(most) is int else 0)
    raise sendgrid.odd("webhooks")


def create(sendgrid: SendGrid, url: str, events: Iterable[str]) -> Webhook:
    """One more, enabled; not signed yet. Raises Rejected where the plan has no room for it."""
    switches = dict.fromkeys(events, True)
    body = {"url": url, "enabled": True, "friendly_name": "outreach", **switches}
    with _needing(f"{_SCOPE}.create", "create"):
        made: Any = sendgrid.ask("POST", _SETTINGS, body).body
    if not _is_webhook(made):
        raise sendgrid.odd("the new webhook")
    return _webhook(made)


def change(sendgrid: SendGrid, webhook_id: str, events: Sequence[str]) -> None:
    """Enable it, and switch ``events`` on; all else stays."""
    switches = dict.fromkeys(events, True)
    with _needing(f"{_SCOPE}.update", "change"):
        sendgrid.ask("PATCH", (*_SETTINGS, webhook_id), {"enabled": True, **switches})


def sign(sendgrid: SendGrid, webhook_id: str) -> str:
    """Have its posts signed; the key that verifies them, as outreach.toml has it."""
    with _needing(f"{_SCOPE}.update", "change"):
        path = (*_SETTINGS, "signed", webhook_id)
        return _key(sendgrid, sendgrid.ask("PATCH", path, {"enabled": True}).body)


def public_key(sendgrid: SendGrid, webhook_id: str) -> str:
    """The key that verifies its posts; blank where they are not signed."""
    with _needing(f"{_SCOPE}.read", "read"):
        body = sendgrid.ask("GET", (*_SETTINGS, "signed", webhook_id)).body
    match body:
        case {"public_key": str(key)}:
            return key
    return ""


def post_test(sendgrid: SendGrid, webhook: Webhook) -> None:
    """Have SendGrid post events of no letter to it, signed as its own are."""
    with _needing("user.webhooks.event.test.create", "test"):
        body = {"url": webhook.url, "id": webhook.id}
        sendgrid.ask("POST", ("user", "webhooks", "event", "test"), body)


@contextmanager
def _needing(scope: str, verb: str) -> Iterator[None]:
    try:
        yield
    except NotAuthorised as exc:
        said = f"your key may not {verb} event webhooks: {exc.message}"
        hint = f"give it the scope {scope} (Settings > API Keys), or check SENDGRID_API_KEY"
        raise NotAuthorised(said, hint) from exc


def _is_webhook(row: Any) -> bool:
    return isinstance(row, dict) and all(
        isinstance(row.get(name), str) and row[name] for name in ("id", "url")
    )


def _webhook(row: dict[str, Any]) -> Webhook:
    key = row.get("public_key")
    on = {name for name in _KNOWN if row.get(name) is True}
    if _ACCOUNT_CHANGE not in row:
        on.add(_ACCOUNT_CHANGE)  # an account that does not have the switch cannot turn it on
    return Webhook(
        row["id"],
        row["url"],
        row.get("enabled") is True,
        frozenset(on),
        key if isinstance(key, str) else "",
    )


def _key(sendgrid: SendGrid, body: object) -> str:
    match body:
        case {"public_key": str(key)} if key:
            return key
    raise sendgrid.odd("the webhook's key")
