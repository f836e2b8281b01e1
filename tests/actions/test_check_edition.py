"""check, of one edition: each recipient's letter, and what is told of all of them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.check_edition import Desk as CheckDesk
from outreach.actions.check_edition import check_edition, preheader_of
from outreach.checks.reading import Reading
from outreach.domain.campaign import Campaign, Embargo, Release, Tracking
from outreach.domain.settings import Settings
from outreach.errors import Problem

from .conftest import NOW, SENDER, Desk

HTML = """<!DOCTYPE html><html lang="en" dir="ltr"><head><title>T</title></head><body>
<div style="display:none">{{ preheader }}</div><div lang="en" dir="ltr"><h1>Free them</h1>
<p>Dear {{ contact.name }}</p><p><a href="{{ unsubscribe_url }}">Leave</a></p></div>
</body></html>"""
TEXT = "FREE THEM\n\nDear {{ contact.name }},\n\nLeave: {{ unsubscribe_url }}\n"


@pytest.fixture
def whole(desk: Desk) -> Desk:
    """The desk with a letter that has all its parts."""
    desk.write(HTML, TEXT)
    desk.edit(preheader="For {{ contact.name }}: release all political prisoners, 44 groups say")
    return desk


def checked(
    desk: Desk, readings: list[Reading] | None = None, **more: Any
) -> dict[str, list[Problem]]:
    """What is found, by code; ``more`` is the campaign's, ``most_recipients`` the settings'."""
    most = more.pop("most_recipients", 0)
    campaign = Campaign("visit", "Visit", desk.statement, (desk.edition,), **more)
    at = CheckDesk(
        desk.db,
        campaign,
        desk.templates,
        Settings(SENDER, most_recipients=most),
        desk.templates,
        NOW,
        read=(readings if readings is not None else []).append,
    )
    found: dict[str, list[Problem]] = {}
    for one in check_edition(at, desk.edition):
        found.setdefault(one.code, []).append(one)
    return found


def test_a_good_edition_has_nothing_that_stops_it(whole: Desk) -> None:
    found = checked(whole)
    assert [one for some in found.values() for one in some if one.level == "error"] == []


def test_each_recipients_letter_is_looked_at(whole: Desk) -> None:
    whole.know("None", "BO CASTILLO", "Di")
    found = checked(whole)
    assert [one.message for one in found["T002"]] == [
        "“None” is printed as a value (for none@press.example)"
    ]
    assert [one.message.partition("”")[0] for one in found["T007"]] == ["the name “BO CASTILLO"]
    assert {one.edition for one in found["T002"] + found["T007"]} == {"press"}


def test_a_message_is_read_once_with_its_first_recipient(whole: Desk) -> None:
    readings: list[Reading] = []
    checked(whole, readings)
    (reading,) = readings
    assert reading.sample.subject == "For Ana"
    assert reading.preheader == "For Ana: release all political prisoners, 44 groups say"
    assert dict(reading.domains) == {"press.example": 3}
    assert "display:none" in reading.page
    assert "Dear Ana" in reading.page


def test_a_letter_without_a_hidden_line_has_no_preheader(whole: Desk) -> None:
    whole.write(HTML.replace("display:none", "color:red"), TEXT)
    readings: list[Reading] = []
    checked(whole, readings)
    assert preheader_of(readings[0]) == ""


def test_each_message_of_an_edition_is_read(whole: Desk) -> None:
    whole.write(HTML, TEXT + "{% if contact.name == 'Bo' %}TODO{% endif %}")
    readings: list[Reading] = []
    assert [one.message for one in checked(whole, readings)["T002"]] == [
        "“TODO” is left in the letter"
    ]
    assert len(readings) == 2


def test_tracking_of_people_of_unknown_country_is_an_error(whole: Desk) -> None:
    assert "C603" not in checked(whole)
    whole.edit(tracking=Tracking(clicks=True))
    assert [one.level for one in checked(whole)["C603"]] == ["error"]


def test_more_recipients_than_are_meant(whole: Desk) -> None:
    assert "R713" not in checked(whole, most_recipients=3)
    assert [one.level for one in checked(whole, most_recipients=2)["R713"]] == ["error"]


def test_contacts_that_nothing_has_touched_for_a_year(whole: Desk) -> None:
    assert "R711" not in checked(whole)
    old = (NOW - timedelta(366)).isoformat()
    whole.db.execute("UPDATE contacts SET updated_at = ? WHERE name = 'Ana'", [old])
    whole.db.execute("DELETE FROM listings")
    assert "1 recipient " in checked(whole)["R711"][0].message


def test_names_that_slipped_by_a_row(whole: Desk) -> None:
    whole.know("Jane Smith", "Robert Brown")
    whole.db.execute(
        "UPDATE contacts SET email = 'jane.smith@b.example', email_key = 'jane.smith@b.example'"
        " WHERE name = 'Robert Brown'"
    )
    assert [one.message for one in checked(whole)["T008"]] == [
        "jane.smith@b.example is greeted as Robert Brown, and another contact has that name"
    ]


def test_a_letter_under_embargo_says_so(whole: Desk) -> None:
    embargo = Embargo(NOW + timedelta(hours=20))
    whole.edit(release=Release.UNDER_EMBARGO)
    found = checked(whole, embargo=embargo)
    assert {one.level for one in found["M801"]} == {"error", "warning"}
    whole.edit(subject="{{ release_line }}: free them")
    whole.write(HTML, "{{ release_line }}\n\n" + TEXT)
    assert "M801" not in checked(whole, embargo=embargo)


def test_a_release_names_somebody_to_call(whole: Desk) -> None:
    assert "C605" not in checked(whole)
    for part in ("html", "txt"):
        Path(whole.templates / f"release.{part}.j2").rename(
            whole.templates / f"press-release.{part}.j2"
        )
    whole.edit(template="press-release")
    assert "C605" in checked(whole)


def test_the_longest_subject_of_all_is_measured(whole: Desk) -> None:
    assert "H101" not in checked(whole)
    whole.know("Bartholomew" * 7)
    (found,) = checked(whole)["H101"]
    assert found.level == "info"
    assert found.message.endswith(f"(for {'bartholomew' * 7}@press.example)")
    whole.know("Bartholomew" * 14)
    assert [one.level for one in checked(whole)["H101"]] == ["error"]


def test_of_very_many_messages_the_first_are_looked_at_in_full(
    whole: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("outreach.actions.check_edition.MOST_READ", 2)
    branch = "{% if contact.name == 'Cy' %}TODO{% elif contact.name == 'Bo' %}.{% endif %}"
    whole.write(HTML, TEXT + branch)
    readings: list[Reading] = []
    found = checked(whole, readings)
    assert len(readings) == 2
    assert len(found["T002"]) == 1
    assert found["many-messages"][0].message.startswith("2 of 3 messages were looked at in full")
