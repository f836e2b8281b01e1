from __future__ import annotations

import base64
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from outreach.errors import WrongUsage
from outreach.sandbox.settings import SandboxSettings
from outreach.sandbox.webhook import (
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    post,
    public_key,
    signing_key,
)


def verify(key: str, signature: str, timestamp: str, body: bytes) -> None:
    public = load_der_public_key(base64.b64decode(key))
    assert isinstance(public, EllipticCurvePublicKey)
    public.verify(base64.b64decode(signature), timestamp.encode() + body, ECDSA(hashes.SHA256()))


def test_posts_are_signed_over_timestamp_and_raw_bytes(webhook: Any, tmp_path: Path) -> None:
    key = signing_key(tmp_path / "key.pem")
    assert post(webhook.url, b'[{"a":1}]\r\n', key, 1_800_000_000.9)
    ((headers, body),) = webhook.posts
    assert (headers[TIMESTAMP_HEADER], body) == ("1800000000", b'[{"a":1}]\r\n')
    assert headers["User-Agent"] == "SendGrid Event API"
    signature = headers[SIGNATURE_HEADER]
    verify(public_key(key), signature, "1800000000", body)
    with pytest.raises(InvalidSignature):
        verify(public_key(key), signature, "1800000000", body.rstrip())


def test_the_public_key_has_sendgrids_form(tmp_path: Path) -> None:
    shown = public_key(signing_key(tmp_path / "key.pem"))
    assert len(shown) == 124
    assert shown.startswith("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE")


def test_the_key_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    assert public_key(signing_key(path)) == public_key(signing_key(path))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("status", [200, 202, 204])
def test_any_2xx_takes_the_events(webhook: Any, tmp_path: Path, status: int) -> None:
    webhook.answers.append(status)
    assert post(webhook.url, b"[]", signing_key(tmp_path / "key.pem"), 1)


@pytest.mark.parametrize("status", [302, 307, 401, 500])
def test_nothing_else_does_and_redirects_are_not_followed(
    webhook: Any, tmp_path: Path, status: int
) -> None:
    webhook.answers.append(status)
    assert not post(webhook.url, b"[]", signing_key(tmp_path / "key.pem"), 1)
    assert len(webhook.posts) == 1


def test_nobody_listening_is_not_taken(tmp_path: Path) -> None:
    assert not post("http://127.0.0.1:1/", b"[]", signing_key(tmp_path / "key.pem"), 1)


@pytest.mark.parametrize(
    "url",
    [
        "http://elsewhere.example/hook",
        "https://127.0.0.1/hook",
        "http://127.0.0.1.elsewhere.example/",
        "http://user@elsewhere.example:80/",
        "http://127.0.0.1:99999/",
        "http://[::1",
        "file:///etc/passwd",
        "",
    ],
)
def test_events_never_leave_this_machine(tmp_path: Path, url: str) -> None:
    with pytest.raises(WrongUsage, match="only to this machine"):
        SandboxSettings(tmp_path, webhook_url=url)
    with pytest.raises(WrongUsage):
        post(url, b"[]", signing_key(tmp_path / "key.pem"), 1)
