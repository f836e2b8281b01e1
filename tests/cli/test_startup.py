"""Help and completion load only what they need: a command pays for its own rooms alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

OUTREACH = Path(sys.executable).with_name("outreach")
HEAVY = {
    "jinja2",
    "premailer",
    "lxml",
    "markdown_it",
    "sendgrid",
    "python_http_client",
    "sqlite_utils",
    "starlette",
    "uvicorn",
    "pydantic",
    "email_validator",
    "yaml",
    "cryptography",
    "rich",
    "sqlcipher3",
    "keyring",
    "openpyxl",
    "vobject",
    "charset_normalizer",
}
REPORT = "import sys; sys.stderr.write(' '.join({name.partition('.')[0] for name in sys.modules}))"


def loaded(arguments: list[str], tmp_path: Path) -> set[str]:
    """The packages that a command has imported when it ends."""
    hook = f"import atexit\natexit.register(lambda: exec({REPORT!r}))\n"
    argv = ["outreach", *arguments]
    program = f"{hook}import sys\nsys.argv = {argv!r}\nfrom outreach.cli.app import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["send", "--help"], ["contacts", "import", "-h"]]
)
def test_help_loads_no_heavy_room(arguments: list[str], tmp_path: Path) -> None:
    packages = loaded(arguments, tmp_path)
    assert "outreach" in packages
    by_typer = {"pydantic"} if len(arguments) > 1 else set()  # it reads options with it
    assert packages & (HEAVY - by_typer) == set()


def test_init_loads_no_store_and_no_web(tmp_path: Path) -> None:
    assert loaded(["init"], tmp_path) & {"jinja2", "premailer", "starlette", "sendgrid"} == set()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_learns_to_complete(shell: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [OUTREACH, "--show-completion", shell],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ | {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "_OUTREACH_COMPLETE" in done.stdout


def test_the_shell_is_offered_commands(tmp_path: Path) -> None:
    done = subprocess.run(
        [OUTREACH],
        cwd=tmp_path, capture_output=True, text=True, check=False,
        env=os.environ
        | {
            "_OUTREACH_COMPLETE": "complete_bash",
            "COMP_WORDS": "outreach st",
            "COMP_CWORD": "1",
        },
    )  # fmt: skip
    assert done.stdout.split() == ["status", "stats", "statement"]


def test_python_dash_m_is_the_same(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "outreach", "--version"],
        cwd=tmp_path, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.startswith("outreach ")
