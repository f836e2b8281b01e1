"""Who may ask the preview, and what every answer tells the browser to refuse.

It shows people's names and letters to whoever asks at a port of this machine. So that no page of
another site can ask: ``Host`` must be this machine (else a name that was pointed here would do:
DNS rebinding), and what a browser says of where a request comes from (``Sec-Fetch-Site``,
``Origin``) must be the preview itself, unless somebody follows a link to a page.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Iterable, Mapping

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach.domain.hosts import LOOPBACK
from outreach.domain.own_requests import may_read, names_another_site

PAGE_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "frame-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FILE_POLICY = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Of a file that travels with a letter, should a browser show it."""

_ALWAYS = {
    "Content-Security-Policy": PAGE_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_HTTP_PORT = 80


class Token:
    """A secret of this process that every form carries: no other page can know it."""

    def __init__(self) -> None:
        self.text = secrets.token_urlsafe(32)

    def __repr__(self) -> str:
        return "Token()"

    def fits(self, said: str) -> bool:
        return hmac.compare_digest(said.encode("utf-8", "replace"), self.text.encode())


class Guard:
    """Refuses what the preview's own pages would not ask, and adds headers to every answer.

    A route may set headers of its own; they stay.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        refusal = refused(scope["method"], scope["server"][1], Headers(scope=scope))
        app = PlainTextResponse(refusal[1], refusal[0]) if refusal else self._app
        await app(scope, receive, guarded)


def refused(method: str, port: int, headers: Headers) -> tuple[int, str] | None:
    """The status and the reason, or None where a request may pass."""
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not _is_here(hosts[0], port):
        return 400, "The preview answers at localhost alone."
    if not _is_own(method, hosts[0], headers):
        return 403, "The preview answers its own pages alone."
    return None


def _is_here(host: str, port: int) -> bool:
    """Whether a ``Host`` is a name of this machine with our port."""
    names = (f"[{name}]" if ":" in name else name for name in LOOPBACK)
    allowed = {f"{name}:{port}" for name in names}
    if port == _HTTP_PORT:
        allowed |= {one.removesuffix(f":{port}") for one in allowed}
    return host.lower() in allowed


def _is_own(method: str, host: str, headers: Mapping[str, str]) -> bool:
    """Whether the browser says that a page of ours asks, or somebody who follows a link.

    Where the ``Origin`` is null, ``Sec-Fetch-Site`` must say that it is our own.
    """
    if method in ("GET", "HEAD"):
        return may_read(host, headers)
    if names_another_site(host, headers):
        return False
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    return site == "same-origin" if site else origin not in ("", "null")


def token_of(form: Mapping[str, Iterable[str]]) -> str:
    """The token that a form carries; blank where it carries none, or several."""
    tokens = list(form.get("token", ()))
    return tokens[0] if len(tokens) == 1 else ""
