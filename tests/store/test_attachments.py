"""Files that travel with messages: frozen with the plan, once per distinct bytes."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from outreach.domain.contact import Contact, Kind
from outreach.domain.delivery import Attachment, Message, Stage
from outreach.store import address_hash, ledger
from outreach.store.database import Store, open_store
from outreach.store.plans import Enclosed, enclosed, forget, read_delivery
from outreach.store.schema import MIGRATIONS
from outreach.store.staging import Header, Staging

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
MAP = Attachment("map.pdf", "application/pdf", b"%PDF map")
PHOTO = Attachment("photo.jpg", "image/jpeg", b"\xff\xd8\xff\x00photo")
_ids = itertools.count(1)


def freeze(db: Store, *messages: Message, edition: str = "press") -> str:
    """A plan for the sandbox in which message ``i`` goes to ``p<i>@press.example``; its id."""
    staging = Staging(db, (f"batch{n}" for n in _ids))
    for i, message in enumerate(messages):
        contact = Contact(i + 1, f"uid{i}", Kind.PRESS, f"p{i}@press.example", name=f"P{i}")
        staging.add_delivery(staging.add_message(message), contact, ())
    header = Header(
        f"plan{next(_ids)}", "visit", edition, "NOW", Stage.SANDBOX, {}, NOW.isoformat()
    )
    return staging.freeze(header).id


def contents(db: Store) -> list[bytes]:
    rows = db.execute("SELECT content FROM attachment_contents ORDER BY sha256").fetchall()
    return sorted(content for (content,) in rows)


def test_a_message_is_read_back_with_its_language_and_its_files_in_order(store: Store) -> None:
    message = Message("S", "<p>H</p>", "T", language="de", attachments=(PHOTO, MAP))
    plan = freeze(store, message, Message("S2", "<p>H</p>", "T"))
    frozen = read_delivery(store, plan, "p0@press.example")
    other = read_delivery(store, plan, "p1@press.example")
    assert frozen is not None
    assert other is not None
    assert frozen[0] == message
    assert other[0].attachments == ()


def test_the_same_bytes_are_kept_once_whatever_they_are_called(store: Store) -> None:
    again = Attachment("karte.pdf", "application/pdf", bytes(bytearray(MAP.content)))
    one = Message("S", "<p>1</p>", "T", attachments=(MAP, PHOTO))
    two = Message("S", "<p>2</p>", "T", attachments=(again,))
    plan = freeze(store, one, two)
    freeze(store, one, edition="congress")
    assert contents(store) == sorted([MAP.content, PHOTO.content])
    frozen = read_delivery(store, plan, "p1@press.example")
    assert frozen is not None
    assert frozen[0].attachments == (again,)


def test_a_content_goes_with_the_last_message_that_has_it(store: Store) -> None:
    freeze(store, Message("S", "<p>1</p>", "T", attachments=(MAP, MAP, PHOTO)))
    freeze(store, Message("S", "<p>1</p>", "T", attachments=(MAP,)), edition="congress")
    forget(store, "visit", "press")
    assert contents(store) == [MAP.content]
    forget(store, "visit", "congress")
    assert contents(store) == []


def test_a_plan_made_anew_has_the_new_files(store: Store) -> None:
    freeze(store, Message("S", "<p>1</p>", "T", attachments=(MAP,)))
    freeze(store, Message("S", "<p>1</p>", "T", attachments=(PHOTO,)))
    assert contents(store) == [PHOTO.content]


def test_a_plan_lists_its_files_once(store: Store) -> None:
    one = Message("S", "<p>1</p>", "T", attachments=(PHOTO, MAP))
    plan = freeze(store, one, Message("S", "<p>2</p>", "T", attachments=(MAP,)))
    freeze(store, one, edition="congress")
    assert enclosed(store, plan) == [Enclosed("map.pdf", 8), Enclosed("photo.jpg", 9)]
    assert enclosed(store, "another") == []


def test_a_claimed_batch_carries_them(store: Store) -> None:
    plan = freeze(store, Message("S", "<p>1</p>", "T", attachments=(MAP,)))
    batch = ledger.claim(store, plan, NOW)
    assert batch is not None
    assert batch.message.attachments == (MAP,)


def test_a_plan_of_an_earlier_version_goes_on_without_files(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Store(connection, execute_plugins=False)
        address_hash.register(old, path)
        MIGRATIONS.apply(old, stop_before="0008_enclosures")
        for statement in _PLAN_OF_BEFORE:
            old.execute(statement)
    with closing(open_store(path)) as db:
        batch = ledger.claim(db, "p", NOW)
    assert batch is not None
    assert batch.message == Message("S", "<p>H</p>", "T")


_PLAN_OF_BEFORE = (
    """INSERT INTO plans
    VALUES ('p', 'visit', 'press', 'd', 'NOW', 'sendgrid', 1, 1, 0, '{}', '2026-06-20')""",
    "INSERT INTO messages VALUES (7, 'p', 'S', '<p>H</p>', 'T', '[]')",
    "INSERT INTO batches (id, plan_id, message_id, number, size) VALUES ('b', 'p', 7, 1, 1)",
    """INSERT INTO deliveries
    (plan_id, batch_id, contact_uid, email, email_key, name, field_values)
    VALUES ('p', 'b', 'u', 'a@press.example', 'a@press.example', 'A', '[]')""",
)
