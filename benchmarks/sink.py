"""A sink on loopback: takes every ``POST`` with 202 and a message id, and remembers sums only.

It parses as little HTTP as it can, so that it is not what a sender waits for. Started as a process
of its own it prints its address on one line; ``GET /`` answers with what it has seen as JSON, and
it ends when its standard input closes.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
import zlib
from dataclasses import asdict, dataclass

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(slots=True)
class Seen:
    """``people`` counts personalizations, ``size`` bytes.

    ``checksum`` is the sum of the bodies' CRC-32: the same for the same bytes in another order.
    """

    requests: int = 0
    size: int = 0
    people: int = 0
    checksum: int = 0

    def add(self, body: bytes) -> None:
        self.requests += 1
        self.size += len(body)
        self.people += body.count(b'"to":')  # inside a JSON string the quotes are escaped
        self.checksum += zlib.crc32(body)


class Sink(asyncio.Protocol):
    """One connection, kept alive; requests one after another, with Content-Length."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._held = bytearray()
        self._needed = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._held += data
        while len(self._held) >= self._needed and self._take_one():
            pass

    def _take_one(self) -> bool:
        end = self._held.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._held[:end])
        length = _LENGTH.search(head)
        whole = end + 4 + (int(length[1]) if length else 0)
        if len(self._held) < whole:
            self._needed = whole
            return False
        self._answer(head, bytes(self._held[end + 4 : whole]))
        del self._held[:whole]
        self._needed = 0
        return bool(self._held)

    def _answer(self, head: bytes, body: bytes) -> None:
        told = b""
        if head.startswith(b"GET"):
            told, status = json.dumps(asdict(self._seen)).encode(), b"200 OK"
        else:
            self._seen.add(body)
            status = b"202 Accepted\r\nX-Message-Id: sink-%d" % self._seen.requests
        answer = b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status, len(told), told)
        self._transport.write(answer)
        if b"\r\nconnection: close" in head.lower():
            self._transport.close()


async def serve() -> None:
    """Serve on a free port until standard input ends."""
    seen = Seen()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(seen), "127.0.0.1", 0)
    print(f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
