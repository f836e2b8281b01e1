"""The workspace's own file on Congress, taken in whenever it has changed."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime
from pathlib import Path

from outreach.domain.congress import HandKept
from outreach.errors import NeedsFixing, Problem
from outreach.store.congress import dated
from outreach.store.congress_groups import drop_groups, replace_groups, strangers, taken
from outreach.store.database import Store

CONGRESS_FILE = "congress.toml"


def take_congress_file(db: Store, root: Path, today: date) -> tuple[Problem, ...]:
    """Take ``congress.toml`` of the workspace at ``root``; warnings of whom Congress lacks.

    Cheap while nothing changed: one read and one look-up. Takes nothing before the first
    ``congress update``. Raises NeedsFixing with every problem of the file; the store keeps what
    it had then.
    """
    path = root / CONGRESS_FILE
    digest = digest_of(path)
    whole = taken(db, digest)
    if whole or dated(db) is None:
        return ()
    kept = read_kept(path, today)
    if kept is None:
        drop_groups(db)
        return ()
    if whole is None:
        changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        replace_groups(db, kept, digest=digest, at=changed)
    return strangers(db, kept)


def digest_of(path: Path) -> str:
    """Of what the file holds; blank where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except FileNotFoundError:
        return ""
    except OSError as exc:
        raise NeedsFixing(f"{path} cannot be read: {exc.strerror}") from None


def read_kept(path: Path, today: date) -> HandKept | None:
    """What the file holds, None where there is none; NeedsFixing where it cannot be read."""
    from outreach.intake.congress_groups import read_groups

    if not path.exists():
        return None
    kept, problems = read_groups(path, today)
    if kept is None:
        raise NeedsFixing(f"{path.name} cannot be read", problems)
    return kept
