"""What an answer that is no success proves: SendGrid's words apart from a stranger's."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
)

Faults = tuple[tuple[str | None, str], ...]

_REFUSALS = frozenset({400, 401, 402, 403, 404, 405, 406, 411, 413, 414, 415, 422, 429, 431})
"""Said with SendGrid's error JSON: it looked, and took nothing."""
_BEFORE_ALL = frozenset({407, 413, 429})
"""In anybody's words: said by who turns a request away before passing it on. SendGrid's own front
door says 413 in HTML; 407 is a proxy's log-in (RFC 9110, 15.5.8); 429 counts (RFC 6585, 4)."""
_ELSEWHERE = frozenset({301, 302, 307, 308})
"""To be asked for elsewhere, so not done here. 303 says where to see what was done."""

_LONGEST_MESSAGE = 300
_ADDRESS = re.compile(r"[^\s\[\]<>()\"',;:=]+@[^\s\[\]<>()\"',;:=]+")


@dataclass(frozen=True, slots=True)
class Refused:
    """An answer beside 200 to 299, of ``host``. Names in ``headers`` are in lower case."""

    host: str
    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def mail_refusal(answer: Refused, *, left_whole: bool) -> SendGridError:
    """An answer to mail/send as what to do next.

    =====================================  ==========================  ===================
    answer, to a request that left whole   proves                      raised
    =====================================  ==========================  ===================
    401, 403 in SendGrid's JSON            refused by SendGrid         NotAuthorised
    400, 404, ... in SendGrid's JSON       refused by SendGrid         Rejected
    429, in anybody's words                turned away, for now        RateLimited
    413, 407, in anybody's words           turned away                 Rejected
    301, 302, 307, 308                     to be asked for elsewhere   Rejected
    408, 409, 425, 499, whoever says it    nothing: may come late      Unanswered
    other 4xx, in other words (HTML,       nothing: a proxy that does  Unanswered
    nothing, other JSON)                   not like the answer says it
    101, 300, 303, 304                     nothing                     Unanswered
    5xx                                    nothing                     Unanswered
    =====================================  ==========================  ===================

    Where the request did not leave whole, nothing can have been taken, and what proves nothing
    by itself is Unreachable.
    """
    faults = _faults(answer.body)
    if _proves(answer.status, faults):
        return refusal(answer, "mail.send")
    said = f"{answer.host} answered {answer.status} ({_said(answer.status, faults)})"
    if not left_whole:
        hint = "check the network and any proxy, then run this again"
        return Unreachable(f"{said} before it had the whole request", hint)
    return Unanswered(said)


def _proves(status: int, faults: Faults) -> bool:
    """Whether nothing was taken."""
    return status in _BEFORE_ALL or status in _ELSEWHERE or (status in _REFUSALS and bool(faults))


def refusal(answer: Refused, scope: str = "") -> SendGridError:
    """An answer as what to do next, by its status alone: where nothing is lost by asking again.

    ``scope`` is what the key must have been given for the request, if known.
    """
    status, faults = answer.status, _faults(answer.body)
    said = _said(status, faults)
    if status == 429:
        return RateLimited("SendGrid asks to slow down", retry_after=_retry_after(answer.headers))
    if status == 401 and "credits" in said.lower():
        return NotAuthorised(f"SendGrid says: {said}", "buy credits or wait for the next period")
    if status in (401, 403):
        return NotAuthorised(f"SendGrid refuses: {said}", _way_in(faults, scope))
    if 300 <= status < 400:
        hint = "check [sendgrid] host and any proxy; redirects are never followed"
        return Rejected(f"{answer.host} answered with a redirect", hint, status)
    if status == 407:
        return Rejected(
            "the proxy on the way wants a log-in",
            "name it with user and password in HTTPS_PROXY, then run this again",
            status,
        )
    if 400 <= status < 500:
        return Rejected(f"SendGrid rejects the request: {said}", "", status, faults)
    return Unanswered(f"{answer.host} answered {status} ({said})", "wait a minute, then try again")


def _way_in(faults: Faults, scope: str) -> str:
    if any(field == "from" for field, _ in faults):
        return "verify the sender in SendGrid, or change [sender] email in outreach.toml"
    needed = f" ({scope} is needed)" if scope else ""
    return f"check SENDGRID_API_KEY and its scopes{needed}"


def _said(status: int, faults: Faults) -> str:
    return "; ".join(message for _, message in faults) or f"HTTP {status}"


def _faults(body: bytes) -> Faults:
    """SendGrid's own list of what is wrong; empty where somebody else speaks."""
    try:
        errors = json.loads(body)["errors"]
        return tuple((_field(error.get("field")), _plain(error["message"])) for error in errors)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()


def _field(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _plain(message: object) -> str:
    """A foreign text that can be shown and kept: short, of one line, without anybody's address."""
    if not isinstance(message, str):
        raise TypeError
    shown = "".join(letter if letter.isprintable() else " " for letter in message)
    return _ADDRESS.sub("(address)", " ".join(shown.split()))[:_LONGEST_MESSAGE]


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds, by Retry-After (RFC 9110, 10.2.3), else by SendGrid's X-RateLimit-Reset."""
    value = headers.get("retry-after", "").strip()
    if _is_number(value):
        return float(value)
    now = _moment(headers.get("date", ""))
    then = _moment(value)
    reset = headers.get("x-ratelimit-reset", "").strip()
    if then is None and _is_number(reset):
        then = float(reset)
    if then is None:
        return None
    # By the clock that set the moment, where it tells its time.
    return max(then - (time.time() if now is None else now), 0.0)


def _is_number(value: str) -> bool:
    return value.isascii() and value.isdigit() and len(value) <= 12


def _moment(value: str) -> float | None:
    """Unix seconds of an HTTP date."""
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
