"""Which links answered well within the last day, so that they are not asked for again.

A private file (0600) beside the store. It holds addresses that are the same for every recipient,
the moment each was asked for, and the status; of an unpublished statement that is enough to keep
it to oneself.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

KEPT = timedelta(hours=24)
_MOST = 2000


def asked_links_file(store: Path) -> Path:
    """``contacts.db`` -> ``contacts.db.links.json``"""
    return store.with_name(f"{store.name}.links.json")


def read_asked(file: Path, now: datetime) -> dict[str, datetime]:
    """The links that were asked for within a day and are as they should be, and when.

    A file that is missing or cannot be read is an empty one.
    """
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    asked = found.get("asked") if isinstance(found, dict) else None
    moments = {k: _moment(v) for k, v in asked.items()} if isinstance(asked, dict) else {}
    return {k: at for k, at in moments.items() if at and timedelta() <= now - at < KEPT}


def write_asked(file: Path, asked: Mapping[str, datetime]) -> None:
    """In one step, so that nobody reads half of it. What cannot be written is asked for again."""
    latest = sorted(asked.items(), key=lambda pair: pair[1])[-_MOST:]
    text = json.dumps({"asked": {link: at.isoformat() for link, at in latest}}, indent=1)
    draft = file.with_name(f"{file.name}.{secrets.token_hex(4)}")
    try:
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        draft.replace(file)
    except OSError:
        with suppress(OSError):
            draft.unlink()


def _moment(value: Any) -> datetime | None:
    try:
        at = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return at if at.tzinfo else None
