"""Signing events and posting them to the webhook, as SendGrid does."""

from __future__ import annotations

import base64
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from .outbox import write_private
from .settings import check_webhook_url

TIMEOUT = 5.0
SIGNATURE_HEADER = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP_HEADER = "X-Twilio-Email-Event-Webhook-Timestamp"

PrivateKey = ec.EllipticCurvePrivateKey


def signing_key(path: Path) -> PrivateKey:
    """The key kept at ``path``, made (readable by its owner only) when there is none.

    It outlives the sandbox, so that a receiver that was told the public key need not be told
    again.
    """
    if path.exists():
        key = serialization.load_pem_private_key(path.read_bytes(), None)
        if isinstance(key, PrivateKey):
            return key
        path.unlink()
    made = new_key()
    pem = made.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    write_private(path, pem)
    return made


def new_key() -> PrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


def public_key(key: PrivateKey) -> str:
    """The key as SendGrid's settings show it: base64 of the DER SubjectPublicKeyInfo."""
    der = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(der).decode()


def sign(key: PrivateKey, timestamp: str, body: bytes) -> str:
    """Base64 of the DER ECDSA signature (P-256, SHA-256) over timestamp and raw body."""
    signature = key.sign(timestamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return base64.b64encode(signature).decode()


def post(url: str, body: bytes, key: PrivateKey | None, now: float) -> bool:
    """Post ``body`` to a webhook on this machine; whether it was taken, with any 2xx.

    Without a key it is not signed. Redirects are not followed. Raises WrongUsage for a webhook
    that is elsewhere.
    """
    check_webhook_url(url)
    parts = urlsplit(url)
    timestamp = str(int(now))
    headers = {
        "User-Agent": "SendGrid Event API",
        "Content-Type": "application/json;charset=utf-8",
        "Accept-Encoding": "gzip",
    }
    if key is not None:
        headers[SIGNATURE_HEADER] = sign(key, timestamp, body)
        headers[TIMESTAMP_HEADER] = timestamp
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection = HTTPConnection(parts.hostname or "", parts.port or 80, timeout=TIMEOUT)
    try:
        connection.request("POST", target, body, headers)
        return connection.getresponse().status // 100 == 2
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
