"""Take a contact list into the store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.domain.contact import Kind
from outreach.domain.contact_list import Rejected
from outreach.errors import OutreachError, Problem, WrongUsage
from outreach.intake.contacts import read_contacts
from outreach.store.contact_import import import_contacts
from outreach.store.database import Store

LARGEST_LIST = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of each row: ``rows`` is the sum of the counts and the rejected.

    ``ignored`` are columns nothing was read from; ``problems`` are doubts about rows that were
    taken all the same.
    """

    kind: Kind
    rows: int
    new: int
    changed: int
    unchanged: int
    merged: int
    suppressed: int
    rejected: tuple[Rejected, ...]
    ignored: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def import_file(
    db: Store,
    path: Path,
    kind: Kind | None = None,
    *,
    dry_run: bool = False,
    now: datetime,
    new_uid: Callable[[], str],
) -> ImportReport:
    """Import the list at ``path``; a dry run reports the same and leaves the store as it is.

    The file itself is not kept, only its name and SHA-256. Raises WrongUsage where there is no
    such file and NeedsFixing where it cannot be used at all.
    """
    data = _read(path)
    contacts = read_contacts(data, path.name, kind)
    tally = import_contacts(
        db,
        contacts,
        file=path.name,
        sha256=hashlib.sha256(data).hexdigest(),
        now=now,
        new_uid=new_uid,
        dry_run=dry_run,
    )
    return ImportReport(
        kind=contacts.kind,
        rows=len(contacts.rows) + len(contacts.rejected),
        new=tally.new,
        changed=tally.changed,
        unchanged=tally.unchanged,
        merged=tally.merged,
        suppressed=tally.suppressed,
        rejected=tuple(sorted((*contacts.rejected, *tally.rejected), key=lambda r: r.line)),
        ignored=contacts.ignored,
        problems=contacts.problems,
    )


def _read(path: Path) -> bytes:
    try:
        if path.exists() and not path.is_file():
            raise WrongUsage(f"{path} is not a file", "name a list")
        if path.exists() and path.stat().st_size > LARGEST_LIST:
            raise WrongUsage(f"{path} is too large for a contact list", "split it")
        return path.read_bytes()
    except FileNotFoundError:
        raise WrongUsage(f"there is no file {path}", "check the name") from None
    except OSError as exc:
        raise OutreachError(f"cannot read {path}: {exc.strerror}", "name a file") from None
