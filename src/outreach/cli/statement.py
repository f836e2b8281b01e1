"""statement: from a press-release page to a campaign's files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.statement_import import Import

_MOST_BYTES = 20_000_000

app = typer.Typer(help="The text that is issued.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """The text that is issued."""


@app.command("import")
def import_(
    page: Annotated[Path, typer.Argument(help="Copied text or saved HTML.", metavar="PAGE")],
    campaign: Annotated[str, typer.Option("--campaign", metavar="SLUG", help="Its new folder.")],
    language: Annotated[str, typer.Option("--language", help="If it cannot be told.")] = "",
    translation: Annotated[
        str, typer.Option("--as", metavar="LANG", help="Add it as the translation into LANG.")
    ] = "",
    force: Annotated[bool, typer.Option("--force", help="Replace an imported statement.")] = False,
    left_out: Annotated[
        bool, typer.Option("--show-left-out", help="Print what was not taken.")
    ] = False,
    json: Json = False,
) -> None:
    """Read a press-release page into statement.md, signatories.txt and campaign.toml.

    With --as, into a translation of the statement that the campaign has.
    """
    from outreach.actions.start import check_slug
    from outreach.actions.statement_import import import_statement
    from outreach.actions.translation_import import import_translation

    from . import here, show

    check_slug(campaign)
    folder = here.workspace().campaigns / campaign
    data = _read(page)
    if translation:
        done = import_translation(data, str(page), folder, translation, force=force)
    else:
        done = import_statement(data, str(page), folder, force=force, language=language)
    if json:
        _as_json(done, campaign, left_out=left_out)
    else:
        show_import(done, left_out=left_out)
        show.say(f"next: outreach check {campaign}")


def _read(page: Path) -> bytes:
    """The file's bytes. Raises WrongUsage for what is no file, or larger than any statement."""
    from outreach.errors import OutreachError, WrongUsage

    try:
        # Before it is opened: a pipe would keep us waiting.
        if page.exists() and not page.is_file():
            raise WrongUsage(f"{page} is not a file", "save the page as a file, and name that")
        with page.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {page}", "check the name") from None
    except OSError as exc:
        raise OutreachError(f"cannot read {page}: {exc.strerror}", "name a file") from None
    if len(data) > _MOST_BYTES:
        size = f"{_MOST_BYTES // 1_000_000} MB"
        hint = "save the page as text or as HTML alone, without its pictures"
        raise WrongUsage(f"{page} is larger than {size}", hint)
    return data


def show_summary(done: Import) -> None:
    """One line on what was read, and how much of it a person should look at."""
    from . import show

    statement = done.page.statement
    show.out(
        show.safe(
            f"“{statement.title}”, {statement.date or 'no date'}: {_asks(done)} asks,"
            f" {show.plural(len(statement.signatories), 'signatory', 'signatories')}"
        )
    )
    doubts = sum(one.level != "info" for one in done.problems)
    said = [f"{show.plural(doubts, 'thing')} for an editor to look at"] if doubts else []
    if notes := len(done.problems) - doubts:
        said.append(show.plural(notes, "note"))
    if said:
        show.out(f"  {' and '.join(said)}")


def show_import(done: Import, *, left_out: bool = False) -> None:
    from . import show

    show_summary(done)
    show.problems(done.problems)
    if left_out:
        for line, text in done.page.left_out:
            show.out(show.safe(f"left out, line {line}: {text}"))
    words = done.page.words
    counted = f"{words.kept:,} kept, {words.moved:,} moved, {words.left_out:,} left out"
    shown = "" if left_out or not words.left_out else "; --show-left-out prints these"
    show.out(f"words of the page: {counted}{shown}")
    for file in done.written:
        show.say(f"wrote {file}")


def _as_json(done: Import, campaign: str, *, left_out: bool) -> None:
    from . import show

    statement, words = done.page.statement, done.page.words
    result = {
        "campaign": campaign,
        "title": statement.title,
        "date": statement.date and statement.date.isoformat(),
        "language": statement.language,
        "asks": _asks(done),
        "signatories": len(statement.signatories),
        "words": {"kept": words.kept, "moved": words.moved, "left_out": words.left_out},
        "findings": [show.problem_json(one) for one in done.problems],
        "written": [str(file) for file in done.written],
    }
    lines = [{"line": line, "text": text} for line, text in done.page.left_out]
    show.as_json({**result, "left_out": lines} if left_out else result)


def _asks(done: Import) -> int:
    from outreach.render.markdown import asks

    statement = done.page.statement
    return len(asks(statement.body, statement.asks_list))
