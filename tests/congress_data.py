"""An invented Congress that is as irregular as the real data: every Member has one peculiarity."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from outreach.domain.congress import Congress
from outreach.domain.contact import Member
from outreach.domain.seats import Seat, all_seats

Entry = dict[str, Any]


def legislator(bioguide: str, name: Entry, term: Entry, **more: Any) -> Entry:
    earlier = {"type": "rep", "start": "2001-01-03", "end": "2003-01-03", "state": "OH"}
    return {"id": {"bioguide": bioguide}, "name": name, **more, "terms": [earlier, term]}


LEGISLATORS: list[Entry] = [
    legislator(
        "A000001",
        {"first": "Adela", "last": "Quarrington", "official_full": "Adela M. Quarrington"},
        {
            "type": "sen", "start": "2021-01-03", "end": "2027-01-03", "state": "ID", "class": 2,
            "state_rank": "senior", "party": "Republican", "phone": "202-555-0101",
            "url": "https://quarrington.senate.example", "office": "12 Made Building",
            "address": "12 Made Building Washington DC 20510",
        },
        leadership_roles=[
            {"title": "Senate Whip", "start": "2019-01-03", "end": "2021-01-03"},
            {"title": "Senate Majority Leader", "chamber": "senate", "start": "2025-01-03"},
        ],
    ),
    legislator(
        "B000001",
        {"first": "Bram", "last": "Öztürk-Vale", "official_full": "Bram Öztürk-Vale"},
        {"type": "sen", "end": "2026-11-03", "how": "appointment", "state": "FL", "class": 3,
         "state_rank": "junior", "party": "Independent", "caucus": "Democrat"},
    ),
    legislator(
        "C000001",
        {"first": "Zebulon (Zeb)", "last": "Carrow", "suffix": "Jr.",
         "official_full": 'Zebulon "Zeb" Carrow'},
        {"type": "rep", "end": "2027-01-03", "state": "CA", "district": 11, "party": "Democrat",
         "office": "1034 Invented House Office Building", "phone": "202-555-0102"},
    ),
    legislator(
        "D000001",
        {"first": "Dorothea", "middle": "Q.", "last": "Van der Meulen", "suffix": "III"},
        {"type": "rep", "state": "AK", "district": 0, "party": "Republican"},
    ),
    legislator(
        "E000001",
        {"first": "Estela", "last": "Hernandorena Ruiz", "official_full": "Estela Hernandorena"},
        {"type": "rep", "end": "2027-01-03", "state": "PR", "district": 0, "party": "Democrat"},
    ),
    legislator(
        "F000001",
        {"first": "Ferdinand", "last": "Aumua", "official_full": "Ferdinand Aumua"},
        {"type": "rep", "state": "AS", "district": 0, "party": "Republican"},
    ),
    legislator(
        "G000001",
        {"first": "Greta", "last": "Norling", "official_full": "Greta Norling"},
        {"type": "rep", "state": "NC", "district": 7, "party": "Independent",
         "caucus": "Republican", "url": "javascript:alert(1)"},
    ),
]  # fmt: skip

COMMITTEES: list[Entry] = [
    {
        "type": "senate", "name": "Senate Committee on Foreign Relations", "thomas_id": "SSFR",
        "subcommittees": [
            {"name": "East Asia", "thomas_id": "02"},
            {"name": "Nobody Sits Here", "thomas_id": "39"},
        ],
    },
    {"type": "house", "name": "House Committee on Foreign Affairs", "thomas_id": "HSFA"},
    {"type": "joint", "name": "Joint Committee on Printing", "thomas_id": "JSPR"},
]  # fmt: skip

SEATS: dict[str, list[Entry]] = {
    "SSFR": [
        {"name": "Adela M. Quarrington", "party": "majority", "rank": 1, "title": "Chairman",
         "bioguide": "A000001"},
        {"name": "Bram Öztürk-Vale", "party": "minority", "rank": 1, "title": "Vice Chairman",
         "bioguide": "B000001"},
    ],
    "HSFA": [
        {"name": "Dorothea Van der Meulen", "party": "majority", "rank": 1, "title": "Chairwoman",
         "bioguide": "D000001"},
        {"name": "Ferdinand Aumua", "party": "majority", "rank": 10, "bioguide": "F000001"},
        {"name": 'Zebulon "Zeb" Carrow', "party": "minority", "rank": 1,
         "title": "Ranking Member", "bioguide": "C000001"},
    ],
    "JSPR": [
        {"party": "majority", "rank": 1, "title": "Chairman", "chamber": "senate",
         "bioguide": "A000001"},
        {"party": "majority", "rank": 1, "title": "Vice Chairman", "chamber": "house",
         "bioguide": "D000001"},
        {"party": "minority", "rank": 1, "chamber": "house", "bioguide": "C000001"},
    ],
}  # fmt: skip

DISTRICT_OFFICES: list[Entry] = [
    {
        "id": {"bioguide": "C000001", "govtrack": 1},
        "offices": [
            {"id": "C000001-bayview", "address": "1 Made Street", "suite": "Suite 2",
             "building": "Federal Building", "city": "Bayview", "state": "CA", "zip": "02134",
             "phone": "202-555-0190", "latitude": 1.5},
            {"id": "C000001-lowell", "city": "Lowell", "state": "CA"},
        ],
    }
]  # fmt: skip

FILES: dict[str, Any] = {
    "legislators-current": LEGISLATORS,
    "committees-current": COMMITTEES,
    "committee-membership-current": SEATS,
    "legislators-district-offices": DISTRICT_OFFICES,
}


def as_json(folder: Path, **changed: Any) -> Path:
    """The files in ``folder``; ``changed`` replaces one by the first word of its name."""
    for stem, data in _files(changed):
        (folder / f"{stem}.json").write_text(json.dumps(data), encoding="utf-8")
    return folder


def as_yaml(folder: Path, **changed: Any) -> Path:
    for stem, data in _files(changed):
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False)
        (folder / f"{stem}.yaml").write_text(text, encoding="utf-8")
    return folder


def _files(changed: dict[str, Any]) -> list[tuple[str, Any]]:
    keys = {
        "members": "legislators-current",
        "committees": "committees-current",
        "seats": "committee-membership-current",
        "offices": "legislators-district-offices",
    }
    new = {keys[key]: data for key, data in changed.items()}
    return [(stem, new.get(stem, data)) for stem, data in FILES.items()]


def whole_congress(*vacant: Seat, dated: date = date(2026, 6, 15)) -> Congress:
    """All 541 seats but the ``vacant`` ones, each held by somebody called after it."""
    empty = list(vacant)
    members: list[Member] = []
    for number, seat in enumerate(all_seats()):
        if seat in empty:
            empty.remove(seat)
            continue
        title = "Senator" if seat.chamber == "senate" else "Representative"
        last = f"Of{seat.state}{seat.district or number}"
        members.append(
            Member(
                f"W{number:06}", f"A. {last}", last, title, f"{title} {last}",
                seat.chamber, seat.state, seat.district, party="Republican",
            )
        )  # fmt: skip
    return Congress(dated, tuple(members), (), ())
