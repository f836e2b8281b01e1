"""Release lines and datelines: read where they say enough, doubted where they do not."""

from __future__ import annotations

import pytest

from outreach.intake.page import read_page
from outreach.intake.page_dateline import dateline_in
from outreach.intake.page_release import release_end, until

REST = "The coalition today asked Congress to pass the act."


@pytest.mark.parametrize(
    ("line", "clock", "zone"),
    [
        ("EMBARGOED UNTIL 6:00 a.m. ET, April 24, 2024", "2024-04-24T06:00", "America/New_York"),
        ("Embargoed for release until 10 PM PDT on 3 June 2024", "2024-06-03T22:00",
         "America/Los_Angeles"),
        ("Under embargo until 00:01 BST, 3 June 2024", "2024-06-03T00:01", "Europe/London"),
        ("Sperrfrist: 24.04.2024, 10.30 Uhr MESZ", "2024-04-24T10:30", "Europe/Berlin"),
        ("Embargo jusqu’au 3 mai 2024 à 6 h 30, heure de Paris", "2024-05-03T06:30",
         "Europe/Paris"),
        ("EMBARGOED UNTIL NOON GMT, 2024-05-03", "2024-05-03T12:00", "UTC"),
        ("禁發至：香港時間2024年4月24日下午3時", "2024-04-24T15:00", "Asia/Hong_Kong"),
        ("EMBARGOED UNTIL 6 a.m., April 24, 2024", "2024-04-24T06:00", ""),
    ],
)  # fmt: skip
def test_embargoes(line: str, clock: str, zone: str) -> None:
    assert release_end(line)
    found = until(line)
    assert found
    assert (found.clock.isoformat(timespec="minutes"), found.zone) == (clock, zone)


@pytest.mark.parametrize(
    "line", ["EMBARGOED UNTIL FURTHER NOTICE", "EMBARGOED UNTIL April 24, 2024", "Embargo 6 a.m."]
)
def test_an_embargo_without_day_or_time_is_doubted(line: str) -> None:
    assert until(line) is None
    page = read_page(f"{line}\n\nA title of four words\n\n{REST}\n".encode(), "page.txt")
    assert page.embargo is None
    assert ("I208", 1) in [(p.code, p.place.line if p.place else 0) for p in page.problems]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("SPERRFRIST: Mittwoch, 26. November 2026, 15:00 Uhr MEZ",
         "“Mittwoch” does not fit the embargo's date: 2026-11-26 is a Thursday"),
        ("EMBARGOED UNTIL 6:00 a.m. ET, Friday, April 24, 2024",
         "“Friday” does not fit the embargo's date: 2024-04-24 is a Wednesday"),
        ("禁發至：香港時間2024年4月24日（星期四）下午3時",
         "“星期四” does not fit the embargo's date: 2024-04-24 is a Wednesday"),
        ("SPERRFRIST: Donnerstag, 26. November 2026, 15:00 Uhr MEZ", ""),
        ("EMBARGOED UNTIL 6:00 a.m. ET, Wednesday, April 24, 2024", ""),
        ("EMBARGOED from Monday until Friday, April 24, 2024, 6:00 a.m. ET", ""),
    ],
)  # fmt: skip
def test_a_weekday_that_does_not_fit_the_embargo_s_date_is_said(line: str, said: str) -> None:
    page = read_page(f"{line}\n\nA title of four words\n\n{REST}\n".encode(), "page.txt")
    found = [(p.message, p.place.line if p.place else 0) for p in page.problems if p.code == "I208"]
    assert found == ([(said, 1)] if said else [])


def test_a_sentence_about_an_embargo_is_no_release_line() -> None:
    sentence = "Embargo or not, the government must answer to the families of those who were taken "
    assert not release_end(sentence + "in the night, and it must do so before the session ends.")


@pytest.mark.parametrize(
    ("text", "place", "dated"),
    [
        (f"WASHINGTON – {REST}", "WASHINGTON", False),
        (f"WASHINGTON, D.C., April 24, 2024 — {REST}", "WASHINGTON, D.C.", True),
        (f"NEW YORK, April 24 — {REST}", "NEW YORK", False),
        (f"Paris, le 3 mai 2024 – {REST}", "Paris", True),
        (f"Berlin, 24. April 2024. {REST}", "Berlin", True),
        (f"Berlin – {REST}", "Berlin", False),
        (f"(London, 3 June 2024) {REST}", "London", True),
        ("【香港訊】三十個民間團體今日發表聯合聲明，要求當局立即釋放。", "香港", False),
    ],
)
def test_datelines(text: str, place: str, dated: bool) -> None:
    found = dateline_in(text)
    assert found
    assert (found.place, found.day is not None) == (place, dated)


@pytest.mark.parametrize("dash", ["——", " —— ", " ––", " – ", " -- "])
def test_the_whole_dash_belongs_to_the_dateline(dash: str) -> None:
    found = dateline_in(
        f"香港，2026年11月24日{dash}六個民間團體今日發表聯合聲明，要求當局立即釋放。"
    )
    assert found
    assert found.end == len("香港，2026年11月24日") + len(dash)


@pytest.mark.parametrize(
    "text",
    [
        "Freedom – the word is small, and yet five people sit in jail for it.",
        "On April 24, 2024 – a Wednesday – they were taken from their homes.",
        "“Stop” – that is what we told the government last year.",
        "We ask the government – and the opposition – to stop this now.",
        "BERLIN – too short",
    ],
)
def test_no_datelines(text: str) -> None:
    assert dateline_in(text) is None
