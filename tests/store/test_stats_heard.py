"""What was heard beside the letters' own outcomes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from outreach.domain.event import Event, EventKind
from outreach.domain.reply import InteractionKind
from outreach.store import stats_heard
from outreach.store.database import Store, transaction
from outreach.store.events import record_events
from outreach.store.interactions import Interaction, record
from outreach.store.plans import Plan

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
SmallPlan = Callable[..., Plan]


def note(db: Store, kind: InteractionKind, email: str, after: int, **more: object) -> int | None:
    at = NOW + timedelta(hours=after)
    source = "inbound" if kind is InteractionKind.REPLY else "person"
    with transaction(db):
        return record(
            db,
            Interaction(kind, at, email, source, at, campaign="visit", **more),  # type: ignore[arg-type]
        )


def test_a_reply_waits_until_somebody_notes_something(store: Store) -> None:
    note(store, InteractionKind.CALL, "a@visit.example", 0)
    note(store, InteractionKind.REPLY, "a@visit.example", 1)
    note(store, InteractionKind.REPLY, "b@visit.example", 1)
    assert stats_heard.unanswered(store, "visit") == 2
    assert stats_heard.unanswered(store, "other") == 0
    note(store, InteractionKind.NOTE, "a@visit.example", 2)
    assert stats_heard.unanswered(store, "visit") == 1


def test_a_reply_is_her_own_from_whatever_address(store: Store) -> None:
    note(store, InteractionKind.CALL, "a@visit.example", 0, contact_uid="u")
    note(store, InteractionKind.REPLY, "a@visit.example", 1, contact_uid="u")
    assert stats_heard.unanswered(store, "visit") == 1
    note(store, InteractionKind.CALL, "a2@visit.example", 2, contact_uid="u")
    assert stats_heard.unanswered(store, "visit") == 0


def test_open_proposals_are_counted_by_what_they_change(store: Store) -> None:
    id_ = note(store, InteractionKind.REPLY, "a@visit.example", 1)
    for change, state in (("suppress", "open"), ("left", "open"), ("left", "accepted")):
        store.execute(
            "INSERT INTO proposals (interaction_id, contact_uid, change, state)"
            " VALUES (?, 'u', ?, ?)",
            (id_, change, state),
        )
    assert stats_heard.proposed(store, "visit") == {"suppress": 1, "left": 1}


def test_events_of_no_letter_of_ours(store: Store) -> None:
    record_events(store, [Event("k", EventKind.ACCOUNT, AT, "", reason="compliance_suspend")])
    store.execute(
        "INSERT INTO events (at, event_key, kind, email_key)"
        " VALUES (?, 'x', 'bounce', 'a@b.example')",
        (AT,),
    )
    found = stats_heard.nobodys(store, AT)
    assert (found.unmatched, dict(found.account)) == (1, {"compliance_suspend": 1})
    assert stats_heard.nobodys(store, AT + 1) == stats_heard.Nobodys()


def cohort(db: Store, plan: Plan, office: str, recipients: int, **sums: int) -> None:
    names = ", ".join(sums)
    db.execute(
        "INSERT INTO cohorts (plan_id, domain, organisation, office, state, party, language,"
        f" recipients, {names}) VALUES (?, ?, '', ?, '', '', 'en', ?,"
        f" {', '.join('?' * len(sums))})",
        (plan.id, f"{recipients}{names}.example", office, recipients, *sums.values()),
    )


def test_an_office_is_missed_when_all_its_letters_came_back(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 1)
    cohort(store, plan, "Reached", 2, bounced=1, delivered=1)
    cohort(store, plan, "Missed", 2, bounced=1, dropped=1)
    cohort(store, plan, "Missed by one, reached by another", 1, bounced=1)
    cohort(store, plan, "Missed by one, reached by another", 1, delivered=1)
    cohort(store, plan, "Not heard of yet", 2, bounced=1)
    assert stats_heard.missed_offices(store, [plan.id]) == {"Missed"}


def test_an_office_is_missed_when_all_of_it_were_left_out(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 1, excluded=2)
    cohort(store, plan, "Reached", 1, delivered=1)
    store.execute(
        "INSERT INTO offices (id, name, bioguide, committee_id, side)"
        " VALUES (1, 'Reached', '', 'SSFR', ''), (2, 'Left', '', 'SSFR', 'majority')"
    )
    uids = store.execute("SELECT contact_uid FROM exclusions ORDER BY 1").fetchall()
    for office, (uid,) in enumerate(uids, 1):
        store.execute(
            "INSERT INTO contacts (uid, kind, email, email_key, office_id, created_at, updated_at)"
            " VALUES (?, 'congress', ?, ?, ?, '', '')",
            (uid, f"{uid}@o.example", f"{uid}@o.example", office),
        )
    assert stats_heard.missed_offices(store, [plan.id]) == {"Left"}


def test_when_each_source_was_heard(store: Store, small_plan: SmallPlan) -> None:
    assert stats_heard.hearing(store) == {}
    store.execute(
        "INSERT INTO events (at, event_key, kind, email_key) VALUES (?, 'x', 'open', '')", (AT,)
    )
    assert stats_heard.hearing(store) == {"events": NOW}
    later = NOW + timedelta(minutes=3)
    store.execute(
        "INSERT INTO hearing (source, heard_at) VALUES ('events', ?)", (later.isoformat(),)
    )
    assert stats_heard.hearing(store) == {"events": later}


def test_sendgrids_own_count_of_a_category(store: Store) -> None:
    assert stats_heard.counted(store, "visit") is None
    for day, n in (("2026-06-20", 5), ("2026-06-21", 2)):
        store.execute(
            "INSERT INTO category_days VALUES ('visit', ?, ?, ?)",
            (day, f'{{"delivered": {n}, "requests": 9}}', NOW.isoformat()),
        )
    assert stats_heard.counted(store, "visit") == stats_heard.Counted(7, NOW)
