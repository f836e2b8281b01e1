"""Corrections: which edition they correct, and to whom they go if nothing else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign_folder import WHOLE, read, refused

CORRECTION = """
[editions.corrected]
template = "press-release"
subject = "Corrected: {{ statement.title }}"
corrects = "press"
"""


def test_a_correction_goes_to_those_who_got_what_it_corrects(folder: Path) -> None:
    edition = read(folder, WHOLE + CORRECTION).edition("corrected")
    assert edition
    assert (edition.corrects, edition.audience) == ("press", "received:visit/press")
    assert str(edition.place("corrects")) == "visit/campaign.toml:23:12"
    assert edition.place("audience") == edition.place("corrects")


def test_or_to_whom_its_own_audience_says(folder: Path) -> None:
    own = CORRECTION + 'audience = "received:visit/press -country:US"\n'
    edition = read(folder, WHOLE + own).edition("corrected")
    assert edition
    assert edition.audience == "received:visit/press -country:US"


def test_a_folder_s_name_of_several_words_is_one_value(folder: Path) -> None:
    (folder / "campaign.toml").write_text(WHOLE + CORRECTION)
    renamed = folder.rename(folder.with_name("the visit, 2024"))
    edition = read(renamed, WHOLE + CORRECTION).edition("corrected")
    assert edition
    assert edition.audience == 'received:"the visit, 2024/press"'


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        (
            'corrects = "press"',
            'corrects = "pres"',
            "visit/campaign.toml:23:12: there is no edition 'pres' → did you mean press?",
        ),
        (
            'corrects = "press"',
            'corrects = "senate"',
            (
                "visit/campaign.toml:23:12: there is no edition 'senate'"
                " → other editions are press, congress"
            ),
        ),
        (
            'corrects = "press"',
            'corrects = "corrected"',
            (
                "visit/campaign.toml:23:12: corrected corrects itself"
                " → other editions are press, congress"
            ),
        ),
        (
            'one_per = "office"',
            'one_per = "office"\ncorrects = "corrected"',
            (
                "visit/campaign.toml:18:12: corrected corrects press, and a correction is not"
                ' corrected itself → write corrects = "press", and an audience of those who are to'
                " get it"
            ),
        ),
        (
            'title = "On the visit"',
            'title = "On the visit"\nprecedence = ["press", "corrected"]',
            (
                "visit/campaign.toml:2:14: nobody gets both press and corrected, which corrects it"
                " → take corrected out of precedence"
            ),
        ),
        (
            'corrects = "press"',
            "corrects = true",
            "visit/campaign.toml:23:1: editions.corrected.corrects: should be a valid string → ",
        ),
        (
            'corrects = "press"',
            'corrects = ""',
            ("visit/campaign.toml:20:2: editions.corrected.audience is missing → add audience = …"),
        ),
        (
            'corrects = "press"',
            'correct = "press"\naudience = "press"',
            (
                "visit/campaign.toml:23:1: there is no key editions.corrected.correct"
                " → did you mean corrects?"
            ),
        ),
    ],
)
def test_a_correction_of_nothing(folder: Path, old: str, new: str, wanted: str) -> None:
    whole = WHOLE + CORRECTION
    assert old in whole
    assert refused(folder, whole.replace(old, new)) == [wanted]


def test_only_a_correction_may_do_without_an_audience(folder: Path) -> None:
    toml = WHOLE.replace('audience = "press topic:china"\n', "")
    assert refused(folder, toml) == [
        "visit/campaign.toml:7:2: editions.press.audience is missing → add audience = …"
    ]


def test_a_correction_may_take_its_turn_with_others(folder: Path) -> None:
    toml = f'precedence = ["corrected", "congress"]\n{WHOLE}{CORRECTION}'
    assert read(folder, toml).precedence == ("corrected", "congress")
