"""Take contact lists into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outreach.domain.contact import Kind
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.errors import OutreachError, Place, Problem, WrongUsage
from outreach.intake.contacts import ContactList, Unsettled, header_key, read_contacts, unsettled
from outreach.intake.tables import Table, open_tables
from outreach.store.congress import dated
from outreach.store.contact_import import import_contacts
from outreach.store.contact_search import refresh
from outreach.store.database import Store
from outreach.store.import_tally import Tally
from outreach.store.mappings import mapping_saved_at, save_mapping, saved_mapping

from .contacts_rejects import write_rejects
from .import_report import ImportReport, reported

LARGEST_LIST = 500 * 1024 * 1024
EXPLAINED = 50
"""Rows of each outcome that a report describes one by one, unless told otherwise."""


@dataclass(frozen=True, slots=True)
class ListFile:
    """A file of one list or, as an archive, several. ``lines`` is 0 where it has none."""

    path: Path
    tables: tuple[Table, ...]
    sha256: str
    lines: int
    stamp: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Settled:
    """What a person said of a list: its kind, and the field of each column by its header."""

    kind: Kind | None
    columns: Mapping[str, str]


Ask = Callable[[str, Unsettled], Settled]
Progress = Callable[[str, int, int], None]
"""Told the stage, how many rows or lines of it are done, and of how many; 0 is unknown."""


def open_lists(path: Path, *, encoding: str = "") -> ListFile:
    """The lists in the file at ``path``, to be given to ``import_table`` one after another.

    Raises WrongUsage where there is no such file and NeedsFixing where it cannot be used at all.
    """
    tables = tuple(open_tables(path, encoding=encoding))
    try:
        found = path.stat()
        if found.st_size > LARGEST_LIST:
            raise WrongUsage(f"{path} is too large for a contact list", "split it")
        sha256, lines = _digest(path)
    except OSError as exc:
        raise OutreachError(f"cannot read {path}: {exc.strerror}", "name a file") from None
    by_line = all(table.format not in ("xlsx", "json") for table in tables) and len(tables) == 1
    stamp = (found.st_mtime_ns, found.st_size)
    return ListFile(path, tables, sha256, lines if by_line else 0, stamp)


def _digest(path: Path) -> tuple[str, int]:
    digest, lines = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            lines += block.count(b"\n")
    return digest.hexdigest(), lines


@dataclass(frozen=True, slots=True)
class Options:
    """How a list is taken in.

    ``mapping`` is the field by header, and beats what a person said before of lists with these
    headers; the columns in ``keep`` go into the notes. ``ask`` is given what nobody said yet, or,
    with ``anew``, whatever the headers do not say, and its answers are remembered. Rejected rows
    are written at ``rejects``, or beside it where that is taken. ``explained`` is how many rows of
    each outcome are told one by one, None for all.
    """

    dry_run: bool = False
    overwrite: bool = False
    mapping: Mapping[str, str] = field(default_factory=dict)
    keep: Sequence[str] = ()
    rejects: Path | None = None
    ask: Ask | None = None
    anew: bool = False
    progress: Progress | None = None
    explained: int | None = EXPLAINED


def import_file(
    db: Store,
    path: Path,
    kind: Kind | None = None,
    options: Options = Options(),
    *,
    now: datetime,
    new_uid: Callable[[], str],
    encoding: str = "",
) -> ImportReport:
    """Import the one list at ``path``, see ``import_table``.

    Raises WrongUsage where there is no such file or it is an archive of several lists, and
    NeedsFixing where it cannot be used at all.
    """
    file = open_lists(path, encoding=encoding)
    if len(file.tables) != 1:
        raise WrongUsage(f"{path} holds {len(file.tables)} lists", "unpack it, name one of them")
    return import_table(db, file, file.tables[0], kind, options, now=now, new_uid=new_uid)


def import_table(
    db: Store,
    file: ListFile,
    table: Table,
    kind: Kind | None = None,
    options: Options = Options(),
    *,
    now: datetime,
    new_uid: Callable[[], str],
) -> ImportReport:
    """Import one list of the file; a dry run reports the same and leaves the contacts as they are.

    The file itself is not kept, only its name and SHA-256. Where rejected rows cannot be written, a
    problem says so. Raises NeedsFixing for a list that cannot be used.
    """
    wanted, remembered = _settle(db, table, kind, options, now)
    contacts = read_contacts(table, wanted.kind, mapping=wanted.columns or None, keep=options.keep)
    doubts = list(contacts.doubts)
    counted, progress = _Counted(), options.progress
    tally = import_contacts(
        db,
        _read(file, contacts, counted, doubts, options),
        kind=contacts.kind,
        file=table.name,
        sha256=file.sha256,
        list_key=contacts.list_key,
        program=contacts.program,
        now=now,
        new_uid=new_uid,
        dry_run=options.dry_run,
        overwrite=options.overwrite,
        progress=progress and (lambda done: progress("taking in", done, counted.taken)),
        explained=options.explained,
    )
    if not options.dry_run:
        refresh(db)
    rejects_file = _write_rejects(table, tally, options.rejects, doubts)
    return reported(
        tally,
        kind=contacts.kind,
        rows=counted.rows,
        ignored=contacts.ignored,
        problems=tuple(doubts),
        name=table.name,
        program=contacts.program,
        encoding=table.encoding,
        rejects_file=rejects_file,
        remembered=remembered,
        congress=dated(db) if contacts.kind is Kind.CONGRESS else None,
        overwrite=options.overwrite,
    )


def _write_rejects(
    table: Table, tally: Tally, path: Path | None, doubts: list[Problem]
) -> Path | None:
    if path is None or not tally.rejected:
        return None
    try:
        return write_rejects(table, tally.rejected, tally.rejected_at, path)
    except (OutreachError, OSError) as exc:
        doubts.append(_not_written(path, exc))
        return None


def _settle(
    db: Store, table: Table, kind: Kind | None, options: Options, now: datetime
) -> tuple[Settled, datetime | None]:
    """The kind and the columns as flags, memory and answers have it, and the memory's day."""
    key = header_key(table.header)
    saved = None if options.anew else saved_mapping(db, key)
    remembered = mapping_saved_at(db, key) if saved else None
    columns = {**(saved[0] if saved else {}), **options.mapping}
    kind = kind or (Kind(saved[1]) if saved and saved[1] else None)
    if options.ask is None:
        return Settled(kind, columns), remembered
    open_questions = unsettled(table, kind, {**dict.fromkeys(options.keep, ""), **columns})
    if open_questions is None:
        return Settled(kind, columns), remembered
    answers = options.ask(table.name, open_questions)
    columns |= answers.columns
    save_mapping(db, key, columns, (answers.kind or kind or ""), now)
    return Settled(answers.kind or kind, columns), None


@dataclass(slots=True)
class _Counted:
    rows: int = 0
    taken: int = 0


def _read(
    file: ListFile,
    contacts: ContactList,
    counted: _Counted,
    doubts: list[Problem],
    options: Options,
) -> Iterator[ContactRow | Departed | Rejected]:
    doubtful, progress, explained = 0, options.progress, options.explained
    for row in contacts.read():
        counted.rows += 1
        if isinstance(row, ContactRow):
            counted.taken += 1
            if row.doubt:
                doubtful += 1
                if explained is None or doubtful <= explained:
                    doubts.append(_doubt(row.doubt, Place(contacts.name, row.line)))
        if progress and counted.rows % 500 == 0:
            progress("reading", row.line if file.lines else counted.rows, file.lines)
        yield row
    if explained is not None and doubtful > explained:
        more = f"{doubtful - explained:,} more rows could be read in part only"
        doubts.append(_doubt(more, Place(contacts.name)))
    now = file.path.stat()
    if (now.st_mtime_ns, now.st_size) != file.stamp:
        raise OutreachError(f"{file.path} changed while it was read", "run this again")


def _doubt(message: str, place: Place) -> Problem:
    return Problem("read-in-part", message, place, level="warning")


def _not_written(path: Path, exc: OutreachError | OSError) -> Problem:
    what = exc.message if isinstance(exc, OutreachError) else f"{path}: {exc.strerror}"
    return Problem(
        "rejects-not-written",
        f"the rejected rows could not be written: {what}",
        hint="name another file with --rejects and import the list again",
        level="warning",
    )
