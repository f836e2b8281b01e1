"""Who may ask the preview: its own pages and whoever follows a link, at a name of this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from outreach.web.preview.guard import PAGE_POLICY, Guard, Token, refused, token_of
from outreach.web.server import running

OWN = "127.0.0.1:8765"


def asked(method: str = "GET", host: str = OWN, **headers: str) -> int:
    """The status of a refusal, 0 where there is none."""
    named = {"host": host, **{name.replace("_", "-"): value for name, value in headers.items()}}
    refusal = refused(method, 8765, Headers(named))
    return refusal[0] if refusal else 0


@pytest.mark.parametrize("host", [OWN, "localhost:8765", "LocalHost:8765", "[::1]:8765"])
def test_this_machine_is_answered(host: str) -> None:
    assert asked(host=host) == 0


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8765", "127.0.0.1", "127.0.0.1:80", "127.0.0.1:87650"),
        *("127.0.0.1.evil.example:8765", "localhost.evil.example:8765", "localhost:8765@evil", ""),
        *("127.0.0.1:8765, evil.example", "0.0.0.0:8765", "[::ffff:127.0.0.1]:8765", "2130706433"),
    ],
)
def test_another_name_for_it_is_refused(host: str) -> None:
    """The page of a name that was pointed at this machine counts as another's page."""
    assert asked(host=host) == 400


def test_two_names_are_refused() -> None:
    headers = Headers(raw=[(b"host", OWN.encode()), (b"host", b"evil.example")])
    assert refused("GET", 8765, headers) == (400, "The preview answers at localhost alone.")


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({}, 0),  # a program, or a browser of long ago
        ({"sec_fetch_site": "none", "sec_fetch_mode": "navigate"}, 0),  # typed into the bar
        ({"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"}, 0),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, 403),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "cors"}, 403),  # another port
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://127.0.0.1:9999"}, 403),
        ({"origin": f"https://{OWN}"}, 403),
        ({"origin": f"http://{OWN}"}, 0),
    ],
)
def test_what_is_read_is_read_by_own_pages(said: dict[str, str], status: int) -> None:
    assert asked("GET", **said) == status


def test_a_link_from_elsewhere_leads_to_a_page_and_into_no_frame() -> None:
    link = {"sec_fetch_site": "cross-site", "sec_fetch_mode": "navigate"}
    assert asked(**link, sec_fetch_dest="document") == 0
    assert asked(**link, sec_fetch_dest="iframe") == 403


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ({"origin": f"http://{OWN}", "sec_fetch_site": "same-origin"}, 0),
        ({"origin": f"http://{OWN}"}, 0),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, 0),  # no-referrer
        ({"origin": "null"}, 403),  # any sandbox
        ({"origin": "null", "sec_fetch_site": "cross-site"}, 403),
        ({"origin": "http://evil.example", "sec_fetch_site": "cross-site"}, 403),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "http://localhost:8765", "sec_fetch_site": "same-site"}, 403),
        ({"sec_fetch_site": "none"}, 403),
        ({}, 403),
    ],
)
def test_what_is_posted_comes_from_an_own_page(said: dict[str, str], status: int) -> None:
    assert asked("POST", **said) == status


def test_a_token_is_of_one_process_and_fits_only_itself() -> None:
    token, other = Token(), Token()
    assert token.fits(token.text)
    assert not token.fits(other.text)
    assert not token.fits("")
    assert not token.fits("\ud800é")
    assert token.text not in repr(token)


def test_a_form_with_two_tokens_has_none() -> None:
    assert token_of({"token": ["a"]}) == "a"
    assert token_of({"token": ["a", "b"]}) == ""
    assert token_of({}) == ""


@pytest.fixture
def served() -> Iterator[int]:
    """A port at which an application says ``here`` behind the guard."""

    async def here(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("here", headers={"Referrer-Policy": "own"})

    with running(Guard(Starlette(routes=[Route("/", here)]))) as url:
        yield int(url.rpartition(":")[2])


def said(port: int, head: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as raw:
        raw.sendall(head.replace("\n", "\r\n").encode() + b"\r\n\r\n")
        answer = b""
        while part := raw.recv(65536):
            answer += part
    return answer.decode()


def test_every_answer_tells_the_browser_what_to_refuse(served: int) -> None:
    for path, status in (("/", 200), ("/nowhere", 404)):
        answer = said(served, f"GET {path} HTTP/1.1\nHost: localhost:{served}\nConnection: close")
        assert answer.startswith(f"HTTP/1.1 {status} ")
        for line in (
            f"content-security-policy: {PAGE_POLICY}",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
        ):
            assert f"\r\n{line}\r\n" in answer, line


def test_a_route_may_say_otherwise(served: int) -> None:
    answer = said(served, f"GET / HTTP/1.1\nHost: localhost:{served}\nConnection: close")
    assert "\r\nreferrer-policy: own\r\n" in answer
    assert "no-referrer" not in answer


def test_a_forged_host_is_refused_on_the_wire(served: int) -> None:
    for head in (
        "GET / HTTP/1.1\nHost: evil.example",
        f"GET / HTTP/1.1\nHost: evil.example:{served}",
        f"GET http://evil.example/ HTTP/1.1\nHost: evil.example:{served}",
        f"GET / HTTP/1.1\nHost: localhost:{served}\nHost: evil.example",
        "GET / HTTP/1.0\nX: y",
    ):
        answer = said(served, f"{head}\nConnection: close")
        assert answer.startswith("HTTP/1.1 400 "), head
        assert "here" not in answer
