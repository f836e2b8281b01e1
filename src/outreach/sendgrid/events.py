"""SendGrid's Event Webhook: is a post SendGrid's own, and what does it say.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import orjson
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outreach.domain.contact import address_key
from outreach.domain.event import Event, EventKind
from outreach.errors import OutreachError

SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"

_OLDEST_SECONDS = 26 * 3600
"""SendGrid repeats a post for 24 hours; whether it signs it anew is not documented."""
_NEWEST_SECONDS = 600
_LONGEST_REASON = 500
_YEAR_10000 = 253_402_300_800


class ForgedPost(OutreachError):
    """Not signed by a key we trust, or not recently."""


class UnreadablePost(OutreachError):
    """Signed, but not a list of events."""


def load_key(text: str) -> ec.EllipticCurvePublicKey:
    """A verification key as SendGrid shows it: base64 of its DER form. ValueError if it is not."""
    try:
        key = load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    except (binascii.Error, ValueError, TypeError) as exc:
        raise ValueError("not a verification key: it is base64 and begins with MFkw") from exc
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not a verification key: not an elliptic curve key")  # noqa: TRY004
    return key


def verify(
    raw: bytes,
    headers: Mapping[str, str],
    keys: Sequence[ec.EllipticCurvePublicKey],
    now: float,
) -> None:
    """Raise ForgedPost unless one of ``keys`` signed exactly these bytes, not long ago.

    The signature is ECDSA with SHA-256 over the timestamp's and the body's raw bytes; JSON that
    was parsed and written again does not verify.
    """
    stamp = headers.get(TIMESTAMP_HEADER, "")
    if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise ForgedPost("the post has no signature")
    if not raw.lstrip().startswith(b"["):
        # The border between timestamp and body is not signed; digits must not pass as a body.
        raise ForgedPost("the post is not a list of events")
    try:
        signature = base64.b64decode(headers.get(SIGNATURE_HEADER, ""), validate=True)
    except (binascii.Error, ValueError) as exc:
        raise ForgedPost("the signature is not base64") from exc
    if not any(_signed(key, signature, stamp.encode() + raw) for key in keys):
        raise ForgedPost("the signature does not match")
    age = now - int(stamp)
    if age > _OLDEST_SECONDS:
        raise ForgedPost("the signature is too old")
    if age < -_NEWEST_SECONDS:
        raise ForgedPost("the signature is ahead of this machine's clock")


def _signed(key: ec.EllipticCurvePublicKey, signature: bytes, payload: bytes) -> bool:
    try:
        key.verify(signature, payload, ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def parse(raw: bytes) -> tuple[Event, ...]:
    """The events of a post that we know the kind of; unknown kinds and fields are passed over.

    Raises UnreadablePost if it is not a JSON array.
    """
    found = (_event(item) for item in _items(raw) if isinstance(item, dict))
    return tuple(event for event in found if event is not None)


def check(raw: bytes) -> None:
    """Raise UnreadablePost if ``parse`` will: a fourth of its work."""
    _items(raw)


def _items(raw: bytes) -> list[Any]:
    try:
        items = _decoded(raw)
    except (ValueError, RecursionError) as exc:
        raise UnreadablePost("the post is not JSON") from exc
    if not isinstance(items, list):
        raise UnreadablePost("the post is not a list of events")
    return items


def _decoded(raw: bytes) -> Any:
    """Texts as they can be stored: JSON may spell NUL and halves of surrogate pairs, which are one
    event's fault and not its post's. orjson refuses the halves; few posts pay for looking."""
    try:
        found = orjson.loads(raw)
    except ValueError:
        return _storable(json.loads(raw))
    return _storable(found) if b"u0000" in raw else found


def _storable(found: Any) -> Any:
    if not isinstance(found, list):
        return found
    return [
        {name: _cleaned(value) if isinstance(value, str) else value for name, value in item.items()}
        if isinstance(item, dict)
        else item
        for item in found
    ]


def _cleaned(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def _event(item: dict[str, Any]) -> Event | None:
    said = item.get("event")
    kind = _KINDS.get(said) if isinstance(said, str) else None
    if kind is None:
        return None
    at = item.get("timestamp")
    if isinstance(at, bool) or not isinstance(at, int | float) or not 0 <= at < _YEAR_10000:
        return None
    # By their places, which is quicker than by their names: the order is that of Event.
    return Event(
        f"{said}-{_text(item, 'sg_event_id') or _natural_key(item)}",
        kind,
        int(at),
        address_key(_text(item, "email")),
        _text(item, "outreach_delivery"),
        _text(item, "outreach_batch"),
        _text(item, "sg_message_id").partition(".")[0],
        _reason(item, kind)[:_LONGEST_REASON],
        _text(item, "status")[:20],
        _text(item, "url")[:2000],
        _text(item, "type") == "blocked",
        kind in _ACTS and _is_machine(item),
        _text(item, "bounce_classification")[:40],
    )


_KINDS = {str(kind): kind for kind in EventKind}
_ACTS = (EventKind.OPEN, EventKind.CLICK)
_PROGRAM = re.compile(
    r"^Mozilla/5\.0$"
    r"|bot\b|spider|crawl|barracuda|mimecast|proofpoint|fireeye|trend ?micro|symantec|messagelabs"
    r"|headless|phantomjs|python|curl/|wget/|java/|okhttp|go-http|libwww|scanner",
    re.IGNORECASE,
)
"""Programs that are no mail reader and no browser: these say more of themselves than the bare word
that Apple's mail privacy proxy goes by. Gmail's and Yahoo's picture proxies fetch when a person
looks, and are not among them."""


def _is_machine(item: dict[str, Any]) -> bool:
    """Surely no person's: by SendGrid's word, or by the name of its program, which is not kept."""
    agent = _text(item, "useragent")[:_LONGEST_REASON]
    return item.get("sg_machine_open") is True or _is_program(agent)


@lru_cache(maxsize=1024)  # a post names few, and to look through one takes as long as all else
def _is_program(agent: str) -> bool:
    return _PROGRAM.search(agent) is not None


def _reason(item: dict[str, Any], kind: EventKind) -> str:
    if kind is EventKind.ACCOUNT:
        return _text(item, "type")
    return _text(item, "reason") or _text(item, "response")


def _text(item: dict[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _natural_key(item: dict[str, Any]) -> str:
    """For events that come without an id: what makes two reports the same report."""
    names = ("email", "sg_message_id", "timestamp", "url", "attempt", "sg_machine_open")
    parts = [str(item.get(name, "")) for name in names]
    return "n-" + hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
