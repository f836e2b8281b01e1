"""``contacts.db`` of this workspace: the sample lists and the sample of Congress, always the same.

As a script: ``sample_store.py FILE`` builds it, ``sample_store.py --check FILE`` says whether FILE
is what would be built.
"""

from __future__ import annotations

import itertools
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from outreach.actions.congress_update import update_congress
from outreach.actions.contacts_import import import_file
from outreach.actions.start import samples
from outreach.intake.campaign_files import read_campaign
from outreach.store.database import open_store
from outreach.store.signatures import replace_signatures

NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)
LISTS = ("press.csv", "congress-staff.csv", "signatories.csv")
CAMPAIGNS = Path(__file__).parents[1] / "campaigns"


def build(path: Path) -> None:
    numbers = itertools.count(1)
    with closing(open_store(path, create=True)) as db:
        update_congress(db, samples() / "congress", NOW)
        for name in LISTS:
            import_file(db, samples() / name, now=NOW, new_uid=lambda: f"sample{next(numbers):04d}")
        for folder in sorted(CAMPAIGNS.iterdir()):
            campaign, _ = read_campaign(folder)
            assert campaign, f"{folder.name} cannot be read"
            replace_signatures(db, campaign.slug, campaign.statement.signatories)
        db.execute("UPDATE _sqlite_migrations SET applied_at = ?", [NOW.isoformat()])
        db.execute("VACUUM")


def dump(path: Path) -> list[str]:
    """All that is in a store, as SQL, without opening it for writing."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return list(connection.iterdump())


def main(arguments: list[str]) -> None:
    check, path = arguments[:-1] == ["--check"], Path(arguments[-1])
    with tempfile.TemporaryDirectory() as folder:
        built = Path(folder) / "contacts.db"
        build(built)
        if not check:
            path.unlink(missing_ok=True)
            built.replace(path)
        elif not path.exists() or dump(path) != dump(built):
            sys.exit(f"{path} is not what would be built now: run `make contacts.db`")


if __name__ == "__main__":
    main(sys.argv[1:])
