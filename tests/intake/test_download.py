"""One file over HTTP on this machine: whole, or a sentence."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from outreach.errors import OutreachError, WrongUsage
from outreach.intake.download import Limits, fetched, is_address

BODY = b'{"data": []}'
INSTEAD = "name a file"


def redirect(to: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(302)
        request.send_header("Location", to)
        request.end_headers()

    return answer


def send(body: bytes, length: int | None = None, status: int = 200) -> Callable[..., None]:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        request.end_headers()
        request.wfile.write(body)

    return answer


def undeclared(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    request.wfile.write(b"x" * 200)


def drip(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b" ")
        time.sleep(0.05)


ANSWERS = {
    "/data.json?v=2": send(BODY),
    "/moved": redirect("/data.json?v=2"),
    "/elsewhere": redirect("http://127.0.0.2/data.json"),
    "/cut": send(BODY, length=99),
    "/large": send(b"x" * 200),
    "/announced": send(b"", length=10**9),
    "/undeclared": undeclared,
    "/drip": drip,
}


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        with suppress(OSError):  # the client has gone
            ANSWERS.get(self.path, send(b"", status=404))(self)

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # no proxy stands in between
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        thread = threading.Thread(target=http.serve_forever, args=(0.02,))
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_a_file_arrives_whole_also_from_its_new_place(server: str) -> None:
    assert fetched(f"{server}/data.json?v=2", INSTEAD) == BODY
    assert fetched(f"{server}/moved", INSTEAD) == BODY


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/none", "there is no http"),
        ("/elsewhere", "was not followed"),
        ("/cut", "cut off"),
        ("/large", "larger than"),
        ("/announced", "larger than"),
        ("/undeclared", "larger than"),
    ],
)
def test_what_does_not_arrive_is_a_sentence(server: str, path: str, words: str) -> None:
    with pytest.raises(OutreachError, match=words):
        fetched(server + path, INSTEAD, Limits(most_bytes=100))


def test_a_server_that_never_ends_is_given_up(server: str) -> None:
    with pytest.raises(OutreachError, match="did not arrive within"):
        fetched(f"{server}/drip", INSTEAD, Limits(all_seconds=0.2))


def test_nobody_there_is_a_sentence() -> None:
    with pytest.raises(OutreachError, match="cannot be"):
        fetched("http://127.0.0.1:1/data.json", INSTEAD)


@pytest.mark.parametrize(
    "address",
    [
        "http://coalition.example/data.json",
        "ftp://coalition.example/data.json",
        "file:///etc/passwd",
        "https://user:secret@coalition.example/data.json",
        "https://",
        "https://coalition.example:0/",
        "https://[coalition.example/",
        "https://coalition.example/a b",
        "https://coalition.example/\n",
    ],
)
def test_no_other_address_is_asked(address: str) -> None:
    with pytest.raises(WrongUsage) as refused:
        fetched(address, INSTEAD)
    assert refused.value.hint == INSTEAD
    assert is_address(address)


def test_a_file_is_no_address() -> None:
    assert not is_address("data.json")
    assert not is_address("C:\\data.json")
