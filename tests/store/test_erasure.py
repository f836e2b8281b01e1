"""A person erased: gone from every table and page, and the books still add up."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.domain.contact import Contact, Kind, Reason, Suppression
from outreach.domain.delivery import BatchState, Field, Message, Stage
from outreach.domain.event import Event, EventKind
from outreach.domain.selection import Exclusion
from outreach.errors import StoreLocked
from outreach.store import ledger
from outreach.store.database import Store, open_store
from outreach.store.erasure import being_submitted, erase, person
from outreach.store.events import record_events
from outreach.store.plans import Plan, example, exclusions, read_plan, read_plans
from outreach.store.remains import occurrences, rewrite, standing
from outreach.store.staging import Header, Staging
from outreach.store.stats import counts
from outreach.store.suppressions import release, suppress, suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
AT = int(NOW.timestamp())
SmallPlan = Callable[..., Plan]

HER = "renee.castagnier@journal.example"
OTHER = "r.castagnier@agence.example"
GONE = "renee@old.example"
NAME = "Renée Castagnier"
UID = "herUID"
TRACES = (HER, OTHER, GONE, NAME, "Castagnier", "+33 1 99 00 12 34", "met in Lyon", "Renée la Nuit")
"""What must not be found afterwards, in any spelling a table, JSON or SQLite gives it."""


def columns(db: Store, table: str, values: dict[str, Any]) -> None:
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", list(values.values()))


def add(db: Store, number: int, uid: str, email: str, name: str, **more: Any) -> None:
    at = {"created_at": "", "updated_at": ""}
    row = {"id": number, "uid": uid, "kind": "press", "email": email, "email_key": email.lower()}
    columns(db, "contacts", {**row, "name": name, "search_name": name.lower(), **at, **more})


def colleague(i: int) -> Contact:
    return Contact(i, f"uid{i}", Kind.PRESS, f"c{i}@journal.example", name=f"Colleague {i}")


def frozen(db: Store, edition: str, people: list[Contact], out: list[Exclusion]) -> Plan:
    """A plan with a batch for each recipient."""
    ids = (f"{edition}-{n}" for n in range(100))
    staging = Staging(db, ids)
    for one in people:
        fields = (Field("-x1-", "subject"), Field("-x2-", "html"))
        message = staging.add_message(Message("For -x1-", "<p>Dear -x2-</p>", "", fields))
        values = (one.name, f"{one.name} <{one.email}>")
        later = (f"{one.name}, at last", f"{one.name} <{one.email}>")
        staging.add_delivery(message, one, values, (message, later))
    for left in out:
        staging.add_exclusion(left)
    header = Header(
        id=f"plan-{edition}",
        campaign="visit",
        edition=edition,
        digest="d",
        release_line="",
        stage=Stage.SENDGRID,
        envelope={},
        planned_at=NOW.isoformat(),
    )
    return staging.freeze(header)


END_STATES = ("pending", "failed", "uncertain", "orphaned", "submitted")


def bring_to(db: Store, plan: Plan, state: str) -> None:
    """Her batch, the first of the plan, to where the test wants it."""
    if state == "pending":
        return
    batch = ledger.claim(db, plan.id, NOW)
    assert batch
    if state == "failed":
        ledger.record_failed(db, batch.id, "refused", NOW)
    elif state == "submitted":
        ledger.record_submitted(db, batch.id, "MID", NOW)
        for kind, url in ((EventKind.BOUNCE, ""), (EventKind.CLICK, f"https://x.example/?u={HER}")):
            event = Event(
                f"k-{plan.edition}-{kind}", kind, AT, HER, batch.deliveries[0].id, batch.id, "MID"
            )
            record_events(db, [event._replace(reason=f"550 <{HER}> unknown", url=url)])
    elif state == "uncertain":
        ledger.record_uncertain(db, batch.id, "no answer", NOW)


@pytest.fixture
def rich(store: Store) -> Store:
    """A store in which she has left traces everywhere."""
    columns(
        store,
        "organisations",
        {"id": 1, "kind": "outlet", "name": "Journal", "name_key": "journal"},
    )
    columns(store, "sources", {"id": 1, "file": "press.csv", "sha256": "0", "imported_at": ""})
    add(
        store,
        1,
        UID,
        HER,
        NAME,
        phone="+33 1 99 00 12 34",
        notes="met in Lyon",
        organisation_id=1,
        source_id=1,
    )
    add(store, 2, "uid2", "c2@journal.example", "Colleague 2", organisation_id=1)
    for address in (OTHER, GONE):
        columns(store, "addresses", {"email_key": address, "email": address, "contact_id": 1})
    columns(store, "tags", {"contact_id": 1, "tag": "Renée la Nuit", "tag_key": "renee la nuit"})
    columns(store, "topics", {"contact_id": 1, "topic": "met in Lyon", "topic_key": "x"})
    columns(store, "positions", {"contact_id": 1, "organisation_id": 1, "title": NAME})
    columns(store, "listings", {"contact_id": 1, "source_id": 1, "line": 7})
    columns(store, "edits", {"contact_id": 1, "field": "notes", "at": ""})
    columns(store, "edits", {"contact_id": 2, "field": f"address:{OTHER}", "at": ""})
    gone = {"contact": {"uid": "goneUID", "email": GONE, "name": "Renée la Nuit"}, "merges": []}
    columns(
        store,
        "merges",
        {"kept_id": 1, "gone": json.dumps(gone, ensure_ascii=False), "given": "{}", "at": ""},
    )
    hers = json.dumps({"contact": {"uid": "x", "email": HER.title(), "name": NAME}})
    columns(store, "merges", {"kept_id": 2, "gone": hers, "given": "{}", "at": ""})
    her = Contact(1, UID, Kind.PRESS, HER, name=NAME)
    passed_over = Exclusion(
        colleague(9), "one-per-organisation", f"{NAME} gets the office's letter"
    )
    for state in END_STATES:
        plan = frozen(store, state, [her, colleague(3)], [passed_over])
        bring_to(store, plan, state)
    merged = Contact(5, "goneUID", Kind.PRESS, GONE.upper(), name="Renée la Nuit")
    frozen(
        store, "left-out", [colleague(3)], [Exclusion(merged, "no-reply-address", "met in Lyon")]
    )
    suppress(store, Suppression(OTHER, Reason.BOUNCE, NOW), f"told by {NAME}")
    suppress(store, Suppression(GONE, Reason.UNSUBSCRIBE, NOW))
    release(store, GONE, NOW, f"{NAME} called")
    search(store, "castagnier")
    return store


def search(db: Store, words: str) -> int:
    from outreach.store.contact_search import refresh

    refresh(db)
    query = "SELECT count(*) FROM contact_search WHERE contact_search MATCH ?"
    return int(db.execute(query, [words]).fetchone()[0])


def accounts(db: Store) -> dict[str, int]:
    """The candidates of each plan; raises where an equation does not hold."""
    found = {}
    for plan in read_plans(db, "visit"):
        account = ledger.account(db, plan.id)
        left = list(exclusions(db, plan.id))
        assert plan.candidates == plan.recipients + plan.excluded
        assert plan.excluded == len(left) == account.excluded
        batched = account.submitted + account.failed + account.uncertain + account.remaining
        assert plan.recipients == batched
        deliveries = "SELECT count(*) FROM deliveries WHERE plan_id = ?"
        assert db.execute(deliveries, [plan.id]).fetchone() == (plan.recipients,)
        found[plan.edition] = plan.candidates
    return found


def spellings(text: str) -> set[bytes]:
    forms = {text, text.lower(), text.upper(), text.title(), json.dumps(text)[1:-1]}
    return {form.encode(codec) for form in forms for codec in ("utf-8", "utf-16-le")}


def raw(db: Store) -> bytes:
    """Every byte of the store, before and without its closing."""
    path = Path(db.execute("PRAGMA database_list").fetchone()[2])
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob("contacts.db*")))


# --- all traces ----------------------------------------------------------------------------------


def test_every_trace_is_there_before_and_none_after(rich: Store) -> None:
    before = raw(rich)
    for trace in TRACES:
        assert any(form in before for form in spellings(trace)), f"the test lost {trace}"
    assert search(rich, "castagnier") == 1
    candidates = accounts(rich)

    done = erase(rich, OTHER, NOW, orphaned=["visit"])
    assert rewrite(rich)

    after = raw(rich)
    for trace in TRACES:
        for form in spellings(trace):
            assert form not in after, trace
    for table in ("contact_search_data", "contact_search_content"):
        assert b"castagnier" not in b"".join(
            bytes(value) if isinstance(value, bytes) else str(value).lower().encode()
            for row in rich.execute(f"SELECT * FROM {table}")
            for value in row
        )
    assert standing(rich, [HER, OTHER, GONE]) == []
    assert accounts(rich) == candidates
    assert (done.contact, done.addresses, done.letters, done.left_out) == (True, 3, 3, 2)


def test_letters_not_yet_taken_become_exclusions_without_a_name(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    for edition in ("pending", "failed"):
        plan = read_plan(rich, "visit", edition)
        assert plan
        assert plan.reasons["suppressed: erasure"] == 1
        [hers] = [one for one in exclusions(rich, plan.id) if one.reason.startswith("suppr")]
        assert (hers.email, hers.name, hers.detail) == ("", "", "")
        assert example(rich, plan.id)[0] == "Colleague 3"


def test_letters_that_were_taken_keep_their_state(rich: Store) -> None:
    before = {edition: outcome(rich, edition) for edition in ("submitted", "uncertain", "orphaned")}
    erase(rich, UID, NOW, orphaned=["visit"])
    assert {edition: outcome(rich, edition) for edition in before} == before
    rows = rich.execute("SELECT id, email_key FROM deliveries WHERE email = ''").fetchall()
    assert [key for _, key in rows] == [f"erased:{id_}" for id_, _ in rows]
    assert counts(rich, "plan-submitted").bounced == 1
    assert example(rich, "plan-submitted")[0] == "Colleague 3"


def outcome(db: Store, edition: str) -> list[Any]:
    return db.execute(
        "SELECT d.id, o.state, o.clicked, b.id, b.state, b.size FROM deliveries d JOIN batches b"
        " ON b.id = d.batch_id JOIN outcomes o ON o.delivery_id = d.id WHERE d.plan_id = ?"
        " ORDER BY d.id",
        [f"plan-{edition}"],
    ).fetchall()


def test_later_events_still_count_and_leave_no_trace(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    [(delivery, batch)] = rich.execute(
        "SELECT id, batch_id FROM deliveries WHERE plan_id = 'plan-uncertain' AND email = ''"
    ).fetchall()
    late = Event("late", EventKind.COMPLAINT, AT + 9, HER, str(delivery), batch, "M", HER, "5", HER)
    assert record_events(rich, [late, late]).new == 1
    assert counts(rich, "plan-uncertain").complained == 1
    assert ledger.account(rich, "plan-uncertain").submitted == 1
    assert standing(rich, [HER]) == []
    blank = late._replace(key="later", email_key="", kind=EventKind.UNSUBSCRIBE)
    assert record_events(rich, [blank]).new == 1


def test_an_erased_letter_that_was_not_taken_after_all_never_goes(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    candidates = accounts(rich)
    for edition in ("uncertain", "orphaned"):
        ledger.disown(rich, "visit", NOW)
        [batch] = [b for b in ledger.unsettled(rich, "visit") if b.edition == edition]
        ledger.settle(rich, batch.id, BatchState.FAILED, "person", NOW)
        ledger.retry_failed(rich, f"plan-{edition}")
        while claimed := ledger.claim(rich, f"plan-{edition}", NOW):
            assert all("@" in one.email for one in claimed.deliveries)
    assert accounts(rich) == candidates


def test_who_shares_things_with_her_keeps_them(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    assert rich.execute("SELECT name FROM organisations").fetchall() == [("Journal",)]
    assert rich.execute("SELECT uid, name FROM contacts").fetchall() == [("uid2", "Colleague 2")]
    details = {d for (d,) in rich.execute("SELECT detail FROM exclusions WHERE email <> ''")}
    assert details == {"another contact gets the office's letter"}
    assert rich.execute(
        "SELECT count(*) FROM deliveries WHERE name = 'Colleague 3'"
    ).fetchone() == (6,)


def test_nothing_brings_her_back(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    why = suppressed(rich)
    assert {why(one) for one in (HER, OTHER, GONE)} == {Reason.ERASURE}
    assert why("c2@journal.example") is None


def test_what_a_person_wrote_about_her_leaving_goes_too(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    notes = rich.execute("SELECT note FROM suppressions UNION ALL SELECT because FROM releases")
    assert {note for (note,) in notes} == {""}


# --- who is meant --------------------------------------------------------------------------------


@pytest.mark.parametrize("who", [HER, f" {HER.upper()} ", OTHER, GONE, UID])
def test_she_is_found_by_any_address_and_by_her_uid(rich: Store, who: str) -> None:
    her = person(rich, who)
    assert her.contact == 1
    assert her.keys == tuple(sorted((HER, OTHER, GONE)))
    assert set(her.uids) == {UID, "goneUID"}
    assert set(her.names) == {NAME, "Renée la Nuit"}
    assert her.letters == 6
    assert HER not in repr(her)


def test_erasing_again_finds_nothing_and_changes_nothing(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    candidates = accounts(rich)
    again = erase(rich, HER, NOW)
    assert (again.contact, again.letters, again.left_out, again.exclusions) == (False, 0, 0, 0)
    assert accounts(rich) == candidates


def test_an_address_that_only_the_ledger_knows_is_erased_there(
    store: Store, small_plan: SmallPlan
) -> None:
    small_plan(store, 3, excluded=1)
    done = erase(store, "P1@visit.example", NOW)
    assert (done.contact, done.left_out) == (False, 1)
    done = erase(store, "p3@visit.example", NOW)
    assert done.exclusions == 1
    assert standing(store, ["p1@visit.example", "p3@visit.example"]) == []
    assert [s.rows for s in standing(store, ["p0@visit.example"]) if s.exact]


# --- while something is going on -----------------------------------------------------------------


def test_nothing_is_erased_while_a_letter_to_her_is_being_submitted(
    store: Store, small_plan: SmallPlan
) -> None:
    plan = small_plan(store, 2, per_batch=1)
    ledger.claim(store, plan.id, NOW)
    assert being_submitted(store, person(store, "p0@visit.example")) == {"visit"}
    assert being_submitted(store, person(store, "p1@visit.example")) == set()
    with pytest.raises(StoreLocked, match="being submitted"):
        erase(store, "p0@visit.example", NOW)
    assert person(store, "p0@visit.example").letters == 1
    assert suppressed(store)("p0@visit.example") is None
    erase(store, "p1@visit.example", NOW)
    erase(store, "p0@visit.example", NOW, orphaned=["visit"])
    assert person(store, "p0@visit.example").letters == 0


def test_pages_that_another_reader_holds_are_not_called_gone(rich: Store) -> None:
    rich.execute("PRAGMA busy_timeout = 50")
    path = Path(rich.execute("PRAGMA database_list").fetchone()[2])
    with closing(open_store(path)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM contacts").fetchall()
        erase(rich, HER, NOW, orphaned=["visit"])
        assert not rewrite(rich)
        assert HER.encode() in raw(rich)
        reader.rollback()
        erase(rich, HER, NOW)
        assert rewrite(rich)
    assert HER.encode() not in raw(rich)


def test_what_another_program_deleted_without_care_goes_too(rich: Store) -> None:
    erase(rich, HER, NOW, orphaned=["visit"])
    rich.execute("PRAGMA secure_delete = OFF")
    add(rich, 7, "u7", HER, NAME, notes="x" * 9000 + "met in Lyon")
    rich.execute("DELETE FROM contacts WHERE id = 7")
    assert b"met in Lyon" in raw(rich)
    assert rewrite(rich)
    assert b"met in Lyon" not in raw(rich)


# --- what still stands ---------------------------------------------------------------------------


def test_it_is_told_where_an_address_still_stands(rich: Store) -> None:
    rich.execute("UPDATE contacts SET notes = ? WHERE id = 2", [f"ask <{HER.upper()}>"])
    rich.execute("UPDATE messages SET html = ?", [f"mailto:{HER.replace('@', '%40')}"])
    erase(rich, HER, NOW, orphaned=["visit"])
    found = {(one.table, one.column): (one.rows > 0, one.exact) for one in standing(rich, [HER])}
    assert found == {("contacts", "notes"): (True, True), ("messages", "html"): (True, True)}


def test_bytes_that_are_no_text_are_looked_through_too(store: Store) -> None:
    columns(store, "sources", {"file": "x", "sha256": "0", "imported_at": ""})
    store.execute("CREATE TABLE blobs (data BLOB) STRICT")
    store.execute("INSERT INTO blobs VALUES (?)", [b"\xff\x00 " + HER.encode()])
    assert [(one.table, one.column) for one in standing(store, [HER])] == [("blobs", "data")]


def test_an_address_within_a_longer_one_is_somebody_elses(store: Store) -> None:
    add(store, 1, "u1", "joann@x.example", "Joann")
    assert [one.exact for one in standing(store, ["ann@x.example"])] == [False, False]
    assert [one.exact for one in standing(store, ["joann@x.example"])] == [True, True]


@pytest.mark.parametrize("before", [0, 1, (1 << 20) - 10, (1 << 20) - 1, (1 << 20) + 5])
def test_bytes_are_found_wherever_they_stand(tmp_path: Path, before: int) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"x" * before + b"Ana@X.example" + b"y" * 50 + b"ana%40x.example")
    assert occurrences(file, ["ana@x.example"]) == 2
    assert occurrences(file, ["bo@x.example"]) == 0
    assert occurrences(tmp_path / "none", ["ana@x.example"]) == 0


def test_bytes_are_found_in_letters_of_their_own(tmp_path: Path) -> None:
    file = tmp_path / "file"
    for written in (
        "Erika@münchen.example",
        "erika@MÜNCHEN.example",
        "erika@m\\u00fcnchen.example",
    ):
        file.write_text(f"x {written} y", "utf-8")
        assert occurrences(file, ["erika@xn--mnchen-3ya.example"]) == 1, written


@pytest.mark.parametrize("as_recipient", [True, False])
def test_who_is_erased_while_a_plan_is_made_is_not_written_into_it(
    rich: Store, as_recipient: bool
) -> None:
    [path] = [row[2] for row in rich.execute("PRAGMA database_list") if row[1] == "main"]
    she = Contact(1, UID, Kind.PRESS, HER.upper(), name=NAME)
    staging = Staging(rich, iter(["batch-1", "batch-2"]))
    for one in [she] * as_recipient + [colleague(2)]:
        message = staging.add_message(Message("For -x1-", "", "", (Field("-x1-", "subject"),)))
        staging.add_delivery(message, one, (one.name,))
    if not as_recipient:
        staging.add_exclusion(Exclusion(she, "one-per-office", "Colleague 2 gets the office's"))
    detail = f"{NAME} gets the office's letter"
    staging.add_exclusion(Exclusion(colleague(3), "one-per-office", detail))
    with closing(open_store(Path(path))) as other:
        erase(other, HER, NOW, ["visit"])
    envelope: dict[str, Any] = {}
    plan = staging.freeze(
        Header("p", "later", "press", "", Stage.SENDGRID, envelope, NOW.isoformat())
    )
    assert (plan.candidates, plan.recipients, plan.excluded) == (3, 1, 2)
    hers, colleagues = exclusions(rich, "p")
    if as_recipient:
        hers, colleagues = colleagues, hers
    assert (hers.email, hers.name, hers.detail) == ("", "", "")
    assert hers.reason == ("suppressed: erasure" if as_recipient else "one-per-office")
    assert colleagues.detail == "another contact gets the office's letter"
    assert ledger.account(rich, "p").candidates == 3
    assert [one for one in standing(rich, [HER, OTHER, GONE]) if one.exact] == []
    text = json.dumps([list(rich.execute(f"SELECT * FROM {one}")) for one in PLANNED], default=str)
    assert NAME not in text


PLANNED = ("plans", "batches", "deliveries", "exclusions")


# --- the law -------------------------------------------------------------------------------------

STEPS = ("claim", "submitted", "failed", "uncertain", "untaken", "settle", "retry", "suppress")


@given(
    st.integers(1, 6),
    st.integers(1, 3),
    st.integers(0, 2),
    st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 7)), max_size=12),
    st.lists(st.integers(0, 7), min_size=1, max_size=4),
)
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_books_add_up_whoever_is_erased_and_when(
    store: Store,
    small_plan: SmallPlan,
    recipients: int,
    per_batch: int,
    excluded: int,
    steps: list[tuple[str, int]],
    erased: list[int],
) -> None:
    for table in ("events", "deliveries", "batches", "messages", "exclusions", "plans"):
        store.execute(f"DELETE FROM {table}")
    store.execute("DELETE FROM suppressions")
    plan = small_plan(store, recipients, per_batch=per_batch, excluded=excluded)
    for number, (step, which) in enumerate(steps):
        _step(store, plan, step, which)
        if number < len(erased):
            _erased(store, plan, erased[number])
    for which in erased:
        _erased(store, plan, which)
    again = read_plan(store, plan.campaign, plan.edition)
    assert again
    assert again.candidates == recipients + excluded


def _step(db: Store, plan: Plan, step: str, which: int) -> None:
    rows = db.execute("SELECT id FROM batches ORDER BY number").fetchall()
    batch = rows[which % len(rows)][0] if rows else ""
    match step:
        case "claim":
            claimed = ledger.claim(db, plan.id, NOW)
            assert all("@" in one.email for one in (claimed.deliveries if claimed else ()))
        case "submitted":
            ledger.record_submitted(db, batch, "MID", NOW)
        case "failed":
            ledger.record_failed(db, batch, "no", NOW)
        case "uncertain":
            ledger.record_uncertain(db, batch, "no", NOW)
        case "untaken":
            ledger.record_untaken(db, batch, "no")
        case "settle":
            ledger.settle(db, batch, BatchState.FAILED, "person", NOW)
        case "retry":
            ledger.retry_failed(db, plan.id)
        case _:
            suppress(db, Suppression(f"p{which}@visit.example", Reason.BOUNCE, NOW))


def _erased(db: Store, plan: Plan, which: int) -> None:
    address = f"p{which}@visit.example"
    erase(db, address, NOW, orphaned=["visit"])
    accounts(db)
    assert person(db, address).letters == 0
    assert suppressed(db)(address) is Reason.ERASURE
