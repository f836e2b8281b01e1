"""A rehearsal on a terminal, and however it ends: the store is as it was, and nothing is left."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

import pytest

from .test_rehearse import GERMAN, editions, everything

OUTREACH = Path(sys.executable).with_name("outreach")
Start = Callable[..., "Terminal"]


@dataclass
class Terminal:
    """A rehearsal that runs, and the screen it prints on."""

    process: subprocess.Popen[bytes]
    screen: int
    seen: str = ""

    def until(self, says: str) -> re.Match[str]:
        impatience = Timer(120, self.process.kill)
        impatience.start()
        try:
            while not (found := re.search(says, self.seen)):
                self.seen += os.read(self.screen, 4096).decode()
        finally:
            impatience.cancel()
        return found

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(120)


@contextmanager
def terminal(home: Path, temporary: Path, *args: str) -> Iterator[Terminal]:
    browser = temporary.parent / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" > "{temporary.parent}/opened"\n')
    browser.chmod(0o700)
    dropped = ("OUTREACH_", "SENDGRID_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(dropped)}
    screen, theirs = pty.openpty()
    process = subprocess.Popen(
        [OUTREACH, "rehearse", "visit", *args],
        cwd=home,
        env={**kept, "TMPDIR": str(temporary), "BROWSER": str(browser), "COLUMNS": "200"},
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
    )
    os.close(theirs)
    try:
        yield Terminal(process, screen)
    finally:
        process.kill()
        process.wait()
        os.close(screen)


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    folder = tmp_path / "tmp"
    folder.mkdir()
    return folder


@pytest.fixture
def start(home: Path, temporary: Path) -> Iterator[Start]:
    editions(GERMAN)
    with ExitStack() as stack:
        yield lambda *args: stack.enter_context(terminal(home, temporary, *args))


def test_the_inbox_opens_and_stays_until_ctrl_c(home: Path, temporary: Path, start: Start) -> None:
    before = everything(home)
    there = start()
    inbox = there.until(r"The inbox: (http://127\.0\.0\.1:\d+)")[1]
    with urllib.request.urlopen(inbox, timeout=10) as page:
        assert page.status == 200
    (folder,) = temporary.iterdir()
    assert folder.stat().st_mode & 0o077 == 0
    assert there.end(signal.SIGINT) == 0
    assert (temporary.parent / "opened").read_text().strip() == inbox
    assert list(temporary.iterdir()) == []
    assert everything(home) == before


def test_no_browser_is_opened_where_none_is_wanted(temporary: Path, start: Start) -> None:
    there = start("--no-open")
    there.until(r"The inbox: http")
    assert there.end(signal.SIGTERM) == 0
    assert not (temporary.parent / "opened").exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ended_in_the_middle_it_leaves_nothing_behind(
    home: Path, temporary: Path, start: Start, how: signal.Signals
) -> None:
    before = everything(home)
    there = start()
    there.until("on a copy of the store")
    assert there.end(how) == 130
    assert list(temporary.iterdir()) == []
    assert everything(home) == before


def test_killed_it_has_touched_nothing(home: Path, temporary: Path, start: Start) -> None:
    before = everything(home)
    there = start()
    there.until("on a copy of the store")
    there.end(signal.SIGKILL)
    assert everything(home) == before
    (left,) = temporary.iterdir()
    assert left.stat().st_mode & 0o077 == 0
