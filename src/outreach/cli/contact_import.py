"""contacts import: lists in, and what became of each row."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.contacts_import import ImportReport


def import_(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="CSV lists.")],
    kind: Annotated[
        str, typer.Option("--kind", help="press, congress, signatory or other.", metavar="KIND")
    ] = "",
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would happen; change nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Take contact lists in. Importing the same file again changes nothing."""
    from outreach.actions.contacts_import import import_file
    from outreach.domain.contact import Kind
    from outreach.errors import WrongUsage

    from . import here, show

    if kind and kind not in list(Kind):
        raise WrongUsage(f"{kind!r} is no kind of contact", f"kinds are {', '.join(Kind)}")
    ws = here.workspace()
    for file in files:
        if not file.exists():
            raise WrongUsage(f"there is no file {file}", "check the name; nothing was imported")
    reports: list[tuple[Path, ImportReport]] = []
    try:
        with here.store(ws, create=True) as db:
            for file in files:
                report = import_file(
                    db,
                    file,
                    Kind(kind) if kind else None,
                    dry_run=dry_run,
                    now=here.now(),
                    new_uid=here.new_id,
                )
                reports.append((file, report))
    finally:  # a list that cannot be used must not hide what became of those before it
        if json and reports:
            one = [{"file": str(file), **_report_json(report)} for file, report in reports]
            show.as_json(one[0] if len(files) == 1 else {"files": one})
        elif reports:
            show_reports(reports, dry_run=dry_run)


def _report_json(report: ImportReport) -> dict[str, Any]:
    counts = ("rows", "new", "changed", "unchanged", "merged", "suppressed")
    return {
        "kind": report.kind,
        **{name: getattr(report, name) for name in counts},
        "rejected": [{"line": one.line, "reason": one.reason} for one in report.rejected],
        "ignored": list(report.ignored),
    }


def show_reports(reports: list[tuple[Path, ImportReport]], *, dry_run: bool = False) -> None:
    from . import show

    counts = ("rows", "new", "changed", "unchanged", "merged", "suppressed")
    show.table(
        ["file", "kind", *counts, "rejected"],
        [
            [file.name, r.kind, *(getattr(r, name) for name in counts), len(r.rejected)]
            for file, r in reports
        ],
    )
    for file, report in reports:
        for one in report.rejected:
            show.say(show.safe(f"{file.name}:{one.line}: rejected: {one.reason}"))
        for problem in report.problems:
            show.say(show.safe(str(problem)))
        if report.ignored:
            show.say(show.safe(f"{file.name}: nothing was read from {', '.join(report.ignored)}"))
    if dry_run:
        show.say("This was a dry run; nothing was changed.")
