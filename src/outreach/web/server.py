"""Serving an application on this machine, in a thread or as all a process does."""

from __future__ import annotations

import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from outreach.errors import OutreachError

Application = ASGIApp
HERE = "127.0.0.1"
START_TIMEOUT_SECONDS = 10.0


def _nothing() -> None:
    pass


class _Server(uvicorn.Server):
    """``on_stop`` runs in the server's loop as soon as it is to stop: it ends answers that last."""

    def __init__(
        self,
        app: Application,
        on_stop: Callable[[], None],
        patience: int | None = None,
        options: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(_config(app, patience, options or {}))
        self._on_stop = on_stop

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._on_stop()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self.should_exit:
            _end_at_once(sig, frame)
        super().handle_exit(sig, frame)


@contextmanager
def running(
    app: Application,
    port: int = 0,
    *,
    on_stop: Callable[[], None] = _nothing,
    options: Mapping[str, Any] | None = None,
) -> Iterator[str]:
    """``app`` on loopback for as long as the block lasts; its address, without a slash.

    ``options`` are uvicorn's own, beside those of every server here.
    """
    with _listening(HERE, [port]) as listener:
        server = _Server(app, on_stop, options=options)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        end = time.monotonic() + START_TIMEOUT_SECONDS
        while not server.started and time.monotonic() < end:
            time.sleep(0.005)
        try:
            yield _url(listener)
        finally:
            server.should_exit = True
            thread.join()


def serve(
    app: Application,
    host: str,
    port: int,
    on_ready: Callable[[str], None],
    *,
    or_next: int = 0,
    on_stop: Callable[[], None] = _nothing,
    patience: int | None = None,
    options: Mapping[str, Any] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first.

    They have ``patience`` seconds for it if that is given. A second signal ends the process at
    once, whatever hangs, also when this has returned already. Where ``port`` is taken, one of the
    ``or_next`` after it will do. ``options`` are uvicorn's own.
    """
    with _listening(host, range(port, port + or_next + 1)) as listener, _until_signalled():
        on_ready(_url(listener))
        _Server(app, on_stop, patience, options).run([listener])


@contextmanager
def _until_signalled() -> Iterator[None]:
    """uvicorn raises the signal that ended it again: it leads to the end of the block."""
    signals = (signal.SIGINT, signal.SIGTERM)

    def first(_signal: int, _frame: FrameType | None) -> None:
        for one in signals:
            signal.signal(one, _end_at_once)
        raise KeyboardInterrupt

    before = [(one, signal.signal(one, first)) for one in signals]
    try:
        yield
    except KeyboardInterrupt:
        return
    for one, handler in before:
        signal.signal(one, handler)


def _end_at_once(sig: int, _frame: FrameType | None) -> None:
    os._exit(128 + sig)


def _config(app: Application, patience: int | None, options: Mapping[str, Any]) -> uvicorn.Config:
    own: dict[str, Any] = {
        "lifespan": "auto",
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "timeout_graceful_shutdown": patience,
    }
    return uvicorn.Config(app, **{**own, **options})


@contextmanager
def _listening(host: str, ports: Sequence[int]) -> Iterator[socket.socket]:
    for port in ports:
        with socket.socket(proto=socket.IPPROTO_TCP) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind((host, port))
                listener.listen(128)
            except (OSError, OverflowError):
                continue
            yield listener
            return
    tried = f"{ports[0]}" if len(ports) == 1 else f"{ports[0]} to {ports[-1]}"
    raise OutreachError(f"cannot listen on {host}:{tried}", "name another port; 0 takes a free one")


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"
