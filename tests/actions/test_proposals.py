"""A proposal and what it changes: both or neither."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outreach.actions import proposals as acting
from outreach.actions.proposals import accept
from outreach.domain.contact import Kind
from outreach.domain.reply import InteractionKind
from outreach.errors import OutreachError, WrongUsage
from outreach.store.contact_edit import Edit, add_contact
from outreach.store.database import Store, transaction
from outreach.store.interactions import Interaction, record
from outreach.store.proposals import Change, proposals, propose
from outreach.store.suppressions import suppressed

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
HER = "ana@ledger.example"


@pytest.fixture
def known(store: Store) -> Store:
    add_contact(store, Kind.PRESS, HER, Edit({"name": "Ana Paz"}), now=NOW, uid="ana")
    return store


def suggest(db: Store, change: Change, address: str) -> int:
    with transaction(db):
        one = Interaction(InteractionKind.LEFT, NOW, HER, "inbound", NOW, contact_uid="ana")
        id_ = record(db, one)
        assert id_ is not None
        propose(db, id_, "ana", change, {"address": address})
    return max(each.id for each in proposals(db))


def contacts(db: Store) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = db.execute(
        "SELECT uid, email FROM contacts ORDER BY id"
    ).fetchall()
    return rows


CHANGES: list[tuple[Change, str]] = [
    ("left", HER),
    ("suppress", HER),
    ("new-address", "ana@voice.example"),
    ("successor", "jo@ledger.example"),
]


@pytest.mark.parametrize(("change", "address"), CHANGES)
def test_a_crash_before_it_is_marked_leaves_nothing_changed(
    known: Store, monkeypatch: pytest.MonkeyPatch, change: Change, address: str
) -> None:
    id_ = suggest(known, change, address)
    before = contacts(known)

    def crash(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(acting, "decide", crash)
        with pytest.raises(KeyboardInterrupt):
            accept(known, id_, by="Jo", now=NOW, new_uid=lambda: "new")
    assert (contacts(known), suppressed(known)(HER)) == (before, None)
    assert [one.state for one in proposals(known)] == ["open"]
    accept(known, id_, by="Jo", now=NOW, new_uid=lambda: "new")
    assert proposals(known) == []
    assert contacts(known) != before or suppressed(known)(HER) is not None


def test_what_cannot_be_made_stays_open(known: Store) -> None:
    add_contact(known, Kind.PRESS, "jo@ledger.example", Edit(), now=NOW, uid="jo")
    id_ = suggest(known, "successor", "jo@ledger.example")
    with pytest.raises(OutreachError):
        accept(known, id_, by="Jo", now=NOW, new_uid=lambda: "new")
    assert [one.id for one in proposals(known)] == [id_]


def test_of_a_contact_that_is_gone_nothing_can_be_made(known: Store) -> None:
    id_ = suggest(known, "successor", "jo@ledger.example")
    known.execute("DELETE FROM contacts")
    known.conn.commit()
    with pytest.raises(WrongUsage, match="is gone"):
        accept(known, id_, by="Jo", now=NOW, new_uid=lambda: "new")


def test_the_same_is_not_asked_twice(known: Store) -> None:
    assert suggest(known, "left", HER) == suggest(known, "left", HER.upper())
