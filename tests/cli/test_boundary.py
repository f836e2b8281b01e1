"""The boundary: whatever happens, a sentence and an exit code, and never a traceback."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.cli.boundary import guarded
from outreach.errors import (
    Interrupted,
    NeedsFixing,
    NotAuthorised,
    OutreachError,
    PartlySubmitted,
    Place,
    Problem,
    StoreLocked,
    WrongUsage,
)

from .conftest import Run

OUTREACH = Path(sys.executable).with_name("outreach")


@pytest.fixture(autouse=True)
def logs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the logs of bugs go."""
    folder = tmp_path / "logs"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    return folder


def raising(error: BaseException) -> Callable[[], None]:
    def run() -> None:
        raise error

    return run


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (OutreachError("x"), 1),
        (StoreLocked("x"), 1),
        (NotAuthorised("x"), 1),
        (WrongUsage("x"), 2),
        (NeedsFixing("x"), 3),
        (PartlySubmitted("x"), 4),
        (Interrupted("x"), 130),
        (KeyboardInterrupt(), 130),
        (SystemExit(2), 2),
        (SystemExit(None), 0),
        (SystemExit("no"), 1),
        (FileNotFoundError(2, "No such file or directory", "x.toml"), 1),
        (RuntimeError("a@press.example"), 70),
    ],
)
def test_each_error_has_its_exit_code(error: BaseException, code: int) -> None:
    assert guarded(raising(error)) == code


def test_done_is_zero() -> None:
    assert guarded(lambda: "a result") == 0


def test_an_error_is_its_sentence_and_the_way_out(capsys: pytest.CaptureFixture[str]) -> None:
    guarded(raising(OutreachError("the \x1b[31mstore is locked", "close it")))
    assert capsys.readouterr() == ("", "error: the [31mstore is locked\n    → close it\n")


def test_one_problem_says_it_all(capsys: pytest.CaptureFixture[str]) -> None:
    problem = Problem("x", "is wrong", Place("a.toml", 1), "mend it")
    guarded(raising(NeedsFixing("a.toml cannot be read", [problem])))
    assert capsys.readouterr().err == "a.toml:1: error: is wrong (x)\n    → mend it\n"
    guarded(raising(NeedsFixing("a.toml cannot be read", [problem, problem])))
    assert capsys.readouterr().err.endswith("error: a.toml cannot be read\n")


def test_a_bug_is_one_line_and_a_private_file_without_a_value(
    capsys: pytest.CaptureFixture[str], logs: Path
) -> None:
    def fails() -> None:
        try:
            raising(ValueError("key SG.secret of a@press.example"))()
        except ValueError as exc:
            raise RuntimeError("about a@press.example") from exc

    assert guarded(fails) == 70
    said = capsys.readouterr().err
    assert re.fullmatch(
        r"error: this is a bug in outreach \(RuntimeError\); details in .*\.log\n", said
    )
    (log,) = logs.iterdir()
    text = log.read_text()
    assert ("RuntimeError" in text, "ValueError" in text, "fails" in text) == (True, True, True)
    assert "press.example" not in text + said
    assert "SG.secret" not in text + said
    assert log.stat().st_mode & 0o777 == 0o600


def outreach(home: Path, arguments: str, stdout: object = subprocess.PIPE) -> tuple[int, str]:
    done = subprocess.run(
        ["bash", "-c", f'"{OUTREACH}" {arguments}'],
        cwd=home, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False,
        env={**os.environ, "PYTHONUNBUFFERED": ""},
    )  # fmt: skip
    return done.returncode, done.stderr


def test_a_reader_that_has_seen_enough_is_no_fault(home: Path) -> None:
    code, said = outreach(home, "contacts list | head -1")
    assert (code, said) == (0, "121 contacts; --limit 121 shows them all\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize("arguments", ["--version", "contacts list --json"])
def test_a_full_disk_is_a_sentence(home: Path, arguments: str) -> None:
    assert outreach(home, f"{arguments} > /dev/full") == (1, "error: No space left on device\n")


def test_names_in_any_script_come_through_a_pipe_of_any_encoding(home: Path) -> None:
    done = subprocess.run(
        [OUTREACH, "audience", "press country:TW", "--json"],
        cwd=home, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert b"\\u" in done.stdout
    plain = subprocess.run(
        [OUTREACH, "contacts", "list", "press"],
        cwd=home, capture_output=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "latin-1"},
    )  # fmt: skip
    assert plain.returncode == 0, plain.stderr


def test_escapes_in_a_list_do_not_reach_the_terminal(run: Run, home: Path) -> None:
    Path("x.csv").write_bytes(
        b"Name,Email,Outlet,Title\n"
        b"\x1b[2JEvil \x1b]0;pwned\x07,evil@new.example,\x1b[31mOut,T\xc2\x9b2J\n"
        b"Bad,\x1b[2Jbad@@new.example,Out,T\n"
    )
    ran = run("contacts", "import", "x.csv", "--kind", "press")
    listed = run("contacts", "list", "email:evil@new.example")
    shown = run("audience", "email:evil@new.example", "--json")
    text = ran.out + ran.err + listed.out + listed.err + shown.out + shown.err
    assert "evil@new.example" in listed.out
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", text)


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    ran = run("sned")
    assert (ran.code, ran.out) == (2, "")
    assert "No such command 'sned'" in ran.err
