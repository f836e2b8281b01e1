"""preview: where it is served, whom it opens with, and that Ctrl-C ends it at once."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from outreach.cli import browse
from outreach.cli.preview import PORT, first_page
from outreach.workspace import find_workspace

from .conftest import Run

DESK = "newsdesk@beltwaywire.example"
Start = Callable[..., tuple["subprocess.Popen[str]", str]]


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Start a preview in a process of its own; the process, and the address it prints."""
    running: list[subprocess.Popen[str]] = []

    def start(*args: str) -> tuple[subprocess.Popen[str], str]:
        command = [sys.executable, "-m", "outreach", "preview", *args]
        process = subprocess.Popen(
            command, cwd=home, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
        running.append(process)
        assert process.stdout
        said = process.stdout.readline()
        assert said.startswith("preview at http://127.0.0.1:"), process.communicate()[1]
        return process, said.split()[2]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def port_of(url: str) -> int:
    return int(url.split("/")[2].rpartition(":")[2])


def test_ctrl_c_ends_it_at_once_while_pages_listen(start: Start) -> None:
    process, url = start("visit", "--port", "0")
    listening = [http.client.HTTPConnection("127.0.0.1", port_of(url), timeout=20) for _ in "ab"]
    for one in listening:
        one.request("GET", "/live")
        assert one.getresponse().read1(100).startswith(b"retry:")
    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
    print(f"ended in {time.monotonic() - began:.2f} s")
    for one in listening:
        one.close()


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_second_signal_ends_it_whatever_hangs(
    home: Path, start: Start, how: signal.Signals
) -> None:
    process, url = start("visit", "--edition", "press", "--to", DESK, "--port", "0")
    template = home / "templates" / "email" / "press-release.html.j2"
    template.write_text("{{ [1] | slice(9999999999) | max }}", encoding="utf-8")
    asking = http.client.HTTPConnection("127.0.0.1", port_of(url), timeout=60)
    asking.request("GET", f"{urlsplit(url).path}/letter")
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(1)
    process.send_signal(how)
    assert process.stderr
    try:
        assert "once more" in process.stderr.readline()
        process.send_signal(how)
        assert process.wait(10) == 128 + how
    finally:
        asking.close()


def test_where_a_port_is_taken_the_next_free_one_is_used(start: Start) -> None:
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", PORT))
            taken.listen()
        except OSError:
            pass  # by somebody else
        _, url = start("visit")
        assert PORT < port_of(url) <= PORT + 20


def test_a_port_that_was_asked_for_is_not_replaced(run: Run) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        ran = run("preview", "visit", "--port", str(taken.getsockname()[1]))
    assert ran.code == 1
    assert "cannot listen on 127.0.0.1:" in ran.err


def test_it_is_served_to_this_machine_alone(start: Start) -> None:
    _, url = start("visit", "--port", "0")
    assert url.endswith("/c/visit")
    others = {info[4][0] for info in socket.getaddrinfo(socket.gethostname(), None)}
    for address in others - {"127.0.0.1", "::1"}:
        with pytest.raises(OSError):  # noqa: PT011
            socket.create_connection((address, port_of(url)), timeout=2)


@pytest.mark.parametrize("who", [DESK, DESK.upper(), f"  {DESK} ", "Oduya"])
def test_it_opens_with_the_letter_of_whom_one_names(home: Path, who: str) -> None:
    ws = find_workspace(home, {})
    assert re.fullmatch(r"/c/visit/press/\w+", first_page(ws, "visit", "press", who))


def test_one_campaign_need_not_be_named_and_several_are_to_choose_from(
    start: Start, home: Path
) -> None:
    assert start("--port", "0")[1].endswith("/c/visit")
    (home / "campaigns" / "visit").joinpath("../second").mkdir()
    (home / "campaigns" / "second" / "campaign.toml").write_text("")
    _, url = start("--port", "0")
    assert url.endswith("/")
    connection = http.client.HTTPConnection("127.0.0.1", port_of(url), timeout=20)
    connection.request("GET", "/")
    body = connection.getresponse().read().decode()
    connection.close()
    assert "/c/visit" in body
    assert "/c/second" in body


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("nowhere",), "there is no campaign 'nowhere'"),
        (("visit", "--edition", "pres"), "did you mean press?"),
        (("visit", "--to", "nobody@press.example"), "is not in the audience of any edition"),
        (("visit", "--edition", "press", "--to", "nobody@press.example"), "--why nobody@press"),
        (("visit", "--to", "beltwaywire", "--edition", "press"), "recipients are found by"),
        (("visit", "--port", "70000"), "'--port'"),
    ],
)
def test_what_is_asked_for_wrongly_is_said_before_anything_is_served(
    run: Run, args: tuple[str, ...], said: str
) -> None:
    ran = run("preview", *args)
    assert ran.code != 0
    assert said in ran.err


def test_somebody_left_out_is_told_with_the_reason(run: Run) -> None:
    assert run("contacts", "suppress", DESK, "--reason", "manual").code == 0
    ran = run("preview", "visit", "--edition", "press", "--to", DESK)
    assert ran.code == 1
    assert f"{DESK} is left out of press: suppressed by the staff" in ran.err


def test_pages_are_written_for_one_person(run: Run, home: Path) -> None:
    ran = run("preview", "visit", "--edition", "press", "--to", DESK, "--static", "pages")
    assert (ran.code, ran.out) == (0, "1 letter in pages, begin with index.html\n")
    assert "names and addresses" in ran.err
    assert (home / "pages" / "index.html").is_file()


def test_no_browser_is_opened_where_there_is_no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    monkeypatch.setattr(browse.sys, "platform", "linux")
    for name in ("BROWSER", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    browse.open_in_browser("http://127.0.0.1:1/")
    assert opened == []
    monkeypatch.setenv("DISPLAY", ":0")
    browse.open_in_browser("http://127.0.0.1:1/")
    end = time.monotonic() + 10
    while not opened and time.monotonic() < end:
        time.sleep(0.01)
    assert opened == ["http://127.0.0.1:1/"]
    assert os.environ["DISPLAY"] == ":0"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_pages_that_are_not_all_written_are_not_left_behind(
    home: Path, how: signal.Signals
) -> None:
    command = [sys.executable, "-m", "outreach", "preview", "visit", "--static", "pages"]
    process = subprocess.Popen(command, cwd=home, stderr=subprocess.DEVNULL)
    try:
        while not list(home.glob(".pages.*/*")):
            assert process.poll() is None
            time.sleep(0.01)
        process.send_signal(how)
        assert process.wait(20) == 130
    finally:
        process.kill()
        process.wait()
    assert list(home.glob(".pages*")) == list(home.glob("pages*")) == []


def test_what_a_killed_one_left_behind_goes_with_the_next(home: Path, run: Run) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    abandoned, alive = home / f".pages.{ended.pid}", home / f".pages.{os.getppid()}"
    other = home / ".pages.mine"
    for one in (abandoned, alive, other):
        one.mkdir()
    ran = run("preview", "visit", "--edition", "press", "--to", DESK, "--static", "pages")
    assert ran.code == 0
    assert [one.exists() for one in (abandoned, alive, other)] == [False, True, True]
