from __future__ import annotations

import pytest

from outreach.sandbox.logs import parse


@pytest.mark.parametrize(
    "query",
    [
        'to_email = "ana@example.com"',
        'to_email="ana@example.com" AND sg_message_id = "x"',
        'sg_message_id_created_at > TIMESTAMP "2026-01-01T00:00:00Z"',
        'to_email = "a@b.example" AND sg_message_id_created_at <= TIMESTAMP "2026-01-01T00:00:00Z"',
        "status IN ('delivered', 'bounced') AND categories IN ('visit/press')",
        'categories IN ("visit")',
        "reason = '550 5.1.1 no such user'",
    ],
)
def test_understood(query: str) -> None:
    terms = parse(query)
    assert terms is not None
    assert len(terms) == 1 + query.count(" AND ")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "None",
        "to_email = ana@example.com",
        'to_email > "a"',
        'subject LIKE "x"',
        "status = 'delivered'",
        "status IN ('sent')",
        "status IN ()",
        "categories IN 'visit'",
        'to_email = "a" ANDsubject = "b"',
        'to_email = "a" OR to_email = "b"',
        '(to_email = "a")',
        'to_email = "a" AND',
        'sg_message_id_created_at = TIMESTAMP "2026-01-01T00:00:00Z"',
        'sg_message_id_created_at > "2026-01-01T00:00:00Z"',
        'sg_message_id_created_at > TIMESTAMP "yesterday"',
    ],
)
def test_not_understood(query: str) -> None:
    assert parse(query) is None


def test_a_text_may_hold_the_word_that_joins() -> None:
    terms = parse('subject = "Life AND death" AND to_email = "ana@example.com"')
    assert terms is not None
    assert [(one.field, one.values) for one in terms] == [
        ("subject", ("Life AND death",)),
        ("to_email", ("ana@example.com",)),
    ]
