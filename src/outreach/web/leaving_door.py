"""The door behind the link in a letter: GET shows a page, POST unsubscribes (RFC 8058)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime

from starlette.responses import HTMLResponse, Response
from starlette.types import Receive, Scope

from outreach.domain.campaign import Sender
from outreach.domain.unsubscribe import PATH as BEFORE_TOKEN

from . import unsubscribe
from .bodies import BODY_SECONDS, Unfit, content_length, discard, headers_of
from .writer import Writer

PATH = BEFORE_TOKEN + "{token}"
LARGEST_REQUEST = 64 * 1024


class LeavingDoor:
    """``sender`` is whom to write to where a link is no letter's, or the store is not well."""

    def __init__(self, writer: Writer, sender: Sender, clock: Callable[[], float]) -> None:
        self._writer = writer
        self._sender = sender
        self._clock = clock

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        headers = headers_of(scope)
        token = str(scope["path_params"]["token"])
        accepts = headers.get(b"accept-language", b"").decode("latin-1")
        if scope["method"] != "POST":
            page = await self._writer.run(
                lambda db: unsubscribe.asked(db, token, self._sender, accepts), writes=False
            )
            return _shown(page)
        if (content_length(headers) or 0) > LARGEST_REQUEST:
            raise Unfit(413, "")
        try:
            async with asyncio.timeout(BODY_SECONDS):
                await discard(receive, LARGEST_REQUEST)
        except TimeoutError:
            raise Unfit(408, "") from None
        now = datetime.fromtimestamp(self._clock(), UTC)
        page = await self._writer.run(
            lambda db: unsubscribe.answered(db, token, now, self._sender, accepts)
        )
        return _shown(page)

    def refuse(self, status: int, _said: str) -> Response:
        """For a person, whatever is the matter."""
        return _shown(unsubscribe.unwell(self._sender), status)


def _shown(page: unsubscribe.Page, status: int = 0) -> Response:
    return HTMLResponse(page.html, status or page.status, dict(unsubscribe.HEADERS))
