"""How long a search takes among a million contacts, and what the index costs those who write them.

``contact_search.py [CONTACTS]``: 1,000,000 unless told; people, outlets and addresses are made up.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

from outreach.domain.names import name_key
from outreach.store.contact_merge import count_likely_duplicates, likely_duplicates
from outreach.store.contact_search import refresh
from outreach.store.contacts import count_found, named, search
from outreach.store.database import Store, open_store, transaction

SEARCHES = (
    *("a", "ma", "mar", "ledger", "paper", "paper7", "velazquez", "strasse", "ostergard"),
    *(
        "maria velaz",
        "ledger zoe reporter",
        "example a",
        "王偉",
        "偉芳",
        "news 12",
        "nobody-at-all",
    ),
)
_SYLLABLES = (
    *("ma", "ri", "an", "da", "lo", "ve", "ka", "to", "shi", "ber", "gus", "el", "ro"),
    *("sa", "ni", "pe", "dro", "wan", "zhi", "hu", "ol", "ga", "fre", "ik"),
)
_TITLES = ("Reporter", "Editor", "Foreign correspondent", "Bureau chief", "Producer")
_PAPERS = ("Ledger", "Times", "Post", "News")
_FAMILIES, _GIVENS = (
    "王李張劉陳楊黃趙吳周徐孫馬朱胡郭何高林羅",
    "偉芳娜敏靜麗強磊軍洋勇艷傑娟濤明超秀霞平",
)
_AN_OUTLET = 4


def _word(random: Random, syllables: int) -> str:
    return "".join(random.choice(_SYLLABLES) for _ in range(syllables)).capitalize()


def _outlets(random: Random, people: int) -> Iterator[tuple[object, ...]]:
    for number in range(1, people // _AN_OUTLET + 2):
        name = f"The {_word(random, 2)} {random.choice(_PAPERS)} {number}"
        yield number, name, name_key(name)


def _people(random: Random, people: int) -> Iterator[tuple[object, ...]]:
    givens = [*(_word(random, 2) for _ in range(400)), "Renée", "Íñigo", "Zoë", "Ana", "Maria"]
    families = [_word(random, 3) for _ in range(20_000)]
    families += ["Velázquez", "Straße", "Østergård"] * 10
    for number in range(1, people + 1):
        given, family = random.choice(givens), random.choice(families)
        name = f"{given} {family}"
        if number % 10 == 0:
            given, family = "".join(random.choices(_GIVENS, k=2)), random.choice(_FAMILIES)
            name = family + given
        outlet = random.randrange(1, people // _AN_OUTLET + 2)
        email = f"{name_key(given)}.{number}@paper{outlet}.example"
        title = random.choice(_TITLES)
        yield (
            number,
            f"p{number:x}",
            email,
            email,
            name,
            given,
            family,
            name_key(name),
            title,
            outlet,
        )


def _fill(db: Store, people: int) -> None:
    random = Random(7)
    with transaction(db):
        db.conn.executemany(
            "INSERT INTO organisations (id, kind, name, name_key) VALUES (?, 'outlet', ?, ?)",
            _outlets(random, people),
        )
        db.conn.executemany(
            "INSERT INTO contacts (id, uid, kind, email, email_key, name, given_name, family_name,"
            " search_name, title, organisation_id, created_at, updated_at)"
            " VALUES (?, ?, 'press', ?, ?, ?, ?, ?, ?, ?, ?, '2026', '2026')",
            _people(random, people),
        )


def _ms(work: Callable[[], object]) -> float:
    """The best of three."""
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return 1000 * min(times)


def main(people: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "contacts.db"
        db = open_store(path, create=True)
        begun = time.perf_counter()
        _fill(db, people)
        filled = time.perf_counter()
        refresh(db)
        indexed = time.perf_counter()
        print(f"{people:,} contacts, {path.stat().st_size / 1e6:,.0f} MB")
        print(f"written in {filled - begun:.1f} s, indexed in {indexed - filled:.1f} s more\n")
        print(f"{'search':<22}{'found':>9}  first 100 ms  count ms")
        for text in SEARCHES:
            found = count_found(db, text)
            first = _ms(lambda text=text: search(db, text, 100))
            count = _ms(lambda text=text: count_found(db, text))
            print(f"{text:<22}{found:>9,}{first:>14.1f}{count:>10.1f}")
        print(f"\none person by name    {_ms(lambda: named(db, 'maria velazquez')):>9.1f} ms")
        pairs = count_likely_duplicates(db)
        print(f"{pairs} likely duplicates {_ms(lambda: likely_duplicates(db, 20)):>9.0f} ms")
        db.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
