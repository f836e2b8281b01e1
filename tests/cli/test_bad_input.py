"""Bad input: one sentence with place and way out, the right exit code, nothing half-done."""

from __future__ import annotations

import io
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.sandbox.faults import Fault
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings

from .conftest import Run

TEXT = "templates/email/press-release.txt.j2"
CAMPAIGN = "campaigns/visit/campaign.toml"
PLAN = ("plan", "visit", "--edition", "press")
Everything = Callable[[], dict[str, object]]


def edit(path: str, old: str, new: str) -> None:
    text = Path(path).read_text(encoding="utf-8")
    assert old in text, (old, text)
    Path(path).write_text(text.replace(old, new), encoding="utf-8")


def template(text: str) -> Callable[[], None]:
    return lambda: edit(TEXT, Path(TEXT).read_text(encoding="utf-8"), text)


def campaign(old: str, new: str) -> Callable[[], None]:
    return lambda: edit(CAMPAIGN, old, new)


def settings(old: str, new: str) -> Callable[[], None]:
    return lambda: edit("outreach.toml", old, new)


def nothing() -> None:
    pass


Case = tuple[Callable[[], object], tuple[str, ...], int, str, str]

CASES: dict[str, Case] = {
    "a template with a missing variable": (
        template("Hello\n{{ nosuch }}\n"),
        PLAN,
        3,
        r"^templates/email/press-release\.txt\.j2:2: error: 'nosuch' is undefined \(for m\.oduya@",
        "a template has statement",
    ),
    "an unknown attribute": (
        template("{{ contact.emial }}\n"),
        PLAN,
        3,
        r"txt\.j2:1: error: contact has no 'emial'; did you mean contact\.email\?",
        "",
    ),
    "a syntax error": (
        template("Hello\n\n{% if contact.name %}\n"),
        PLAN,
        3,
        r"^templates/email/press-release\.txt\.j2:3: error: \{% if %\} is not closed",
        "→ ",
    ),
    "an error in a subject": (
        campaign("{{ statement.title }}", "{{ statement.titel }}"),
        PLAN,
        3,
        r"^campaigns/visit/campaign\.toml:\d+:\d+: error: statement has no 'titel'; did you mean ",
        "statement.title",
    ),
    "a missing template": (
        campaign('"press-release"', '"pres-release"'),
        PLAN,
        3,
        r"campaign\.toml:\d+:12: error: there is no template pres-release\.html\.j2",
        "did you mean press-release?",
    ),
    "a missing statement": (
        lambda: Path("campaigns/visit/statement.md").unlink(),
        PLAN,
        3,
        r"^campaigns/visit/campaign\.toml:2:13: error: there is no statement\.md",
        "write campaigns/visit/statement.md",
    ),
    "a recipient without a needed field": (
        template("Hello\n\nDear {{ contact.name }}\n"),
        PLAN,
        3,
        r"release\.txt\.j2:3: error: contact\.name is blank \(for newsdesk@beltwaywire\.example\)",
        'write `| default("…")`',
    ),
    "an empty audience": (
        campaign('"press -tag:do-not-pitch"', '"press tag:none"'),
        PLAN,
        3,
        r"campaign\.toml:\d+:12: error: nobody is in the audience 'press tag:none'",
        "outreach audience --campaign visit --edition press",
    ),
    "an unknown word in an audience": (
        campaign('"press -tag:do-not-pitch"', '"pres"'),
        PLAN,
        3,
        r"campaign\.toml:\d+:13: error: 'pres' is not a kind of contact",
        "did you mean press?",
    ),
    "an unknown committee in an audience": (
        campaign("committee:HSFA,SSFR", "committee:HSFA,SSFX"),
        ("plan", "visit", "--edition", "congress"),
        3,
        r"campaign\.toml:\d+:22: error: committee: there is no 'SSFX'",
        "did you mean SSFR",
    ),
    "an unknown field on the command line": (
        nothing,
        ("audience", "press topik:china"),
        2,
        r"^error: there is no field 'topik' \(column 7\)",
        "did you mean topic?",
    ),
    "an unknown word on the command line": (
        nothing,
        ("contacts", "list", "pres"),
        2,
        r"^error: 'pres' is not a kind of contact \(column 1\)",
        "did you mean press?",
    ),
    "an unknown committee on the command line": (
        nothing,
        ("audience", "congress committee:HSF"),
        2,
        r"^error: committee: there is no 'HSF' \(column 10\)",
        "did you mean HSFA (House Committee on Foreign Affairs)?",
    ),
    "a wrong campaign": (
        nothing,
        ("check", "vist"),
        2,
        r"^error: there is no campaign 'vist'",
        "did you mean visit?",
    ),
    "a wrong edition": (
        nothing,
        ("send", "visit", "--edition", "pres", "--yes"),
        2,
        r"^error: visit has no edition 'pres'",
        "did you mean press?",
    ),
    "a wrong part": (
        nothing,
        ("render", "visit", "--edition", "press", "--to", "a@press.example", "--part", "htm"),
        2,
        r"^error: there is no part 'htm'",
        "subject, html, text, eml and digest",
    ),
    "nobody to render for": (nothing, ("render", "visit"), 2, r"^error: whose letter\?", "--to"),
    "an edition left open": (
        nothing,
        ("render", "visit", "--to", "a@press.example"),
        2,
        r"^error: which edition\?",
        "press, congress, signatories",
    ),
    "a stranger's letter": (
        nothing,
        ("render", "visit", "--edition", "press", "--to", "a@press.example"),
        1,
        r"^error: a@press\.example is not in the audience of press",
        "outreach audience",
    ),
    "a wrong kind": (
        nothing,
        ("contacts", "import", "outreach.toml", "--kind", "pres"),
        2,
        r"^error: 'pres' is no kind of contact",
        "press, congress, signatory, other",
    ),
    "a missing list": (
        nothing,
        ("contacts", "import", "nowhere.csv"),
        2,
        r"^error: there is no file nowhere\.csv",
        "check the name",
    ),
    "a list without addresses": (
        lambda: Path("x.csv").write_text("Name,Outlet\nA,B\n"),
        ("contacts", "import", "x.csv", "--kind", "press"),
        3,
        r"^error: x\.csv has no column of e-mail addresses",
        "call that column Email",
    ),
    "a list that is no table": (
        lambda: Path("x.csv").write_bytes(Path("contacts.db").read_bytes()),
        ("contacts", "import", "x.csv"),
        3,
        r"^error: x\.csv is an SQLite database, not a list",
        "save it as CSV",
    ),
    "a missing page": (
        nothing,
        ("statement", "import", "nowhere.txt", "--campaign", "new"),
        2,
        r"^error: there is no file nowhere\.txt",
        "check the name",
    ),
    "a page for a campaign that is there": (
        nothing,
        ("statement", "import", "outreach.toml", "--campaign", "visit"),
        3,
        r"^error: .*visit exists already",
        "--force",
    ),
    "congress from nowhere": (
        nothing,
        ("congress", "update", "nowhere"),
        3,
        r"^error: there is no legislators-current\.yaml or \.json in nowhere",
        "name a folder",
    ),
    "a campaign under a name that leads elsewhere": (
        nothing,
        ("new", "visit/../../../elsewhere"),
        2,
        r"^error: 'visit/\.\./\.\./\.\./elsewhere' cannot name a campaign",
        "lower-case letters",
    ),
    "a page for a campaign that leads elsewhere": (
        nothing,
        ("statement", "import", "outreach.toml", "--campaign", "../x"),
        2,
        r"^error: '\.\./x' cannot name a campaign",
        "lower-case letters",
    ),
    "a campaign that is there already": (
        nothing,
        ("new", "visit"),
        2,
        r"^error: there is a campaign visit already",
        "choose another",
    ),
    "a batch that is not": (
        nothing,
        ("settle", "visit", "--batch", "zzz", "--as", "submitted"),
        2,
        r"^error: visit has no uncertain batch zzz",
        "outreach status visit",
    ),
    "an unknown verdict": (
        nothing,
        ("settle", "visit", "--batch", "zzz", "--as", "sent"),
        2,
        r"^error: 'sent' is no verdict",
        "not-submitted",
    ),
    "no webhook key": (
        nothing,
        ("listen", "--port", "0"),
        2,
        r"^error: no key to verify events with",
        "webhook_keys",
    ),
    "a webhook key that is none": (
        nothing,
        ("listen", "--port", "0", "--key", "abc"),
        2,
        r"^error: a webhook key is ",
        "copy it from SendGrid",
    ),
    "an unknown setting": (
        settings("timezone =", "timezon ="),
        ("status", "visit"),
        3,
        r"^outreach\.toml:3:1: error: there is no key timezon",
        "did you mean timezone?",
    ),
    "settings that are not TOML": (
        settings("[sender]", "[sender"),
        ("status", "visit"),
        3,
        r"^outreach\.toml:10:8: error: a bracket is missing after \[sender",
        "write [sender]",
    ),
    "a host keys must not travel to": (
        settings('"https://api.sendgrid.com"', '"http://api.sendgrid.com"'),
        ("send", "visit", "--yes"),
        3,
        r"^outreach\.toml:\d+:1: error: sendgrid\.host: 'http://api\.sendgrid\.com' is no address",
        "",
    ),
    "an embargo of no zone": (
        campaign("[editions.press]", "[embargo]\nuntil = 2030-01-31T06:00:00\n[editions.press]"),
        PLAN,
        3,
        r"campaign\.toml:\d+:1: error: the embargo has no time zone",
        'add timezone = "America/New_York"',
    ),
    "a release without an embargo": (
        campaign("# release =", "release ="),
        PLAN,
        3,
        r"campaign\.toml:\d+:1: error: press has no embargo to obey",
        "add [embargo]",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_is_one_sentence_with_a_way_out_and_changes_nothing(
    case: Case, run: Run, everything: Everything
) -> None:
    spoil, command, code, sentence, way_out = case
    spoil()
    before = everything()
    ran = run(*command)
    assert ran.code == code, ran
    assert ran.out == ""
    assert len(ran.faults) == 1, ran.err
    assert re.search(sentence, ran.faults[0]), ran.err
    assert way_out in ran.err
    assert "Traceback" not in ran.err
    assert everything() == before


def test_all_faults_of_the_settings_are_told_together(run: Run) -> None:
    edit("outreach.toml", "timezone =", "timezon =")
    edit("outreach.toml", '"press@coalition.example" #', "7 #")
    ran = run("status", "visit")
    assert (ran.code, len(ran.faults)) == (3, 3), ran.err
    assert ran.faults[-1] == "error: outreach.toml cannot be read"


def test_all_faults_of_all_editions_are_told_together(run: Run) -> None:
    edit(CAMPAIGN, '"press-release"', '"pres-release"')
    edit(CAMPAIGN, '"congress-letter"', '"letter"')
    ran = run("plan", "visit")
    assert ran.code == 3
    assert [fault for fault in ran.faults if "there is no template" in fault] == ran.faults[:2]
    assert ran.faults[2:] == ["error: visit cannot be planned"]


# --- the store ------------------------------------------------------------------------------------


def in_place(content: bytes) -> Callable[[Path], object]:
    return lambda store: store.write_bytes(content)


def another_database(store: Path) -> None:
    store.unlink()
    with sqlite3.connect(store) as db:
        db.execute("CREATE TABLE bookmarks (url TEXT)")
    db.close()


def newer(store: Path) -> None:
    with sqlite3.connect(store) as db:
        row = db.execute("SELECT * FROM _sqlite_migrations").fetchone()
        names = [r[1] for r in db.execute("PRAGMA table_info(_sqlite_migrations)")]
        values = dict(zip(names, row, strict=True)) | {"name": "m9999_from_the_future"}
        values.pop("id", None)
        marks = ", ".join("?" for _ in values)
        db.execute(
            f"INSERT INTO _sqlite_migrations ({', '.join(values)}) VALUES ({marks})",
            list(values.values()),
        )
    db.close()


@pytest.mark.parametrize(
    "command", [("plan", "visit"), ("contacts", "list"), ("send", "visit", "--yes")]
)
@pytest.mark.parametrize(
    ("spoil", "sentence", "way_out"),
    [
        (in_place(b"Name,Email\n"), "is not an SQLite file", "name another file with OUTREACH_DB"),
        (in_place(b"SQLite format 3\0" + b"x" * 4096), "is not an SQLite file", "restore a backup"),
        (another_database, "is an SQLite file, but not a contact store", "OUTREACH_DB"),
        (newer, "was written by a newer outreach (m9999_from_the_future)", "upgrade outreach"),
        (Path.unlink, "there is no contact store at", "outreach contacts import FILE"),
    ],
    ids=["text", "damaged", "another", "newer", "missing"],
)  # fmt: skip
def test_a_store_that_cannot_be_used_is_left_alone(
    run: Run, home: Path, everything: Everything, command: tuple[str, ...],
    spoil: Callable[[Path], object], sentence: str, way_out: str,
) -> None:  # fmt: skip
    spoil(home / "contacts.db")
    before = everything()
    ran = run(*command)
    assert (ran.code, ran.out, len(ran.faults)) == (1, "", 1), ran
    assert sentence in ran.faults[0]
    assert way_out in ran.err
    assert everything() == before


def test_a_store_that_another_program_holds_is_waited_for_and_then_named(
    run: Run, home: Path, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.store.database.BUSY_SECONDS", 0.1)
    before = everything()
    hold = (
        "import sqlite3, sys\n"
        "db = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "db.execute('BEGIN EXCLUSIVE'); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold, str(home / "contacts.db")],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as holder:  # fmt: skip
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        ran = run("plan", "visit", "--edition", "press")
        assert holder.stdin
        holder.stdin.close()
    assert (ran.code, ran.out, len(ran.faults)) == (1, "", 1), ran
    assert "is locked by another program" in ran.faults[0]
    assert "close what has it open" in ran.err
    assert everything() == before
    assert run("plan", "visit", "--edition", "press").code == 0


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read and write everything")
def test_a_store_without_permission_is_named(run: Run, home: Path) -> None:
    (home / "contacts.db").chmod(0)
    ran = run("plan", "visit")
    assert (ran.code, len(ran.faults)) == (1, 1), ran


def test_the_first_of_two_lists_is_accounted_for_though_the_second_fails(run: Run) -> None:
    Path("a.csv").write_text("Name,Email,Outlet\nA B,a@new.example,New\n")
    Path("b.csv").write_text("Name,Outlet\nA,B\n")
    ran = run("contacts", "import", "a.csv", "b.csv", "--kind", "press")
    assert ran.code == 3
    assert "a.csv\tpress\t1\t1" in ran.out
    assert ran.faults == ["error: b.csv has no column of e-mail addresses"]
    assert "a@new.example" in run("contacts", "list", "email:a@new.example").out


def test_no_list_is_taken_where_one_is_missing(run: Run, everything: Everything) -> None:
    Path("a.csv").write_text("Name,Email,Outlet\nA B,a@new.example,New\n")
    before = everything()
    assert run("contacts", "import", "a.csv", "b.csv", "--kind", "press").code == 2
    assert everything() == before


def test_a_missing_list_makes_no_store(run: Run, home: Path) -> None:
    (home / "contacts.db").unlink()
    assert run("contacts", "import", "nowhere.csv").code == 2
    assert not (home / "contacts.db").exists()


# --- sending --------------------------------------------------------------------------------------

SEND = ("send", "visit", "--edition", "press", "--yes")


def counts(run: Run) -> str:
    return run("status", "visit").out.splitlines()[1]


@pytest.mark.parametrize(
    ("fault", "sentence", "way_out"),
    [
        ("bad-key", "SendGrid refuses: The provided authorization grant", "SENDGRID_API_KEY"),
        ("credits", "SendGrid says: Maximum credits exceeded", "buy credits"),
        ("sender", "does not match a verified Sender Identity", "verify the sender in SendGrid"),
        ("redirect", "answered with a redirect", "redirects are never followed"),
    ],
)  # fmt: skip
def test_a_refusal_says_whose_and_what_to_do_and_loses_nobody(
    run: Run, sandbox: RunningSandbox, fault: str, sentence: str, way_out: str
) -> None:
    sandbox.sandbox.add_fault(Fault(fault))
    ran = run(*SEND)
    assert (ran.code, len(ran.faults)) == (1, 1), ran
    assert sentence in ran.faults[0]
    assert way_out in ran.err
    assert counts(run) == "press\t39\t0\t0\t0\t0\t39"
    assert len(list(sandbox.sandbox.outbox)) == 0


def test_a_key_that_is_not_sendgrids_is_refused(
    run: Run, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SENDGRID_API_KEY", "not-a-key")
    ran = run(*SEND)
    assert (ran.code, len(ran.faults)) == (1, 1), ran
    assert "SENDGRID_API_KEY" in ran.err
    assert "not-a-key" not in ran.err
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.sandbox")
    assert run(*SEND).code == 0
    assert counts(run) == "press\t39\t0\t39\t0\t0\t0"


def test_a_sender_who_is_not_verified_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(SandboxSettings(outbox=tmp_path / "o", verified=("other.example",))) as at:
        monkeypatch.setenv("OUTREACH_SENDGRID_HOST", at.url)
        monkeypatch.setenv("SENDGRID_API_KEY", "SG.sandbox")
        ran = run(*SEND)
    assert (ran.code, len(ran.faults)) == (1, 1), ran
    assert "verify the sender in SendGrid, or change [sender] email in outreach.toml" in ran.err
    assert counts(run) == "press\t39\t0\t0\t0\t0\t39"


def test_without_a_network_everybody_remains(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("outreach.domain.protocol.LONGEST_PAUSE_SECONDS", 0.0)
    monkeypatch.setenv("OUTREACH_SENDGRID_HOST", "http://127.0.0.1:1")
    monkeypatch.setenv("SENDGRID_API_KEY", "SG.sandbox")
    ran = run(*SEND)
    assert (ran.code, len(ran.faults)) == (1, 1), ran
    assert "cannot reach http://127.0.0.1:1" in ran.faults[0]
    assert "39 people remaining" in ran.faults[0]
    assert "check the network" in ran.err
    assert "outreach send visit" in ran.err
    assert counts(run) == "press\t39\t0\t0\t0\t0\t39"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OUTREACH_SENDGRID_HOST", "http://[::1"),
        ("OUTREACH_SENDGRID_HOST", "api.sendgrid.com"),
        ("SENDGRID_API_KEY", "SG.a\nb"),
    ],
)
def test_an_environment_that_cannot_be_used_is_named(
    run: Run, everything: Everything, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(name, value)
    before = everything()
    ran = run(*SEND)
    assert (ran.code, len(ran.faults)) == (2, 1), ran
    assert name in ran.faults[0]
    assert everything() == before


def test_nothing_asks_where_nobody_can_answer(
    run: Run, sandbox: RunningSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("y\n"))
    ran = run("send", "visit", "--edition", "press")
    assert (ran.code, ran.out, len(ran.faults)) == (2, "", 1), ran
    assert "add --yes" in ran.err
    assert len(list(sandbox.sandbox.outbox)) == 0
    assert counts(run) == "press\t39\t0\t0\t0\t0\t39"


def test_a_statement_that_is_not_fit_is_not_sent(run: Run, sandbox: RunningSandbox) -> None:
    edit("campaigns/visit/statement.md", "\n---\n", "\n---\n99 organizations signed this.\n\n")
    ran = run(*SEND)
    assert (ran.code, ran.out, len(ran.faults)) == (3, "", 1), ran
    assert "campaigns/visit/statement.md:" in ran.faults[0]
    assert len(list(sandbox.sandbox.outbox)) == 0
