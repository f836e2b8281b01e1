"""How long an audience takes to count and to show on a store of a million contacts.

Run it from anywhere: ``python benchmarks/audiences.py [N]``. README.md in this folder says what is
in the store and how to read the table. ``--store FILE`` keeps the store for the next run.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import press_list

from outreach.domain.audience import parse
from outreach.domain.congress import STATES
from outreach.domain.contact import Reason, Suppression
from outreach.domain.names import name_key
from outreach.store.audience import sample
from outreach.store.database import Store, open_store, transaction
from outreach.store.suppressions import suppress

_DAY = "2024-04-01T00:00:00+00:00"
_LEFT = datetime(2024, 4, 1, tzinfo=UTC)
_ROLES = ("legislative-assistant", "legislative-director", "chief-of-staff", "scheduler")
QUERIES = (
    *("press", "press,congress,signatory", "-press", "tag:tier0", "press -tag:tier0"),
    *("topic:china", "press topic:china,human-rights -tag:tier1", "-topic:congress"),
    *("press topic:china topic:asia,sanctions -tag:tier0,tier1", "press topic:rights country:US"),
    *('outlet:"The Example Ledger 7"', '-organisation:"The Example Ledger 7"', "country:US"),
    *("press country:DE -language:en", "language:en", "-language:de,fr -country:US"),
    *("domain:ledger7.example", "-domain:senate.example", "email:desk.77@ledger20.example"),
    *("congress state:CA", "-state:CA", "party:democrat chamber:senate", "-party:republican"),
    *("congress committee:SSFR role:legislative-assistant", "-committee:SSFR press"),
    *("member-role:chair", "chair-or-ranking:SSFR", "-staff-of:SSFR", "district:11"),
    *("role:chief-of-staff", "-role:chief-of-staff", "signatory signed:visit", "-signed:visit"),
    *("received:visit", "press -received:visit", "engaged:visit", "-engaged:visit/press"),
    *("source:press.csv", "-source:press.csv", "basis:consent", "press -basis:consent"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("people", nargs="?", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--store", type=Path, help="use this store; fill it if it is not there")
    parser.add_argument("--repeat", type=int, default=3, metavar="TIMES", help="default: 3")
    wanted = parser.parse_args()
    with TemporaryDirectory() as folder:
        path = wanted.store or Path(folder, "contacts.db")
        if not path.exists():
            begin = time.perf_counter()
            fill(path, wanted.people)
            print(f"{wanted.people:,} contacts written in {time.perf_counter() - begin:.0f} s")
        db = open_store(path)
        slowest = max(_row(db, text, wanted.repeat) for text in QUERIES)
        print(f"the slowest takes {slowest * 1000:.0f} ms")


def _row(db: Store, text: str, repeat: int) -> float:
    """One line of the table: the middle of the times."""
    query, misread = parse(text)
    if misread:
        sys.exit(f"{text}: {misread[0].message}")
    times, total = [], 0
    for _ in range(repeat):
        begin = time.perf_counter()
        total, shown = sample(db, query, 20)
        times.append(time.perf_counter() - begin)
        assert len(shown) == min(total, 20)
    print(f"{median(times) * 1000:6.0f} ms  {total:>9,}  {text}", flush=True)
    return median(times)


def fill(path: Path, people: int) -> None:
    """Nine in ten are journalists; one in twenty works for Congress, one for a signatory."""
    press = people * 9 // 10
    press_list.fill(path, press)
    with transaction(open_store(path)) as db:
        _vary_press(db)
        _congress(db, press, people // 20)
        _signatories(db, people)
        _ledger(db, people // 10)
        source = "INSERT INTO sources (file, sha256, imported_at) VALUES ('press.csv', '', ?)"
        db.execute(source, [_DAY])
        db.execute("INSERT INTO listings SELECT id, 1, id FROM contacts WHERE kind = 'press'")
        for number in range(1, people // 100):
            key = f"desk.{number * 50}@ledger{(number * 50 - 1) // 4 + 1}.example"
            suppress(db, Suppression(key, Reason.UNSUBSCRIBE, _LEFT, "list"))


def _vary_press(db: Store) -> None:
    """A tag each, and languages, countries and bases of several kinds; some countries are the
    outlet's alone."""
    db.execute("UPDATE tags SET tag = 'tier' || (contact_id % 3)")
    db.execute("UPDATE tags SET tag_key = tag")
    db.execute("UPDATE organisations SET country = CASE id % 5 WHEN 0 THEN 'DE' ELSE 'US' END")
    db.execute(
        "UPDATE contacts SET"
        " language = CASE id % 4 WHEN 0 THEN 'de' WHEN 1 THEN 'fr-CA' ELSE 'en' END,"
        " country = CASE id % 3 WHEN 0 THEN '' WHEN 1 THEN 'US' ELSE 'FR' END,"
        " basis = CASE id % 50 WHEN 0 THEN 'consent' ELSE 'legitimate-interest' END"
    )


def _congress(db: Store, first: int, people: int) -> None:
    """The staff of 535 offices; a member in 25 sits on SSFR, with its chair and ranking member."""
    members = [
        (
            f"B{n:06}",
            f"Alex Doe {n}",
            f"Doe {n}",
            f"doe {n}",
            "house" if n <= 435 else "senate",
            STATES[n % 50],
            str(n % 53) if n <= 435 else "",
            ("Democrat", "Republican")[n % 2],
        )
        for n in range(1, 536)
    ]
    db.conn.executemany(
        "INSERT INTO members (bioguide, name, last_name, last_name_key, title, salutation, chamber,"
        " state, district, party) VALUES (?, ?, ?, ?, 'Member', 'Member Doe', ?, ?, ?, ?)",
        members,
    )
    db.execute("INSERT INTO committees (id, name, chamber) VALUES ('SSFR', 'Relations', 'senate')")
    db.execute(
        "INSERT INTO memberships (committee_id, bioguide, side, rank, role)"
        " SELECT 'SSFR', bioguide, 'majority', 1, CASE bioguide WHEN 'B000500' THEN 'chair'"
        " WHEN 'B000525' THEN 'ranking' ELSE 'member' END FROM members"
        " WHERE substr(bioguide, -2) IN ('00', '25', '50', '75')"
    )
    db.execute(
        "INSERT INTO offices (id, name, bioguide) SELECT CAST(substr(bioguide, 2) AS INTEGER),"
        " 'Office of ' || name, bioguide FROM members"
    )
    db.execute(
        "INSERT INTO offices (name, bioguide, committee_id, side)"
        " VALUES ('Relations, majority staff', 'B000500', 'SSFR', 'majority')"
    )
    db.conn.executemany(
        "INSERT INTO contacts (id, uid, kind, email, email_key, name, search_name, role, office_id,"
        " created_at, updated_at) VALUES (?, ?, 'congress', ?, ?, ?, ?, ?, ?, '', '')",
        (
            (
                n,
                f"p{n:015x}",
                *[f"staff.{n}@senate.example"] * 2,
                f"Staff {n}",
                f"staff {n}",
                role,
                office,
            )
            for n in range(first + 1, first + people + 1)
            for role, office in [(_ROLES[n % len(_ROLES)], n % 536 + 1)]
        ),
    )


def _signatories(db: Store, people: int) -> None:
    """Five people to an organisation; every second organisation signed."""
    first = int(db.execute("SELECT max(id) FROM contacts").fetchone()[0])
    base = int(db.execute("SELECT max(id) FROM organisations").fetchone()[0]) + 1
    names = [f"Free Example Union {n}" for n in range((people - first) // 5 + 1)]
    db.conn.executemany(
        "INSERT INTO organisations (id, kind, name, name_key) VALUES (?, 'signatory', ?, ?)",
        ((base + n, name, name_key(name)) for n, name in enumerate(names)),
    )
    db.conn.executemany(
        "INSERT INTO signatures VALUES ('visit', ?, ?, ?)",
        ((n, name, name_key(name)) for n, name in enumerate(names[::2], 1)),
    )
    db.conn.executemany(
        "INSERT INTO contacts (id, uid, kind, email, email_key, name, search_name, organisation_id,"
        " created_at, updated_at) VALUES (?, ?, 'signatory', ?, ?, ?, ?, ?, '', '')",
        (
            (
                n,
                f"p{n:015x}",
                *[f"member.{n}@union.example"] * 2,
                f"Member {n}",
                f"member {n}",
                base + n % len(names),
            )
            for n in range(first + 1, people + 1)
        ),
    )


def _ledger(db: Store, people: int) -> None:
    """An edition that went to the first ``people``; one in four opened it."""
    db.execute(
        "INSERT INTO plans"
        " VALUES ('plan', 'visit', 'press', '', '', 'sendgrid', ?, ?, 0, '{}', '')",
        [people, people],
    )
    db.execute("INSERT INTO messages VALUES (1, 'plan', '', '', '', '[]')")
    db.execute(
        "INSERT INTO batches (id, plan_id, message_id, number, size, state)"
        " VALUES ('batch', 'plan', 1, 1, ?, 'submitted')",
        [people],
    )
    db.execute(
        "INSERT INTO deliveries (plan_id, batch_id, contact_uid, email, email_key, name,"
        " field_values, opened) SELECT 'plan', 'batch', uid, email, email_key, name, '[]',"
        " iif(id % 4, NULL, 1) FROM contacts ORDER BY id LIMIT ?",
        [people],
    )


if __name__ == "__main__":
    main()
