"""The receiver: SendGrid's events, replies and unsubscribes, over HTTP.

SendGrid repeats a post for 24 hours on any answer but 2xx, so events taken, repeated or of other
mail get 2xx, forged posts 401, and 5xx is said only when the store could not write. What is
acknowledged is on disk.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope

from outreach.domain.campaign import Sender
from outreach.sendgrid.events import SIGNATURE_HEADER, TIMESTAMP_HEADER, verify
from outreach.store.database import Store

from .bodies import Room, body, headers_of, kept, refuse_encoded
from .description import description
from .desk import Desk
from .doors import Door, not_here
from .health import HealthDoor
from .inbound import PATH as INBOUND_PATH
from .inbound import InboundDoor, Take
from .leaving_door import PATH as LEAVING_PATH
from .leaving_door import LeavingDoor
from .writer import Writer

PATH = "/webhooks/sendgrid"
LARGEST_POST = 8 * 1024 * 1024
"""Ten times what SendGrid puts into one post (768 KB)."""

PATIENCE_SECONDS = 2.0
"""How long a post waits for the store: SendGrid gives up on an answer after a few seconds."""

Clock = Callable[[], float]
log = logging.getLogger(__name__)
_TAKEN = Response(status_code=204)


def receiver(
    opening: Callable[[], Store],
    path: Path,
    keys: Sequence[Any],
    *,
    sender: Sender | None = None,
    take_mail: Take | None = None,
    inbound_token: str = "",
    clock: Clock = time.time,
) -> Starlette:
    """The application. ``opening`` opens the store at ``path``, in the one thread that writes.

    ``keys`` verify what is posted. With a ``sender`` letters' links are answered, and with
    ``take_mail`` replies are taken: those that come with ``inbound_token``, or signed.
    """
    writer = Writer(Desk(opening, path))
    events = EventsDoor(writer, keys, clock)

    async def describe(_request: Request) -> Response:
        return JSONResponse(description())

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        writer.start()
        yield
        await asyncio.to_thread(writer.close)

    routes = [
        Route(PATH, Door(events.answer, writer.pulse), methods=["POST"]),
        Route("/health", HealthDoor(writer).answer, methods=["GET"]),
        Route("/openapi.json", describe, methods=["GET"]),
    ]
    if sender is not None:
        leaving = LeavingDoor(writer, sender, clock)
        door = Door(leaving.answer, writer.pulse, leaving.refuse)
        routes.append(Route(LEAVING_PATH, door, methods=["GET", "POST"]))
    if take_mail is not None:
        inbound = InboundDoor(writer, keys, inbound_token, take_mail, clock)
        routes.append(Route(INBOUND_PATH, Door(inbound.answer, writer.pulse), methods=["POST"]))
    return Starlette(
        routes=routes,
        exception_handlers={HTTPException: not_here},
        lifespan=lifespan,
    )


class EventsDoor:
    """Verify over the raw bytes, then write, then answer."""

    def __init__(self, writer: Writer, keys: Sequence[Any], clock: Clock) -> None:
        self._writer = writer
        self._keys = keys
        self._clock = clock
        self._room = Room()

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        headers = headers_of(scope)
        refuse_encoded(headers)
        with kept(self._room) as held:
            raw = await body(receive, headers, LARGEST_POST, held)
            self._verify(raw, headers)
            self._writer.pulse.hear()
            await self._writer.take(raw)
        return _TAKEN

    def _verify(self, raw: bytes, headers: dict[bytes, bytes]) -> None:
        signature = headers.get(_SIGNATURE, b"").decode("latin-1")
        stamp = headers.get(_TIMESTAMP, b"").decode("latin-1")
        said = {SIGNATURE_HEADER: signature, TIMESTAMP_HEADER: stamp}
        verify(raw, said, self._keys, self._clock())


_SIGNATURE = SIGNATURE_HEADER.lower().encode()
_TIMESTAMP = TIMESTAMP_HEADER.lower().encode()
