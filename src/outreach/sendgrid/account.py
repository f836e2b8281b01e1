"""What SendGrid says about the account itself.

https://www.twilio.com/docs/sendgrid/api-reference/users-api/retrieve-your-credit-balance
https://www.twilio.com/docs/sendgrid/api-reference/domain-authentication
https://www.twilio.com/docs/sendgrid/api-reference/sender-verification
https://www.twilio.com/docs/sendgrid/api-reference/settings-mail
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

from outreach.domain.account import Clock, Credits, SignedDomain, Switch, VerifiedSender
from outreach.domain.health import Untold
from outreach.domain.webhook import Webhooks
from outreach.errors import NotAuthorised, RateLimited, Rejected, SendGridError

from .client import SendGrid
from .webhooks import webhooks


def credits_left(sendgrid: SendGrid) -> int | None:
    """Letters the account may still send in this period; None where that cannot be learnt."""
    told = credit_balance(sendgrid)
    return None if isinstance(told, Untold) else told.remain


def credit_balance(sendgrid: SendGrid) -> Credits | Untold:
    body = _told(sendgrid, "user/credits")
    match body:
        case Untold():
            return body
        case {"remain": int(remain)} if not isinstance(remain, bool):
            return Credits(max(remain, 0), _text(body, "next_reset"))
    return _ODD


def signed_domains(sendgrid: SendGrid, domain: str) -> tuple[SignedDomain, ...] | Untold:
    """The account's entries of a domain; there may be several, and a stale one stays listed."""
    rows = _rows(_told(sendgrid, "whitelabel/domains", {"domain": domain}))
    if isinstance(rows, Untold):
        return rows
    return tuple(
        SignedDomain(_text(row, "domain").lower(), row.get("valid") is True) for row in rows
    )


def verified_senders(sendgrid: SendGrid) -> tuple[VerifiedSender, ...] | Untold:
    rows = _rows(_told(sendgrid, "verified_senders", {"limit": "500"}), "results")
    if isinstance(rows, Untold):
        return rows
    return tuple(
        VerifiedSender(_text(row, "from_email").lower(), row.get("verified") is True)
        for row in rows
    )


def tracking_switches(sendgrid: SendGrid) -> tuple[Switch, ...] | Untold:
    """The account's defaults for opens, clicks and subscriptions; each request states its own."""
    return _switches(sendgrid, "tracking_settings")


def mail_switches(sendgrid: SendGrid) -> tuple[Switch, ...] | Untold:
    """Settings that change the letters of the whole account, or whom they reach."""
    return _switches(sendgrid, "mail_settings")


def unsubscribe_groups(sendgrid: SendGrid) -> Mapping[int, str] | Untold:
    """The names of the account's groups by their ids."""
    rows = _rows(_told(sendgrid, "asm/groups"))
    if isinstance(rows, Untold):
        return rows
    return {int(row["id"]): _text(row, "name") for row in rows if type(row.get("id")) is int}


def scopes(sendgrid: SendGrid) -> frozenset[str] | Untold:
    """What the key may do. Raises NotAuthorised where it is not accepted (401)."""
    try:
        return frozenset(sendgrid.scopes())
    except SendGridError as exc:
        if isinstance(exc, NotAuthorised) and not _is_forbidden(exc):
            raise
        return _untold(exc)


def _is_forbidden(exc: NotAuthorised) -> bool:
    """403, by SendGrid's words for it: the key holds, and may not do this."""
    return "forbidden" in exc.message.lower() or "HTTP 403" in exc.message


def event_webhooks(sendgrid: SendGrid) -> Webhooks | Untold:
    try:
        return webhooks(sendgrid)
    except SendGridError as exc:
        return _untold(exc)


def clock(sendgrid: SendGrid, now: Callable[[], datetime]) -> Clock | Untold:
    """By the ``Date`` header, which counts whole seconds, in the middle of the asking."""
    before = now()
    try:
        answer = sendgrid.ask("GET", "scopes")
    except SendGridError as exc:
        return _untold(exc)
    after = now()
    try:
        there = parsedate_to_datetime(answer.headers.get("date", ""))
    except ValueError:
        return _ODD
    if there.tzinfo is None:
        return _ODD
    return Clock(there, before + (after - before) / 2)


_ODD = Untold("SendGrid's answer cannot be read")


def _switches(sendgrid: SendGrid, path: str) -> tuple[Switch, ...] | Untold:
    rows = _rows(_told(sendgrid, path, {"limit": "100"}), "result")
    if isinstance(rows, Untold):
        return rows
    return tuple(Switch(_text(row, "name"), row.get("enabled") is True) for row in rows)


def _told(sendgrid: SendGrid, path: str, query: Mapping[str, str] | None = None) -> Any:
    try:
        return sendgrid.ask("GET", path, query=query).body
    except SendGridError as exc:
        return _untold(exc)


def _untold(exc: SendGridError) -> Untold:
    match exc:
        case NotAuthorised():
            return Untold("the key may not read it")
        case RateLimited():
            return Untold("SendGrid asks to slow down")
        case Rejected():
            return Untold("this account does not have it")
    return Untold("SendGrid did not answer")


def _rows(body: Any, member: str = "") -> list[dict[str, Any]] | Untold:
    if isinstance(body, Untold):
        return body
    if member:
        body = body.get(member) if isinstance(body, dict) else None
    if not isinstance(body, list):
        return _ODD
    return [row for row in body if isinstance(row, dict)]


def _text(row: dict[str, Any], name: str) -> str:
    value = row.get(name)
    return value if isinstance(value, str) else ""
