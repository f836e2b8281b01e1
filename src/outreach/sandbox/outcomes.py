"""What becomes of a letter, decided by the local part of its address.

The local part begins with the word, followed by its end, a digit, ``-``, ``.`` or ``+``; the
domain plays no part, so ``bounce@example.com``, ``bounce2@press.example`` and
``bounce.later@example.org`` all bounce.

=================  ==========================================================================
``bounce``         refused for good (hard, status 5.1.1)
``block``          refused for now (soft, type ``blocked``): the address is not suppressed
``defer``          deferred twice, then delivered
``drop``           SendGrid itself gives up, without ``processed``
``complain``       delivered, then reported as spam
``unsubscribe``    delivered, then unsubscribed (from the group, where the mail names one)
``open``           delivered, then opened by a person
``open-machine``   delivered, then opened by a machine (Apple's mail privacy)
``click``          delivered, then opened, then a link followed
``click-machine``  delivered, then two links followed at once, as gateways do
``late-bounce``    delivered, then bounced with neither message id nor custom arguments
``silent``         processed, and never heard of again
anything else      processed, delivered
=================  ==========================================================================

Opens and clicks are reported only where the request turned their tracking on. An address on one
of the sandbox's suppression lists is dropped, whatever its name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that becomes of a letter, ``after`` so many of SendGrid's seconds.

    ``anonymous``: reported without message id and custom arguments, as asynchronous bounces are.
    """

    event: str
    after: float = 0.0
    details: Mapping[str, object] = field(default_factory=lambda: NOTHING)
    anonymous: bool = False


_IP = "192.0.2.25"
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

_PROCESSED = Happening("processed")
_DELIVERED = Happening("delivered", 1, {"response": "250 2.0.0 OK", "ip": _IP, "tls": 1})
_BOUNCE: Mapping[str, object] = {
    "type": "bounce",
    "status": "5.1.1",
    "reason": "550 5.1.1 The email account that you tried to reach does not exist.",
    "bounce_classification": "Invalid Address",
    "ip": _IP,
    "tls": 1,
}
BLOCKED = "550 5.7.1 Our system has detected that this message is likely unsolicited mail."
_BLOCK: Mapping[str, object] = {
    "type": "blocked",
    "status": "5.7.1",
    "reason": BLOCKED,
    "bounce_classification": "Reputation",
    "ip": _IP,
    "tls": 1,
}
_OPENED: Mapping[str, object] = {"ip": _IP, "useragent": _BROWSER, "sg_content_type": "html"}
_MACHINE: Mapping[str, object] = {**_OPENED, "useragent": "Mozilla/5.0", "sg_machine_open": True}
_CLICKED: Mapping[str, object] = {
    "ip": _IP,
    "useragent": _BROWSER,
    "url": "https://www.example.org/statement",
    "url_offset": {"index": 0, "type": "html"},
}


def _deferred(attempt: int, after: float) -> Happening:
    response = "451 4.7.1 Try again later"
    details = {"attempt": str(attempt), "response": response, "ip": _IP, "tls": 1}
    return Happening("deferred", after, details)


_OPEN = Happening("open", 60, _OPENED)

OUTCOMES: Mapping[str, tuple[Happening, ...]] = {
    "bounce": (_PROCESSED, Happening("bounce", 1, _BOUNCE)),
    "block": (_PROCESSED, Happening("bounce", 1, _BLOCK)),
    "defer": (_PROCESSED, _deferred(0, 1), _deferred(1, 120), replace(_DELIVERED, after=300)),
    "drop": (Happening("dropped", 0, {"reason": "Invalid", "status": "5.0.0"}),),
    "complain": (_PROCESSED, _DELIVERED, Happening("spamreport", 60)),
    "unsubscribe": (_PROCESSED, _DELIVERED, Happening("unsubscribe", 60)),
    "open": (_PROCESSED, _DELIVERED, _OPEN),
    "open-machine": (_PROCESSED, _DELIVERED, Happening("open", 5, _MACHINE)),
    "click": (_PROCESSED, _DELIVERED, _OPEN, Happening("click", 70, _CLICKED)),
    "click-machine": (
        *(_PROCESSED, _DELIVERED, Happening("click", 5, _CLICKED)),
        Happening("click", 5, {**_CLICKED, "url": "https://www.example.org/signatories"}),
    ),
    "late-bounce": (_PROCESSED, _DELIVERED, Happening("bounce", 120, _BOUNCE, anonymous=True)),
    "silent": (_PROCESSED,),
}

_WORD = re.compile(f"({'|'.join(sorted(OUTCOMES, key=len, reverse=True))})(?![a-z_])")


def outcome(address: str) -> tuple[Happening, ...]:
    """What becomes of a letter to ``address``, in the order in which it happens.

    >>> [happening.event for happening in outcome("Bounce2@press.example")]
    ['processed', 'bounce']
    >>> [happening.event for happening in outcome("bouncer@press.example")]
    ['processed', 'delivered']
    """
    word = _WORD.match(address.rpartition("@")[0].lower())
    return OUTCOMES[word[1]] if word else (_PROCESSED, _DELIVERED)


def dropped(reason: str) -> tuple[Happening, ...]:
    """What becomes of a letter to a suppressed address."""
    return (Happening("dropped", 0, {"reason": reason, "status": "5.0.0"}),)


UNSUBSCRIBED = Happening("unsubscribe", 0, {"ip": "127.0.0.1", "useragent": _BROWSER})
"""What SendGrid reports when a recipient presses the button on the unsubscribe page."""
