"""Rows that were not taken, as a list to be mended and imported again."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from outreach.domain.contact_list import Rejected
from outreach.domain.spreadsheet import guarded
from outreach.intake.headers import OWN_COLUMNS
from outreach.intake.rows import Row, Table

from .private_files import free_name, write_spreadsheet


def rejects_name(table: str) -> str:
    """What the file is called by default; that of a mended list does not grow with each round.

    >>> rejects_name("press.csv"), rejects_name("a.zip/press.xlsx"), rejects_name("a.rejects.csv")
    ('press.rejects.csv', 'press.rejects.csv', 'a.rejects.csv')
    """
    stem = Path(table).stem
    while Path(stem).suffix.startswith(".rejects"):
        stem = Path(stem).stem
    return f"{stem}.rejects.csv"


def write_rejects(
    table: Table, rejected: Sequence[Rejected], ordinals: Sequence[int], path: Path
) -> Path:
    """Write the rows at these ordinals, from 1, with line and reason; where they are now.

    The rows are read from the list once more: nothing of them was kept. A name that is taken is
    counted up, unless that file says the very same. Raises OutreachError where there is no
    writing.
    """
    own = [at for at, name in enumerate(table.header) if name.strip().lower() in OWN_COLUMNS]
    wanted = dict(zip(ordinals, rejected, strict=True))

    def rows() -> Iterator[list[str]]:
        for ordinal, row in enumerate(table.read(), 1):
            one = wanted.get(ordinal)
            if one is None:
                continue
            cells = row.cells if isinstance(row, Row) else ("",) * len(table.header)
            yield [*_without(cells, own), str(one.line or ""), one.reason]

    header = [guarded(name) for name in (*_without(table.header, own), *OWN_COLUMNS)]
    to = free_name(path)
    write_spreadsheet(to, header, rows())
    return _as_before(path, to)


def _without(cells: Sequence[str], columns: Sequence[int]) -> list[str]:
    return [cell for at, cell in enumerate(cells) if at not in columns]


def _as_before(path: Path, written: Path) -> Path:
    """The dry run of an import leaves the file that the import itself would write again."""
    numbered = (path.with_stem(f"{path.stem}-{n}") for n in itertools.count(2))
    for before in itertools.chain([path], numbered):
        if before == written:
            break
        with suppress(OSError):
            if before.read_bytes() == written.read_bytes():
                written.unlink()
                return before
    return written
