"""Running the sandbox: in a thread beside the caller, or as the only thing a process does."""

from __future__ import annotations

import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Thread
from typing import Any

import uvicorn
from starlette.requests import Request
from uvicorn.protocols.http.h11_impl import H11Protocol

from outreach.errors import OutreachError

from .app import create_app
from .sandbox import Sandbox
from .settings import SandboxSettings

HOST = "127.0.0.1"
START_TIMEOUT = 10.0
GRACE = 1

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class RunningSandbox:
    """``url`` has no slash at its end."""

    url: str
    sandbox: Sandbox

    def wait_idle(self, timeout: float = 10.0) -> bool:
        """Wait until everything due has happened and the webhook has taken every event.

        False when ``timeout`` seconds were not enough. Scheduled letters are not waited for.
        """
        end = time.monotonic() + timeout
        while self.sandbox.pending_events:
            if time.monotonic() > end:
                return False
            time.sleep(0.005)
        return True


@contextmanager
def running(
    settings: SandboxSettings, port: int = 0, now: Callable[[], float] = time.time
) -> Iterator[RunningSandbox]:
    """A sandbox on loopback for as long as the block lasts; port 0 takes a free one.

    Raises OutreachError when the port is taken.
    """
    with _listening(port) as listener:
        sandbox = Sandbox(settings, now, base_url=_url(listener))
        server = _server(sandbox)
        thread = Thread(target=server.run, args=([listener],), name="sandbox", daemon=True)
        sandbox.start()
        thread.start()
        try:
            _wait_started(server)
            yield RunningSandbox(sandbox.base_url, sandbox)
        finally:
            server.should_exit = True
            thread.join()
            sandbox.stop()


def serve_forever(
    settings: SandboxSettings, port: int, on_ready: Callable[[RunningSandbox], None]
) -> None:
    """Run until SIGINT or SIGTERM; ``on_ready`` is called once connections are accepted.

    Raises OutreachError when the port is taken.
    """
    with _listening(port) as listener:
        sandbox = Sandbox(settings, base_url=_url(listener))
        server = _server(sandbox, lambda: on_ready(RunningSandbox(sandbox.base_url, sandbox)))
        sandbox.start()
        # uvicorn closes everything and then raises the signal again; as an interrupt it can be
        # caught, where SIGTERM's own way would end the process before the files are closed.
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.run([listener])
        except KeyboardInterrupt:
            return
        finally:
            signal.signal(signal.SIGTERM, before)
            sandbox.stop()


@contextmanager
def _listening(port: int) -> Iterator[socket.socket]:
    # Only of sockets that say they are TCP asyncio turns Nagle's algorithm off, which would hold
    # back an answer's body for 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise OutreachError(
                f"port {port} of this machine cannot be used by the sandbox",
                "another program may have it: name another port, or 0 for a free one",
            ) from error
        yield listener


def _url(listener: socket.socket) -> str:
    return f"http://{HOST}:{listener.getsockname()[1]}"


class _Server(uvicorn.Server):
    """Says when it accepts connections."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._on_ready()


def _server(sandbox: Sandbox, on_ready: Callable[[], None] = lambda: None) -> uvicorn.Server:
    connections: dict[tuple[str, int], Any] = {}
    config = uvicorn.Config(
        create_app(sandbox, _Line(connections)),
        http=_protocol(connections),
        ws="none",
        lifespan="off",
        log_config=None,
        log_level="critical",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=GRACE,
    )
    return _Server(config, on_ready)


def _protocol(connections: dict[tuple[str, int], Any]) -> type[H11Protocol]:
    """uvicorn's HTTP/1.1, which also remembers by client address how to cut a connection."""

    class Protocol(H11Protocol):
        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            if self.client is not None:
                connections[self.client] = transport

        def connection_lost(self, exc: Exception | None) -> None:
            super().connection_lost(exc)
            if self.client is not None:
                connections.pop(self.client, None)

    return Protocol


class _Line:
    """The connections of requests, by client address."""

    def __init__(self, connections: dict[tuple[str, int], Any]) -> None:
        self._connections = connections

    def reset(self, request: Request) -> None:
        """Close with RST, as a crash in between would."""
        transport = self._of(request)
        if transport is not None:
            raw = transport.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            transport.abort()

    def write(self, request: Request, raw: bytes) -> None:
        transport = self._of(request)
        if transport is not None:
            transport.write(raw)

    def close(self, request: Request) -> None:
        transport = self._of(request)
        if transport is not None:
            transport.close()

    def _of(self, request: Request) -> Any:
        client = request.client
        return self._connections.get((client.host, client.port)) if client else None


def _wait_started(server: uvicorn.Server) -> None:
    end = time.monotonic() + START_TIMEOUT
    while not server.started:
        if time.monotonic() > end:
            raise OutreachError("the sandbox did not start within 10 seconds")
        time.sleep(0.005)
