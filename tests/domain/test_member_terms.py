"""Which words of a query speak of Members."""

from __future__ import annotations

import pytest

from outreach.domain.audience import Query, parse
from outreach.domain.member_terms import (
    committees_named,
    contact_terms,
    member_terms,
    staffed_committees,
    uses_congress,
)


def read(text: str) -> Query:
    query, misread = parse(text)
    assert misread == ()
    return query


@pytest.mark.parametrize(
    ("text", "uses"),
    [
        ("congress topic:china", True),
        ("press,congress", True),
        ("press", False),
        ("-congress tag:x", False),
        ("press state:CA", True),
        ("-committee:SSFR press", True),
        ("staff-of:SSFR", True),
        ("chair-or-ranking:SSFR", True),
        ("role:counsel", False),
    ],
)
def test_a_query_goes_by_congress_or_not(text: str, uses: bool) -> None:
    assert uses_congress(read(text)) is uses


def test_a_query_falls_into_members_and_contacts() -> None:
    query = read("congress -state:CA role:counsel committee:SSFR tag:x staff-of:SSFR -press")
    assert [term.field for term in member_terms(query).terms] == ["state", "committee"]
    assert [term.field for term in contact_terms(query)] == ["role", "tag", "kind"]


def test_committees_are_those_a_query_asks_for() -> None:
    query = read("committee:ssfr,HSFA -committee:HSZS chair-or-ranking:SSFR,HLIG")
    assert committees_named(query) == ("SSFR", "HSFA", "HLIG")
    # Only Members' own offices are those of a chair.
    assert staffed_committees(query) == ()
    assert staffed_committees(read("committee:ssfr,HSFA -state:CA")) == ("SSFR", "HSFA")
    assert staffed_committees(read("committee:ssfr state:CA")) == ()
    assert staffed_committees(read("staff-of:SSFR chamber:senate role:counsel")) == ("SSFR",)
