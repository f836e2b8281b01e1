"""How far a send or an import is, on a terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from datetime import datetime

    from rich.progress import Progress, TaskID

    from outreach.actions.order import Pulse
    from outreach.domain.delivery import Account

    class ShowSend(Protocol):
        """Told how an edition stands."""

        def __call__(
            self, edition: str, account: Account, pulse: Pulse | None = None, /
        ) -> object: ...


class Fare:
    """What is said below the bar: requests made again, and what the run waits for."""

    def __init__(self) -> None:
        self.pulse: Pulse | None = None

    def line(self, now: datetime) -> str:
        """Blank where all goes well."""
        from outreach.domain.moments import span

        from .show import plural, safe

        if self.pulse is None:
            return ""
        parts = [plural(self.pulse.retries, "retry", "retries")] if self.pulse.retries else []
        if why := self.pulse.waiting_for:
            until = self.pulse.until
            ahead = f" {span((until - now).total_seconds())}" if until and until > now else ""
            parts.append(f"waiting{ahead}: {safe(why)}")
        return " · ".join(parts)


@contextmanager
def progress_bar(pending: int) -> Iterator[ShowSend]:
    """A bar with rate and time left on a terminal; silence in a pipe."""
    if not sys.stderr.isatty() or not pending:
        yield lambda _edition, _account, _pulse=None: None
        return
    from datetime import UTC, datetime

    from rich.console import Console
    from rich.markup import escape
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    from .show import safe

    class Rate(TextColumn):
        def render(self, task: Any) -> Text:
            return Text(f"{task.speed or 0:,.0f}/s")

    fare = Fare()

    class Bar(Progress):
        def get_renderables(self) -> Iterator[Any]:
            yield from super().get_renderables()
            if line := fare.line(datetime.now(UTC)):
                yield Text(line)

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), Rate("")]
    with Bar(*columns, TimeRemainingColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task("sending", total=pending)
        remaining: dict[str, int] = {}

        def show(edition: str, account: Account, pulse: Pulse | None = None) -> None:
            # The first word of a plan is where it stood; a wave of an edition begins anew.
            before = remaining.get(edition, account.remaining)
            remaining[edition] = account.remaining
            fare.pulse = pulse
            advance = max(0, before - account.remaining)
            bar.update(task, description=escape(safe(edition)), advance=advance)

        yield show
        fare.pulse = None


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
