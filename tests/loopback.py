"""A web server on this machine that answers as a test says, by path."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = Callable[[BaseHTTPRequestHandler], None]


def send(
    body: bytes | str = b"", status: int = 200, *, length: int | None = None, **headers: str
) -> Answer:
    """An HTML page unless ``Content_Type`` says otherwise."""
    data = body.encode() if isinstance(body, str) else body
    headers = {"Content_Type": "text/html; charset=utf-8", **headers}

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(data) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        if request.command != "HEAD":
            request.wfile.write(data)

    return answer


class Site:
    """``asked`` are the requests as ``(method, path)``, ``headers`` those of the last one."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, str]] = []
        self.headers: dict[str, str] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append((self.command, self.path))
                outer.headers = dict(self.headers.items())
                with suppress(OSError):  # the client has gone
                    path = self.path.partition("?")[0]
                    found = outer.answers.get(self.path) or outer.answers.get(path)
                    (found or send("nothing here", 404))(self)

            def do_HEAD(self) -> None:
                self.do_GET()

            def log_message(self, *_args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        self.address = f"http://127.0.0.1:{self.port}"


@contextmanager
def running(site: Site) -> Iterator[Site]:
    thread = threading.Thread(target=site.http.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield site
    finally:
        site.http.shutdown()
        thread.join()
        site.http.server_close()
