"""Taking a contact list into the store: all of it in one transaction, or nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Kind, Reason, Suppression
from outreach.domain.contact_list import ContactRow, Departed, Rejected
from outreach.domain.names import name_key
from outreach.errors import NeedsFixing

from .congress import dated
from .database import transaction
from .import_pages import list_named, pages, write
from .import_rows import Run, take_page
from .import_staging import clear, stage
from .import_tally import Counts, Tally
from .suppressions import suppress, suppressed

PATIENCE = 60.0
"""Seconds an import waits for another one; most others are through in a few."""

_ORGANISATION_KIND = {Kind.PRESS: "outlet", Kind.SIGNATORY: "signatory"}


class _TakenBack(Exception):
    """Rolls the transaction of a dry run back."""


def import_contacts(
    db: Database,
    rows: Iterable[ContactRow | Departed | Rejected],
    *,
    kind: Kind,
    file: str,
    sha256: str,
    list_key: str = "",
    program: str = "",
    now: datetime,
    new_uid: Callable[[], str],
    dry_run: bool = False,
    overwrite: bool = False,
    progress: Callable[[int], None] | None = None,
    explained: int | None = 50,
) -> Tally:
    """Take a list in. The rows are read first, without a lock; then one transaction takes them.

    An address that is known, also as a further address, finds its contact: blanks are filled, and
    tags, topics and organisations added. One that is known as a further address only, of somebody
    with another name, becomes a contact's own, unless a person or a merge settled whose it is. A
    value that differs is replaced only by a later version of the very list that brought the
    contact (one with the same ``list_key``, called alike but for days and numbers); other lists'
    are counted as kept. What a person settled by hand stays, also blank, unless ``overwrite`` puts
    what the list says everywhere. Of rows of one contact in one list the first counts, later ones
    fill. An office also moves by date: the later row wins.

    Who departed, in this list or before, is suppressed and not taken. ``explained`` is how many
    rows of each outcome the tally describes one by one, None for all. ``progress`` is told how
    many rows are taken in. Raises NeedsFixing when congressional staff come before congress data.
    """
    try:
        staged = stage(db, rows)
        if kind is Kind.CONGRESS and staged.contacts:
            _need_congress(db)
        at = now.astimezone(UTC).isoformat()
        with _patience(db):
            try:
                with transaction(db):
                    source = _source(db, file, sha256, at, list_key, program)
                    counts = Counts(staged.rejected, explained)
                    _depart(db, counts, f"list:{file}", now)
                    run = Run(
                        db,
                        kind,
                        why=suppressed(db),
                        new_uid=new_uid,
                        own=_versions(db, source, file, sha256, list_key),
                        overwrite=overwrite,
                        counts=counts,
                    )
                    _take_all(run, _ORGANISATION_KIND.get(kind, "other"), source, at, progress)
                    tally = counts.tally(_likely_duplicates(db))
                    if dry_run:
                        raise _TakenBack
            except _TakenBack:
                pass
    finally:
        clear(db)
    return tally


def _need_congress(db: Database) -> None:
    if dated(db) is None:
        raise NeedsFixing(
            "no congress data is loaded, so no office can be found for these rows",
            hint="run `outreach congress update DIR` first",
        )


@contextmanager
def _patience(db: Database) -> Iterator[None]:
    before: Any = db.execute("PRAGMA busy_timeout").fetchone()
    db.execute(f"PRAGMA busy_timeout = {max(before[0], int(PATIENCE * 1000))}")
    try:
        yield
    finally:
        db.execute(f"PRAGMA busy_timeout = {before[0]}")


def _source(db: Database, file: str, sha256: str, at: str, list_key: str, program: str) -> int:
    """The same file again is the same source."""
    row: Any = db.execute(
        "SELECT id FROM sources WHERE file = ? AND sha256 = ?", [file, sha256]
    ).fetchone()
    if row is not None:
        # A source from before lists were told apart may have no key yet.
        db.execute(
            "UPDATE sources SET list_key = ?, program = ? WHERE id = ? AND list_key = ''",
            [list_key, program, row[0]],
        )
        return int(row[0])
    done = db.execute(
        "INSERT INTO sources (file, sha256, imported_at, list_key, program) VALUES (?, ?, ?, ?, ?)",
        [file, sha256, at, list_key, program],
    )
    return int(done.lastrowid or 0)


def _versions(db: Database, source: int, file: str, sha256: str, list_key: str) -> frozenset[int]:
    """The sources this list is a later version of, itself among them; none if a later one is in.

    January's export, imported again after February's, must not turn anything back. Mended rejects
    belong to their list, but are no version of it.
    """
    if not list_key or _REJECTS.search(file):
        return frozenset()
    query = "SELECT id, file, sha256 FROM sources WHERE list_key = ? ORDER BY id"
    name = _list_name(file)
    found = [
        (at, digest, bool(_REJECTS.search(other)))
        for at, other, digest in db.execute(query, [list_key]).fetchall()
        if at == source or (name and _list_name(other) == name)
    ]
    first = min((at for at, digest, _ in found if digest == sha256), default=source)
    if any(at > first and digest != sha256 and not rejects for at, digest, rejects in found):
        return frozenset()
    return frozenset(at for at, _, _ in found)


_REJECTS = re.compile(r"\.rejects[^/]*$")
_COPY = re.compile(r"\b(?:copy|kopie|copie|copia)(?: (?:of|von|de|di))?\b")
_MONTHS = (
    *("jan", "january", "januar", "feb", "february", "februar", "mar", "march", "märz", "apr"),
    *("april", "may", "mai", "jun", "june", "juni", "jul", "july", "juli", "aug", "august"),
    *("sep", "sept", "september", "oct", "october", "okt", "oktober", "nov", "november"),
    *("dec", "december", "dez", "dezember"),
)
_DAY = re.compile(rf"\b(?:{'|'.join(map(name_key, _MONTHS))}|v?\d+|\d+(?:st|nd|rd|th)|\d+t\d+z?)\b")


def _list_name(file: str) -> str:
    """What versions of a list are called alike, those in archives too; blank for a mere number.

    >>> _list_name("Press 2026-01 (1).csv"), _list_name("jan.zip/press.xlsx"), _list_name("1.csv")
    ('press', 'press', '')
    """
    *folders, name = file.split("/")
    parts = [*folders, _REJECTS.sub(".csv", name)]
    words = (_DAY.sub(" ", _COPY.sub(" ", name_key(PurePath(part).stem))) for part in parts)
    return " ".join(re.sub(r"\d+", " ", " / ".join(words)).replace("/", " ").split())


def _depart(db: Database, counts: Counts, source: str, now: datetime) -> None:
    """Suppress them before any row is taken, wherever in the file they stand."""
    last = 0
    for n, line, key, reason, at in db.execute(
        "SELECT n, line, key, reason, at FROM temp.departed ORDER BY n"
    ).fetchall():
        suppress(db, Suppression(key, Reason(reason), _time(at, now), source))
        if n != last:  # a row may name several addresses
            counts.departed(line, reason)
        last = n


def _time(at: str, now: datetime) -> datetime:
    try:
        time = datetime.fromisoformat(at)
    except ValueError:
        return now
    return time if time.tzinfo else time.replace(tzinfo=UTC)


def _take_all(
    run: Run, organisations: str, source: int, at: str, progress: Callable[[int], None] | None
) -> None:
    done = 0
    for page in pages(run.db, organisations):
        writes = take_page(run, page)
        write(run.db, writes, kind=run.kind, organisations=organisations, source=source, at=at)
        done += len(page)
        if progress:
            progress(done)
    list_named(run.db, source, run.named_beside)


_NAMESAKES = """
    SELECT count(*) FROM (
        SELECT min(c.id, d.id) AS older, max(c.id, d.id)
        FROM temp.named JOIN contacts c ON c.id = named.contact_id AND named.gained
        JOIN contacts d ON d.search_name = c.search_name AND d.organisation_id = c.organisation_id
        WHERE c.search_name <> '' AND d.search_name <> '' AND d.id <> c.id
        AND older = (SELECT min(id) FROM contacts o
            WHERE o.organisation_id = c.organisation_id AND o.search_name = c.search_name)
        UNION
        SELECT min(c.id, d.id) AS older, max(c.id, d.id)
        FROM temp.named JOIN contacts c ON c.id = named.contact_id AND named.gained
        JOIN contacts d ON d.office_id = c.office_id AND d.search_name = c.search_name
        WHERE c.search_name <> '' AND d.id <> c.id
        AND older = (SELECT min(id) FROM contacts o
            WHERE o.office_id = c.office_id AND o.search_name = c.search_name)
    )
"""


def _likely_duplicates(db: Database) -> int:
    """How many of the pairs that ``likely_duplicates`` of contact_merge lists, the oldest of all
    namesakes at one organisation or office beside each other, this list brought or changed."""
    row: Any = db.execute(_NAMESAKES).fetchone()
    return int(row[0])
