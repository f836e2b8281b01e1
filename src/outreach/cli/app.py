"""The command line: ``outreach VERB …``. Each command parses, calls one action and prints."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from . import (
    approve,
    audience,
    campaigns,
    check,
    clients,
    congress,
    contacts,
    correction,
    database,
    doctor,
    followup,
    history,
    listening,
    noting,
    press_kit,
    preview,
    proposals,
    record,
    rehearse,
    replies,
    sending,
    servers,
    settling,
    standing,
    start,
    statement,
    stats,
    stopping,
    sync,
    template,
    test_letter,
)

app = typer.Typer(
    name="outreach",
    help="Send one joint statement to press, congressional offices and signatories.",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

app.command()(start.init)
app.command()(start.demo)
app.command()(start.new)
app.add_typer(statement.app, name="statement")
app.add_typer(template.app, name="template")
app.add_typer(contacts.app, name="contacts")
app.add_typer(congress.app, name="congress")
app.add_typer(clients.app, name="clients")
app.add_typer(database.app, name="db")
app.command(cls=audience.QueryCommand)(audience.audience)
app.command()(check.check)
app.command()(campaigns.plan)
app.command()(campaigns.render)
app.command()(approve.approve)
app.command("test")(test_letter.to_staff)
app.command()(correction.correction)
app.command()(preview.preview)
app.command()(press_kit.press_kit)
app.command()(rehearse.rehearse)
app.command()(sending.send)
app.command()(stopping.cancel)
app.command()(stopping.pause)
app.command()(stopping.resume)
app.command()(standing.status)
app.command()(settling.settle)
app.command()(stats.stats)
app.command()(sync.sync)
app.command()(followup.followup)
app.command()(history.history)
app.command()(record.record)
app.command()(doctor.doctor)
app.command()(listening.listen)
app.command()(replies.replies)
app.add_typer(proposals.app, name="proposals")
app.command()(noting.note)
app.command()(noting.coverage)
app.command()(servers.sandbox)


def _version(wanted: bool) -> None:
    if wanted:
        from outreach import __version__

        from .show import out

        out(f"outreach {__version__}")
        raise typer.Exit


@app.callback()
def root(
    workspace: Annotated[
        str, typer.Option("--workspace", "-C", metavar="DIR", help="Work in this workspace.")
    ] = "",
    _version_: Annotated[
        bool,
        typer.Option("--version", callback=_version, is_eager=True, help="Show the version."),
    ] = False,
) -> None:
    if workspace:
        os.environ["OUTREACH_WORKSPACE"] = workspace


def main() -> None:
    from .boundary import guarded
    from .plain_text import use_plain_text

    use_plain_text()
    sys.exit(guarded(lambda: app(prog_name="outreach")))
