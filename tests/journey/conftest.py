"""The installed command line as processes of their own."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

import pytest

OUTREACH = Path(sys.executable).with_name("outreach")


def clean_environment(**more: str) -> dict[str, str]:
    """The environment without what would reach into a workspace or hide a missing flush."""
    dropped = ("OUTREACH_", "SENDGRID_", "PYTHONUNBUFFERED")
    kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
    return {**kept, "LANG": "C.UTF-8", **more}


@dataclass(slots=True)
class Shell:
    """Someone at a prompt in ``home``; ``env`` is what she exported."""

    home: Path
    env: dict[str, str] = field(default_factory=clean_environment)
    outreach: Path = OUTREACH

    def run(self, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.outreach, *args],
            cwd=self.home,
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == code, f"{args}\n{done.stdout}\n{done.stderr}"
        assert "Traceback" not in done.stderr
        return done

    @contextmanager
    def serving(self, *args: str, says: str) -> Iterator[re.Match[str]]:
        """A command that keeps running, and what ``says`` finds in what it prints."""
        with subprocess.Popen(
            [self.outreach, *args],
            cwd=self.home,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            try:
                yield _heard(process, says)
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(20)


def _heard(process: subprocess.Popen[str], says: str) -> re.Match[str]:
    heard = ""
    assert process.stdout
    impatience = Timer(30, process.kill)
    impatience.start()
    for line in process.stdout:
        heard += line
        if found := re.search(says, heard, re.DOTALL):
            impatience.cancel()
            return found
    raise AssertionError(f"it ended without saying {says!r}: {heard}")


Serve = Callable[..., re.Match[str]]


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    home = tmp_path / "home"
    home.mkdir()
    return Shell(home)


@pytest.fixture
def serve(shell: Shell) -> Iterator[Serve]:
    """Start a command that keeps running until the test ends."""
    with ExitStack() as stack:
        yield lambda *args, says: stack.enter_context(shell.serving(*args, says=says))
