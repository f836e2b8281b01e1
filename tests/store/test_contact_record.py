"""All that is known of one person, letters and events included."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

from outreach.domain.contact import Kind, Reason, Suppression
from outreach.domain.event import Event, EventKind
from outreach.store import ledger
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.contact_merge import merge
from outreach.store.contact_record import beside, record
from outreach.store.database import Store
from outreach.store.events import record_events
from outreach.store.plans import Plan
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def add(db: Store, email: str, uid: str, edit: Edit = Edit()) -> int:  # noqa: B008 - it is frozen
    return add_contact(db, Kind.PRESS, email, edit, now=NOW, uid=uid)


def test_every_table_is_in_it(store: Store) -> None:
    id_ = add(
        store,
        "ana@x.example",
        "u1",
        Edit(
            {"name": "Ana Paz", "notes": "call first"},
            organisation="Bote",
            add_tags=("eu",),
            add_topics=("China",),
            add_addresses=("ana@home.example",),
        ),
    )
    store.execute("INSERT INTO organisation_names VALUES (1, 'RB', 'rb')")
    store.execute(
        "INSERT INTO sources (id, file, sha256, imported_at, program)"
        " VALUES (1, 'press.csv', 'abc', '2026-06-01', 'Mailchimp')"
    )
    store.execute("INSERT INTO listings VALUES (?, 1, 7)", [id_])
    suppress(store, Suppression("ana@home.example", Reason.UNSUBSCRIBE, NOW, "event"))
    found = json.loads(json.dumps(record(store, id_)))
    assert (found["uid"], found["name"], found["notes"]) == ("u1", "Ana Paz", "call first")
    assert (found["tags"], found["topics"]) == (["eu"], ["China"])
    assert found["addresses"] == ["ana@home.example"]
    assert found["organisation"] == {
        "name": "Bote",
        "kind": "outlet",
        "aliases": ["RB"],
        **dict.fromkeys(("country", "language", "medium"), ""),
    }
    assert found["positions"] == [{"organisation": "Bote", "kind": "outlet", "title": ""}]
    assert [(s["file"], s["program"], s["line"]) for s in found["sources"]] == [
        ("press.csv", "Mailchimp", 7)
    ]
    assert {one["field"] for one in found["edits"]} >= {"name", "tag:eu", "topic:china"}
    assert found["suppressed"] == "unsubscribe"
    assert [(s["reason"], s["source"]) for s in found["suppressions"]] == [("unsubscribe", "event")]


def test_letters_to_any_of_her_addresses_with_what_became_of_them(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    first = small_plan(store, 2)
    small_plan(store, 2, campaign="other")
    batch = ledger.claim(store, first.id, NOW)
    assert batch
    ledger.record_submitted(store, batch.id, "sg", NOW)
    at = int(NOW.timestamp())
    delivery = batch.deliveries[0].id
    record_events(
        store,
        [
            Event("k1", EventKind.DELIVERED, at, "p0@visit.example", delivery, batch.id),
            Event("k2", EventKind.CLICK, at + 60, "p0@visit.example", delivery, batch.id, url="u"),
        ],
    )
    keep = add(store, "p0@visit.example", "uid0")
    gone = add(store, "p1@other.example", "uid1")
    assert len(record(store, keep)["letters"]) == 1
    merge(store, keep, gone, now=NOW)
    letters = record(store, keep)["letters"]
    assert [(one["campaign"], one["email"], one["subject"]) for one in letters] == [
        ("visit", "p0@visit.example", "For Person 0"),
        ("other", "p1@other.example", "For Person 1"),
    ]
    assert [(one["batch"], one["state"]) for one in letters] == [
        ("submitted", "delivered"),
        ("pending", "planned"),
    ]
    assert letters[0]["clicked"] == "2026-06-20T12:01:00+00:00"
    assert [(e["kind"], e["url"]) for e in letters[0]["events"]] == [
        ("delivered", ""),
        ("click", "u"),
    ]


def test_exclusions_of_those_she_was_merged_with_count(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    small_plan(store, 1, excluded=2)
    keep, gone = add(store, "a@x.example", "uid1"), add(store, "b@x.example", "uid2")
    merge(store, keep, gone, now=NOW)
    left = record(store, keep)["exclusions"]
    assert [(one["email"], one["reason"]) for one in left] == [
        ("p1@visit.example", "no-reply-address"),
        ("p2@visit.example", "no-reply-address"),
    ]


def test_an_office_outlives_its_member_in_a_list(store: Store) -> None:
    id_ = add(store, "a@x.example", "u1", Edit(add_addresses=("b@x.example",)))
    store.execute(
        "INSERT INTO offices VALUES (1, 'SSFR, majority staff', 'R1', 'SSFR', 'majority')"
    )
    store.execute("UPDATE contacts SET office_id = 1, basis = 'consent'")
    (more,) = beside(store, [id_]).values()
    assert (more["bioguide"], more["committee"], more["side"]) == ("R1", "SSFR", "majority")
    assert (more["basis"], more["addresses"], more["aliases"]) == ("consent", ["b@x.example"], [])
    office = record(store, id_)["office"]
    assert (office["name"], office["member"]) == ("SSFR, majority staff", None)


def test_a_letter_that_left_after_the_lift_is_told_as_it_left(
    store: Store, small_plan: Callable[..., Plan]
) -> None:
    small_plan(store, 1)
    later = json.dumps(["the press", "x", "x"])
    store.execute("UPDATE deliveries SET lifted_values = ?", [later])
    contact = add(store, "p0@visit.example", "uid0")
    (letter,) = record(store, contact)["letters"]
    assert letter["subject"] == "For Person 0"
    store.execute("UPDATE batches SET lifted = 1, lifted_message_id = message_id")
    (letter,) = record(store, contact)["letters"]
    assert (letter["subject"], letter["wave"]) == ("For the press", 1)
