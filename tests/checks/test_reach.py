"""Asking for pages on this machine; the guard, which forbids just that, is opened for it."""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
import ssl
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from loopback import Site, running, send
from outreach.checks import reach
from outreach.checks.reach import IP, Answer, ask, public


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")  # no proxy stands in between
    with running(Site()) as one:
        yield one


def anywhere(_ip: IP, _port: int) -> str:
    return ""


def go(address: str, seconds: float = 5) -> Answer:
    return ask(address, guard=anywhere, seconds=seconds)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1",
        "100.64.0.1", "169.254.169.254", "168.63.129.16", "100.100.100.200", "192.0.2.1",
        "198.18.0.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
        "::1", "::", "fe80::1", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1",
        "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2002:a9fe:a9fe::1",
    ],
)  # fmt: skip
def test_an_address_that_is_not_the_internets(ip: str) -> None:
    assert public(ipaddress.ip_address(ip), 443)


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_an_address_of_the_internet(ip: str) -> None:
    assert public(ipaddress.ip_address(ip), 443) == ""
    assert public(ipaddress.ip_address(ip), 80) == ""
    assert public(ipaddress.ip_address(ip), 22)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]",
             "[::ffff:127.0.0.1]", "0.0.0.0", "0"]
)  # fmt: skip
def test_this_machine_is_not_asked_by_any_of_its_names(site: Site, host: str) -> None:
    def only_address(ip: IP, _port: int) -> str:
        return public(ip, 80)

    answer = ask(f"http://{host}:{site.port}/", guard=only_address)
    assert answer.outcome in ("not-public", "no-name")
    assert site.asked == []


def test_a_redirect_into_a_private_network_is_not_followed(site: Site) -> None:
    site.answers["/"] = send(status=302, Location=f"http://127.0.0.2:{site.port}/secret")
    site.answers["/secret"] = send("secret")

    def guard(ip: IP, _port: int) -> str:
        return "" if str(ip) == "127.0.0.1" else "no public address"

    assert ask(f"{site.address}/", guard=guard).outcome == "not-public"
    assert site.asked == [("GET", "/")]


def test_a_name_is_looked_up_once_and_connected_to_as_it_was_found(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name server that answers otherwise the second time (rebinding) is not asked again."""
    site.answers["/"] = send("fine")
    asked: list[str] = []
    real = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *args: int, **kinds: int) -> object:
        asked.append(host)
        if host == "rebound.example":
            host = "127.0.0.1" if len(asked) == 1 else "127.0.0.2"
        return real(host, port, *args, **kinds)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    guarded: list[str] = []

    def guard(ip: IP, _port: int) -> str:
        guarded.append(str(ip))
        return ""

    assert ask(f"http://rebound.example:{site.port}/", guard=guard).status == 200
    assert asked[0] == "rebound.example"
    assert "rebound.example" not in asked[1:]
    assert guarded == ["127.0.0.1"]
    assert site.headers["Host"] == f"rebound.example:{site.port}"


def test_one_private_address_among_a_names_is_one_too_many(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = [ipaddress.ip_address("127.0.0.1"), ipaddress.ip_address("10.0.0.1")]
    monkeypatch.setattr(reach, "_addresses", lambda _host, _port: both)

    def guard(ip: IP, _port: int) -> str:
        return "private" if str(ip) == "10.0.0.1" else ""

    assert ask(f"http://both.example:{site.port}/", guard=guard).outcome == "not-public"
    assert site.asked == []


def test_nothing_is_sent_but_the_request(site: Site) -> None:
    site.answers["/a"] = send(status=302, Location="/b", Set_Cookie="seen=1")
    site.answers["/b"] = send("fine")
    assert go(f"{site.address}/a#part").status == 200
    assert set(site.headers) == {
        "Host", "User-Agent", "Accept", "Accept-Language", "Accept-Encoding", "Connection",
    }  # fmt: skip
    assert "outreach" in site.headers["User-Agent"]
    assert site.asked == [("GET", "/a"), ("GET", "/b")]


def test_a_page_is_read_for_its_title_and_no_further_than_64_kb(site: Site) -> None:
    head = "<html><head><title>\n The  report &amp; more</title></head>"
    site.answers["/"] = send(head + "x" * 1_000_000)
    answer = go(f"{site.address}/")
    assert answer.title == "The report & more"
    assert answer.size > 1_000_000
    assert len(answer.page) == reach.MOST_BYTES


def test_a_picture_is_not_read_at_all(site: Site) -> None:
    site.answers["/p.png"] = send(b"<title>x</title>", length=300_000, Content_Type="image/png")
    answer = go(f"{site.address}/p.png")
    assert (answer.size, answer.page) == (300_000, "")


def test_redirects_are_followed_to_their_end_but_not_for_ever(site: Site) -> None:
    for hop in range(7):
        site.answers[f"/{hop}"] = send(status=301, Location=f"/{hop + 1}")
    site.answers["/7"] = send("fine")
    assert go(f"{site.address}/2").address == f"{site.address}/7"
    assert go(f"{site.address}/0").outcome == "redirects"


def test_a_server_that_does_not_let_pages_be_got_is_asked_for_their_heads(site: Site) -> None:
    def picky(request: BaseHTTPRequestHandler) -> None:
        send(status=405 if request.command == "GET" else 204)(request)

    site.answers["/"] = picky
    assert go(f"{site.address}/").status == 204
    assert [method for method, _ in site.asked] == ["GET", "HEAD"]


def test_an_address_in_other_letters_is_asked_for_in_ascii(site: Site) -> None:
    path = "/%E5%A3%B0%E6%98%8E%20a?q=%E9%A6%99"
    site.answers[path] = send("fine")
    assert go(f"{site.address}/声明 a?q=香").status == 200
    site.answers["/x"] = send(status=302, Location=path.encode().decode("latin-1"))
    assert go(f"{site.address}/x").status == 200


def drip(request: BaseHTTPRequestHandler) -> None:
    """A byte now and then: no single read ever takes long."""
    request.send_response(200)
    for n in range(200):
        request.send_header(f"X-{n}", "y")
        request.flush_headers()
        time.sleep(0.05)


def hang_up(request: BaseHTTPRequestHandler) -> None:
    request.close_connection = True


def nonsense(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HELO nobody\r\n\r\n")


@pytest.mark.parametrize(
    ("path", "outcome"),
    [("/drip", "time"), ("/sleep", "time"), ("/hang-up", "unreachable"), ("/nonsense", "broken"),
     ("/file", "broken"), ("/ftp", "broken"), ("/bad", "broken")],
)  # fmt: skip
def test_what_goes_wrong_is_an_answer_too(site: Site, path: str, outcome: str) -> None:
    site.answers = {
        "/drip": drip,
        "/sleep": lambda _: time.sleep(1.5),
        "/hang-up": hang_up,
        "/nonsense": nonsense,
        "/file": send(status=302, Location="file:///etc/passwd"),
        "/ftp": send(status=302, Location="ftp://127.0.0.1/x"),
        "/bad": send(status=302, Location="http://[::1/"),
    }
    answer = go(f"{site.address}{path}", seconds=0.6 if outcome == "time" else 5)
    assert answer.outcome in (outcome, "broken" if outcome == "unreachable" else outcome)


def test_nobody_there_is_an_answer_too() -> None:
    assert go("http://127.0.0.1:9/").outcome == "unreachable"
    assert go("https://[::1").outcome == "broken"
    assert go("http://").outcome == "broken"


@pytest.mark.parametrize(
    ("error", "outcome"),
    [(socket.EAI_NONAME, "no-name"), (socket.EAI_AGAIN, "no-answer-of-dns")],
)
def test_a_name_that_is_not_there_is_not_one_that_nobody_could_look_up(
    monkeypatch: pytest.MonkeyPatch, error: int, outcome: str
) -> None:
    def getaddrinfo(*_args: object, **_kinds: object) -> object:
        raise socket.gaierror(error, "no")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    assert go("https://nobody.example/").outcome == outcome


def test_each_request_waits_its_turn(site: Site) -> None:
    site.answers["/a"] = send(status=302, Location="/b")
    turns: list[str] = []
    ask(f"{site.address}/a", guard=anywhere, turn=turns.append)
    assert turns == ["127.0.0.1", "127.0.0.1"]


def certificate(folder: Path, name: str, days: int) -> tuple[Path, Path]:
    """For ``name``, signed by itself, good until ``days`` from now."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = dt.datetime.now(dt.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who).issuer_name(who).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=30))
        .not_valid_after(now + dt.timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    cert, secret = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, secret


@pytest.mark.parametrize(
    ("name", "days", "trusted", "outcome"),
    [
        ("localhost", 1, True, "answered"),
        ("localhost", -1, True, "certificate"),
        ("other.example", 1, True, "certificate"),
        ("localhost", 1, False, "certificate"),
    ],
)
def test_a_certificate_is_checked_as_browsers_do(
    tmp_path: Path, name: str, days: int, trusted: bool, outcome: str
) -> None:
    site = Site()
    trust = secured(site, *certificate(tmp_path, name, days), trusted=trusted)
    with running(site):
        answer = ask(f"https://localhost:{site.port}/", guard=anywhere, context=trust)
    assert answer.outcome == outcome
    assert (answer.status == 200) is (outcome == "answered")


def test_a_certificate_is_asked_for_by_the_sites_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = [ipaddress.ip_address("127.0.0.1")]
    monkeypatch.setattr(reach, "_addresses", lambda _host, _port: here)
    site = Site()
    trust = secured(site, *certificate(tmp_path, "reports.example", 1), trusted=True)
    with running(site):
        answer = ask(f"https://reports.example:{site.port}/", guard=anywhere, context=trust)
    assert answer.status == 200


def secured(site: Site, cert: Path, key: Path, *, trusted: bool) -> ssl.SSLContext:
    """Give the site its certificate; what clients trust."""
    site.answers["/"] = send("fine")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    site.http.socket = context.wrap_socket(
        site.http.socket, server_side=True, do_handshake_on_connect=False
    )
    return ssl.create_default_context(cafile=str(cert) if trusted else None)
