"""HTTP that knows how far a request came, ends in time, and stays where it was sent.

``http.client``'s time-out is one for every operation on the socket: a server that sends a byte
now and then holds its caller for ever. Here each stage has an end.
"""

from __future__ import annotations

import errno
import http.client
import io
import re
import socket
import ssl
import time
import urllib.request
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

from outreach.domain.hosts import LOOPBACK

SLOWEST_LINE = 32 * 1024
"""Bytes a second: a line that is slower is given up; 30 MB have a quarter of an hour."""
LARGEST_ANSWER = 16 * 1024 * 1024
_BUFFER = 256 * 1024
_PIECE = 64 * 1024
"""The bytes of one write, after which the clock is looked at."""
_LAST_WORD = 2.0


class NotConnected(Exception):
    """Connecting failed, so nothing of the request left this machine."""


class Outdated(NotConnected):
    """While the connection was made its request has become one that must not leave."""


class Passage:
    """How far one request came, and until when it may go on.

    ``timeout`` seconds each for connecting, for any pause while the body leaves, and for the whole
    answer once the body has left. The body may take as long as a line of ``SLOWEST_LINE`` needs.
    ``left_whole``: its last byte was handed to the system. Of a request that did not leave whole
    nothing can have been taken: its JSON has no end. ``still`` is asked once more when the
    connection stands, for that may have taken long.
    """

    def __init__(self, timeout: float, size: int, still: Callable[[], bool] = lambda: True) -> None:
        self.timeout = timeout
        self.size = size
        self.still = still
        self.left_whole = False
        self._end = 0.0

    def connecting(self) -> None:
        self._end = time.monotonic() + self.timeout

    def leaving(self) -> None:
        self._end = time.monotonic() + self.timeout + self.size / SLOWEST_LINE

    def answering(self) -> None:
        """What the system still holds back of the body has the time it needs to leave."""
        if self.left_whole:
            held_back = min(self.size, 2 * _BUFFER) / SLOWEST_LINE
            self._end = time.monotonic() + self.timeout + held_back
        else:
            self._end = time.monotonic() + min(self.timeout, _LAST_WORD)

    def time_left(self) -> float:
        """Seconds; TimeoutError where there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        return left


class _Timed(io.RawIOBase):
    """A socket's incoming half, every read of which ends with the stage it is part of."""

    def __init__(self, sock: socket.socket, passage: Passage) -> None:
        self._sock = sock
        self._raw = sock.makefile("rb", buffering=0)
        self._passage = passage

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        self._sock.settimeout(self._passage.time_left())
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Response(http.client.HTTPResponse):
    def __init__(self, passage: Passage, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        super().__init__(sock, *args, **kwargs)
        self.fp.close()
        self.fp = io.BufferedReader(_Timed(sock, passage))

    def _read_status(self) -> tuple[str, int, str]:
        """The status of the answer proper: 100 to 199 come before it (RFC 9110, 15.2)."""
        while True:
            found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
            if not 100 <= found[1] < 200 or found[1] == http.HTTPStatus.SWITCHING_PROTOCOLS:
                return found
            http.client.parse_headers(self.fp)

    def read(self, amt: int | None = None) -> bytes:
        if amt is not None:
            return super().read(amt)
        if self.length is not None and self.length <= LARGEST_ANSWER:
            return super().read()  # notices an answer that is cut off
        body = super().read(LARGEST_ANSWER + 1)
        if len(body) > LARGEST_ANSWER:
            raise http.client.HTTPException("the answer is too long")
        return body


class _Passing(http.client.HTTPConnection):
    """A connection for one request that keeps to its passage, and reads an early answer too.

    A server may refuse a body before it has read it, then close: writing on fails, while the
    answer waits to be read.
    """

    def __init__(self, host: str, *, passage: Passage, **kwargs: Any) -> None:
        super().__init__(host, **kwargs)
        self._passage = passage
        self._connected = False
        self._broken_off = False
        self._create_connection = partial(_reach, passage)
        self.response_class = partial(_Response, passage)  # type: ignore[assignment]

    def connect(self) -> None:
        self._passage.connecting()
        _connecting(super().connect)
        # More than this is never out of our hands and not on its way.
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        if not self._passage.still():
            raise Outdated("what was to be said no longer holds")
        self._connected = True
        self._passage.leaving()

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if not self._connected:
            super().send(data)  # asks a proxy for the way
        elif not self._broken_off:
            self._write(memoryview(data).cast("B"))

    def _write(self, data: memoryview) -> None:
        try:
            for start in range(0, len(data), _PIECE):
                left = self._passage.time_left()
                self.sock.settimeout(min(left, self._passage.timeout))
                super().send(data[start : start + _PIECE])
        except OSError:
            self._broken_off = True

    def getresponse(self) -> http.client.HTTPResponse:
        self._passage.left_whole = not self._broken_off
        self._passage.answering()
        return super().getresponse()


class _PassingTLS(_Passing, http.client.HTTPSConnection):
    pass


def _reach(passage: Passage, address: tuple[str, int], *_: object) -> socket.socket:
    """``socket.create_connection`` with one end for all addresses of a name: each has a share."""
    found = socket.getaddrinfo(*address, 0, socket.SOCK_STREAM)
    failure = OSError(errno.EADDRNOTAVAIL, "its name has no address")
    for tried, (family, kind, protocol, _name, where) in enumerate(found):
        sock = socket.socket(family, kind, protocol)
        try:
            sock.settimeout(passage.time_left() / (len(found) - tried))
            sock.connect(where)
            sock.settimeout(passage.time_left())
        except OSError as exc:
            sock.close()
            failure = exc
        else:
            return sock
    raise failure


def _connecting(connect: Callable[[], None]) -> None:
    try:
        connect()
    except ssl.SSLError as exc:
        raise NotConnected(f"the secure connection failed ({exc.reason or exc})") from exc
    except (socket.gaierror, UnicodeError) as exc:
        raise NotConnected("its name cannot be looked up") from exc
    except TimeoutError as exc:
        raise NotConnected("it does not answer a connection") from exc
    except http.client.HTTPException as exc:
        raise NotConnected("what should be a proxy does not speak like one") from exc
    except OSError as exc:
        raise NotConnected(exc.strerror or _of_proxy(exc) or type(exc).__name__) from exc


def _of_proxy(exc: OSError) -> str:
    """``http.client`` tells a proxy's refusal by the text of an OSError alone."""
    said = re.match(r"Tunnel connection failed: (\d{3})\b", str(exc))
    return f"the proxy on the way answers {said[1]}" if said else ""


class _HTTPHandler(urllib.request.HTTPHandler):
    def __init__(self, passage: Passage) -> None:
        super().__init__()
        self._passage = passage

    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Passing, passage=self._passage), req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def __init__(self, passage: Passage) -> None:
        super().__init__()
        self._passage = passage

    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_PassingTLS, passage=self._passage, context=_tls()), req)


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A redirect is an answer, not an order: following one would take the key elsewhere."""

    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


_tls_context: ssl.SSLContext | None = None


def _tls() -> ssl.SSLContext:
    """One context for all requests: loading the CA store costs some 20 ms."""
    global _tls_context  # noqa: PLW0603
    if _tls_context is None:
        _tls_context = ssl.create_default_context()
    return _tls_context


def opener_for(host: str, passage: Passage) -> urllib.request.OpenerDirector:
    """An opener for one request that follows no redirect and, on this machine, asks no proxy."""
    handlers: list[urllib.request.BaseHandler] = [
        _HTTPHandler(passage),
        _HTTPSHandler(passage),
        _NoRedirect(),
    ]
    if urlsplit(host).hostname in LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)
