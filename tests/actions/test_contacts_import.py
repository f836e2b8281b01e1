"""The sample lists taken in, counted exactly."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from importlib.resources import as_file, files
from pathlib import Path
from random import Random

import pytest

from outreach.actions.congress_update import update_congress
from outreach.actions.contacts_import import (
    Options,
    import_file,
    import_table,
    open_lists,
)
from outreach.actions.import_report import ImportReport
from outreach.domain.audience import parse
from outreach.domain.contact import Kind
from outreach.domain.contact_list import Rejected
from outreach.errors import NeedsFixing, OutreachError, WrongUsage
from outreach.store.audience import candidates, count
from outreach.store.contacts import find
from outreach.store.database import Store, open_store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
LISTS = ("press.csv", "congress-staff.csv", "signatories.csv")


@pytest.fixture
def samples() -> Iterator[Path]:
    with as_file(files("outreach") / "samples") as path:
        yield path


@pytest.fixture
def db(tmp_path: Path, samples: Path) -> Iterator[Store]:
    with open_store(tmp_path / "contacts.db", create=True) as store:
        update_congress(store, samples / "congress", NOW)
        yield store


def take(db: Store, path: Path, *, dry_run: bool = False) -> ImportReport:
    first = db.execute("SELECT count(*) + 1 FROM contacts").fetchone()[0]
    uids = itertools.count(first)
    return import_file(
        db, path, None, Options(dry_run=dry_run), now=NOW, new_uid=lambda: f"u{next(uids)}"
    )


def numbers(report: ImportReport) -> tuple[int, int, int, int, int, int, int]:
    return (
        report.rows, report.new, report.changed, report.unchanged, report.merged,
        report.suppressed, len(report.rejected),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "kind", "first", "second"),
    [
        ("press.csv", Kind.PRESS, (43, 39, 0, 0, 3, 0, 1), (43, 0, 0, 39, 3, 0, 1)),
        ("congress-staff.csv", Kind.CONGRESS, (42, 38, 0, 0, 2, 0, 2), (42, 0, 0, 38, 2, 0, 2)),
        ("signatories.csv", Kind.SIGNATORY, (45, 44, 0, 0, 1, 0, 0), (45, 0, 0, 44, 1, 0, 0)),
    ],
)
def test_a_sample_list_and_the_same_again(
    db: Store, samples: Path, name: str, kind: Kind, first: tuple[int, ...], second: tuple[int, ...]
) -> None:
    dry = take(db, samples / name, dry_run=True)
    assert count(db, parse(kind.value)[0]) == 0
    report = take(db, samples / name)
    assert report == dry
    assert (report.kind, numbers(report)) == (kind, first)
    assert count(db, parse(kind.value)[0]) == report.new
    before = list(db.query("SELECT * FROM contacts"))
    assert numbers(take(db, samples / name)) == second
    assert list(db.query("SELECT * FROM contacts")) == before


def test_rejected_rows_have_their_line_and_reason(db: Store, samples: Path) -> None:
    assert take(db, samples / "press.csv").rejected == (
        Rejected(
            42,
            "the e-mail address cannot be used:"
            " the part after the @-sign contains invalid characters: ','",
            "Email",
        ),
    )
    assert take(db, samples / "congress-staff.csv").rejected == (
        Rejected(40, "no current member for FL-20"),
        Rejected(41, "S001193 is not a current member"),
    )


def test_repeats_of_the_press_sample_add_what_they_bring(db: Store, samples: Path) -> None:
    take(db, samples / "press.csv")
    oduya = find(db, "m.oduya@potomacledger.example")
    weiss = find(db, "j.weissmueller@rheinischerbote.example")
    xavier = find(db, "xavier.dm@example.com")
    assert oduya
    assert weiss
    assert xavier
    assert oduya.tags == ("dc", "statedept", "tier1")
    assert weiss.name == "Jürgen Weißmüller-Groß"
    assert xavier.organisation
    assert xavier.organisation.name == "Freelance"
    [found] = candidates(db, parse('outlet:"The Seine Quarterly"')[0])
    assert found == xavier


def test_staff_without_an_id_are_found_by_their_seat(db: Store, samples: Path) -> None:
    take(db, samples / "congress-staff.csv")
    members = {
        address: contact.member.name
        for address in (
            "wolfram.eastlake@mail.house.example",
            "delphine_crosswhite@hagerty.senate.example",
            "magnus.ivanoffreed@mail.house.example",
        )
        if (contact := find(db, address)) and contact.member
    }
    assert list(members.values()) == [
        "Raja Krishnamoorthi",
        "Bill Hagerty",
        "Nicholas J. Begich III",
    ]


def test_who_moved_is_at_the_office_of_the_later_list(db: Store, samples: Path) -> None:
    take(db, samples / "congress-staff.csv")
    moved = find(db, "octavia.rosenkrantz@mail.house.example")
    assert moved
    assert moved.office
    assert moved.office.name == "Office of Representative Brad Sherman"
    assert (moved.title, moved.role) == ("Communications Director", "communications-director")


def test_the_samples_answer_the_audiences_they_are_for(db: Store, samples: Path) -> None:
    for name in LISTS:
        take(db, samples / name)
    counted = {
        text: count(db, parse(text)[0])
        for text in (
            "press topic:china,human-rights -tag:do-not-pitch",
            "congress committee:HSFA,SSFR role:legislative-assistant,legislative-director",
            "staff-of:SSFR",
            "chair-or-ranking:SSFR",
            "subcommittee:HSFA05",
        )
    }
    assert list(counted.values()) == [9, 12, 2, 3, 5]


def test_congress_is_loaded_with_its_day(db: Store, samples: Path) -> None:
    report = update_congress(db, samples / "congress", NOW)
    assert (report.dated, report.members, report.committees) == (date(2026, 6, 15), 29, 5)
    assert (report.memberships, report.problems) == (34, ())


def test_staff_before_congress_data_is_a_sentence(tmp_path: Path, samples: Path) -> None:
    with open_store(tmp_path / "new.db", create=True) as empty:
        with pytest.raises(NeedsFixing, match="no congress data is loaded"):
            take(empty, samples / "congress-staff.csv")
        assert count(empty, parse("congress")[0]) == 0


def test_a_file_that_cannot_be_read_is_a_sentence(db: Store, tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="there is no file"):
        take(db, tmp_path / "none.csv")
    with pytest.raises(WrongUsage, match="is a folder"):
        take(db, tmp_path)
    with pytest.raises(WrongUsage, match="can be read only once"):
        take(db, Path("/dev/zero"))


def test_a_kill_in_the_middle_of_an_import_leaves_nothing(tmp_path: Path, samples: Path) -> None:
    path = tmp_path / "contacts.db"
    open_store(path, create=True).close()
    shutil.copy(samples / "press.csv", tmp_path)
    program = f"""
        import os, signal
        from datetime import UTC, datetime
        from pathlib import Path
        from outreach.actions.contacts_import import import_file
        from outreach.store.database import open_store

        uids = iter(range(20))

        def new_uid():
            number = next(uids, None)
            if number is None:
                os.kill(os.getpid(), signal.SIGKILL)
            return str(number)

        db, file = open_store(Path({str(path)!r})), Path({str(tmp_path / "press.csv")!r})
        import_file(db, file, now=datetime.now(UTC), new_uid=new_uid)
    """
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], env=env, check=False)
    assert done.returncode == -signal.SIGKILL
    with open_store(path) as db:
        for table in ("contacts", "organisations", "tags", "sources"):
            assert db.table(table).count == 0, table
        assert take(db, tmp_path / "press.csv").new == 39


_IMPORT = """
    import secrets, sys
    from datetime import UTC, datetime
    from pathlib import Path
    from outreach.actions.contacts_import import import_file
    from outreach.store.database import open_store

    db = open_store(Path(sys.argv[1]), patience=0.01)
    print("open", flush=True)
    done = import_file(db, Path(sys.argv[2]), now=datetime.now(UTC),
                       new_uid=lambda: secrets.token_hex(8))
    print(done.new, done.changed, done.unchanged, flush=True)
"""


def _importing(store: Path, file: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", textwrap.dedent(_IMPORT), str(store), str(file)]
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    return subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True)


def _many(path: Path, number: int) -> Path:
    rows = "".join(f"P {n},p{n}@x.example,Outlet {n // 4},tag {n % 9}\n" for n in range(number))
    path.write_text(f"Name,Email,Outlet,Tags\n{rows}")
    return path


_TABLES = ("contacts", "organisations", "tags", "positions", "listings", "sources")


def test_killed_at_any_moment_an_import_is_whole_or_not_there(tmp_path: Path) -> None:
    path, file = tmp_path / "contacts.db", _many(tmp_path / "many.csv", 6000)
    open_store(path, create=True).close()
    moments = Random(20)
    for _ in range(5):
        with _importing(path, file) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(moments.uniform(0, 1))
            process.kill()
        with open_store(path) as db:
            counts = [db.table(table).count for table in _TABLES]
            assert counts in ([0] * 6, [6000, 1500, 6000, 6000, 6000, 1]), counts
            assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    with open_store(path) as db:
        take(db, file)
        assert [db.table(table).count for table in _TABLES] == [6000, 1500, 6000, 6000, 6000, 1]


def test_two_imports_at_once_wait_for_one_another(tmp_path: Path) -> None:
    path, file = tmp_path / "contacts.db", _many(tmp_path / "many.csv", 6000)
    open_store(path, create=True).close()
    both = [_importing(path, file) for _ in range(2)]
    said = sorted(process.communicate(timeout=120)[0] for process in both)
    assert [process.returncode for process in both] == [0, 0]
    assert said == ["open\n0 0 6000\n", "open\n6000 0 0\n"]


def test_a_list_that_changes_while_it_is_read_is_not_taken(db: Store, tmp_path: Path) -> None:
    file = _many(tmp_path / "many.csv", 10)
    opened = open_lists(file)
    file.write_text(file.read_text() + "Q,q@x.example,O,t\n")
    uids = itertools.count()
    with pytest.raises(OutreachError, match="changed while it was read"):
        import_table(db, opened, opened.tables[0], now=NOW, new_uid=lambda: f"u{next(uids)}")
    assert db.table("contacts").count == 0


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    program = (
        _IMPORT
        + """
    import resource
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
    """
    )
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    peaks = []
    for number in (1_000, 30_000):
        path, file = tmp_path / f"{number}.db", _many(tmp_path / f"{number}.csv", number)
        open_store(path, create=True).close()
        command = [sys.executable, "-c", textwrap.dedent(program), str(path), str(file)]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        peaks.append(int(done.stdout.split()[-1]))
    assert peaks[1] < 1.3 * peaks[0], peaks
