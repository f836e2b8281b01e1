"""A record of what was sent: whole, private, and able to tell that it was changed."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
import stat
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from outreach.actions import record_tables
from outreach.actions.record import Recorded, Wanted, make_record
from outreach.actions.record_folder import seal_of, unfinished
from outreach.actions.record_verify import verify
from outreach.domain.campaign import Sender
from outreach.domain.delivery import Attachment, Field, Message, Stage
from outreach.domain.settings import Settings
from outreach.errors import OutreachError, WrongUsage
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.erasure import erase
from outreach.store.plans import Plan, read_message
from outreach.store.staging import Header, Staging

from .conftest import NOW, Desk

FILE = Attachment("kit.pdf", "application/pdf", b"%PDF-1.7 kit")
SETTINGS = Settings(Sender("C", "press@coalition.example", "C", ""))


def made(db: Store, out: Path, slug: str = "visit", **more: Any) -> Recorded:
    folder = out.parent / "campaigns" / slug
    wanted = Wanted(slug, folder, None, SETTINGS, NOW, "Eva", **more)
    return make_record(db, wanted, out)


def submit(db: Store, plan_id: str) -> None:
    while batch := ledger.claim(db, plan_id, NOW, read_message):
        ledger.record_submitted(db, batch.id, "sg-1", NOW)


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def deliveries(out: Path, edition: str = "press") -> list[dict[str, str]]:
    return rows(out / "editions" / edition / "deliveries.csv")


def faults(out: Path) -> set[tuple[str, str]]:
    return {(one.file, one.what) for one in verify(out).faults}


def mend_sums(out: Path) -> None:
    """As somebody would who wants a change to go unnoticed."""
    files = [path for path in out.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    lines = [f"{hashlib.sha256(p.read_bytes()).hexdigest()}  {p.relative_to(out)}" for p in files]
    (out / "SHA256SUMS").write_text("\n".join(lines) + "\n")


@pytest.fixture
def sent(store: Store, small_plan: Callable[..., Plan]) -> Store:
    """Four letters of which two were submitted, and one candidate left out."""
    plan = small_plan(store, 4, excluded=1)
    batch = ledger.claim(store, plan.id, NOW, read_message)
    assert batch
    ledger.record_submitted(store, batch.id, "sg-1", NOW)
    return store


@pytest.fixture
def record(sent: Store, tmp_path: Path) -> Iterator[Path]:
    made(sent, tmp_path / "rec")
    return tmp_path / "rec"


def test_everybody_is_in_it_and_who_was_written_to_with_her_letter(record: Path) -> None:
    people = rows(record / "editions" / "press" / "plan.csv")
    assert [one["in_or_out"] for one in people] == ["in"] * 4 + ["out"]
    assert people[-1]["reason"] == "no-reply-address"
    states = [(one["batch_state"], bool(one["file"])) for one in deliveries(record)]
    assert states == [("submitted", True)] * 2 + [("pending", False)] * 2
    first = deliveries(record)[0]
    mail = message_from_bytes((record / "editions" / "press" / first["file"]).read_bytes())
    assert first["email"] in mail["To"]
    assert mail["Subject"] == "For Person 0"


def test_a_record_is_private(record: Path) -> None:
    for path in (record, *record.rglob("*")):
        wanted = 0o700 if path.is_dir() else 0o600
        assert stat.S_IMODE(path.stat().st_mode) == wanted, path


def test_it_is_what_it_was(record: Path) -> None:
    found = verify(record)
    assert found.faults == ()
    assert found.letters == 2
    assert found.seal == seal_of(record)


def test_a_folder_that_is_taken_is_left_alone(sent: Store, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    made(sent, tmp_path / "empty")
    with pytest.raises(WrongUsage, match="not empty"):
        made(sent, tmp_path / "empty")
    with pytest.raises(WrongUsage, match="no folder"):
        made(sent, tmp_path / "none" / "rec")


def test_what_fails_leaves_nothing_behind(
    sent: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> Iterator[object]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(record_tables, "events_of", full)
    with pytest.raises(OutreachError, match="No space left"):
        made(sent, tmp_path / "rec")
    assert not (tmp_path / "rec").exists()
    assert unfinished(tmp_path / "rec") == []
    assert not sent.conn.in_transaction


def test_a_campaign_without_a_plan_has_no_record(store: Store, tmp_path: Path) -> None:
    with pytest.raises(OutreachError, match="nothing was planned"):
        made(store, tmp_path / "rec")
    assert not (tmp_path / "rec").exists()


def test_what_was_changed_is_named_whatever_file_it_is(record: Path) -> None:
    for path in sorted(one for one in record.rglob("*") if one.is_file()):
        name = path.relative_to(record).as_posix()
        if name == "SHA256SUMS":
            continue
        before = path.read_bytes()
        path.write_bytes(before.replace(b"Person 0", b"Person 9") + b" ")
        assert (name, "was changed") in faults(record)
        assert verify(record).seal is None
        path.unlink()
        assert (name, "is missing") in faults(record)
        path.write_bytes(before)
    (record / "editions" / "more.txt").write_text("x")
    assert faults(record) == {("editions/more.txt", "was added")}


def test_a_letter_is_no_other_even_if_the_sums_were_mended(record: Path) -> None:
    name = f"editions/press/{deliveries(record)[0]['file']}"
    letter = record / name
    letter.write_bytes(letter.read_bytes().replace(b"Dear Person 0", b"Dear Person 9"))
    mend_sums(record)
    assert faults(record) == {(name, "is not the letter whose digest the table has")}
    assert verify(record).seal is None


def test_a_row_taken_out_is_missed_even_if_the_sums_were_mended(record: Path) -> None:
    table = record / "editions" / "press" / "deliveries.csv"
    table.write_text("".join(table.read_text().splitlines(keepends=True)[:-1]))
    mend_sums(record)
    assert faults(record) == {("editions/press/deliveries.csv", "has 3 letters of 4")}


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "a/../../b"])
def test_sums_do_not_lead_out_of_the_folder(record: Path, name: str) -> None:
    with (record / "SHA256SUMS").open("a") as sums:
        sums.write(f"{'0' * 64}  {name}\n")
    ((file, what),) = faults(record)
    assert file == "SHA256SUMS"
    assert what.endswith("is no sum of a file here")


def test_a_link_is_no_file_of_a_record(record: Path, tmp_path: Path) -> None:
    index = record / "index.html"
    shutil.move(index, tmp_path / "index.html")
    index.symlink_to(tmp_path / "index.html")
    assert ("index.html", "is missing") in faults(record)


def test_what_is_no_record_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WrongUsage, match="no record"):
        verify(tmp_path)


def test_names_become_neither_formulas_nor_markup(desk: Desk, tmp_path: Path) -> None:
    odd = ["=HYPERLINK(1)", "<script>x</script>", "“Ŋuŋ”, \u202eevil"]
    for number, name in enumerate(odd):
        desk.know(f"n{number}", given_name=name)
    desk.db.execute("UPDATE contacts SET name = given_name WHERE given_name <> ''")
    desk.db.conn.commit()
    submit(desk.db, desk.plan().plan.id)
    made(desk.db, tmp_path / "rec")
    assert "'=HYPERLINK(1)" in [one["name"] for one in deliveries(tmp_path / "rec")]
    assert "<script>" not in (tmp_path / "rec" / "index.html").read_text()
    assert faults(tmp_path / "rec") == set()


def test_who_was_erased_is_counted_and_not_named(sent: Store, tmp_path: Path) -> None:
    erase(sent, "p0@visit.example", NOW)
    made(sent, tmp_path / "rec")
    gone = deliveries(tmp_path / "rec")[0]
    assert (gone["email"], gone["name"], gone["letter"], gone["file"]) == ("", "", "", "")
    assert gone["batch_state"] == "submitted"
    whole = b"".join(path.read_bytes() for path in (tmp_path / "rec").rglob("*") if path.is_file())
    assert b"p0@visit" not in whole
    assert b"Person 0" not in whole
    assert b"uid0" not in whole
    assert faults(tmp_path / "rec") == set()


def test_each_wave_is_in_it_with_its_own_plan(sent: Store, tmp_path: Path) -> None:
    staging = Staging(sent, (f"later{i}" for i in range(9)))
    message = staging.add_message(Message("Again", "<p>Again</p>", "Again"))
    from conftest import _person  # the same people

    staging.add_delivery(message, _person(0, "visit"), ())
    envelope = json.loads(sent.execute("SELECT envelope FROM plans").fetchone()[0])
    staging.freeze(
        Header(
            id="plan-2", campaign="visit", edition="press", digest="d2", release_line="NOW",
            stage=Stage.SENDGRID, envelope=envelope, planned_at=NOW.isoformat(), wave=2,
        )
    )  # fmt: skip
    submit(sent, "plan-2")
    made(sent, tmp_path / "rec")
    waves = [(one["wave"], one["plan"]) for one in rows(tmp_path / "rec/editions/press/plan.csv")]
    assert waves == [("1", "d1")] * 5 + [("2", "d2")]
    assert "Wave 2" in (tmp_path / "rec" / "index.html").read_text()
    assert faults(tmp_path / "rec") == set()


def test_a_letter_that_left_after_the_lift_is_the_one_for_after_it(
    sent: Store, tmp_path: Path
) -> None:
    fields = json.dumps([{"tag": "-x000-", "part": "subject", "expression": ""}])
    after = sent.execute(
        "INSERT INTO messages (plan_id, subject, html, text, fields)"
        " SELECT plan_id, 'Released: -x000-', '<p>Now</p>', 'Now', ? FROM messages LIMIT 1"
        " RETURNING id",
        [fields],
    ).fetchone()[0]
    which = "state = 'submitted'"
    sent.execute(f"UPDATE batches SET lifted_message_id = {after}, lifted = 1 WHERE {which}")
    sent.execute("UPDATE deliveries SET lifted_values = '[\"her\"]'")
    sent.conn.commit()
    made(sent, tmp_path / "rec")
    first = deliveries(tmp_path / "rec")[0]
    mail = message_from_bytes((tmp_path / "rec/editions/press" / first["file"]).read_bytes())
    assert mail["Subject"] == "Released: her"
    assert first["release_line"] == "FOR IMMEDIATE RELEASE"


def test_a_settled_batch_says_on_what_evidence(sent: Store, tmp_path: Path) -> None:
    batch = ledger.claim(
        sent, sent.execute("SELECT id FROM plans").fetchone()[0], NOW, read_message
    )
    assert batch
    ledger.record_uncertain(sent, batch.id, "no answer", NOW)
    made(sent, tmp_path / "before")
    assert deliveries(tmp_path / "before")[3]["batch_state"] == "uncertain"
    assert deliveries(tmp_path / "before")[3]["file"]
    from outreach.store.settlements import record_settlement

    said = "seen in the <activity> of SendGrid"
    record_settlement(
        sent, batch.id, "submitted", "person", NOW, decided_by="Bo <b>", evidence=said
    )
    sent.conn.commit()
    made(sent, tmp_path / "after")
    page = (tmp_path / "after" / "index.html").read_text()
    assert "seen in the &lt;activity&gt; of SendGrid" in page
    assert "by Bo &lt;b&gt;" in page


@pytest.fixture
def enclosing(store: Store) -> Store:
    """Two letters with a file."""
    staging = Staging(store, (f"batch{i}" for i in range(9)))
    fields = (Field("-x000-", "html"),)
    message = staging.add_message(Message("S", "<p>-x000-</p>", "T", fields, "en", (FILE,)))
    from conftest import _person

    for i in range(2):
        staging.add_delivery(message, _person(i, "visit"), (f"Person {i}",))
    envelope = {
        "from_email": "press@coalition.example", "from_name": "C", "reply_to": "",
        "categories": ["visit"], "opens": False, "clicks": False, "asm_group": 0, "unsubscribe": "",
    }  # fmt: skip
    staging.freeze(
        Header(
            id="plan-a", campaign="visit", edition="press", digest="d1", release_line="NOW",
            stage=Stage.SENDGRID, envelope=envelope, planned_at=NOW.isoformat(),
        )
    )  # fmt: skip
    submit(store, "plan-a")
    return store


def test_a_file_is_kept_once_and_its_letters_are_still_proved(
    enclosing: Store, tmp_path: Path
) -> None:
    made(enclosing, tmp_path / "rec")
    (kept,) = (tmp_path / "rec" / "attachments").iterdir()
    assert kept.read_bytes() == FILE.content
    assert kept.name == f"{hashlib.sha256(FILE.content).hexdigest()}.pdf"
    assert faults(tmp_path / "rec") == set()
    kept.write_bytes(b"another")
    mend_sums(tmp_path / "rec")
    assert len(faults(tmp_path / "rec")) == 2


def test_with_attachments_each_letter_holds_them(enclosing: Store, tmp_path: Path) -> None:
    made(enclosing, tmp_path / "rec", with_attachments=True)
    made(enclosing, tmp_path / "without")
    first = deliveries(tmp_path / "rec")[0]
    mail = message_from_bytes((tmp_path / "rec/editions/press" / first["file"]).read_bytes())
    assert [p.get_payload(decode=True) for p in mail.walk()][-1] == FILE.content
    assert first["letter"] == deliveries(tmp_path / "without")[0]["letter"]
    assert faults(tmp_path / "rec") == set()
