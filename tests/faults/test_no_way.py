"""Where no connection comes about: nothing leaves, all stays pending, and then it all goes."""

from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loopback import between
from real_send import check_accounted_for, go_on_to_the_end, sending, workspace
from warm import Warm

CITIES, PEOPLE = 2, 2


def certificate(folder: Path, name: str) -> Path:
    """A certificate of nobody's authority, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    day = timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime.now(UTC) - day)
        .not_valid_after(datetime.now(UTC) + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / f"{name}.pem"
    plain = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.mark.parametrize("name", ["unknown authority", "another's name", "hangs up"])
def test_the_secure_connection_fails(tmp_path: Path, warm: Warm, name: str) -> None:
    planned = workspace(tmp_path, CITIES, PEOPLE)
    file = certificate(tmp_path, "other.example")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(file)
    with sending(tmp_path, warm) as send, between(send.sandbox.url, tls=tls) as way:
        send.host = way.url
        if name == "another's name":
            send.more["SSL_CERT_FILE"] = str(file)
        if name == "hangs up":
            way.tls.minimum_version = ssl.TLSVersion.TLSv1_2
            way.tls.maximum_version = ssl.TLSVersion.TLSv1_2
            way.tls.set_ciphers("ECDHE-RSA-AES256-GCM-SHA384")  # none that this key can do
        ended = send.run("send", "visit", "--yes", hurry=0.01)
        assert ended.code == 1
        assert "the secure connection failed" in ended.err
        assert "4 people remaining" in ended.err
        assert way.seen == 0, "something was said before the other side had proved itself"
        check_accounted_for(send, planned)
        send.host = send.sandbox.url
        go_on_to_the_end(send, planned, ended.err)


def test_nobody_listens(tmp_path: Path, warm: Warm) -> None:
    planned = workspace(tmp_path, CITIES, PEOPLE)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and does not listen
        with sending(tmp_path, warm) as send:
            send.host = f"http://127.0.0.1:{taken.getsockname()[1]}"
            ended = send.run("send", "visit", "--yes", hurry=0.01)
            assert ended.code == 1
            assert "Connection refused" in ended.err
            check_accounted_for(send, planned)
            send.host = send.sandbox.url
            go_on_to_the_end(send, planned, ended.err)


def test_its_name_is_unknown(tmp_path: Path, warm: Warm) -> None:
    planned = workspace(tmp_path, CITIES, PEOPLE)
    with sending(tmp_path, warm) as send:
        send.host = send.sandbox.url.replace("127.0.0.1", "localhost")
        ended = send.run("send", "visit", "--yes", hurry=0.01, no_names=True)
        assert ended.code == 1
        assert "its name cannot be looked up" in ended.err
        assert send.requests == 0
        check_accounted_for(send, planned)
        go_on_to_the_end(send, planned, ended.err)
