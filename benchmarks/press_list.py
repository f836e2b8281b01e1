"""A store with any number of fictional journalists, written by ``executemany`` in a moment."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from outreach.domain.names import name_key
from outreach.store.database import open_store, transaction

_GIVEN = ("Marguerite", "Declan", "Priya", "Renée", "Zoë", "樂行", "Íñigo", "Agnieszka", "Tashi")
_FAMILY = ("Oduya", "O'Farrell", "Lindqvist", "Castagnier", "陳", "Peñaloza", "Brandt-Śliwa")
_BEATS = ("China", "human rights", "foreign policy", "Congress", "Asia", "sanctions")
_MEDIA = ("Newspaper", "News agency", "Television", "Radio")
_DAY = "2024-04-01T00:00:00+00:00"
_DESKS_AN_OUTLET = 4


def fill(path: Path, people: int) -> None:
    """A new store of ``people`` press contacts, four to an outlet, each with two beats and a tag.

    Every hundredth outlet's name holds characters that HTML must escape.
    """
    with transaction(open_store(path, create=True)) as db:
        db.conn.executemany(
            "INSERT INTO organisations (id, kind, name, name_key, medium) VALUES (?, ?, ?, ?, ?)",
            _outlets(people),
        )
        db.conn.executemany(
            "INSERT INTO contacts (id, uid, kind, email, email_key, name, given_name, family_name,"
            " search_name, title, language, country, city, organisation_id, created_at, updated_at)"
            " VALUES (?, ?, 'press', ?, ?, ?, ?, ?, ?, 'Reporter', 'en', 'US', 'Washington', ?,"
            f" '{_DAY}', '{_DAY}')",
            _people(people),
        )
        db.conn.executemany(
            "INSERT INTO topics (contact_id, topic, topic_key) VALUES (?, ?, ?)", _beats(people)
        )
        db.execute(
            "INSERT INTO tags SELECT id, 'tier ' || (id % 3), 'tier ' || (id % 3) FROM contacts"
        )
        db.execute("INSERT INTO positions SELECT id, organisation_id, title FROM contacts")


def _outlets(people: int) -> Iterator[tuple[int, str, str, str, str]]:
    for number in range(1, people // _DESKS_AN_OUTLET + 2):
        name = f"The Example Ledger {number}" if number % 100 else f'Ledger & "Wire" {number}'
        yield number, "outlet", name, name_key(name), _MEDIA[number % len(_MEDIA)]


def _people(people: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, people + 1):
        given, family = _GIVEN[number % len(_GIVEN)], _FAMILY[number % len(_FAMILY)]
        outlet = (number - 1) // _DESKS_AN_OUTLET + 1
        email = f"Desk.{number}@ledger{outlet}.example"
        name = f"{given} {family}"
        key = email.lower()
        yield number, f"p{number:015x}", email, key, name, given, family, name_key(name), outlet


def _beats(people: int) -> Iterator[tuple[int, str, str]]:
    for number in range(1, people + 1):
        for beat in (_BEATS[number % 6], _BEATS[(number + 1) % 6]):
            yield number, beat, name_key(beat)


if __name__ == "__main__":
    fill(Path(sys.argv[1]), int(sys.argv[2]))
