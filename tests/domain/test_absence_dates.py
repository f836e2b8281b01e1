"""The last day of an absence: ambiguous and impossible days, and laws."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.absence_dates import last_day

SENT = date(2026, 11, 24)  # a Tuesday
DAYS = [
    ("until 5 December", date(2026, 12, 5)),
    ("until December 5th, 2026", date(2026, 12, 5)),
    ("back Monday", date(2026, 11, 29)),
    ("I will be back on Monday, 30 November", date(2026, 11, 29)),
    ("until 12/05", date(2026, 12, 5)),  # 12 May is farther off
    ("until 05/12", date(2026, 12, 5)),
    ("until 12/30", date(2026, 12, 30)),
    ("bis 5.12.", date(2026, 12, 5)),
    ("bis zum 5. Dezember", date(2026, 12, 5)),
    ("ab dem 7. Dezember wieder im Büro", date(2026, 12, 6)),
    ("jusqu'au 5 décembre inclus", date(2026, 12, 5)),
    ("de retour le 7 décembre", date(2026, 12, 6)),
    ("hasta el 5 de diciembre", date(2026, 12, 5)),
    ("vuelvo el 7 de diciembre de 2026", date(2026, 12, 6)),
    ("fino al 5 dicembre", date(2026, 12, 5)),
    ("até 5 de dezembro", date(2026, 12, 5)),
    ("tot en met 5 december", date(2026, 12, 5)),
    ("until 2 January", date(2027, 1, 2)),
    ("until 30 February", None),
    ("until 31/31", None),
    ("call 202-555-0100 or 555.12.34 until then", None),
    ("since 1 September", None),
    ("", None),
]


@pytest.mark.parametrize(("text", "day"), DAYS)
def test_the_day_is_read(text: str, day: date | None) -> None:
    assert last_day([text], SENT) == day


@given(
    st.integers(0, 300),
    st.sampled_from(["{:%d %B %Y}", "{:%B %d, %Y}", "{:%Y-%m-%d}", "{:%d.%m.%Y}"]),
)
def test_until_a_day_ends_on_it_and_back_on_it_the_day_before(ahead: int, form: str) -> None:
    day = SENT + timedelta(ahead + 1)
    assert last_day([f"away until {form.format(day)}"], SENT) == day
    assert last_day([f"I am back on {form.format(day)}"], SENT) == day - timedelta(1)


@given(st.text(max_size=80), st.dates())
def test_any_text_names_a_day_to_come_or_none(text: str, sent: date) -> None:
    if sent < date(9000, 1, 1):
        found = last_day([f"until {text}"], sent)
        assert found is None or sent - timedelta(1) <= found <= sent + timedelta(400)
