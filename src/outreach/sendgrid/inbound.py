"""SendGrid's Inbound Parse: is a mail that came in SendGrid's own post, read as it arrives.

https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/securing-your-parse-webhooks
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Sequence

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed

from .events import ForgedPost

_OLDEST_SECONDS = 4 * 24 * 3600
"""A mail is posted again for three days."""
_NEWEST_SECONDS = 600


class Seal:
    """The signature of a post whose parts are ``add``\\ ed as they come, and that none keeps.

    ``stamp`` and ``signature`` are the values of the two headers, as those of events are. Raises
    ForgedPost where they cannot be anybody's, and ``confirm`` where it is of none of ``keys``.
    """

    def __init__(self, stamp: str, signature: str, now: float) -> None:
        if not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
            raise ForgedPost("the post has no signature")
        age = now - int(stamp)
        if not -_NEWEST_SECONDS <= age <= _OLDEST_SECONDS:
            raise ForgedPost("the signature is not of these days")
        try:
            self._signature = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError) as exc:
            raise ForgedPost("the signature is not base64") from exc
        self._hash = hashlib.sha256(stamp.encode())
        self._begun = False

    def add(self, part: bytes) -> None:
        if part and not self._begun:
            # The border between timestamp and body is not signed; digits must not pass as a body.
            if not part.startswith(b"-"):
                raise ForgedPost("the post is no form")
            self._begun = True
        self._hash.update(part)

    def confirm(self, keys: Sequence[ec.EllipticCurvePublicKey]) -> None:
        digest = self._hash.digest()
        if not any(self._is_by(key, digest) for key in keys):
            raise ForgedPost("the signature does not match")

    def _is_by(self, key: ec.EllipticCurvePublicKey, digest: bytes) -> bool:
        try:
            key.verify(self._signature, digest, ec.ECDSA(Prehashed(hashes.SHA256())))
        except InvalidSignature:
            return False
        return True
