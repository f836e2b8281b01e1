"""What a person said of a list's columns, for the next list with its headers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from outreach.store.database import Store
from outreach.store.mappings import mapping_saved_at, save_mapping, saved_mapping

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)


def test_what_was_said_last_counts(store: Store) -> None:
    assert saved_mapping(store, "k") is None
    assert mapping_saved_at(store, "k") is None
    save_mapping(store, "k", {"Wer": "name"}, "press", NOW)
    save_mapping(store, "k", {"Wer": "name", "電郵地址": "email", "Nr": ""}, "", NOW + timedelta(1))
    assert saved_mapping(store, "k") == ({"Wer": "name", "電郵地址": "email", "Nr": ""}, "")
    assert mapping_saved_at(store, "k") == NOW + timedelta(1)
    assert saved_mapping(store, "other") is None
