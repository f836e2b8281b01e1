"""What stats are broken down by is written down with the plan, and outlives what changes later."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from outreach.store import address_hash
from outreach.store.cohorts import assign
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from outreach.store.schema import MIGRATIONS

SmallPlan = Callable[..., Plan]
_COHORTS = "SELECT domain, organisation, office, state, party, language, recipients FROM cohorts"


def rows(db: Store, query: str) -> list[Any]:
    return sorted(db.execute(query).fetchall())


def test_every_delivery_has_an_outcome_in_one_cohort(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 6, per_batch=4)
    assert rows(store, "SELECT count(*), sum(state) FROM outcomes") == [(6, 0)]
    assert rows(store, "SELECT sum(recipients) FROM cohorts") == [(6,)]


def test_a_cohort_says_whom_its_recipients_belong_to(store: Store, small_plan: SmallPlan) -> None:
    store.execute(
        "INSERT INTO organisations (id, kind, name, name_key) VALUES (1, 'outlet', 'Ex', 'ex')"
    )
    plan = small_plan(store, 3)
    store.execute(
        "INSERT INTO contacts"
        " (uid, kind, email, email_key, organisation_id, created_at, updated_at)"
        " SELECT contact_uid, 'press', email, email_key, 1, '', '' FROM deliveries WHERE id < 3"
    )
    store.execute("DELETE FROM cohorts")
    store.execute("DELETE FROM plan_sums")
    assign(store, plan.id)
    assert [(org, n) for _, org, _, _, _, _, n in rows(store, _COHORTS)] == [("", 1), ("Ex", 2)]
    store.execute("UPDATE organisations SET name = 'Another'")
    assert [(org, n) for _, org, _, _, _, _, n in rows(store, _COHORTS)] == [("", 1), ("Ex", 2)]


def test_who_is_left_out_after_all_is_no_recipient(store: Store, small_plan: SmallPlan) -> None:
    small_plan(store, 3)
    store.execute("DELETE FROM deliveries WHERE id = 1")
    assert rows(store, "SELECT sum(recipients) FROM cohorts") == [(2,)]
    assert rows(store, "SELECT recipients FROM plan_sums") == [(2,)]


_BEFORE = (
    """INSERT INTO plans (id, campaign, edition, digest, release_line, stage, candidates,
        recipients, excluded, envelope, planned_at)
    VALUES ('p', 'visit', 'press', 'd', 'NOW', 'sendgrid', 3, 3, 0, '{}', '2026-06-20')""",
    """INSERT INTO messages (id, plan_id, subject, html, text, fields)
    VALUES (7, 'p', 'S', '', '', '[]')""",
    "INSERT INTO batches (id, plan_id, message_id, number, size) VALUES ('b', 'p', 7, 1, 3)",
    """INSERT INTO deliveries (id, plan_id, batch_id, contact_uid, email, email_key, name,
        field_values, state, opened_by_machine, clicked)
    VALUES (1, 'p', 'b', 'u', 'a@press.example', 'a@press.example', 'A', '[]', 3, 7300, NULL),
        (2, 'p', 'b', 'v', 'b@press.example', 'b@press.example', 'B', '[]', 5, NULL, 7400),
        (3, 'p', 'b', 'w', 'c@other.example', 'c@other.example', 'C', '[]', 0, NULL, NULL)""",
    """INSERT INTO events (at, event_key, kind, email_key, delivery_id) VALUES
        (7210, 'x', 'delivered', 'a@press.example', 1), (7211, 'y', 'delivered', '', 2),
        (7212, 'z', 'bounce', '', 2)""",
)


def test_what_an_earlier_version_knew_is_carried_over(tmp_path: Path) -> None:
    path = tmp_path / "contacts.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        old = Store(connection, execute_plugins=False)
        address_hash.register(old, path)
        MIGRATIONS.apply(old, stop_before="0010_hearing")
        for statement in _BEFORE:
            old.execute(statement)
    with closing(open_store(path)) as db:
        assert rows(
            db,
            "SELECT domain, recipients, delivered, bounced, opened_by_machine, clicked"
            " FROM cohorts",
        ) == [("other.example", 1, 0, 0, 0, 0), ("press.example", 2, 1, 1, 1, 1)]
        assert rows(db, "SELECT delivery_id, state, delivered, bounced FROM outcomes") == [
            (1, 3, 7210, None),
            (2, 5, 7211, 7212),
            (3, 0, None, None),
        ]
        assert rows(db, "SELECT measure, hour, n FROM hours") == [
            ("bounced", 7200, 1),
            ("clicked", 7200, 1),
            ("delivered", 7200, 2),
            ("opened_by_machine", 7200, 1),
        ]
