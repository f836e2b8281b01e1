"""congress: members, committees and seats."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Members, committees and offices.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Members, committees and offices."""


@app.command()
def update(
    folder: Annotated[
        Path, typer.Argument(help="A folder with the congress-legislators YAML files.")
    ],
) -> None:
    """Load Congress from a folder of the congress-legislators data set."""
    from outreach.actions.congress_update import update_congress

    from . import here, show

    ws = here.workspace()
    with here.store(ws, create=True) as db:
        report = update_congress(db, folder, here.now())
    show.problems(report.problems)
    show.out(
        f"Congress as of {report.dated}: {show.plural(report.members, 'member')},"
        f" {show.plural(report.committees, 'committee')}"
    )
