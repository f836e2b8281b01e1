"""The receiver of SendGrid's events: ``POST /webhooks/sendgrid``.

SendGrid repeats a post for 24 hours on any answer but 2xx, so events taken, repeated or of other
mail get 2xx, forged posts 401, and 5xx is said only when the store could not write.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from outreach.errors import StoreError
from outreach.sendgrid.events import ForgedPost, UnreadablePost
from outreach.store.events import Taken

PATH = "/webhooks/sendgrid"
LARGEST_POST = 8 * 1024 * 1024
"""Ten times what SendGrid puts into one post (768 KB)."""

PATIENCE_SECONDS = 2.0
"""How long a post waits for the store: SendGrid gives up on an answer after a few seconds."""

Take = Callable[[bytes, Mapping[str, str]], Taken]
log = logging.getLogger(__name__)


def receiver(open_take: Callable[[], Take]) -> Starlette:
    """The application. ``open_take`` runs once, in the one thread that writes to the store."""
    writer = _Writer(open_take)

    async def events(request: Request) -> Response:
        raw = await _body(request)
        if raw is None:
            return JSONResponse({"error": "the post is too large"}, 413)
        return await writer.answer(raw, request.headers)

    async def health(_request: Request) -> Response:
        return JSONResponse({"ok": True})

    return Starlette(
        routes=[Route(PATH, events, methods=["POST"]), Route("/health", health, methods=["GET"])]
    )


class _Writer:
    """One thread and one connection for all posts: a SQLite connection belongs to its thread."""

    def __init__(self, open_take: Callable[[], Take]) -> None:
        self._open_take = open_take
        self._take: Take | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="events")

    def _write(self, raw: bytes, headers: Mapping[str, str]) -> Taken:
        if self._take is None:
            self._take = self._open_take()
        return self._take(raw, headers)

    async def answer(self, raw: bytes, headers: Mapping[str, str]) -> Response:
        loop = asyncio.get_running_loop()
        try:
            taken = await loop.run_in_executor(self._thread, self._write, raw, headers)
        except ForgedPost as exc:
            log.warning("refused a post: %s", exc.message)
            return JSONResponse({"error": exc.message}, 401)
        except UnreadablePost as exc:
            log.warning("could not read a post: %s", exc.message)
            return JSONResponse({"error": exc.message}, 400)
        except StoreError as exc:
            log.error("%s; SendGrid will repeat the post", exc.message)  # noqa: TRY400
            return JSONResponse({"error": "the store could not take it; send it again"}, 503)
        log.info("%d new, %d repeated, %d of other mail", taken.new, taken.repeated, taken.foreign)
        return Response(status_code=204)


async def _body(request: Request) -> bytes | None:
    """The raw bytes, or None once they are more than any real post has."""
    parts: list[bytes] = []
    size = 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > LARGEST_POST:
                return None
            parts.append(part)
    except ClientDisconnect:
        return b""
    return b"".join(parts)


def taker(take_post: Callable[..., Taken], db: Any, keys: Sequence[Any]) -> Take:
    """``take_post`` with its collaborators, on the clock of this machine."""
    return lambda raw, headers: take_post(db, raw, headers, keys, time.time())
