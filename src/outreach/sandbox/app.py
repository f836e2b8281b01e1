"""HTTP: reading requests, checking who may ask, and writing answers."""

from __future__ import annotations

import asyncio
import http
import json
import logging
import re
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Protocol
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.convertors import IntegerConvertor, register_url_convertor
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from outreach.domain.hosts import LOOPBACK
from outreach.domain.own_requests import may_read, names_another_site

from . import doors, routes
from .answers import (
    BAD_KEY,
    BAD_REQUEST,
    INVALID_UTF8,
    NOT_ALLOWED,
    NOT_FOUND,
    NOT_JSON,
    SERVER_ERROR,
    TOO_LARGE,
    Answer,
    refused,
)
from .calls import Call, Handler
from .faults import (
    ACCEPT_THEN_DROP,
    ACCEPT_THEN_HANG,
    DELAY,
    DROP_BEFORE_ACCEPT,
    RESET_DURING_BODY,
    SLOW,
    Fault,
    canned,
)
from .sandbox import Sandbox

log = logging.getLogger(__name__)

LARGEST_BODY = 30 * 1024 * 1024
MAIL_SEND = "/v3/mail/send"
FORM = "application/x-www-form-urlencoded"

Endpoint = Callable[[Request], Awaitable[Response]]
Real = Callable[..., Answer]
"""Answers a request and its body as SendGrid would; ``silent`` where the answer will be lost."""


class Line(Protocol):
    """The connection a request came on, past the server's own ways."""

    def reset(self, request: Request) -> None: ...
    def write(self, request: Request, raw: bytes) -> None: ...
    def close(self, request: Request) -> None: ...


_ALWAYS = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LONE_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")


def create_app(sandbox: Sandbox, line: Line) -> ASGIApp:
    """The whole of the sandbox's HTTP; ``line`` serves the faults of a connection."""
    api = [
        _route(path, verb, _api(sandbox, line, handler)) for verb, path, handler in routes.entries()
    ]
    own = [_route(path, verb, _door(sandbox, handler)) for verb, path, handler in doors.ENTRIES]
    app = Starlette(
        routes=[_route(MAIL_SEND, "POST", _mail_send(sandbox, line)), *api, *own],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(LOOPBACK))],
        exception_handlers={404: _not_here, 405: _not_here, 500: _failed},
    )
    return _guarded(app)


def _guarded(app: ASGIApp) -> ASGIApp:
    """Every answer tells the browser what to refuse; where it has headers of its own, they stay."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers.setdefault(name, value)
            await send(message)

        await app(scope, receive, sent)

    return guarded


class _Count(IntegerConvertor):
    """Of more digits Python makes no number."""

    regex = "[0-9]{1,9}"


register_url_convertor("count", _Count())


def _route(path: str, verb: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=[verb])


def _mail_send(sandbox: Sandbox, line: Line) -> Endpoint:
    return _endpoint(sandbox, line, partial(_submit, sandbox))


def _endpoint(sandbox: Sandbox, line: Line, real: Real) -> Endpoint:
    """``real`` gives the answer, unless a fault does."""

    async def endpoint(request: Request) -> Response:
        path = request.url.path
        sends = path == MAIL_SEND
        fault = sandbox.next_fault() if sends else sandbox.fault_of(path.removeprefix("/v3/"))
        if fault is None:
            return _respond(await run_in_threadpool(real, request, await _read(request)))
        return await _faulty(sandbox, request, fault, line, real)

    return endpoint


async def _faulty(
    sandbox: Sandbox, request: Request, fault: Fault, line: Line, real: Real
) -> Response:
    if fault.kind == RESET_DURING_BODY:
        await request.receive()  # the first part of the body
        return await _cut(sandbox, request, line)
    body = await _read(request)
    if fault.kind == DELAY:
        await asyncio.sleep(fault.seconds)
    if fault.kind == DROP_BEFORE_ACCEPT:
        return await _cut(sandbox, request, line)
    answer = canned(fault, sandbox.now())
    if answer is not None:
        _log(sandbox, request, answer.status, len(body or b""))
        return _respond(answer)
    silent = fault.kind in (ACCEPT_THEN_DROP, ACCEPT_THEN_HANG)
    answer = await run_in_threadpool(real, request, body, silent=silent)
    if fault.kind == SLOW:
        await _drip(request, line, _respond(answer), fault.seconds)
    elif not silent:
        return _respond(answer)
    elif fault.kind == ACCEPT_THEN_DROP:
        line.reset(request)
    await _gone(request)
    return _respond(Answer(204))


async def _cut(sandbox: Sandbox, request: Request, line: Line) -> Response:
    """Nothing is taken, and nothing is answered."""
    _log(sandbox, request, 0, 0)
    line.reset(request)
    await _gone(request)
    return _respond(Answer(204))


async def _drip(request: Request, line: Line, response: Response, seconds: float) -> None:
    """The answer, a byte at a time, past the server, which would send its head at once."""
    status = http.HTTPStatus(response.status_code)
    head = [f"HTTP/1.1 {status} {status.phrase}".encode(), b"connection: close"]
    head += [b"%s: %s" % pair for pair in response.raw_headers]
    raw = b"\r\n".join([*head, b"", bytes(response.body)])
    for byte in raw:
        line.write(request, bytes([byte]))
        await asyncio.sleep(seconds / len(raw))
    line.close(request)


def _log(sandbox: Sandbox, request: Request, status: int, size: int) -> None:
    """The log of requests is mail/send's."""
    if request.url.path == MAIL_SEND:
        sandbox.log_request(status, size, None)


async def _gone(request: Request) -> None:
    """Wait until the other side has given up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _submit(
    sandbox: Sandbox, request: Request, body: bytes | None, *, silent: bool = False
) -> Answer:
    mail, refusal = _decode(sandbox, request, body)
    answer = refusal or sandbox.submit(mail)
    sandbox.log_request(0 if silent else answer.status, len(body or b""), mail)
    return answer


def _api(sandbox: Sandbox, line: Line, handler: Handler) -> Endpoint:
    return _endpoint(sandbox, line, partial(_answer, sandbox, handler))


def _answer(
    sandbox: Sandbox,
    handler: Handler,
    request: Request,
    body: bytes | None,
    *,
    silent: bool = False,
) -> Answer:
    decoded, refusal = (None, _refuse_key(sandbox, request))
    if body != b"":
        decoded, refusal = _decode(sandbox, request, body)
    return refusal or handler(sandbox, _call(request, decoded))


def _door(sandbox: Sandbox, handler: Handler) -> Endpoint:
    """A path of the sandbox's own: no key, but no other site's page may read or do anything."""

    async def endpoint(request: Request) -> Response:
        if _is_foreign(request):
            return _respond(Answer(403, {"message": "Only pages of this sandbox may ask that."}))
        body = await _read(request)
        decoded = _form(body) if _kind(request) == FORM else _json(body) if body else None
        call = _call(request, None if isinstance(decoded, Answer) else decoded)
        return _respond(await run_in_threadpool(handler, sandbox, call))

    return endpoint


def _is_foreign(request: Request) -> bool:
    """Whether another site's page asks. A program names no origin; a page of ours, which is under
    ``no-referrer``, names the origin "null", and there the browser says itself where it is from.
    """
    host, headers = request.headers.get("host", ""), request.headers
    if request.method == "GET":
        return not may_read(host, headers)
    if headers.get("origin") == "null":
        return headers.get("sec-fetch-site") != "same-origin"
    return names_another_site(host, headers)


def _call(request: Request, body: object) -> Call:
    path = {name: str(value) for name, value in request.path_params.items()}
    query = {name: request.query_params.getlist(name) for name in request.query_params}
    return Call(path, query, body)


async def _read(request: Request) -> bytes | None:
    """The body; None where it is larger than SendGrid takes. It is read to its end either way,
    so that the answer reaches a client that is still sending."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size <= LARGEST_BODY:
            chunks.append(chunk)
    return b"".join(chunks) if size <= LARGEST_BODY else None


def _decode(sandbox: Sandbox, request: Request, body: bytes | None) -> tuple[object, Answer | None]:
    """The JSON of a body, or the answer that refuses it."""
    if body is None:
        return None, TOO_LARGE
    if refusal := _refuse_key(sandbox, request):
        return None, refusal
    if _kind(request) != "application/json":
        return None, refused(NOT_JSON)
    decoded = _json(body)
    return (None, decoded) if isinstance(decoded, Answer) else (decoded, None)


def _kind(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _form(body: bytes | None) -> dict[str, str]:
    """The fields of a form, the first of each name."""
    pairs = parse_qsl((body or b"").decode("utf-8", "replace"))
    return dict(reversed(pairs))


def _refuse_key(sandbox: Sandbox, request: Request) -> Answer | None:
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    keys = sandbox.settings.keys
    known = key.startswith("SG.") if keys is None else key in keys
    return None if scheme.lower() == "bearer" and known else refused(BAD_KEY)


def _json(body: bytes) -> object:
    """The decoded JSON, or the Answer that refuses it."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        return refused(INVALID_UTF8)
    try:
        decoded: object = json.loads(text)
    except (ValueError, RecursionError):
        return refused(BAD_REQUEST)
    return _whole(decoded) if _LONE_SURROGATE.search(body) else decoded


def _whole(decoded: object) -> object:
    """``decoded`` with halves of surrogate pairs replaced, as SendGrid's own decoder does."""
    raw = json.dumps(decoded, ensure_ascii=False).encode("utf-8", "surrogatepass")
    repaired: object = json.loads(raw.decode("utf-8", "replace"))
    return repaired


def _respond(answer: Answer) -> Response:
    headers = dict(answer.headers)
    match answer.body:
        case None:
            return Response(status_code=answer.status, headers=headers)
        case str() as html:
            return HTMLResponse(html.encode("utf-8", "replace"), answer.status, headers)
        case bytes() as content:
            return Response(content, answer.status, headers)
        case body:
            text = json.dumps(body, separators=(",", ":"))
            return Response(text, answer.status, headers, media_type="application/json")


def _not_here(request: Request, error: Exception) -> Response:
    missing = not isinstance(error, HTTPException) or error.status_code == 404
    return _respond(refused(NOT_FOUND if missing else NOT_ALLOWED))


def _failed(request: Request, error: Exception) -> Response:
    log.warning("the sandbox met a %s", type(error).__name__)
    return _respond(refused(SERVER_ERROR))
