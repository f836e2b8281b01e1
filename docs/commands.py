"""Writes docs/commands.md: every command's help, as it prints it. ``--check`` only compares."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import typer

from outreach.cli.app import app

PAGE = Path(__file__).with_name("commands.md")
HEAD = """# Commands

Written by `make docs` from the commands themselves.

Results go to stdout and messages to stderr; `--json` puts JSON on stdout alone. In a pipe, tables
are tab-separated. Nothing prompts when stdin is not a terminal: it fails and names the flag.

| exit code | meaning |
|---|---|
| 0 | done |
| 1 | could not |
| 2 | wrong usage |
| 3 | the campaign needs fixing |
| 4 | partly submitted; the next command is printed |
| 70 | a bug; a log file without personal data is named |
| 130 | interrupted; nothing is lost |
"""


def page() -> str:
    root = typer.main.get_command(app)
    return HEAD + "".join(_section(command, path) for command, path in _commands(root, "outreach"))


def _commands(command: click.Command, path: str) -> list[tuple[click.Command, str]]:
    children = getattr(command, "commands", {})
    if not children:
        return [(command, path)]
    return [pair for name, child in children.items() for pair in _commands(child, f"{path} {name}")]


def _section(command: click.Command, path: str) -> str:
    context = click.Context(command, info_name=path, max_content_width=100, terminal_width=100)
    return f"\n## {path}\n\n```text\n{command.get_help(context)}\n```\n"


if __name__ == "__main__":
    if "--check" not in sys.argv:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        sys.exit("docs/commands.md is out of date: run `make docs`")
