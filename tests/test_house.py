"""The house in order: nothing too long, every name a word of ours, nobody's real address."""

from __future__ import annotations

import ast
import re
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import click
import pytest
import typer

from outreach.cli.app import app

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "outreach"
MODULES = sorted(SOURCE.rglob("*.py"))
RESERVED = re.compile(r"(?:^|\.)(?:example|test|invalid|localhost|example\.(?:com|net|org))$")
ADDRESS = re.compile(rb"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@((?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,63})\b")


def files() -> list[Path]:
    """What belongs to the repository: tracked, or new and not ignored."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    ).stdout  # fmt: skip
    names = [name for name in listed.split("\0") if name]
    return [path for name in names if (path := ROOT / name).is_file()]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("module", MODULES, ids=name)
def test_a_module_and_its_functions_stay_short(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 400
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    long = {
        node.name: (node.end_lineno or 0) - node.lineno + 1
        for node in ast.walk(ast.parse(text))
        if isinstance(node, functions) and (node.end_lineno or 0) - node.lineno >= 60
    }
    assert long == {}


def test_most_functions_are_very_short() -> None:
    lengths = sorted(
        (node.end_lineno or 0) - node.lineno + 1
        for module in MODULES
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef)
    )
    assert lengths[len(lengths) // 2] <= 12


def test_every_module_has_a_home() -> None:
    homeless = re.compile(r"util|helper|manager|service|common|misc")
    assert [name(module) for module in MODULES if homeless.search(module.stem)] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [m for m in MODULES if not ast.get_docstring(ast.parse(m.read_text(encoding="utf-8")))]
    assert [name(module) for module in silent] == []


def commands(command: click.Command, path: str) -> list[str]:
    children = getattr(command, "commands", {})
    return [p for key, c in children.items() for p in commands(c, f"{path} {key}")] or [path]


def test_every_command_is_documented() -> None:
    page = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
    for path in commands(typer.main.get_command(app), "outreach"):
        assert f"## {path}\n" in page, path


def test_every_command_says_what_it_does_in_a_line_that_fits() -> None:
    """The list of commands on 80 columns shows first sentences, and shows them whole."""
    root = typer.main.get_command(app)
    for key, command in getattr(root, "commands", {}).items():
        assert not command.get_short_help_str(60).endswith("..."), key


def text_of(path: Path) -> bytes:
    """A file's bytes; of a store the addresses, which run into their neighbours in its bytes."""
    if path.suffix != ".db":
        return path.read_bytes()
    with closing(sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True)) as db:
        return "\n".join(row[0] for row in db.execute("SELECT email FROM contacts")).encode()


def test_no_address_is_anybodys() -> None:
    """RFC 2606 and 6761: nobody can be written to at these names."""
    listed = files()
    found = {
        f"{name(path)}: {match[0].decode()}"
        for path in listed
        for match in ADDRESS.finditer(text_of(path))
        if not RESERVED.search(match[1].decode().lower())
    }
    assert len(listed) > 100
    assert found == set()
