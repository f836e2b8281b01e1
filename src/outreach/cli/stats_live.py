"""The first screen of stats on a terminal, once or redrawn."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from .stats_shown import Line, Paper

_EVERY_SECONDS = 1.0


def _paper(width: int, encoding: str | None) -> Paper:
    from .stats_shown import Paper

    return Paper(width, (encoding or "ascii").lower().startswith("utf"))


def terminal_paper() -> Paper:
    """What messages are written on: a terminal's lines break between words, a pipe's do not."""
    from shutil import get_terminal_size

    width = get_terminal_size().columns if sys.stderr.isatty() else 10_000
    return _paper(width, sys.stderr.encoding)


def print_once(lines: Callable[[Paper], Iterable[Line]]) -> None:
    from rich.console import Console

    console = Console()
    console.print(_drawn(lines, console))


def redraw(lines: Callable[[Paper], Iterable[Line]]) -> None:
    """Until Ctrl-C, which leaves the last state on the screen. A busy store is waited for."""
    from rich.console import Console
    from rich.live import Live

    from outreach.errors import StoreLocked

    console = Console(file=sys.stdout)  # what it is before Live stands in for it
    try:
        with Live(console=console, auto_refresh=False, vertical_overflow="visible") as live:
            while True:
                with suppress(StoreLocked):  # what it said last stays
                    live.update(_drawn(lines, console), refresh=True)
                time.sleep(_EVERY_SECONDS)
    except KeyboardInterrupt:
        pass


def _drawn(lines: Callable[[Paper], Iterable[Line]], console: Console) -> RenderableType:
    from rich.console import Group
    from rich.text import Text

    paper = _paper(console.width, console.encoding)
    return Group(*(Text(text, style) for text, style in lines(paper)))
