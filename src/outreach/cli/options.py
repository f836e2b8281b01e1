"""Arguments and options that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Campaign = Annotated[str, typer.Argument(help="A folder under campaigns/.", metavar="CAMPAIGN")]
EditionName = Annotated[
    str, typer.Option("--edition", "-e", metavar="EDITION", help="This edition alone.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout.")]
