"""Two contacts side by side, and what a merge makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from outreach.actions.contacts_merge import Line, side_by_side
from outreach.domain.contact import Kind, Reason, Suppression
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.contact_merge import merge
from outreach.store.contacts import by_id
from outreach.store.database import Store
from outreach.store.suppressions import suppress

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def add(db: Store, email: str, **said: Any) -> int:
    beside = {name: said.pop(name) for name in list(said) if name in Edit.__slots__}
    return add_contact(db, Kind.PRESS, email, Edit(said, **beside), now=NOW, uid=email)


def by_field(db: Store, keep: int, gone: int) -> dict[str, Line]:
    lines, _ = side_by_side(db, by_id(db, keep), by_id(db, gone))
    return {line.field: line for line in lines}


def test_the_result_is_what_the_merge_makes(store: Store) -> None:
    keep = add(store, "a@x.example", name="Ana", title="Editor", add_tags=("eu",))
    gone = add(
        store, "b@x.example", name="Ana", title="Reporter", phone="5", add_tags=("EU", "dc"),
        organisation="Bote", add_addresses=("c@x.example",),
    )  # fmt: skip
    lines = by_field(store, keep, gone)
    assert lines["name"] == Line("name", "Ana", "Ana", "Ana")
    assert not lines["name"].differs
    assert lines["title"] == Line("title", "Editor", "Reporter", "Editor")
    assert lines["title"].differs
    assert lines["tags"] == Line("tags", "eu", "dc, EU", "eu, dc")
    assert lines["addresses"] == Line("addresses", "", "c@x.example", "b@x.example, c@x.example")
    promised = {field: line.result for field, line in lines.items()}
    merge(store, keep, gone, now=NOW)
    other = add(store, "z@x.example")
    made = {field: line.keep for field, line in by_field(store, keep, other).items()}
    promised["tags"] = "dc, eu"
    assert made == promised
    assert "city" not in lines


@pytest.mark.parametrize(
    ("reason", "result"), [(Reason.UNSUBSCRIBE, "unsubscribe"), (Reason.BOUNCE, "")]
)
def test_her_word_holds_for_both_and_a_bounce_for_one_mailbox(
    store: Store, reason: Reason, result: str
) -> None:
    keep, gone = add(store, "a@x.example"), add(store, "b@x.example")
    suppress(store, Suppression("b@x.example", reason, NOW))
    assert by_field(store, keep, gone)["suppressed"].result == result
