"""HTTP that tells "never connected" from "connection lost" and stays where it was sent."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.request
from collections.abc import Callable
from urllib.parse import urlsplit

from outreach.domain.hosts import LOOPBACK


class NotConnected(Exception):
    """Connecting failed, so nothing of the request left this machine."""


def _connecting(connect: Callable[[], None]) -> None:
    try:
        connect()
    except ssl.SSLError as exc:
        raise NotConnected(f"the secure connection failed ({exc.reason or exc})") from exc
    except (socket.gaierror, UnicodeError) as exc:
        raise NotConnected("its name cannot be looked up") from exc
    except TimeoutError as exc:
        raise NotConnected("it does not answer a connection") from exc
    except OSError as exc:
        raise NotConnected(exc.strerror or type(exc).__name__) from exc


class _HTTPConnection(http.client.HTTPConnection):
    def connect(self) -> None:
        _connecting(super().connect)


class _HTTPSConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        _connecting(super().connect)


class _HTTPHandler(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPConnection, req)


class _HTTPSHandler(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_HTTPSConnection, req, context=_tls())


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


def opener_for(host: str) -> urllib.request.OpenerDirector:
    """An opener that follows no redirect and, on this machine, asks no proxy."""
    handlers: list[urllib.request.BaseHandler] = [_HTTPHandler(), _HTTPSHandler(), _NoRedirect()]
    if urlsplit(host).hostname in LOOPBACK:
        handlers.append(urllib.request.ProxyHandler({}))
    return urllib.request.build_opener(*handlers)
