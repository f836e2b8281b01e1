"""An edition's own words in the campaign file."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from outreach.checks.values import check_values
from outreach.domain.campaign import Campaign, Edition, Sender, Value
from outreach.domain.statement import Signatory, Statement
from outreach.errors import Place

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
NEW_YORK = ZoneInfo("America/New_York")
SENDER = Sender("The Shelf", "press@shelf.example", "The Open Shelf")
STATEMENT = Statement(
    "Release the librarians",
    "Officers took Emily Rossington to Harborough. Mayor Kofi Asante said no.",
    signatories=(Signatory("Readers Without Walls"), Signatory("Free Pages")),
)


def found(
    values: dict[str, Value] | None = None,
    *,
    subject: str = "s",
    preheader: str = "",
    language: str = "contact",
) -> list[tuple[str, str, str]]:
    """Code, level and place of each finding."""
    keys = ("subject", "preheader", *(f"values.{key}" for key in values or {}))
    places = {key: Place("campaign.toml", line, 11) for line, key in enumerate(keys, 1)}
    edition = Edition(
        "late", "t", "press", subject, preheader, language=language,
        values=values or {}, places=places,
    )  # fmt: skip
    german = Statement("Lasst sie frei", "Wir bitten.", language="de")
    campaign = Campaign("c", "C", STATEMENT, (edition,), translations={"de": german})
    problems = [*check_values(campaign, edition, SENDER, NOW, NEW_YORK)]
    assert {problem.edition for problem in problems} <= {"late"}
    return [(p.code, p.level, str(p.place)) for p in problems]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Please sign the the statement.", "P122"),
        ("Please sign , we ask.", "P103"),
        ("Please  sign.", "P103"),
        ("Please sign (today.", "P102"),
        ("Please **sign** it.", "P107"),
        ("Please <b>sign</b> it.", "P107"),
        ("We wait until Monday, 24 November 2026.", "P113"),
        ("The hearing will be held on 3 November 2026.", "P113"),
        ("They took Emily Rosington away.", "P101"),
        ("Readers Withuot Walls will speak.", "P101"),
        ("We, the undersigned three organizations, ask.", "P110"),
    ],
)
def test_slips_in_a_text(text: str, code: str) -> None:
    assert {(one, place.rpartition(":")[0]) for one, _, place in found({"message": text})} == {
        (code, "campaign.toml:3")
    }
    assert {one for one, _, _ in found(preheader=text)} == {code}
    (_, _, place), *_ = found({"message": f"{text}\n\nMore of it."})
    assert place == "campaign.toml:3:11"


@pytest.mark.parametrize(
    "text",
    [
        "Please sign the statement on Emily Rossington by Friday, 27 November 2026.",
        "See https://shelf.example/a_b_c,d;e..f and write to mailto:a@shelf.example.",
        "We, the undersigned two organizations, ask.\n\nReaders Without Walls will speak.",
        "The hearing was held on 3 November 2026.",
        "Secretary Asante (Harborough) said: “No.”",
    ],
)
def test_a_text_without_slips(text: str) -> None:
    assert found({"message": text}, subject="S", preheader=text) == []


def test_the_place_is_that_of_the_slip() -> None:
    assert found({"message": "Please sign the the statement."}) == [
        ("P122", "warning", "campaign.toml:3:28")
    ]


def test_of_a_value_in_an_inline_table_only_its_line_is_known() -> None:
    place = Place("campaign.toml", 9, 1)
    edition = Edition(
        "late", "t", "press", "s", values={"message": "the the"}, places={"values.message": place}
    )
    campaign = Campaign("c", "C", STATEMENT, (edition,))
    (problem,) = check_values(campaign, edition, SENDER, NOW, NEW_YORK)
    assert problem.place == place


def test_what_a_correction_takes_back_is_wrong_on_purpose() -> None:
    wrong = "on Monday, 24 November 2026, the the 3 signatories"
    assert found({"was": wrong}) == []
    assert found({"now": wrong}) != []


@pytest.mark.parametrize(
    "subject",
    [
        "{{ release_line }}: Two groups urge the Mayor",
        "{% if a %}A{% else %}B{% endif %},{{ statement.title }}.{{ b }}",
        "{{ contact.name }} {% if x %} – more{% endif %}{# the the #}",
    ],
)
def test_what_a_template_fills_in_is_no_slip(subject: str) -> None:
    assert found(subject=subject) == []


def test_the_fixed_words_of_a_subject() -> None:
    assert found(subject="{{ release_line }}: the the librarians") == [
        ("P122", "warning", "campaign.toml:1:36")
    ]
    assert [one for one, _, _ in found(subject="Three groups urge the Mayor")] == ["P110"]


def test_the_language_is_the_edition_s() -> None:
    text = "Wir, die unterzeichnenden Gruppen, warten die die Antwort ab und ab."
    assert found({"message": "Am Dienstag, 25. November 2026, und und"}) == [
        ("P122", "warning", "campaign.toml:3:48")
    ]
    german = found({"message": "Am Dienstag, 25. November 2026, und und"}, language="de")
    assert [code for code, _, _ in german] == ["P113", "P122"]
    assert found({"message": text}, language="fi") == []


@pytest.mark.parametrize(
    ("link", "level"),
    [
        ("shelf.example/sign", "error"),
        ("www.shelf.example/sign", "error"),
        ("htps://shelf.example/sign", "error"),
        ("https:/shelf.example/sign", "error"),
        ("sign@shelf.example", "error"),
    ],
)
def test_a_link_that_leads_nowhere(link: str, level: str) -> None:
    assert found({"link": link}) == [("L401", level, "campaign.toml:3:11")]


@pytest.mark.parametrize(
    "link", ["https://shelf.example/sign", "mailto:sign@shelf.example", "by answering this letter"]
)
def test_a_link_that_leads_somewhere_or_is_read_in_the_letter(link: str) -> None:
    assert found({"link": link}) == []


@pytest.mark.parametrize(
    ("deadline", "past"),
    [
        (date(2026, 11, 22), True),
        (date(2026, 11, 23), False),
        (datetime(2026, 11, 23, 10, 59), True),
        (datetime(2026, 11, 23, 11, 1), False),
        (datetime(2026, 11, 23, 15, 59, tzinfo=UTC), True),
        ("20 November 2026", True),
        ("27 November 2026", False),
        ("from 20 to 27 November 2026", False),
        ("soon", False),
        (7, False),
    ],
)
def test_a_deadline_that_is_past(deadline: Value, past: bool) -> None:
    assert found({"deadline": deadline}) == (
        [("M806", "warning", "campaign.toml:3:11")] if past else []
    )
