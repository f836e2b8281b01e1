"""How far a send or an import is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from outreach.domain.delivery import Account


@contextmanager
def progress_bar(pending: int) -> Iterator[Callable[[str, Account], None]]:
    """A bar with rate and time left on a terminal; silence in a pipe."""
    if not sys.stderr.isatty() or not pending:
        yield lambda _edition, _account: None
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(TextColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate("")]
    with Progress(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("sending", total=pending)
        left: dict[str, int] = {}

        def show(edition: str, account: Account) -> None:
            left[edition] = left.get(edition, 0)
            done = account.planned - account.remaining
            bar.update(task, description=edition, advance=done - left[edition])
            left[edition] = done

        yield show


class ListProgress:
    """How far an import is: a bar a stage, once there is something to show."""

    def __init__(self, bar: Progress | None, name: str) -> None:
        self._bar = bar
        self._name = name
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, stage: str, done: int, total: int) -> None:
        if self._bar is None:
            return
        if stage not in self._tasks:
            for before in self._tasks.values():
                self._bar.remove_task(before)
            label = f"{self._name}: {stage}"
            self._tasks = {stage: self._bar.add_task(label, total=total or None)}
        self._bar.update(self._tasks[stage], completed=done, total=total or None)

    def pause(self) -> None:
        """Leave the terminal to a question."""
        if self._bar is not None:
            self._bar.stop()

    def resume(self) -> None:
        if self._bar is not None:
            self._bar.start()


@contextmanager
def list_progress(name: str) -> Iterator[ListProgress]:
    """Bars with rate and time left on a terminal; silence in a pipe."""
    if not sys.stderr.isatty():
        yield ListProgress(None, name)
        return
    from rich.console import Console
    from rich.markup import escape
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars
    from rich.text import Text

    from .show import safe

    class Rate(TextColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate("")]
    console = Console(stderr=True)
    with Bars(*columns, TimeRemainingColumn(), console=console, transient=True) as bar:
        yield ListProgress(bar, escape(safe(name)))
