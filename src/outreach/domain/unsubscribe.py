"""The way out of a letter: which one it has, and the links of our own (RFC 8058)."""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Callable
from enum import StrEnum

from .settings import Settings

LINK_TAG = "-outreach-unsubscribe-"
"""What stands in a letter where SendGrid puts what is the recipient's own: with our own links the
end of hers, with its subscription tracking all of it."""

GROUP_TAG = "<%asm_group_unsubscribe_raw_url%>"
"""SendGrid's own, for the page of the unsubscribe group."""

PATH = "/u/"
"""What follows the public address in a link of ours, before the token."""

_ID_BYTES = 5
_SEAL_BYTES = 15
"""Together 20, which base32 writes as 32 letters and digits without a rest: nothing a mail program
cuts off at the end of a line, or spoils by writing it in capitals."""
TOKEN_LENGTH = 32
_TOKEN = re.compile(rf"[a-z2-7]{{{TOKEN_LENGTH}}}")
_OWN = re.compile(rf"<(https?://[^\s<>]+{PATH})({_TOKEN.pattern})>")

Sign = Callable[[str, str], str]
"""The token of a delivery and its batch, by their ids."""


class WayOut(StrEnum):
    """How the recipients of an edition leave.

    ``OWN``: a page of ours, one for each letter, and one click. ``SENDGRID``: its subscription
    tracking, and one click. ``GROUP``: the page of its unsubscribe group. ``MAIL``: they write.
    """

    OWN = "own"
    SENDGRID = "sendgrid"
    GROUP = "group"
    MAIL = "mail"


def way_out(settings: Settings, group: int) -> WayOut:
    """The one place that decides it. ``group`` is the unsubscribe group of the edition's kind of
    contact, 0 for none.

    Where the world reaches us (``public_url``) the link is ours: who leaves is suppressed at once,
    and SendGrid is asked for neither a group's footer nor a link of its own, or a letter would have
    two ways out. So ``one_click`` and groups count only without it, and groups only without both.
    """
    if settings.public_url:
        return WayOut.OWN
    if settings.one_click:
        return WayOut.SENDGRID
    return WayOut.GROUP if group else WayOut.MAIL


def open_link(public_url: str) -> str:
    """A link of ours as it stands in a message: each recipient's token goes where its tag is.

    As it stands it is of no letter, and unsubscribes nobody: it is what previews and tests show.
    """
    return f"{public_url}{PATH}{LINK_TAG}"


def own_link(link: str, token: str) -> str:
    """``open_link`` with a token in place of its tag."""
    return link.replace(LINK_TAG, token)


def is_own(link: str) -> bool:
    """Whether what the way out leads to is a link of ours."""
    return link != LINK_TAG and link.endswith(LINK_TAG)


def tag_in(link: str) -> str:
    """What SendGrid replaces in what the way out leads to; blank where it replaces nothing."""
    return next((tag for tag in (LINK_TAG, GROUP_TAG) if tag in link), "")


def substituted(link: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What the way out adds to each recipient's substitutions: tags, and values as long as hers."""
    return ((LINK_TAG,), ("x" * TOKEN_LENGTH,)) if is_own(link) else ((), ())


def list_headers(link: str, mailto: str = "") -> dict[str, str]:
    """RFC 8058, 3.1 for a link of ours, and RFC 2369, 3.2: the preferred way comes first.

    ``mailto`` is a ``List-Unsubscribe`` value of its own, with its angle brackets, or blank.
    """
    return {
        "List-Unsubscribe": ", ".join(filter(None, (f"<{link}>", mailto))),
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def anyones(text: str, header: str) -> str:
    """A letter's text with the link of ours as all recipients have it.

    ``header`` is the letter's ``List-Unsubscribe``. Where that has no link of ours, it is the text.
    """
    match = _OWN.search(header)
    return text.replace(match[1] + match[2], match[1] + LINK_TAG) if match else text


def signed(key: bytes, delivery: int, batch: str) -> str:
    """The token of a letter: only who has the key can make or read it.

    HMAC-SHA256 over the ids, cut to 120 bits, and the delivery's id masked by another, so that
    nobody learns from a letter how many were sent.
    """
    seal = _seal(key, delivery, batch)
    return base64.b32encode(seal + _masked(key, seal, delivery)).decode("ascii").lower()


def delivery_in(key: bytes, token: str) -> int | None:
    """The id of the delivery that ``token`` claims to be of; None if it has not the form of one.

    It is true only if the token is also ``signed`` for the batch which that delivery is in.
    """
    if not token.isascii() or not _TOKEN.fullmatch(token.lower()):
        return None
    raw = base64.b32decode(token.upper())
    seal, masked = raw[:_SEAL_BYTES], raw[_SEAL_BYTES:]
    return int.from_bytes(_masked(key, seal, int.from_bytes(masked, "big")), "big")


def same(token: str, other: str) -> bool:
    """In a time that does not depend on where they differ."""
    return hmac.compare_digest(token.lower().encode(), other.encode())


def is_open(token: str) -> bool:
    """Whether it is none but the tag: the link of a preview or a test letter."""
    return token.lower() == LINK_TAG


def masked_address(email: str) -> str:
    """Enough for her to know it by, and for nobody else to learn it.

    >>> masked_address("maren@press.example"), masked_address("")
    ('m…@press.example', '')
    """
    local, at, domain = email.rpartition("@")
    return f"{local[:1]}…@{domain}" if at else ""


def _seal(key: bytes, delivery: int, batch: str) -> bytes:
    return hmac.digest(key, f"{delivery}\0{batch}".encode(), "sha256")[:_SEAL_BYTES]


def _masked(key: bytes, seal: bytes, delivery: int) -> bytes:
    """Its own inverse. What is hashed begins otherwise than for a seal."""
    mask = int.from_bytes(hmac.digest(key, b"id" + seal, "sha256")[:_ID_BYTES], "big")
    return (delivery ^ mask).to_bytes(_ID_BYTES, "big")
