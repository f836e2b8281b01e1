"""Three contacts that differ in what letters ask for, and a tag's prefix."""

from __future__ import annotations

from outreach.domain.contact import Contact, Kind, Member, Office, Organisation

PREFIX = "-xk7f3"

RENEE = Contact(
    id=1,
    uid="u1",
    kind=Kind.PRESS,
    email="renee@example.org",
    name="Renée O’Brien & Sons",
    given_name="Renée",
    language="fr",
    organisation=Organisation("The Hudson Observer"),
)
DESK = Contact(id=2, uid="u2", kind=Kind.PRESS, email="desk@example.org")
STAFFER = Contact(
    id=3,
    uid="u3",
    kind=Kind.CONGRESS,
    email="staff@example.org",
    name="Annika Thorsgaard",
    office=Office(
        "Office of Senator Risch",
        Member("R1", "James E. Risch", "Risch", "Senator", "Senator Risch", "senate", "ID"),
    ),
)
