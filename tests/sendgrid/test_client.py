"""The client over real sockets: what each way to fail proves, and what it never gives away."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from outreach.actions.send import Fate, next_step
from outreach.domain.delivery import Delivery, Field, Message
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
    WrongUsage,
)
from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send

KEY = "SG.s3cret.k3y"
ENVELOPE = Envelope("press@coalition.example", "Coalition", "", ("visit", "visit/press"))
MESSAGE = Message("For -x0-", "<p>Free them</p>", "Free them", (Field("-x0-", "subject"),))


def body(*emails: str, sender: str = "press@coalition.example") -> bytes:
    deliveries = [
        Delivery(str(i), email, "Жанна", ("Жанна",))
        for i, email in enumerate(emails or ("ana@press.example",))
    ]
    envelope = Envelope(sender, "Coalition", "", ("visit",))
    return encoded(mail_send(envelope, MESSAGE, "b1", deliveries))


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSandbox]:
    outbox = tmp_path_factory.mktemp("client") / "outbox"
    with running(SandboxSettings(outbox=outbox, keys=(KEY,))) as it:
        yield it


@pytest.fixture(autouse=True)
def _unfaulted(sandbox: RunningSandbox) -> Iterator[None]:
    yield
    sandbox.sandbox.clear_faults()


def filed(sandbox: RunningSandbox) -> int:
    return len(sandbox.sandbox.outbox)


# --- what an answer proves ------------------------------------------------------------------------


def test_a_request_that_is_taken_gives_its_message_id(sandbox: RunningSandbox) -> None:
    before = filed(sandbox)
    message_id = SendGrid(sandbox.url, KEY).submit(body())
    assert filed(sandbox) == before + 1
    letter = list(sandbox.sandbox.outbox)[-1]
    assert letter.message_id == message_id
    assert letter.subject == "For Жанна"


FAULTS: list[tuple[str, type[SendGridError], Fate, bool]] = [
    ("rate-limit", RateLimited, Fate.RETRY, False),
    ("credits", NotAuthorised, Fate.PUT_BACK, False),
    ("bad-key", NotAuthorised, Fate.PUT_BACK, False),
    ("sender", NotAuthorised, Fate.PUT_BACK, False),
    ("forbidden", NotAuthorised, Fate.PUT_BACK, False),
    ("too-large", Rejected, Fate.FAILED, False),
    ("redirect", Rejected, Fate.PUT_BACK, False),
    ("server-error", Unanswered, Fate.UNCERTAIN, False),
    ("bad-gateway", Unanswered, Fate.UNCERTAIN, False),
    ("unavailable", Unanswered, Fate.UNCERTAIN, False),
    ("not-sendgrid", Unanswered, Fate.UNCERTAIN, False),
    ("drop-before-accept", Unanswered, Fate.UNCERTAIN, False),
    ("accept-then-drop", Unanswered, Fate.UNCERTAIN, True),
]


@pytest.mark.parametrize(("kind", "error", "fate", "taken"), FAULTS)
def test_each_fault_and_what_becomes_of_the_batch(
    sandbox: RunningSandbox, kind: str, error: type[SendGridError], fate: Fate, taken: bool
) -> None:
    before = filed(sandbox)
    sandbox.sandbox.add_fault(Fault(kind))
    with pytest.raises(error) as caught:
        SendGrid(sandbox.url, KEY).submit(body())
    assert type(caught.value) is error
    assert next_step(caught.value, 1, 1, 0).fate is fate
    assert filed(sandbox) == before + taken
    assert "<" not in caught.value.message  # no proxy's HTML on a terminal


@pytest.mark.parametrize("kind", ["accept-then-hang", "delay"])
def test_an_answer_that_does_not_come_in_time_is_uncertain(
    sandbox: RunningSandbox, kind: str
) -> None:
    sandbox.sandbox.add_fault(Fault(kind, seconds=0.5))
    with pytest.raises(Unanswered, match="no answer in time"):
        SendGrid(sandbox.url, KEY, timeout=0.1).submit(body())


def test_the_words_say_what_to_do(sandbox: RunningSandbox) -> None:
    hints = {
        "credits": ("Maximum credits exceeded", "buy credits"),
        "bad-key": ("authorization grant is invalid", "SENDGRID_API_KEY"),
        "sender": ("verified Sender Identity", "verify the sender"),
        "forbidden": ("access forbidden", "scopes"),
        "redirect": ("redirect", "never followed"),
    }
    for kind, (said, hint) in hints.items():
        sandbox.sandbox.add_fault(Fault(kind))
        with pytest.raises(SendGridError, match=said) as caught:
            SendGrid(sandbox.url, KEY).submit(body())
        assert hint in caught.value.hint


def test_sendgrids_word_on_when_to_try_again_is_read(sandbox: RunningSandbox) -> None:
    sandbox.sandbox.add_fault(Fault("rate-limit", seconds=7))
    sandbox.sandbox.add_fault(Fault("rate-limit"))
    for seconds in (7.0, None):
        with pytest.raises(RateLimited) as caught:
            SendGrid(sandbox.url, KEY).submit(body())
        assert caught.value.retry_after == seconds


def test_a_400_names_the_recipients(sandbox: RunningSandbox) -> None:
    with pytest.raises(Rejected) as caught:
        SendGrid(sandbox.url, KEY).submit(body("beside@press.example", "not an address"))
    assert caught.value.status == 400
    assert [field for field, _ in caught.value.faults] == ["personalizations.1.to.0.email"]
    # By address: the letter of a request that timed out before may still be filed meanwhile.
    assert "beside@press.example" not in {letter.to for letter in sandbox.sandbox.outbox}


def test_a_refused_key_and_its_scopes(sandbox: RunningSandbox) -> None:
    assert "mail.send" in SendGrid(sandbox.url, KEY).scopes()
    with pytest.raises(NotAuthorised):
        SendGrid(sandbox.url, "SG.other").scopes()


# --- what never left ------------------------------------------------------------------------------


def unused_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.mark.parametrize(
    ("host", "why"),
    [
        ("http://127.0.0.1:{port}", "refused"),
        ("https://api..example", "looked up"),
        ("https://127.0.0.1:{port}", "refused"),
    ],
)
def test_where_no_connection_is_made_nothing_left(
    host: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(Unreachable, match=why) as caught:
        SendGrid(host.format(port=unused_port()), KEY, timeout=5).submit(body())
    assert caught.value.hint


def test_a_failed_handshake_is_no_connection(sandbox: RunningSandbox) -> None:
    with pytest.raises(Unreachable, match="secure connection"):
        SendGrid(sandbox.url.replace("http:", "https:"), KEY, timeout=5).submit(body())


def test_a_name_that_is_not_found_is_no_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    def not_found(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", not_found)
    with pytest.raises(Unreachable, match="looked up"):
        SendGrid("https://nowhere.example", KEY).submit(body())


@pytest.mark.parametrize(
    "host",
    [
        "http://api.sendgrid.com",
        "http://127.0.0.1.evil.example",
        "http://127.0.0.1@evil.example",
        "ftp://127.0.0.1",
        "api.sendgrid.com",
        "https://",
        "https://api.example:port",
        "http://127.0.0.1:99999",
        "http://[::1",
        "",
    ],
)
def test_a_host_that_is_none_is_refused_before_anything_is_asked(host: str) -> None:
    with pytest.raises(WrongUsage, match="not a SendGrid host"):
        SendGrid(host, KEY)


def test_a_host_with_a_space_is_unreachable() -> None:
    with pytest.raises(Unreachable):
        SendGrid("https://api example", KEY).submit(body())


@pytest.mark.parametrize("key", ["", " ", "SG.a\r\nX: y", "SG.a b", "SG.schlüssel", "SG.\x00"])
def test_a_key_that_fits_into_no_header_is_refused_before_anything_is_asked(key: str) -> None:
    with pytest.raises(WrongUsage) as caught:
        SendGrid("https://api.example", key)
    assert not key.strip() or key.strip() not in caught.value.message


def test_a_key_from_a_file_loses_its_line_end(sandbox: RunningSandbox) -> None:
    assert SendGrid(sandbox.url, f"{KEY}\r\n").submit(body())


# --- what leaves, and where to --------------------------------------------------------------------


@contextmanager
def listener(answer: bytes) -> Iterator[tuple[str, list[bytes]]]:
    """A server that keeps what it is sent and gives ``answer`` to each connection."""
    got: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=_serve, args=(server, answer, got), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", got
        server.shutdown(socket.SHUT_RDWR)
    thread.join()


def _serve(server: socket.socket, answer: bytes, got: list[bytes]) -> None:
    while True:
        try:
            connection, _ = server.accept()
        except OSError:
            return
        with connection:
            raw = b""
            while b"\r\n\r\n" not in raw:
                raw += connection.recv(65536)
            head, _, rest = raw.partition(b"\r\n\r\n")
            lines = [
                one for one in head.lower().split(b"\r\n") if one.startswith(b"content-length")
            ]
            length = int(lines[0].partition(b":")[2]) if lines else 0
            while len(rest) < length:
                rest += connection.recv(65536)
            got.append(head + b"\r\n\r\n" + rest)
            connection.sendall(answer)


TAKEN = b"HTTP/1.1 202 Accepted\r\nX-Message-Id: MID\r\nContent-Length: 0\r\n\r\n"


def test_the_bytes_arrive_as_they_were_encoded_once_and_in_one_request() -> None:
    with listener(TAKEN) as (url, got):
        assert SendGrid(url, KEY).submit(body()) == "MID"
    (request,) = got
    head, _, payload = request.partition(b"\r\n\r\n")
    assert payload == body()
    assert "Жанна".encode() in payload
    assert head.startswith(b"POST /v3/mail/send HTTP/1.1\r\n")
    headers = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:])
    assert headers[b"content-type"] == b"application/json; charset=utf-8"
    assert headers[b"authorization"] == f"bearer {KEY}".lower().encode()


@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "307 T", "308 P"])
def test_a_redirect_takes_the_key_nowhere(status: str) -> None:
    with listener(TAKEN) as (elsewhere, got):
        answer = (
            f"HTTP/1.1 {status}\r\nLocation: {elsewhere}/v3/mail/send\r\nContent-Length: 0\r\n\r\n"
        )
        with (
            listener(answer.encode()) as (url, _),
            pytest.raises(Rejected, match="redirect"),
        ):
            SendGrid(url, KEY).submit(body())
    assert got == []


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n",
        b"HTTP/1.1 204 No Content\r\n\r\n",
        b"HTTP/1.1 202 Accepted\r\nX-Message-Id: MID\r\nContent-Length: 50\r\n\r\nshort",
        b"HTTP/1.1 400 Bad Request\r\nContent-Length: 50\r\n\r\nshort",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 504 Gateway Timeout\r\nContent-Length: 0\r\n\r\n",
    ],
    ids=["nothing", "no id", "204", "202 cut off", "400 cut off", "not HTTP", "504"],
)
def test_an_answer_that_proves_nothing_is_uncertain(answer: bytes) -> None:
    with listener(answer) as (url, _), pytest.raises(Unanswered):
        SendGrid(url, KEY, timeout=5).submit(body())


def test_an_odd_retry_after_is_passed_over() -> None:
    for value in ("soon", "-1", "\xb2"):
        head = f"HTTP/1.1 429 T\r\nRetry-After: {value}\r\nContent-Length: 0\r\n\r\n"
        with listener(head.encode("latin-1")) as (url, _), pytest.raises(RateLimited) as caught:
            SendGrid(url, KEY).submit(body())
        assert caught.value.retry_after is None


def test_on_this_machine_no_proxy_is_asked(
    sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{unused_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    assert SendGrid(sandbox.url, KEY).submit(body())


def test_no_log_at_any_level_has_key_or_payload(
    sandbox: RunningSandbox, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    sendgrid = SendGrid(sandbox.url, KEY)
    sendgrid.submit(body())
    told = [repr(sendgrid)]
    for kind in ("bad-key", "bad-gateway", "drop-before-accept"):
        sandbox.sandbox.add_fault(Fault(kind))
        with pytest.raises(SendGridError) as caught:
            sendgrid.submit(body())
        told += [repr(caught.value), caught.value.hint]
    said = "\n".join([*told, caplog.text, *capfd.readouterr()])
    for secret in (KEY, "s3cret", "ana@press.example", "Жанна", "Free them"):
        assert secret not in said


def test_several_threads_share_one_client(sandbox: RunningSandbox) -> None:
    sendgrid = SendGrid(sandbox.url, KEY)
    submit: Callable[[bytes], str] = sendgrid.submit
    with ThreadPoolExecutor(4) as pool:
        ids = list(pool.map(submit, [body(f"p{i}@press.example") for i in range(12)]))
    assert len(set(ids)) == 12
