"""Requests through the ``sendgrid`` package, made safe.

What the package does by itself and this module does not: wait for ever, follow a redirect with
the key in hand, print key and payload at DEBUG, escape JSON to ASCII, and tell "could not
connect" from "connection lost" by the text of a message.
"""

from __future__ import annotations

import http.client
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import python_http_client
from python_http_client.exceptions import HTTPError

from outreach.domain.hosts import LOOPBACK
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
    WrongUsage,
)

from .transport import NotConnected, opener_for

_TIMEOUT_SECONDS = 30.0

logging.getLogger("python_http_client.client").disabled = True


class SendGrid:
    """SendGrid's v3 API at ``host``, for one key. Used from several threads at once."""

    def __init__(self, host: str, key: str, timeout: float = _TIMEOUT_SECONDS) -> None:
        _check_host(host)
        self._host = host.rstrip("/")
        self._key = _checked(key)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"SendGrid({self._host!r})"

    def submit(self, body: bytes) -> str:
        """POST a mail/send body; the X-Message-Id of the 202 that took it.

        Raises Unreachable, RateLimited, NotAuthorised or Rejected: nothing was taken. Raises
        Unanswered: it may have been, and must not be sent again.
        """
        response = self._request("post", "mail/send", body)
        message_id = response.headers.get("X-Message-Id", "")
        if response.status_code == 202 and message_id:
            return str(message_id)
        raise Unanswered(
            f"{self._host} answered {response.status_code} where SendGrid answers 202 with a "
            "message id: something between here and SendGrid may have answered for it",
            "check the host in outreach.toml and any proxy, then look at `outreach status`",
        )

    def scopes(self) -> tuple[str, ...]:
        """What the key may do; raises NotAuthorised if it is not accepted."""
        response = self._request("get", "scopes")
        return tuple(json.loads(response.body).get("scopes", ()))

    def _request(self, method: str, path: str, body: bytes | None = None) -> Any:
        # One client a request: the package keeps headers in a dict that all of its calls share.
        client = _Client(
            host=self._host,
            version=3,
            request_headers={
                "Authorization": f"Bearer {self._key}",
                "User-Agent": "outreach",
                "Accept": "application/json",
                "Content-Type": "application/json; charset=utf-8",
            },
            timeout=self._timeout,
        )
        call = getattr(client._(path), method)
        try:
            return call() if body is None else call(request_body=_Encoded(body))
        except HTTPError as exc:
            raise _refusal(exc, self._host) from None
        except (NotConnected, http.client.InvalidURL) as exc:
            raise Unreachable(
                f"cannot reach {self._host}: {exc}", "check the network, then run this again"
            ) from exc
        except (OSError, http.client.HTTPException) as exc:
            raise Unanswered(
                f"{self._host} did not answer: {_reason(exc)}", "see `outreach status`"
            ) from exc


def _checked(key: str) -> str:
    """The key without the line end of the file it came from; it must fit into a header."""
    key = key.strip()
    if key and key.isascii() and key.isprintable() and " " not in key:
        return key
    raise WrongUsage(
        "SENDGRID_API_KEY holds characters that no key has", "copy the key from SendGrid again"
    )


def _check_host(host: str) -> None:
    try:
        parts = urlsplit(host)
        named = bool(parts.hostname) and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        named = False
    if named and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    ):
        return
    shown = host.rpartition("@")[2]
    raise WrongUsage(
        f"{shown} is not a SendGrid host: it begins with https:// (http:// only on this machine)",
        "set [sendgrid] host in outreach.toml, or OUTREACH_SENDGRID_HOST",
    )


class _Encoded(bytes):
    """A body that is encoded already, and that no message or log can show."""

    def encode(self, _encoding: str = "utf-8") -> _Encoded:
        return self

    def __str__(self) -> str:
        return "<body>"

    __repr__ = __str__

    def __format__(self, _spec: str) -> str:
        return "<body>"


class _Client(python_http_client.Client):  # type: ignore[misc]
    """The package's client with our opener in place of the one it builds for every call."""

    def _build_client(self, name: str | None = None) -> _Client:
        path = [*self._url_path, name] if name else self._url_path
        return _Client(
            host=self.host,
            version=self._version,
            request_headers=self.request_headers,
            url_path=path,
            timeout=self.timeout,
        )

    def _make_request(
        self, _opener: object, request: urllib.request.Request, timeout: float | None = None
    ) -> Any:
        return super()._make_request(opener_for(self.host), request, timeout)


def _refusal(exc: HTTPError, host: str) -> SendGridError:
    """An HTTP error as what to do next. Below 500 nothing was taken; from 500 on nobody knows."""
    status = int(exc.status_code)
    faults = _faults(exc.body)
    said = "; ".join(message for _, message in faults) or f"HTTP {status}"
    if status >= 500:
        return Unanswered(f"{host} answered {status} ({said})", "see `outreach status`")
    if status == 429:
        return RateLimited("SendGrid asks to slow down", retry_after=_retry_after(exc.headers))
    if status == 401 and "credits" in said.lower():
        return NotAuthorised(f"SendGrid says: {said}", "buy credits or wait for the next period")
    if status in (401, 403):
        return NotAuthorised(f"SendGrid refuses: {said}", _way_in(faults))
    if 300 <= status < 400:
        hint = "check [sendgrid] host and any proxy; redirects are never followed"
        return Rejected(f"{host} answered with a redirect", hint, status)
    return Rejected(f"SendGrid rejects the request: {said}", "", status, faults)


def _way_in(faults: tuple[tuple[str | None, str], ...]) -> str:
    if any(field == "from" for field, _ in faults):
        return "verify the sender in SendGrid, or change [sender] email in outreach.toml"
    return "check SENDGRID_API_KEY and its scopes (mail.send is needed)"


def _faults(body: bytes) -> tuple[tuple[str | None, str], ...]:
    """SendGrid's own list of what is wrong; empty where the body is a proxy's HTML."""
    try:
        errors = json.loads(body)["errors"]
        return tuple((_text(error.get("field")), str(error.get("message", ""))) for error in errors)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return ()


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _retry_after(headers: Mapping[str, str]) -> float | None:
    value = headers.get("Retry-After", "")
    return float(value) if value.isascii() and value.isdigit() else None


def _reason(exc: BaseException) -> str:
    inner = exc.reason if isinstance(exc, urllib.error.URLError) else exc
    if isinstance(inner, TimeoutError):
        return "no answer in time"
    if isinstance(inner, OSError):
        return inner.strerror or "the connection was lost"
    return "the connection was lost"
