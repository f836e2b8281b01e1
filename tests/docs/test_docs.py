"""The docs are true: their console sessions run, their links lead somewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from outreach.actions.start import copy_samples, init_workspace

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
SESSIONS = [page for page in PAGES if "```console" in page.read_text(encoding="utf-8")]


def commands(page: Path) -> list[tuple[str, list[str]]]:
    """Each ``$ command`` of a page's console blocks with the lines it is said to print."""
    found: list[tuple[str, list[str]]] = []
    for block in re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
        for line in block.splitlines():
            if line.startswith("$ "):
                found.append((line[2:], []))
            else:
                found[-1][1].append(line)
    return found


def matches(said: str, printed: str) -> bool:
    """``…`` stands for anything within a line."""
    pattern = ".*".join(map(re.escape, said.split("…")))
    return re.search(f"^{pattern}$", printed, re.MULTILINE) is not None


IN_THE_DEMO = "<!-- console: demo -->"
"""In a page: its sessions begin in the workspace that ``outreach demo`` makes."""


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "try"
    subprocess.run(
        [sys.executable, "-m", "outreach", "demo", "--dir", str(folder)],
        check=True,
        capture_output=True,
    )
    return folder


@pytest.mark.parametrize("page", SESSIONS, ids=lambda page: page.name)
def test_a_session_prints_what_the_page_says(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    if page.name == "README.md":
        init_workspace(tmp_path)
        copy_samples(tmp_path)
    elif IN_THE_DEMO in page.read_text(encoding="utf-8"):
        shutil.copytree(request.getfixturevalue("demo"), tmp_path, dirs_exist_ok=True)
    env = {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
    }
    for command, said in commands(page):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            check=False,
        )
        printed = done.stdout + done.stderr
        assert done.returncode == 0, f"{command}\n{printed}"
        for line in said:
            assert matches(line, printed), f"{command}\nsaid {line!r}\nprinted:\n{printed}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert not broken


def test_the_readme_is_short() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) < 100
