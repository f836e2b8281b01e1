"""One send, heard by its events in one store and asked for in another: the same truth."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.sync import Synced, sync
from outreach.actions.sync_parts import Wish
from outreach.cli.stage import own_sandbox
from outreach.domain.delivery import Stage
from outreach.domain.event import Event, EventKind
from outreach.sendgrid.asking import Asker
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.events import record_events
from outreach.store.recount import recount
from outreach.store.suppressions import suppressions
from outreach.store.sync import read_hearing

ADDRESSES = (
    *("bounce", "block", "defer", "drop", "complain", "unsubscribe", "open", "open-machine"),
    *("click", "late-bounce", "silent", "ana"),
)
UNASKABLE = (
    *("processed", "deferred", "opened", "opened_doubtful", "opened_by_machine"),
    *("clicked", "clicked_doubtful", "clicked_by_machine"),
)
"""Of these times the logs and lists tell nothing."""
OURS = frozenset({7})
"""The unsubscribe group, where the letters have one."""


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class TwoStores:
    """``heard`` got every event; ``silent`` none. Both know what was submitted."""

    heard: Store
    silent: Store
    sendgrid: SendGrid

    def ask(self, db: Store, *, groups: frozenset[int] = frozenset()) -> Synced:
        asker = Asker(self.sendgrid, 100, now, lambda _: False)
        return sync(db, asker, Wish(Stage.SANDBOX, groups=groups), now)


@pytest.fixture(params=[0, 7], ids=["global", "group"])
def stores(
    tmp_path: Path, small_plan: Callable[..., Any], request: pytest.FixtureRequest
) -> Iterator[TwoStores]:
    path, copy = tmp_path / "contacts.db", tmp_path / "silent" / "contacts.db"
    with closing(open_store(path, create=True)) as db:
        plan = small_plan(db, len(ADDRESSES), per_batch=5, stage=Stage.SANDBOX)
        for n, name in enumerate(ADDRESSES):
            db.execute(
                "UPDATE deliveries SET email = ?1, email_key = ?1 WHERE contact_uid = ?2",
                (f"{name}@visit.example", f"uid{n}"),
            )
        db.conn.commit()
    copy.parent.mkdir()
    shutil.copy(path, copy)
    envelope = replace(
        Envelope.from_dict(plan.envelope), opens=True, clicks=True, asm_group=request.param
    )
    with (
        closing(open_store(path)) as heard,
        closing(open_store(copy)) as silent,
        own_sandbox(path, tmp_path / "outbox") as at,
    ):
        sendgrid = SendGrid(at.host, at.key)
        claimed = now() - timedelta(seconds=3)
        while batch := ledger.claim(heard, plan.id, claimed):
            ledger.claim(silent, plan.id, claimed)
            body = mail_send(envelope, batch.message, batch.id, batch.deliveries)
            message_id = sendgrid.submit(encoded(body))
            for db in (heard, silent):
                ledger.record_submitted(db, batch.id, message_id, now())
        assert at.settle()
        yield TwoStores(heard, silent, sendgrid)


def outcomes(db: Store, *without: str) -> dict[str, dict[str, Any]]:
    """By address; without what need not be alike."""
    rows = db.query(
        "SELECT d.email, o.* FROM outcomes o JOIN deliveries d ON d.id = o.delivery_id ORDER BY 1"
    )
    left_out = {*without, "reason_id", "reason_at"}
    return {row.pop("email"): {k: v for k, v in row.items() if k not in left_out} for row in rows}


def said(db: Store) -> dict[str, tuple[int, bool, bool]]:
    """How far each letter got, and whether she complained or left."""
    return {
        email: (row["state"], row["complained"] is not None, row["unsubscribed"] is not None)
        for email, row in outcomes(db).items()
    }


def counted(db: Store, *without: str) -> list[dict[str, Any]]:
    return [
        {k: v for k, v in row.items() if k not in without}
        for row in db.query("SELECT * FROM cohorts")
    ]


def left(db: Store) -> list[tuple[str, str]]:
    return sorted((one.reason, one.source) for one in suppressions(db))


def test_what_is_asked_for_is_what_was_reported(stores: TwoStores) -> None:
    found = stores.ask(stores.silent, groups=OURS)
    assert found.complete
    assert said(stores.silent) == said(stores.heard)
    assert left(stores.silent) == left(stores.heard)
    unlike = ("synced", *UNASKABLE)
    assert counted(stores.silent, *unlike) == counted(stores.heard, *unlike)
    assert recount(stores.silent) == recount(stores.heard) == []


def test_what_cannot_be_asked_for_stays_unknown(stores: TwoStores) -> None:
    stores.ask(stores.silent, groups=OURS)
    known = outcomes(stores.silent)
    unknown = [one for one in UNASKABLE if one != "processed"]
    assert {row[name] for row in known.values() for name in unknown} == {None}
    assert all(row["synced"] for row in known.values())
    opened = outcomes(stores.heard)["open@visit.example"]
    assert (opened["opened"] or opened["opened_doubtful"]) is not None


def test_asked_for_again_nothing_is_new(stores: TwoStores) -> None:
    stores.ask(stores.silent, groups=OURS)
    before = outcomes(stores.silent), counted(stores.silent), left(stores.silent)
    again = stores.ask(stores.silent, groups=OURS)
    assert all(not +one.new for one in again.sources)
    assert (outcomes(stores.silent), counted(stores.silent), left(stores.silent)) == before


def test_what_events_told_is_not_counted_twice(stores: TwoStores) -> None:
    before = outcomes(stores.heard), counted(stores.heard), left(stores.heard)
    found = {one.source: one for one in stores.ask(stores.heard, groups=OURS).sources}
    assert not +found["logs"].new
    assert found["logs"].known == len(ADDRESSES)
    assert (outcomes(stores.heard), counted(stores.heard), left(stores.heard)) == before


def test_events_that_come_after_it_was_asked_for_give_the_same(stores: TwoStores) -> None:
    stores.ask(stores.silent, groups=OURS)
    rows = stores.heard.execute(
        "SELECT event_key, kind, at, email_key,"
        " iif(batch_id = '', '', CAST(delivery_id AS TEXT)), batch_id, '',"
        " reason, status, url, soft, machine, classification, source FROM events"
    ).fetchall()
    record_events(
        stores.silent,
        [Event(key, EventKind(kind), at, *rest) for key, kind, at, *rest in rows],
    )
    assert outcomes(stores.silent) == outcomes(stores.heard)
    assert counted(stores.silent) == counted(stores.heard)
    assert recount(stores.silent) == []


def test_the_counts_by_day_are_kept(stores: TwoStores) -> None:
    stores.ask(stores.silent)
    total = stores.silent.execute(
        "SELECT sum(metrics ->> 'requests'), sum(metrics ->> 'delivered') FROM category_days"
        " WHERE category = 'visit'"
    ).fetchone()
    assert total == (3, 8)
    kept = read_hearing(stores.silent, "counts")
    assert kept is not None
    assert kept.complete_until
