"""What a person should know of an import besides its counts, a line each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

from . import here, show

if TYPE_CHECKING:
    from outreach.actions.import_report import ImportReport
    from outreach.store.import_tally import Told


def say_all(file: Path, report: ImportReport, *, each: bool, shown: int | None) -> None:
    """With ``each``, what became of every row, of each outcome the first ``shown``."""
    name = report.name or file.name
    if report.remembered:
        day = report.remembered.date().isoformat()
        _say(f"{name}: read as you said on {day}; --ask asks anew")
    if each:
        _say_rows(name, report, shown)
    _say_kept(name, report, None if each else 10, rows=not each)
    if not each:
        _say_shared(name, report, 10)
    for one in report.rejected[:shown]:
        _say(f"{name}:{one.line}: rejected: {one.reason}")
    _say_more(name, len(report.rejected), shown, "rejected")
    for problem in report.problems:
        _say(str(problem))
    if report.ignored:
        _say(f"{name}: nothing was read from {', '.join(report.ignored)}")
    _say_next(name, report)


def _say(text: str) -> None:
    show.say(show.safe(text))


def _say_more(name: str, count: int, shown: int | None, what: str) -> None:
    if shown is not None and count > shown:
        _say(f"{name}: and {count - shown:,} more {what}; --verbose shows them all")


def _say_rows(name: str, report: ImportReport, shown: int | None) -> None:
    said: Counter[str] = Counter()
    for one in report.told:
        if shown is None or said[one.outcome] < shown:
            said[one.outcome] += 1
            _say(f"{name}:{one.line}: {_outcome(one)}")
    for outcome in ("new", "changed", "unchanged", "merged", "suppressed"):
        _say_more(name, getattr(report, outcome), shown, outcome)


def _outcome(one: Told) -> str:
    into = f" into line {one.into}" if one.into else ""
    reason = f" ({one.reason})" if one.reason else ""
    parts = [f"{one.outcome}{into}{reason}"]
    if one.changed:
        parts.append(f"takes {_named(one.changed)}")
    if one.kept:
        parts.append(f"says another {_named(one.kept)}, not taken")
    parts += _shared(one)
    return "; ".join(parts)


def _named(columns: Iterable[str]) -> str:
    return ", ".join(column.replace("_", " ") for column in columns)


def _say_kept(name: str, report: ImportReport, shown: int | None, *, rows: bool) -> None:
    if not report.kept:
        return
    if rows:
        kept = [one for one in report.told if one.kept]
        for one in kept[:shown]:
            _say(f"{name}:{one.line}: says another {_named(one.kept)} than is stored; not taken")
    count = show.plural(report.kept, "row says", "rows say")
    way_out = "" if report.overwrite else "; --overwrite takes it"
    _say(f"{name}: {count} something else than is stored, which was kept{way_out}")


def _say_shared(name: str, report: ImportReport, shown: int) -> None:
    found = [one for one in report.told if one.shared]
    for one in found[:shown]:
        _say(f"{name}:{one.line}: {'; '.join(_shared(one))}")
    _say_more(name, report.shared, shown, "addresses of others")


def _shared(one: Told) -> list[str]:
    return [f"{email} is another contact's address" for email in one.shared]


def _say_next(name: str, report: ImportReport) -> None:
    if report.departed:
        count = show.plural(report.departed, "row says", "rows say")
        _say(f"{name}: {count} that somebody left: these addresses are suppressed")
    if report.likely_duplicates:
        pairs = show.plural(report.likely_duplicates, "pair")
        _say(f"{name}: {pairs} of contacts may be one person: outreach contacts merge")
    if report.congress:
        _say_congress(name, report)
    if report.rejects_file:
        count = show.plural(len(report.rejected), "rejected row is", "rejected rows are")
        file = str(report.rejects_file)
        rejects = quote(f"./{file}" if file.startswith("-") else file)
        again = f"outreach contacts import {rejects} --kind {report.kind}"
        _say(f"{name}: {count} in {report.rejects_file}")
        _say(f"    → mend it there, then run: {again}")


def _say_congress(name: str, report: ImportReport) -> None:
    from outreach.domain.congress import stale

    assert report.congress
    old = stale(report.congress, here.now().date())
    _say(f"{name}: offices are by the congress data of {report.congress}")
    if old:
        _say(f"    → {old}: outreach congress update")
