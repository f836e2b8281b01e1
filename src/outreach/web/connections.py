"""HTTP connections that end in time: whoever sends slowly, or without end, is let go."""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_SECONDS = 10.0
"""A request's line and headers have this long to arrive."""
LARGEST_HEAD = 64 * 1024
MOST_CONNECTIONS = 1000
KEEP_ALIVE_SECONDS = 75
"""Longer than a proxy keeps a connection idle, so that the proxy is who closes it."""

_ANSWERS = {
    408: b"HTTP/1.1 408 Request Timeout\r\n",
    431: b"HTTP/1.1 431 Request Header Fields Too Large\r\n",
}
_END = b"content-length: 0\r\nconnection: close\r\n\r\n"


class Connection(HttpToolsProtocol):
    """uvicorn's own, which waits for a head for ever and keeps whatever comes of it."""

    _head_bytes = 0
    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: Any) -> None:
        super().connection_made(transport)
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._timer is not None:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._timer is not None and self._head_bytes > LARGEST_HEAD:
            self._refuse(431)

    def on_message_begin(self) -> None:
        if self._timer is None:
            self._expect_head()
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._stop_timer()
        super().on_headers_complete()

    def _expect_head(self) -> None:
        self._head_bytes = 0
        self._timer = self.loop.call_later(HEAD_SECONDS, self._refuse, 408)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _refuse(self, status: int) -> None:
        self._stop_timer()
        if self.transport.is_closing():
            return
        if self._head_bytes and (self.cycle is None or self.cycle.response_complete):
            self.transport.write(_ANSWERS[status] + _END)
        self.transport.close()


OPTIONS: dict[str, Any] = {
    "http": Connection,
    "lifespan": "on",
    "limit_concurrency": MOST_CONNECTIONS,
    "timeout_keep_alive": KEEP_ALIVE_SECONDS,
}
"""uvicorn's, for a server that the world reaches."""
