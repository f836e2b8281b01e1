"""Requests through the ``sendgrid`` package, made safe.

What the package does by itself and this module does not: wait for ever, follow a redirect with
the key in hand, print key and payload at DEBUG, escape JSON to ASCII, leave path parts unquoted,
and tell "could not connect" from "connection lost" by the text of a message.
"""

from __future__ import annotations

import http.client
import json
import logging
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import python_http_client
from python_http_client.exceptions import HTTPError

from outreach.domain.hosts import LOOPBACK
from outreach.errors import Unanswered, Unreachable, WrongUsage

from .refusals import Refused, mail_refusal, refusal
from .transport import NotConnected, Outdated, Passage, opener_for

_TIMEOUT_SECONDS = 30.0
_NOT_SENDGRID = "check the host in outreach.toml and any proxy"

logging.getLogger("python_http_client.client").disabled = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A success: ``body`` is decoded JSON, None where there is none. Header names are in lower
    case."""

    status: int
    body: object | None
    headers: Mapping[str, str]


class SendGrid:
    """SendGrid's v3 API at ``host``, for one key. Used from several threads at once.

    A request ends in time: connecting has ``timeout`` seconds, so has any pause while the body
    leaves, and so has the whole answer, counted from when the body has left. For the body itself
    there is room: as long as a slow line needs (``transport.SLOWEST_LINE``).
    """

    def __init__(self, host: str, key: str, timeout: float = _TIMEOUT_SECONDS) -> None:
        _check_host(host)
        self._host = host.rstrip("/")
        self._key = _checked(key)
        self._timeout = timeout

    def __repr__(self) -> str:
        return f"SendGrid({self._host!r})"

    def submit(self, body: bytes, still: Callable[[], bool] = lambda: True) -> str:
        """POST a mail/send body; the X-Message-Id of the 202 that took it.

        ``still`` is asked when the connection stands: whether the letters may leave as they are.
        Where they may not, nothing leaves, and it is Unreachable.

        Raises Unreachable, RateLimited, NotAuthorised or Rejected: nothing was taken. Raises
        Unanswered: it may have been, and must not be sent again. ``mail_refusal`` says which
        answer proves what.
        """
        passage = Passage(self._timeout, len(body), still)
        try:
            response = self._response("post", ("mail", "send"), passage, body)
        except HTTPError as exc:
            raise mail_refusal(self._refused(exc), left_whole=passage.left_whole) from None
        message_id = response.headers.get("X-Message-Id", "")
        if response.status_code == 202 and message_id and passage.left_whole:
            return str(message_id)
        raise Unanswered(
            f"{self._host} answered {response.status_code} where SendGrid answers 202 with a "
            "message id: something between here and SendGrid may have answered for it",
            _NOT_SENDGRID,
        )

    def ask(
        self,
        method: str,
        path: str | Sequence[str],
        body: object = None,
        query: Mapping[str, str] | None = None,
    ) -> Answer:
        """Anything but mail/send: JSON in and out. Only a success (200 to 299) is returned.

        ``path`` is what follows ``/v3/``. Of a text the ``/`` divide its parts; where a part comes
        from outside, give the parts: each is quoted. Raises NotAuthorised (401, 403), RateLimited
        (429), Rejected (other 4xx, and redirects), Unreachable, and Unanswered for all else, of
        which a success that is no JSON is one. No message names anybody's address.
        """
        raw = b"" if body is None else json.dumps(body, ensure_ascii=False).encode()
        passage = Passage(self._timeout, len(raw))
        parts = path.split("/") if isinstance(path, str) else path
        try:
            response = self._response(method.lower(), parts, passage, raw, query)
        except HTTPError as exc:
            raise refusal(self._refused(exc)) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status_code, self._decoded(response), headers)

    def scopes(self) -> tuple[str, ...]:
        """What the key may do; raises NotAuthorised if it is not accepted."""
        match self.ask("GET", "scopes").body:
            case {"scopes": [*scopes]}:
                return tuple(scope for scope in scopes if isinstance(scope, str))
        raise self.odd("scopes")

    def odd(self, what: str) -> Unanswered:
        """The error for a success in which ``what`` is not to be found."""
        said = f"{self._host} gave an answer without {what}, as SendGrid would not"
        return Unanswered(said, _NOT_SENDGRID)

    def _response(
        self,
        method: str,
        parts: Sequence[str],
        passage: Passage,
        body: bytes,
        query: Mapping[str, str] | None = None,
    ) -> Any:
        """The package's response to 200 to 299; its HTTPError for any other answer."""
        # One client a request: the package keeps headers in a dict that all of its calls share.
        client = _Client(
            host=self._host,
            version=3,
            url_path=[_quoted(part) for part in parts],
            request_headers={
                "Authorization": f"Bearer {self._key}",
                "User-Agent": "outreach",
                "Accept": "application/json",
                "Content-Type": "application/json; charset=utf-8",
            },
            timeout=self._timeout,
        )
        client.passage = passage
        call = getattr(client, method)
        try:
            return call(request_body=_Encoded(body) if body else None, query_params=query)
        except Outdated as exc:
            raise Unreachable(
                f"connecting to {self._host} took so long that the letters' moment has passed",
                "run this again",
            ) from exc
        except (NotConnected, http.client.InvalidURL) as exc:
            raise Unreachable(
                f"cannot reach {self._host}: {exc}", "check the network, then run this again"
            ) from exc
        except (OSError, http.client.HTTPException) as exc:
            if not passage.left_whole:
                raise Unreachable(
                    f"the connection to {self._host} was lost before the request had left whole",
                    "check the network, then run this again",
                ) from exc
            raise Unanswered(f"{self._host} did not answer: {_reason(exc)}") from exc

    def _refused(self, exc: HTTPError) -> Refused:
        headers = {name.lower(): value for name, value in exc.headers.items()}
        return Refused(self._host, int(exc.status_code), headers, exc.body)

    def _decoded(self, response: Any) -> object | None:
        if not response.body:
            return None
        try:
            decoded: object = json.loads(response.body)
        except (ValueError, RecursionError):
            raise self.odd("JSON") from None
        return decoded


def _quoted(part: str) -> str:
    """A part of a path, in which nothing can lead elsewhere. Raises WrongUsage if it is none."""
    if part in ("", ".", ".."):
        raise WrongUsage(f"{part!r} is no name that SendGrid can be asked about")
    return quote(part, safe="")


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

    passage: Passage

    def _make_request(
        self, _opener: object, request: urllib.request.Request, timeout: float | None = None
    ) -> Any:
        return super()._make_request(opener_for(self.host, self.passage), request, timeout)


def _reason(exc: BaseException) -> str:
    inner = exc.reason if isinstance(exc, urllib.error.URLError) else exc
    if isinstance(inner, TimeoutError):
        return "no answer in time"
    if isinstance(inner, OSError):
        return inner.strerror or "the connection was lost"
    return "the connection was lost"
