"""How far a send is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
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
