"""The data set over HTTP on this machine: whole, or a sentence."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from congress_data import FILES
from outreach.errors import OutreachError, WrongUsage
from outreach.intake import congress_download
from outreach.intake.congress import read_congress
from outreach.intake.congress_download import downloaded

Answer = Callable[[BaseHTTPRequestHandler], None]
OPTIONAL = "/data/legislators-district-offices.json"
MEMBERS = "/data/legislators-current.json"
SEATS = "/data/committee-membership-current.json"


def send(body: bytes, status: int = 200, length: int | None = None, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        request.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(body)

    return answer


class Server:
    """Answers by path; a path without an answer is a 404."""

    def __init__(self) -> None:
        modified = {"Last_Modified": "Mon, 15 Jun 2026 19:27:00 GMT"}
        self.answers = {
            f"/data/{stem}.json": send(json.dumps(data).encode(), **modified)
            for stem, data in FILES.items()
        }
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                answer = outer.answers.get(self.path, send(b"nothing here", 404))
                with suppress(OSError):  # the client has gone
                    answer(self)

            def log_message(self, *_args: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self.http.server_port}/data"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # no proxy stands in between
    one = Server()
    thread = threading.Thread(target=one.http.serve_forever, args=(0.02,))
    thread.start()
    yield one
    one.http.shutdown()
    thread.join()
    one.http.server_close()


def test_all_files_are_there_and_their_day(server: Server) -> None:
    with downloaded(f"{server.address}/") as (folder, published):
        congress, problems = read_congress(folder, published)
        kept = folder
    assert problems == ()
    assert congress.dated == date(2026, 6, 15)
    assert len(congress.district_offices) == 2
    assert not kept.exists()


def test_offices_at_home_may_be_missing(server: Server) -> None:
    del server.answers[OPTIONAL]
    with downloaded(server.address) as (folder, _):
        assert read_congress(folder)[0].district_offices == ()


def test_a_server_need_not_say_when(server: Server) -> None:
    server.answers[MEMBERS] = send(json.dumps(FILES["legislators-current"]).encode())
    with downloaded(server.address) as (_, published):
        assert published is None


def test_a_redirect_on_the_same_host_is_followed(server: Server) -> None:
    server.answers["/elsewhere.json"] = server.answers[SEATS]
    server.answers[SEATS] = send(b"", 302, Location="/elsewhere.json")
    with downloaded(server.address) as (folder, _):
        assert len(read_congress(folder)[0].memberships) == 8


def drip(request: BaseHTTPRequestHandler) -> None:
    """A byte now and then: no single read ever takes long."""
    request.send_response(200)
    request.end_headers()
    for _ in range(200):
        request.wfile.write(b"[")
        request.wfile.flush()
        time.sleep(0.05)


def endless(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.end_headers()
    for _ in range(40):
        request.wfile.write(b"[" * 1_000_000)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


def closed_early(request: BaseHTTPRequestHandler) -> None:
    """Without a length nothing but the text itself tells that there should be more."""
    request.send_response(200)
    request.end_headers()
    request.wfile.write(b'{"SSFR": [')


def chunk_cut_off(request: BaseHTTPRequestHandler) -> None:
    request.protocol_version = "HTTP/1.1"
    request.send_response(200)
    request.send_header("Transfer-Encoding", "chunked")
    request.end_headers()
    request.wfile.write(b"ff\r\n[1, 2")
    request.close_connection = True


@pytest.mark.parametrize(
    ("path", "answer", "said"),
    [
        (MEMBERS, send(b"no", 404), "there is no http"),
        (SEATS, send(b"no", 503), "answered 503"),
        (OPTIONAL, send(b"no", 500), "answered 500"),
        (SEATS, send(b"<!DOCTYPE html><p>Log in to the network"), "is not JSON"),
        (SEATS, send(b'[{"a": 1', length=5000), "was cut off after 8 bytes"),
        (SEATS, chunk_cut_off, "cannot be fetched"),
        (SEATS, closed_early, "is cut off, or is not JSON"),
        (SEATS, send(b"[]", length=20_000_001), "is larger than 20 MB"),
        (SEATS, endless, "is larger than 20 MB"),
        (SEATS, hang_up, "cannot be"),
        (SEATS, drip, "within 1 seconds"),
        (SEATS, lambda _: time.sleep(0.8), "said nothing for 0.3 seconds|timed out"),
        (SEATS, send(b"", 302, Location="http://localhost:9/data"), "leads to http://localhost:9"),
        (SEATS, send(b"", 302, Location="file:///etc/passwd"), "leads to file://|not allowed"),
        (SEATS, send(b"", 302, Location=SEATS), "answered 302"),
    ],
)  # fmt: skip
def test_what_goes_wrong_is_one_sentence(
    server: Server, path: str, answer: Answer, said: str
) -> None:
    server.answers[path] = answer
    with pytest.raises(OutreachError, match=said) as caught:
        fetch(server.address, all_seconds=1 if answer is drip else 20)
    assert "folder" in caught.value.hint
    assert "\n" not in caught.value.message


def test_nobody_there_is_one_sentence(server: Server) -> None:
    with pytest.raises(OutreachError, match="cannot be reached"):
        fetch("http://127.0.0.1:9/data", all_seconds=20)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://data.example/congress", "may be forged"),
        ("ftp://127.0.0.1/congress", "may be forged"),
        ("file:///etc", "no address of the web"),
        ("https://user@data.example/congress", "without"),
        ("https://data.example/congress?a=1", "without"),
        ("https://", "no address of the web"),
        ("https://data.example:99999/x", "no address of the web"),
        ("https://data.example/con gress", "no address of the web"),
    ],
)
def test_an_address_that_is_not_asked(address: str, said: str) -> None:
    with pytest.raises(WrongUsage, match=said):
        fetch(address, all_seconds=1)


def test_the_public_address_is_one_that_may_be_asked() -> None:
    address = congress_download.PUBLIC_ADDRESS
    assert congress_download._checked(address) == address


def fetch(address: str, all_seconds: float) -> Path:
    with downloaded(address, all_seconds=all_seconds, quiet_seconds=0.3) as (folder, _):
        return folder
