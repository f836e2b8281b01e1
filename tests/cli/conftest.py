"""The command line in this process, in a workspace of its own with the sample contacts."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.actions.start import samples
from outreach.cli.app import app
from outreach.cli.boundary import guarded
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings

VARIABLES = (
    *("OUTREACH_WORKSPACE", "OUTREACH_DB", "OUTREACH_DB_KEY", "OUTREACH_DB_NEW_KEY"),
    *("OUTREACH_SENDGRID_HOST", "SENDGRID_API_KEY"),
)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def shown(self) -> str:
        """All of it: `check` prints as its result what other commands say beside theirs."""
        return self.out + self.err

    @property
    def faults(self) -> list[str]:
        """The sentences that say what is wrong."""
        return [line for line in self.err.splitlines() if "error: " in line]


Run = Callable[..., Ran]


def run_here(*args: str) -> int:
    return guarded(lambda: app(list(args), prog_name="outreach"))


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the sample contacts and the sample statement as campaign ``visit``."""
    home = tmp_path_factory.mktemp("made") / "home"
    lists = [
        str(samples() / name) for name in ("press.csv", "congress-staff.csv", "signatories.csv")
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name in VARIABLES:
            patch.setenv(name, "")
        home.mkdir()
        patch.chdir(home)
        for command in (
            ("init",),
            ("congress", "update", str(samples() / "congress")),
            ("contacts", "import", *lists),
            ("statement", "import", str(samples() / "statement-page.txt"), "--campaign", "visit"),
            ("check", "visit"),
        ):
            assert run_here(*command) == 0, command
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, which the test stands in."""
    home = tmp_path / "home"
    shutil.copytree(made, home)
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    monkeypatch.chdir(home)
    return home


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*args: str) -> Ran:
        capsys.readouterr()
        code = run_here(*args)
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[RunningSandbox]:
    """A sandbox that the environment names, with a key."""
    with running(SandboxSettings(outbox=tmp_path / "outbox", time_scale=0.001)) as at:
        monkeypatch.setenv("OUTREACH_SENDGRID_HOST", at.url)
        monkeypatch.setenv("SENDGRID_API_KEY", "SG.sandbox")
        yield at


@pytest.fixture
def everything(home: Path) -> Callable[[], dict[str, object]]:
    """Every file of the workspace and every row of its store, to compare before and after."""

    def look() -> dict[str, object]:
        files = {
            str(path.relative_to(home)): path.read_bytes()
            for path in home.rglob("*")
            if path.is_file() and ".db" not in path.name
        }
        return {**files, **rows(home / "contacts.db")}

    return look


def rows(store: Path) -> dict[str, object]:
    """Every table's rows, where ``store`` has any; else its bytes."""
    if not store.exists():
        return {"store": None}
    db = sqlite3.connect(store)
    try:
        names = [r[0] for r in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: db.execute(f'SELECT * FROM "{name}"').fetchall() for name in names}
    except sqlite3.DatabaseError:
        return {"store": store.read_bytes()}
    finally:
        db.close()
