"""A server on this machine that does byte by byte what a test tells it to."""

from __future__ import annotations

import datetime
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

Talk = Callable[[socket.socket], None]
"""What the server does with a connection, which is closed after it."""

TAKEN = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: MID\r\nContent-Length: 0\r\n\r\n"


@contextmanager
def serving(talk: Talk, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The address of a server that talks so on every connection, several at a time."""
    talks: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        accepting = threading.Thread(target=_accept, args=(server, talk, tls, talks))
        accepting.start()
        try:
            yield f"http{'s' if tls else ''}://127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)
            accepting.join()
    for one in talks:
        one.join()


def _accept(
    server: socket.socket,
    talk: Talk,
    tls: ssl.SSLContext | None,
    talks: list[threading.Thread],
) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        connection.settimeout(10)
        talks.append(threading.Thread(target=_talk, args=(connection, talk, tls)))
        talks[-1].start()


def _talk(connection: socket.socket, talk: Talk, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), connection:  # the client has gone
        if tls is None:
            talk(connection)
            return
        with tls.wrap_socket(connection, server_side=True) as wrapped:
            talk(wrapped)


def request(connection: socket.socket, pause: float = 0.0) -> bytes:
    """Read one request whole; ``pause`` after every 200 KB."""
    raw = b""
    while b"\r\n\r\n" not in raw:
        raw += _more(connection)
    head, _, rest = raw.partition(b"\r\n\r\n")
    lines = [one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length")]
    length = int(lines[0].partition(b":")[2]) if lines else 0
    body, breath = bytearray(rest), 200_000
    while len(body) < length:
        body += _more(connection)
        if len(body) > breath:
            breath += 200_000
            time.sleep(pause)
    return head + b"\r\n\r\n" + bytes(body)


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65536)
    if not more:
        raise ConnectionError("the client has gone")
    return more


def answer(status: str, body: bytes = b"", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {len(body)}"]
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def answering(raw: bytes) -> Talk:
    """Read the request, answer, close."""

    def talk(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(raw)

    return talk


def dripping(raw: bytes, pause: float = 0.05) -> Talk:
    """Read the request, then answer a byte at a time."""

    def talk(connection: socket.socket) -> None:
        request(connection)
        for byte in raw:
            connection.sendall(bytes([byte]))
            time.sleep(pause)

    return talk


def reset(connection: socket.socket) -> None:
    """Close with RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def certificate(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """TLS for 127.0.0.1: the server's side, and that of a client that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    pem = folder / "server.pem"
    pem.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(pem)
    return server, ssl.create_default_context(cafile=pem)
