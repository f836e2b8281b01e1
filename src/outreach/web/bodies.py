"""Reading what is posted: within a size, a time, and the memory there is for all of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from starlette.types import Receive, Scope

BODY_SECONDS = 30.0
"""A body has this long to arrive, whatever its size."""
SHARED_BYTES = 96 * 1024 * 1024
"""All that was posted and is not written yet. SendGrid repeats what finds no room."""


class Unfit(Exception):
    """A post that is answered without being read: ``status``, and ``said`` to whoever posts."""

    def __init__(self, status: int, said: str, *, retry_after: int = 0) -> None:
        super().__init__(said)
        self.status = status
        self.said = said
        self.retry_after = retry_after


class Gone(Exception):
    """Whoever posted has hung up: nobody waits for an answer."""


@dataclass(slots=True)
class Room:
    """The memory for bodies, in one event loop."""

    left: int = SHARED_BYTES

    def take(self, size: int) -> None:
        if size > self.left:
            raise Unfit(503, "too much is waiting to be written", retry_after=5)
        self.left -= size


@contextmanager
def kept(room: Room) -> Iterator[Held]:
    """Room for one body, given back at the end of the block."""
    held = Held(room)
    try:
        yield held
    finally:
        room.left += held.size


@dataclass(slots=True)
class Held:
    room: Room
    size: int = 0

    def add(self, size: int) -> None:
        self.room.take(size)
        self.size += size


def content_length(headers: Mapping[bytes, bytes]) -> int | None:
    """None where it is not said beforehand; the server refuses what is no number."""
    said = headers.get(b"content-length")
    return int(said) if said is not None and said.isdigit() else None


def headers_of(scope: Scope) -> dict[bytes, bytes]:
    """By name in lower case; of a repeated one the last."""
    return dict(scope["headers"])


def refuse_encoded(headers: Mapping[bytes, bytes]) -> None:
    """The signature is over the body as it was sent, and what unpacks to more is a trap."""
    if headers.get(b"content-encoding", b"identity").strip().lower() not in (b"identity", b""):
        raise Unfit(415, "compressed posts are not taken")


async def body(receive: Receive, headers: Mapping[bytes, bytes], largest: int, held: Held) -> bytes:
    """The raw bytes. Raises Unfit (408, 413, 503) and Gone."""
    announced = content_length(headers)
    try:
        async with asyncio.timeout(BODY_SECONDS):
            if announced is not None and announced > largest:
                await discard(receive, largest)
                raise Unfit(413, "the post is too large")
            return await _joined(receive, largest, held)
    except TimeoutError:
        raise Unfit(408, "the post did not arrive in time") from None


async def _joined(receive: Receive, largest: int, held: Held) -> bytes:
    parts: list[bytes] = []
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        part = message.get("body", b"")
        held.add(len(part))
        more = message.get("more_body", False)
        if held.size > largest:
            if more:
                await discard(receive, largest)
            raise Unfit(413, "the post is too large")
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


async def discard(receive: Receive, most: int) -> None:
    """Let the rest pass, up to ``most`` bytes: who is still sending does not read an answer."""
    more = True
    while more and most > 0:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        most -= len(message.get("body", b""))
        more = message.get("more_body", False)
