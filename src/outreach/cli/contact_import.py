"""contacts import: lists in, and what became of each row."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.contacts_import import ListFile, Options
    from outreach.actions.import_report import ImportReport
    from outreach.domain.contact import Kind
    from outreach.errors import OutreachError
    from outreach.intake.tables import Table
    from outreach.store.database import Store

_SHOWN = 20
"""Rows of a sort that are shown one by one without --verbose."""


Files = Annotated[
    list[Path], typer.Argument(metavar="FILE...", help="CSV, Excel, JSON, vCard, or a zip of them.")
]
KindName = Annotated[
    str, typer.Option("--kind", help="press, congress, signatory or other.", metavar="KIND")
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Say what would happen; change no contact.")
]
Overwrite = Annotated[
    bool, typer.Option("--overwrite", help="Take the lists' word everywhere, over hand edits too.")
]
Encoding = Annotated[
    str, typer.Option("--encoding", metavar="NAME", help="How the files are written: cp1252 ...")
]
Mapping = Annotated[
    list[str] | None,
    typer.Option(
        "--map",
        metavar="HEADER=FIELD",
        help="What a column holds, such as 'Kontakt=email'; 'Header=' reads nothing from it.",
    ),
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", metavar="HEADER", help="Put this column into the notes."),
]
AskOrNot = Annotated[
    bool | None,
    typer.Option("--ask/--no-ask", help="Ask anew about columns, or never; else about new lists."),
]
RejectsFile = Annotated[
    Path | None, typer.Option("--rejects", metavar="FILE", help="Where the rejected rows go.")
]
NoRejects = Annotated[bool, typer.Option("--no-rejects", help="Write no file of rejected rows.")]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Say of every row what became of it.")
]
Taken = tuple[Path, "ImportReport"]


def import_(
    files: Files,
    kind: KindName = "",
    dry_run: DryRun = False,
    overwrite: Overwrite = False,
    encoding: Encoding = "",
    mapping: Mapping = None,
    keep: Keep = None,
    ask: AskOrNot = None,
    rejects: RejectsFile = None,
    no_rejects: NoRejects = False,
    verbose: Verbose = False,
    json: Json = False,
) -> None:
    """Take contact lists in. Importing the same file again changes nothing.

    Rejected rows are written to a CSV that can be mended and imported again.
    """
    from outreach.actions.contacts_import import EXPLAINED, Options
    from outreach.errors import Interrupted, WrongUsage

    from . import here

    options = Options(
        dry_run=dry_run,
        overwrite=overwrite,
        mapping=dict(_mapped(one) for one in mapping or ()),
        keep=keep or (),
        anew=ask is True,
        explained=None if verbose else EXPLAINED,
    )
    ws = here.workspace()
    for file in files:
        if not file.exists():
            raise WrongUsage(f"there is no file {file}", "check the name; nothing was imported")
    take = _taker(
        _kind(kind),
        options,
        ask=ask is not False,
        rejects=rejects,
        write_rejects=not no_rejects,
    )
    reports: list[Taken] = []
    failed: list[OutreachError] = []
    try:
        with here.store(ws, create=True) as db:
            for path in files:
                _take_file(partial(take, db), path, encoding, reports, failed)
    except Interrupted as exc:
        _say_failed(failed)
        raise Interrupted(_stopped(exc, [] if dry_run else reports)) from None
    finally:  # whatever happens must not hide what became of the lists before it
        _show(reports, len(files), dry_run=dry_run, verbose=verbose, json=json)
    _end(reports, failed)


def _taker(
    kind: Kind | None, options: Options, *, ask: bool, rejects: Path | None, write_rejects: bool
) -> Callable[[Store, ListFile, Table], ImportReport]:
    """What takes one list in, with the options of the command."""
    import gc

    from outreach.actions.contacts_import import import_table
    from outreach.actions.contacts_rejects import rejects_name

    from . import here
    from .import_dialogue import ask_about, may_ask
    from .progress import list_progress

    gc.set_threshold(100_000, 50, 100)  # rows make no cycles, and looking for some takes a fifth

    def take(db: Store, file: ListFile, table: Table) -> ImportReport:
        to = (rejects or Path(rejects_name(table.name))) if write_rejects else None
        with list_progress(table.name) as progress:
            asker = partial(ask_about, progress) if ask and may_ask() else None
            here_too = replace(options, rejects=to, ask=asker, progress=progress)
            return import_table(
                db, file, table, kind, here_too, now=here.now(), new_uid=here.new_id
            )

    return take


def _show(reports: list[Taken], files: int, *, dry_run: bool, verbose: bool, json: bool) -> None:
    from . import show

    if json and reports:
        one = [{"file": str(file), **_report_json(report)} for file, report in reports]
        show.as_json(one[0] if files == len(one) == 1 else {"files": one})
    elif reports:
        show_reports(reports, dry_run=dry_run, verbose=verbose)


def _end(reports: list[Taken], failed: list[OutreachError]) -> None:
    """Say all that failed; with the last of it, or with 3 where no row was taken, it ends."""
    _say_failed(failed[:-1])
    if failed:
        raise failed[-1]
    rows = sum(report.rows for _, report in reports)
    if rows and rows == sum(len(report.rejected) for _, report in reports):
        raise typer.Exit(3)


def _say_failed(failed: list[OutreachError]) -> None:
    from outreach.errors import NeedsFixing

    from . import show

    for error in failed:
        show.problems(error.problems if isinstance(error, NeedsFixing) else ())
        show.fault(error.message, error.hint)


def _stopped(exc: OutreachError, taken: list[Taken]) -> str:
    """What a person who stopped at one list should know of it and of those before it."""
    if not taken:
        return f"{exc.message}; nothing was imported"
    *names, last = (report.name or file.name for file, report in taken)
    before = f"{', '.join(names)} and {last} are" if names else f"{last} is"
    return f"{exc.message}; {before} in, nothing of {exc.message.removeprefix('stopped at ')}"


def _kind(kind: str) -> Kind | None:
    from outreach.domain.contact import Kind
    from outreach.errors import WrongUsage

    if kind and kind not in list(Kind):
        raise WrongUsage(f"{kind!r} is no kind of contact", f"kinds are {', '.join(Kind)}")
    return Kind(kind) if kind else None


def _mapped(text: str) -> tuple[str, str]:
    from outreach.errors import WrongUsage

    header, equals, field = text.rpartition("=")
    if not equals or not header.strip():
        raise WrongUsage(f"--map {text!r} names no column", "write it as --map 'Header=field'")
    return header.strip(), field.strip()


def _take_file(
    take: Callable[[ListFile, Table], ImportReport],
    path: Path,
    encoding: str,
    reports: list[Taken],
    failed: list[OutreachError],
) -> None:
    """Each list is a transaction of its own; one that cannot be used does not stop the others."""
    from outreach.actions.contacts_import import open_lists
    from outreach.errors import Interrupted, OutreachError, StoreError

    try:
        file = open_lists(path, encoding=encoding)
    except OutreachError as exc:
        failed.append(exc)
        return
    for table in file.tables:
        try:
            reports.append((path, take(file, table)))
        except (Interrupted, StoreError):
            raise
        except OutreachError as exc:
            failed.append(exc)


_COUNTS = ("rows", "new", "changed", "unchanged", "merged", "suppressed")


def _report_json(report: ImportReport) -> dict[str, Any]:
    from . import show

    return {
        "list": report.name,
        "kind": report.kind,
        **{name: getattr(report, name) for name in _COUNTS},
        "rejected": [{"line": one.line, "reason": one.reason} for one in report.rejected],
        "kept": report.kept,
        "departed": report.departed,
        "shared": report.shared,
        "ignored": list(report.ignored),
        "program": report.program,
        "encoding": report.encoding,
        "likely_duplicates": report.likely_duplicates,
        "rejects_file": str(report.rejects_file) if report.rejects_file else None,
        "congress_data": report.congress.isoformat() if report.congress else None,
        "lines": [
            {
                "line": one.line,
                "outcome": one.outcome,
                "changed": list(one.changed),
                "kept": list(one.kept),
                "into": one.into or None,
                "reason": one.reason or None,
                "shared": list(one.shared),
            }
            for one in report.told
        ],
        "problems": [show.problem_json(one) for one in report.problems],
    }


def show_reports(
    reports: list[tuple[Path, ImportReport]], *, dry_run: bool = False, verbose: bool = False
) -> None:
    """What became of the rows: counts on stdout, and on stderr what a person should look at."""
    from . import import_lines, show

    show.table(
        ["file", "kind", *_COUNTS, "rejected"],
        [
            [r.name or file.name, r.kind, *(getattr(r, name) for name in _COUNTS), len(r.rejected)]
            for file, r in reports
        ],
    )
    for file, report in reports:
        import_lines.say_all(
            file, report, each=dry_run or verbose, shown=None if verbose else _SHOWN
        )
    if dry_run:
        show.say("This was a dry run; no contact was changed.")
