"""Faults on demand: what the next mail/send requests run into.

=======================  =====================================================================
``rate-limit``           429; with ``seconds`` also Retry-After and X-RateLimit headers, which
                         the real mail/send does not send
``credits``              401 "Maximum credits exceeded"
``bad-key``              401, the key is invalid, expired or revoked
``sender``               403, the from address is no verified sender
``forbidden``            403 "access forbidden"
``server-error``         500 in JSON
``bad-gateway``          502 in HTML
``unavailable``          503
``too-large``            413 in HTML
``redirect``             302 to another host
``not-sendgrid``         200 in HTML, as from a captive portal
``delay``                ``seconds`` of silence, then the normal answer
``drop-before-accept``   the connection is reset and nothing was taken
``accept-then-drop``     the mail is taken, then the connection is reset without an answer
``accept-then-hang``     the mail is taken, and no answer ever comes
=======================  =====================================================================

All but the last three and ``delay`` take nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from outreach.errors import WrongUsage

from . import answers
from .answers import Answer, nginx, refused

DELAY = "delay"
DROP_BEFORE_ACCEPT = "drop-before-accept"
ACCEPT_THEN_DROP = "accept-then-drop"
ACCEPT_THEN_HANG = "accept-then-hang"

_ANSWERS: Mapping[str, Answer] = {
    "credits": refused(answers.NO_CREDITS),
    "bad-key": refused(answers.BAD_KEY),
    "sender": refused(answers.UNVERIFIED_SENDER),
    "forbidden": refused(answers.FORBIDDEN),
    "server-error": refused(answers.SERVER_ERROR),
    "bad-gateway": nginx(502, "Bad Gateway"),
    "unavailable": refused(answers.UNAVAILABLE),
    "too-large": answers.TOO_LARGE,
    "redirect": Answer(302, headers={"Location": "http://elsewhere.example/v3/mail/send"}),
    "not-sendgrid": Answer(200, "<html><body><h1>Welcome to the guest network</h1></body></html>"),
}

KINDS = ("rate-limit", *_ANSWERS, DELAY, DROP_BEFORE_ACCEPT, ACCEPT_THEN_DROP, ACCEPT_THEN_HANG)


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` for the next ``times`` mail/send requests, once ``after`` have gone by.

    Raises WrongUsage for an unknown kind or a negative number.
    """

    kind: str
    times: int = 1
    after: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise WrongUsage(f"there is no fault {self.kind!r}", f"one of {', '.join(KINDS)}")
        if self.times < 1 or self.after < 0 or not 0 <= self.seconds < float("inf"):
            raise WrongUsage(
                "a fault needs times of at least 1, after and seconds of at least 0",
                'such as {"kind": "delay", "times": 1, "after": 0, "seconds": 2}',
            )


def take(faults: tuple[Fault, ...]) -> tuple[Fault | None, tuple[Fault, ...]]:
    """The fault the next request runs into, and the faults that are left after it.

    Every request counts for all that still wait; of those that are ready the first is taken.

    >>> fault, left = take((Fault("credits", times=2), Fault("delay", after=1)))
    >>> fault.kind, [(f.kind, f.times, f.after) for f in left]
    ('credits', [('credits', 1, 0), ('delay', 1, 0)])
    """
    ready = next((index for index, fault in enumerate(faults) if not fault.after), None)
    left = [replace(fault, after=max(fault.after - 1, 0)) for fault in faults]
    if ready is None:
        return None, tuple(left)
    left[ready : ready + 1] = (
        [replace(left[ready], times=left[ready].times - 1)] if left[ready].times > 1 else []
    )
    return faults[ready], tuple(left)


def canned(fault: Fault, now: float) -> Answer | None:
    """The answer a fault gives instead of the real one; None where the request goes on."""
    if fault.kind == "rate-limit":
        return replace(refused(answers.TOO_MANY), headers=_rate_headers(fault.seconds, now))
    return _ANSWERS.get(fault.kind)


def _rate_headers(seconds: float, now: float) -> dict[str, str]:
    if not seconds:
        return {}
    return {
        "Retry-After": str(max(1, round(seconds))),
        "X-RateLimit-Limit": "600",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": str(int(now + seconds)),
    }
