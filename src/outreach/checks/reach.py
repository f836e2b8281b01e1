"""Asking a web page whether it is there, without being led into a private network.

A name is looked up once, every address it has must pass the guard, and the connection goes to
one of these addresses; so does every redirect's. Nothing is sent but the request itself: no
cookie, no referrer, no name of the sender.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Literal
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from .hosts import ascii_name

SECONDS = 10.0
"""How long a page may take with all its redirects."""
MOST_REDIRECTS = 5
MOST_BYTES = 64 * 1024
USER_AGENT = "Mozilla/5.0 (compatible; outreach link check)"

IP = ipaddress.IPv4Address | ipaddress.IPv6Address
Guard = Callable[[IP, int], str]
"""Why an address and its port must not be connected to; blank if they may."""
Outcome = Literal[
    "answered",  # with a status, whatever it is
    "no-name",  # the name does not exist
    "no-answer-of-dns",
    "not-public",
    "certificate",  # expired, or another site's
    "issuer",  # of a certificate; this machine does not know it, browsers may
    "tls",
    "time",
    "unreachable",
    "redirects",
    "broken",
]

_REDIRECT = (301, 302, 303, 307, 308)
_NOT_GET = (405, 501)
_AZURE = ipaddress.ip_address("168.63.129.16")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_UNKNOWN_ISSUER = (20, 21)  # of OpenSSL's verify codes
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_IN_PATH = "/%:=&?~#+!$,;'@()*[]|"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of asking. ``address`` is where the redirects ended, ``size`` what the server

    says the page has in bytes (0: it does not), ``page`` its first 64 KB where it is HTML.
    """

    outcome: Outcome
    status: int = 0
    address: str = ""
    detail: str = ""
    size: int = 0
    title: str = ""
    page: str = field(default="", repr=False)


def public(ip: IP, port: int) -> str:
    """The guard: the web's ports at addresses that the whole internet routes, and no others."""
    if port not in (80, 443):
        return f"port {port} is none of the web's"
    inside = _inside(ip)
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip == _AZURE
    if special and ip not in _NAT64:
        return f"{ip} is no public address"
    if isinstance(ip, ipaddress.IPv6Address) and ip.is_site_local:
        return f"{ip} is no public address"
    if inside is not None:
        return public(inside, port)
    return "" if ip.is_global else f"{ip} is no public address"


def _inside(ip: IP) -> IP | None:
    """The IPv4 address that an IPv6 address stands for."""
    if isinstance(ip, ipaddress.IPv4Address):
        return None
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def ask(
    address: str,
    *,
    guard: Guard = public,
    seconds: float = SECONDS,
    turn: Callable[[str], None] = lambda _host: None,
    context: ssl.SSLContext | None = None,
) -> Answer:
    """Ask for a page and follow its redirects; never raises for what the other side does.

    ``turn`` is called with the host before each request, and may wait. Time is up after
    ``seconds``, however slowly a server drips.
    """
    visit = _Visit(guard, turn, time.monotonic() + seconds, context)
    worker = threading.Thread(target=visit.go, args=(address,), daemon=True)
    worker.start()
    worker.join(seconds)
    if (answer := visit.answer) is not None:
        return answer
    visit.leave()
    return Answer("time", address=address, detail=f"{seconds:g} seconds")


@dataclass(slots=True)
class _Visit:
    guard: Guard
    turn: Callable[[str], None]
    until: float
    context: ssl.SSLContext | None
    answer: Answer | None = None
    connection: http.client.HTTPConnection | None = None

    def go(self, address: str) -> None:
        try:
            self.answer = self._followed(address)
        except Exception as exc:  # noqa: BLE001  a thread has nobody to raise to
            self.answer = Answer("broken", address=address, detail=_plain(exc))

    def leave(self) -> None:
        """Wake the thread, which may be reading from a server that never ends."""
        sock = self.connection.sock if self.connection else None
        if sock is not None:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)

    def _followed(self, address: str) -> Answer:
        for _ in range(MOST_REDIRECTS + 1):
            answer = self._asked(address, "GET")
            if answer.status in _NOT_GET:
                answer = self._asked(address, "HEAD")
            if answer.status not in _REDIRECT or not answer.detail:
                return answer
            address = urljoin(address, answer.detail)
        return Answer("redirects", address=address, detail=f"more than {MOST_REDIRECTS} redirects")

    def _asked(self, address: str, method: str) -> Answer:
        """One request; of a redirect ``detail`` is where it leads."""
        try:
            parts = urlsplit(address)
            host, port = ascii_name(parts.hostname or ""), parts.port
        except ValueError as exc:
            return Answer("broken", address=address, detail=str(exc))
        if parts.scheme not in ("http", "https") or not host:
            return Answer("broken", address=address, detail=f"{parts.scheme}: is not asked for")
        port = port or (443 if parts.scheme == "https" else 80)
        self.turn(host)
        try:
            found = _addresses(host, port)
        except socket.gaierror as exc:
            gone = exc.errno in (socket.EAI_NONAME, getattr(socket, "EAI_NODATA", None))
            return Answer("no-name" if gone else "no-answer-of-dns", address=address)
        except (OSError, UnicodeError) as exc:
            return Answer("no-name", address=address, detail=_plain(exc))
        for ip in found:
            if why := self.guard(ip, port):
                return Answer("not-public", address=address, detail=why)
        return self._connected(address, parts, host, found, port, method)

    def _connected(
        self, address: str, parts: SplitResult, host: str, found: list[IP], port: int, method: str
    ) -> Answer:
        context = (self.context or _context()) if parts.scheme == "https" else None
        try:
            self.connection = _Connection(host, found, port, self.until, context)
            with suppress(BrokenPipeError):  # an answer may be there before the request is read
                self.connection.request(method, _target(parts), headers=_headers(parts, host))
            return _answer(self.connection.getresponse(), address, self.until)
        except ssl.SSLCertVerificationError as exc:
            known = exc.verify_code not in _UNKNOWN_ISSUER
            outcome: Outcome = "certificate" if known else "issuer"
            return Answer(outcome, address=address, detail=exc.verify_message)
        except ssl.SSLError as exc:
            return Answer("tls", address=address, detail=exc.reason or "")
        except TimeoutError:
            return Answer("time", address=address)
        except OSError as exc:
            return Answer("unreachable", address=address, detail=_plain(exc))
        except (http.client.HTTPException, ValueError) as exc:
            return Answer("broken", address=address, detail=_plain(exc))
        finally:
            if self.connection is not None:
                self.connection.close()


class _Connection(http.client.HTTPConnection):
    """To addresses that were looked up and allowed before; the name is for TLS alone."""

    def __init__(
        self, host: str, found: list[IP], port: int, until: float, context: ssl.SSLContext | None
    ) -> None:
        super().__init__(host, port)
        self._found, self._until, self._context = found, until, context

    def connect(self) -> None:
        failure: OSError | None = None
        for ip in self._found:
            left = self._until - time.monotonic()
            if left <= 0:
                raise TimeoutError
            try:
                self.sock = socket.create_connection((str(ip), self.port), timeout=left)
            except OSError as exc:
                failure = exc
                continue
            if self._context is not None:
                self.sock = self._context.wrap_socket(self.sock, server_hostname=self.host)
            return
        raise failure or OSError("it has no address")


def _addresses(host: str, port: int) -> list[IP]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ipaddress.ip_address(text) for text in texts]


def _context() -> ssl.SSLContext:
    return ssl.create_default_context()


def _target(parts: SplitResult) -> str:
    query = f"?{parts.query}" if parts.query else ""
    return quote((parts.path or "/") + query, safe=_IN_PATH)


def _headers(parts: SplitResult, host: str) -> dict[str, str]:
    name = f"[{host}]" if ":" in host else host
    return {
        "Host": f"{name}:{parts.port}" if parts.port else name,
        "User-Agent": USER_AGENT,
        "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
        "Accept-Language": "en;q=0.8,*;q=0.5",
        "Connection": "close",
    }


def _answer(response: http.client.HTTPResponse, address: str, until: float) -> Answer:
    location = response.headers.get("Location", "")
    length = response.headers.get("Content-Length", "")
    with suppress(UnicodeError):  # headers are read as Latin-1, and written in UTF-8
        location = location.encode("latin-1").decode()
    page = ""
    if response.headers.get_content_type() in ("text/html", "application/xhtml+xml"):
        charset = response.headers.get_content_charset() or "utf-8"
        page = _decoded(_body(response, until), charset)
    title = _TITLE.search(page)
    return Answer(
        "answered",
        status=response.status,
        address=address,
        detail=location.strip() if response.status in _REDIRECT else "",
        size=int(length) if length.isascii() and length.isdecimal() and len(length) < 16 else 0,
        title=" ".join(unescape(title[1]).split())[:200] if title else "",
        page=page,
    )


def _body(response: http.client.HTTPResponse, until: float) -> bytes:
    """Its first 64 KB; what cannot be read is left."""
    body = b""
    with suppress(OSError, http.client.HTTPException):
        while len(body) < MOST_BYTES and time.monotonic() < until:
            piece = response.read1(MOST_BYTES - len(body))
            if not piece:
                break
            body += piece
    return body


def _decoded(body: bytes, charset: str) -> str:
    try:
        return body.decode(charset, "replace")
    except LookupError:
        return body.decode("utf-8", "replace")


def _plain(exc: Exception) -> str:
    said = exc.strerror if isinstance(exc, OSError) and exc.strerror else str(exc)
    return " ".join((said or type(exc).__name__).split())[:200]
