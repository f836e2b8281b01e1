"""The demo: everything works at once, from a checkout and from an installed wheel."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from .conftest import Shell, clean_environment

ROOT = Path(__file__).parents[2]
NOISE = shutil.ignore_patterns(".venv", ".git", ".*_cache", ".hypothesis", "__pycache__", "*.db*")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy, so that nothing is left in the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    shutil.copytree(ROOT, source, ignore=NOISE)
    command = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        folder,
        source,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path) -> Path:
    """``outreach`` of the wheel in a fresh environment that borrows the other packages."""
    home = wheel.parent / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", home], check=True)
    packages = Path(sysconfig.get_path("purelib", "venv", {"base": str(home)}))
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # After the wheel's own files on the path: what it carries wins over the checkout.
    (packages / "borrowed.pth").write_text(f"{sysconfig.get_path('purelib')}\n")
    script = home / "bin" / "outreach"
    script.write_text(
        f"#!{home}/bin/python\nimport sys\nfrom outreach.cli.app import main\nsys.exit(main())\n"
    )
    script.chmod(0o755)
    return script


@pytest.fixture
def traceless(tmp_path: Path) -> Iterator[Shell]:
    """A shell in an empty folder, with room for temporary files beside it."""
    home, rest = tmp_path / "empty", tmp_path / "tmp"
    home.mkdir()
    rest.mkdir()
    yield Shell(home, clean_environment(TMPDIR=str(rest)))
    assert list(home.iterdir()) == []


def test_the_wheel_carries_what_the_demo_needs(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for name in (
        "outreach/py.typed",
        "outreach/samples/press.csv",
        "outreach/samples/congress/legislators-current.yaml",
        "outreach/samples/statement-page.txt",
        "outreach/starter/templates/email/press-release.html.j2",
        "outreach/starter/templates/email/layouts/base.txt.j2",
    ):
        assert name in names
    assert [name for name in names if ".db" in name or name.startswith("tests")] == []


def checkout_state() -> str:
    done = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=all", "--ignored=no"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


@pytest.mark.parametrize("source", ["checkout", "wheel"])
def test_it_runs_in_an_empty_folder_and_leaves_it_empty(
    traceless: Shell, source: str, request: pytest.FixtureRequest
) -> None:
    if source == "wheel":
        traceless.outreach = request.getfixturevalue("installed")
        where = "import outreach; print(outreach.__file__)"
        python = traceless.outreach.with_name("python")
        found = subprocess.run([python, "-c", where], capture_output=True, text=True, check=True)
        assert str(traceless.outreach.parents[1]) in found.stdout
    sample_store = ROOT / "contacts.db"
    before = sample_store.read_bytes() if sample_store.exists() else b""
    started = time.monotonic()
    done = traceless.run("demo")
    assert time.monotonic() - started < 60
    assert len(done.stdout.splitlines()) < 60
    assert (sample_store.read_bytes() if sample_store.exists() else b"") == before
    _tells_the_whole_story(done.stdout)
    home = Path(re.search(r"^A workspace in (.*)$", done.stdout, re.MULTILINE)[1])  # type: ignore[index]
    letters = list((home / "outbox").rglob("*.eml"))
    assert len(letters) == 107
    assert home.stat().st_mode & 0o077 == 0
    traceless.env["OUTREACH_WORKSPACE"] = str(home)
    assert "press\t0\t39\t39\t" in traceless.run("stats", "blinken-china-visit").stdout


def _tells_the_whole_story(said: str) -> None:
    steps = re.findall(r"^(\d)\. ", said, re.MULTILINE)
    assert steps == ["1", "2", "3", "4", "5", "6"]
    for line in (
        "3 asks, 44 signatories",
        "press.csv\tpress\t43",
        "congress: 5 left out: one-per-office",
        "signatories\t44\t0\t44\t0\t0\t0",
        "107 finished letters, such as",
        "outreach demo --serve",
    ):
        assert line in said


def test_it_changes_nothing_in_the_checkout(traceless: Shell) -> None:
    before = checkout_state()
    traceless.run("demo")
    after = checkout_state()
    mine = re.compile(r"outbox|\.db|demo|outreach-")
    assert [line for line in after.splitlines() if mine.search(line)] == [
        line for line in before.splitlines() if mine.search(line)
    ]


def test_it_takes_the_folder_it_is_given_if_that_is_empty(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.run("demo", "--dir", ".")
    assert {"outreach.toml", "contacts.db", "outbox"} <= {path.name for path in tmp_path.iterdir()}
    refused = shell.run("demo", "--dir", ".", code=2)
    assert refused.stderr == "error: . is not empty\n    → name a new folder with --dir\n"


def test_it_does_not_touch_sendgrid_though_there_is_a_key(traceless: Shell) -> None:
    traceless.env |= {"SENDGRID_API_KEY": "SG.real", "OUTREACH_SENDGRID_HOST": "http://127.0.0.1:1"}
    assert "107 finished letters" in traceless.run("demo").stdout


def test_serving_keeps_the_inbox_open_until_it_is_stopped(traceless: Shell) -> None:
    says = r"The inbox: (http://127\.0\.0\.1:\d+) "
    with (
        traceless.serving("demo", "--serve", says=says) as at,
        urllib.request.urlopen(f"{at[1]}/?q=potomacledger", timeout=10) as page,
    ):
        assert b"potomacledger.example" in page.read()
