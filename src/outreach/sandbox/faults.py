"""Faults on demand: what the next requests run into, mail/send's where nothing else is said.

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
``proxy-4xx``            403 in HTML, of something on the way that is not SendGrid
``delay``                ``seconds`` of silence, then the normal answer
``slow``                 the normal answer, a byte at a time, so that it takes ``seconds``
``reset-during-body``    the connection is reset when a part of the body has come; a small body
                         has left its sender whole by then
``drop-before-accept``   the connection is reset and nothing was taken
``accept-then-drop``     the mail is taken, then the connection is reset without an answer
``accept-then-hang``     the mail is taken, and no answer ever comes
=======================  =====================================================================

``delay``, ``slow``, ``accept-then-drop`` and ``accept-then-hang`` take what they are asked to, all
others nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from outreach.errors import WrongUsage

from . import answers
from .answers import Answer, nginx, refused

MAIL_SEND = "mail/send"

DELAY = "delay"
SLOW = "slow"
RESET_DURING_BODY = "reset-during-body"
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
    "proxy-4xx": Answer(403, "<html><body><h1>Blocked by the firewall</h1></body></html>"),
}
_WITHOUT_ANSWER = (RESET_DURING_BODY, DROP_BEFORE_ACCEPT, ACCEPT_THEN_DROP, ACCEPT_THEN_HANG)

KINDS = ("rate-limit", *_ANSWERS, DELAY, SLOW, *_WITHOUT_ANSWER)


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` for the next ``times`` requests to ``path``, once ``after`` have gone by.

    ``path`` is what follows ``/v3/``, and what is below it: ``logs`` is also ``logs/ID``.

    Raises WrongUsage for an unknown kind or a negative number.
    """

    kind: str
    times: int = 1
    after: int = 0
    seconds: float = 0.0
    path: str = MAIL_SEND

    def hits(self, path: str) -> bool:
        return f"{path}/".startswith(f"{self.path}/")

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise WrongUsage(f"there is no fault {self.kind!r}", f"one of {', '.join(KINDS)}")
        if self.times < 1 or self.after < 0 or not 0 <= self.seconds < float("inf"):
            raise WrongUsage(
                "a fault needs times of at least 1, after and seconds of at least 0",
                'such as {"kind": "delay", "times": 1, "after": 0, "seconds": 2}',
            )
        if not self.path or self.path != self.path.strip("/"):
            raise WrongUsage("a fault's path is such as mail/send, logs or user/scheduled_sends")


def take(
    faults: tuple[Fault, ...], path: str = MAIL_SEND
) -> tuple[Fault | None, tuple[Fault, ...]]:
    """The fault the next request to ``path`` runs into, and the faults that are left after it.

    A request counts for all of its path that still wait; of those that are ready the first is
    taken.

    >>> fault, left = take((Fault("credits", times=2), Fault("delay", after=1)))
    >>> fault.kind, [(f.kind, f.times, f.after) for f in left]
    ('credits', [('credits', 1, 0), ('delay', 1, 0)])
    """
    hits = [fault.hits(path) for fault in faults]
    ready = next((n for n, fault in enumerate(faults) if hits[n] and not fault.after), None)
    left = [
        replace(fault, after=max(fault.after - hit, 0))
        for fault, hit in zip(faults, hits, strict=True)
    ]
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
