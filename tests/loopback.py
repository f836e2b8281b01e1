"""On this machine: a web server that answers as a test says, and one that stands before another."""

from __future__ import annotations

import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
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


_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass
class Exchange:
    """One connection that asks for mail/send: its head has been read, its body not yet."""

    client: socket.socket
    head: bytes
    start: bytes
    server: tuple[str, int]

    @property
    def length(self) -> int:
        found = re.search(rb"content-length: *(\d+)", self.head, re.IGNORECASE)
        return int(found[1]) if found else 0

    def body(self, share: float = 1.0) -> bytes:
        """So much of the body as has to come, and perhaps a little more."""
        while len(self.start) < self.length * share:
            more = self.client.recv(4096)
            if not more:
                break
            self.start += more
        return self.start

    def forwarded(self) -> bytes:
        """The whole answer of the server behind, which got the whole request."""
        body = self.body()
        with socket.create_connection(self.server, 10) as behind:
            behind.sendall(self.head + body)
            chunks = iter(lambda: behind.recv(65536), b"")
            return b"".join(chunks)

    def answer(self, data: bytes) -> None:
        self.client.sendall(data)

    def reset(self) -> None:
        self.client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.client.close()

    def wait_until_it_gives_up(self) -> None:
        while self.client.recv(4096):
            pass


Act = Callable[[Exchange], None]


def http_answer(status: str, body: bytes = b"", **headers: str) -> bytes:
    """An answer as it stands on the wire, such as ``http_answer("429 Too Many Requests")``."""
    named = {"Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in named.items()]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


class Between:
    """What stands between a sender and its server, at ``url``, and does harm.

    Each mail/send runs into the next of ``acts``; when there are no more, into ``always``, and
    without that it passes, as all other requests do. ``seen`` counts the mail/sends. With ``tls``
    it is reached by https.
    """

    def __init__(
        self, url: str, acts: Sequence[Act] = (), tls: ssl.SSLContext | None = None
    ) -> None:
        host, _, port = url.rpartition("/")[2].partition(":")
        self.server = (host, int(port))
        self.acts = list(acts)
        self.always: Act | None = None
        self.seen = 0
        self.tls = tls
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self.listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"

    def serve(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._meet, args=(client,), daemon=True).start()

    def _meet(self, client: socket.socket) -> None:
        client.settimeout(20)
        with suppress(OSError), client:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            data = b""
            while b"\r\n\r\n" not in data:
                more = client.recv(4096)
                if not more:
                    return
                data += more
            head, _, start = data.partition(b"\r\n\r\n")
            exchange = Exchange(client, head + b"\r\n\r\n", start, self.server)
            self._act(head)(exchange)

    def _act(self, head: bytes) -> Act:
        if b"/v3/mail/send " not in head.partition(b"\r\n")[0]:
            return _pass_on
        with self.lock:
            self.seen += 1
            if self.acts:
                return self.acts.pop(0)
            return self.always or _pass_on


def _pass_on(exchange: Exchange) -> None:
    exchange.answer(exchange.forwarded())


@contextmanager
def between(
    url: str, acts: Sequence[Act] = (), tls: ssl.SSLContext | None = None
) -> Iterator[Between]:
    stands = Between(url, acts, tls)
    thread = threading.Thread(target=stands.serve, daemon=True)
    thread.start()
    try:
        yield stands
    finally:
        # Closing alone does not wake who waits in accept().
        stands.listener.shutdown(socket.SHUT_RDWR)
        stands.listener.close()
        thread.join()
