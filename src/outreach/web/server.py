"""Serving an application on this machine, in a thread or as all a process does."""

from __future__ import annotations

import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from outreach.errors import OutreachError

START_TIMEOUT_SECONDS = 10.0


@contextmanager
def running(app: Starlette, port: int = 0) -> Iterator[str]:
    """``app`` on loopback for as long as the block lasts; its address, without a slash."""
    with _listening("127.0.0.1", port) as listener:
        server = uvicorn.Server(_config(app))
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


def serve(app: Starlette, host: str, port: int, on_ready: Callable[[str], None]) -> None:
    """Serve until SIGINT or SIGTERM; requests under way are finished first."""
    with _listening(host, port) as listener:
        before = signal.signal(signal.SIGTERM, signal.default_int_handler)
        on_ready(_url(listener))
        try:
            uvicorn.Server(_config(app)).run([listener])
        except KeyboardInterrupt:
            return
        finally:
            signal.signal(signal.SIGTERM, before)


def _config(app: Starlette) -> uvicorn.Config:
    return uvicorn.Config(
        app, lifespan="off", ws="none", log_config=None, access_log=False, server_header=False
    )


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host, port))
            listener.listen(128)
        except (OSError, OverflowError) as exc:
            raise OutreachError(
                f"cannot listen on {host}:{port}", "name another port; 0 takes a free one"
            ) from exc
        yield listener


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://{host}:{port}"
