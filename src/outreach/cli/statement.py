"""statement: from a press-release page to a campaign's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from outreach.actions.statement_import import Import

app = typer.Typer(help="The text that is issued.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """The text that is issued."""


@app.command("import")
def import_(
    page: Annotated[Path, typer.Argument(help="Copied text or saved HTML.", metavar="PAGE")],
    campaign: Annotated[str, typer.Option("--campaign", metavar="SLUG", help="Its new folder.")],
    language: Annotated[str, typer.Option("--language", help="If it cannot be told.")] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an imported statement.")] = False,
    left_out: Annotated[
        bool, typer.Option("--show-left-out", help="Print what was not taken.")
    ] = False,
) -> None:
    """Read a press-release page into statement.md, signatories.txt and campaign.toml."""
    from outreach.actions.start import campaign_toml, check_slug
    from outreach.actions.statement_import import import_statement
    from outreach.errors import OutreachError, WrongUsage

    from . import here

    check_slug(campaign)
    ws = here.workspace()
    try:
        data = page.read_bytes()
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {page}", "check the name") from None
    except OSError as exc:
        raise OutreachError(f"cannot read {page}: {exc.strerror}", "name a file") from None
    done = import_statement(
        data,
        str(page),
        ws.campaigns / campaign,
        campaign_toml=campaign_toml(campaign),
        force=force,
        language=language,
    )
    show_import(done, left_out=left_out)


def show_summary(done: Import) -> None:
    """One line on what was read, and how much of it a person should look at."""
    from outreach.render.markdown import asks

    from . import show

    statement = done.page.statement
    found = asks(statement.body)
    show.out(
        show.safe(
            f"“{statement.title}”, {statement.date or 'no date'}: {len(found)} asks,"
            f" {len(statement.signatories)} signatories"
        )
    )
    doubts = sum(one.level != "info" for one in done.page.problems)
    if doubts:
        show.out(f"  {show.plural(doubts, 'thing')} for an editor to look at")


def show_import(done: Import, *, left_out: bool = False) -> None:
    from . import show

    show_summary(done)
    show.problems(done.page.problems)
    if left_out:
        for line, text in done.page.left_out:
            show.out(show.safe(f"left out, line {line}: {text}"))
    elif done.page.left_out:
        count = len(done.page.left_out)
        show.say(f"{show.plural(count, 'line')} of the page left out; --show-left-out prints them")
    for file in done.written:
        show.say(f"wrote {file}")
