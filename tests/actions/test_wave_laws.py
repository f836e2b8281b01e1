"""Whatever happens between two waves, nobody has two letters, and each person is counted once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.actions.content import envelope_of
from outreach.actions.plan import Draft, Planned, Planning, plan_editions
from outreach.actions.waves import plan_wave
from outreach.domain.delivery import Stage, Wave
from outreach.domain.settings import Settings
from outreach.store import ledger
from outreach.store.accounts import edition_account
from outreach.store.contact_merge import merge
from outreach.store.database import open_store

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
NAMES = ("Ana", "Bo", "Cy", "Dee", "Eli", "Flo")
name = st.sampled_from(NAMES)
step = st.one_of(
    st.tuples(st.just("know"), name),
    st.tuples(st.just("lose"), name),
    st.tuples(st.just("merge"), name, name),
    st.tuples(st.just("send"), st.integers(0, 2)),
    st.tuples(st.just("new"), st.integers(0, 2)),
)


def _go(desk: Any, plans: list[str], batches: int) -> None:
    """Claim up to so many of their batches; every other answer is lost."""
    for plan in plans:
        for number in range(batches):
            batch = ledger.claim(desk.db, plan, NOW)
            if batch is None:
                break
            if number % 2:
                ledger.record_uncertain(desk.db, batch.id, "no answer", NOW)
            else:
                ledger.record_submitted(desk.db, batch.id, "id", NOW)


def _resumed(desk: Any) -> list[str]:
    """The plans that `send` goes by: all waves of an edition that is being sent."""
    draft = Draft(desk.content, envelope_of(desk.content, Settings(desk.content.sender)))
    planning = Planning(desk.templates, Stage.SENDGRID, NOW, desk.new_id)
    return [one.plan.id for one in plan_editions(desk.db, [draft], planning)]


def _wave(desk: Any) -> list[str]:
    draft = Draft(desk.content, envelope_of(desk.content, Settings(desk.content.sender)))
    planning = Planning(desk.templates, Stage.SENDGRID, NOW, desk.new_id)
    found = plan_wave(desk.db, draft, planning, Wave.NEW)
    return [found.plan.id] if isinstance(found, Planned) else []


def _letters(desk: Any) -> int:
    """How many people have more than one letter that was, or may have been, taken."""
    row = desk.db.execute(
        """SELECT count(*) FROM (SELECT c.id FROM contacts c
            JOIN deliveries d ON d.email_key = c.email_key OR d.email_key IN
                (SELECT email_key FROM addresses a WHERE a.contact_id = c.id)
            JOIN batches b ON b.id = d.batch_id WHERE b.state IN ('submitted', 'uncertain')
            GROUP BY c.id HAVING count(*) > 1)"""
    ).fetchone()
    return int(row[0])


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(step, min_size=1, max_size=10))
def test_nobody_has_two_letters_and_each_is_counted_once(
    desk: Any, tmp_path_factory: Any, steps: list[tuple[Any, ...]]
) -> None:
    make = type(desk)  # of conftest.py
    folder = tmp_path_factory.mktemp("wave")
    db = open_store(folder / "contacts.db", create=True)
    desk = make(db, folder)
    desk.write("<p>{{ contact.name }}</p>")
    desk.know("Ana")
    merged = 0
    for what, *more in [*steps, ("new", 2)]:
        if what == "know":
            desk.know(more[0])
        elif what == "lose":
            desk.lose(more[0].lower())
        elif what == "merge" and more[0] != more[1]:
            merged += _merge(desk, *more)
        elif what == "send":
            _go(desk, _resumed(desk), more[0])
        elif what == "new" and _begun(desk):
            _go(desk, _wave(desk), more[0])
        assert _letters(desk) == 0
        if db.execute("SELECT 1 FROM plans LIMIT 1").fetchone():
            account = edition_account(db, "visit", "press")
            people = db.execute("SELECT count(*) FROM contacts").fetchone()[0]
            assert account.candidates <= people + merged
    db.close()


def _begun(desk: Any) -> bool:
    query = "SELECT 1 FROM batches WHERE state NOT IN ('pending', 'failed')"
    return desk.db.execute(query).fetchone() is not None


def _merge(desk: Any, kept: str, gone: str) -> bool:
    """Two who were both written to are left alone: what went out cannot be helped."""
    query = """SELECT c.id, EXISTS (SELECT 1 FROM deliveries d JOIN batches b ON b.id = d.batch_id
        WHERE b.state IN ('submitted', 'uncertain') AND (d.email_key = c.email_key OR d.email_key
        IN (SELECT email_key FROM addresses a WHERE a.contact_id = c.id)))
        FROM contacts c WHERE c.email = ?"""
    one, other = (
        desk.db.execute(query, [f"{name.lower()}@press.example"]).fetchone()
        for name in (kept, gone)
    )
    if one is None or other is None or (one[1] and other[1]):
        return False
    merge(desk.db, one[0], other[0], now=NOW)
    return True
