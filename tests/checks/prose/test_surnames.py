"""Surnames that stand alone beside a full name."""

from __future__ import annotations

import pytest

from proofread_texts import said_of


@pytest.mark.parametrize(
    ("body", "language", "message"),
    [
        ("The reporter Emily Rossington is held. Ms. Rosington is ill.", "en",
         "“Rosington” is “Emily Rossington” elsewhere"),
        ("Emily Rossington is held. Today Rosington is ill.", "en",
         "“Rosington” is “Emily Rossington” elsewhere"),
        ("Minister Pyotr Orlovsky came. Then the Orlovski trial ended.", "en",
         "“Orlovski” is “Pyotr Orlovsky” elsewhere"),
        ("Das sagt Dr. Annette Köhler-Brandt. Frau Köhler-Brand war dabei.", "de",
         "“Köhler-Brand” is “Annette Köhler-Brandt” elsewhere"),
        ("Es sprach Leyla Aydın. Frau Aydin war krank.", "de",
         "“Aydin” is “Leyla Aydın” elsewhere"),
    ],
)  # fmt: skip
def test_a_letter_off(body: str, language: str, message: str) -> None:
    assert [p.message for p in said_of(body, "P101", language=language)] == [message]


@pytest.mark.parametrize(
    "body",
    [
        "Emily Rossington left. Rossington’s lawyer and the Rossingtons stayed.",
        "Jane Hansen met Peter Hanson. Then Ms. Hanson left, and Hansen stayed.",
        "The Human Rights Centre met a Center for Peace of a Congressman, Congressmen and all.",
        "The World Organization and an Organisation for all.",
        "North Macedonia and Macedonian law.",
        "The Republic of South Argentina met Argentine lawyers.",
    ],
)
def test_another_name_or_form(body: str) -> None:
    assert said_of(body, "P101") == []


def test_german_nouns_are_no_names() -> None:
    body = "Der Bruder von Paul Garten sah Gärten und Brüder. Die Leitung lobt die Leistung."
    assert said_of(body, "P101", language="de") == []
