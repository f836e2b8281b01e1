"""French spaces before high marks, Spanish marks that open a question."""

from __future__ import annotations

import pytest

from proofread_texts import levels, said_of


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ("Pourquoi ? En 2007; non.", "before “;”"),
        ("Il part ; que contiennent-ils?", "before “?”"),
        ("« Oui » et «non ».", "after “«”"),
        ("« Oui » et « non».", "before “»”"),
        ("« Assez » et « Assez !»", "before “»”"),
        ("Elle dit : oui. Il dit: non.", "before “:”"),
    ],
)  # fmt: skip
def test_a_french_mark_without_its_space(body: str, where: str) -> None:
    (problem,) = said_of(body, "P103", language="fr")
    assert problem.message == f"the space {where} is missing, and elsewhere it is there"


@pytest.mark.parametrize(
    "body",
    [
        "« Elle part », dit Ana ; pourquoi ? Voici : tout !",
        "« Elle part », dit Ana; pourquoi? Voici : tout!",  # as Canada writes
        "«Elle part», dit Ana; pourquoi? Voici: tout!",  # as Switzerland writes
        "«\u00a0Oui\u00a0» et «\u202fnon\u202f», puis\u202f? Et «\u00a0où\u00a0»\u202f!",
        "Quoi ? À 18:30, voir https://a.example/x?y=1;z et Mt 5:3 ; (quoi ?)",
    ],
)
def test_a_custom_that_is_kept(body: str) -> None:
    assert levels(body, "P103", "fr") == []


def test_other_languages_space_otherwise() -> None:
    assert levels("«Ja»: er kam; « Nein » kam.", "P103", "de") == []


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("Qué ha hecho el Estado? Nada.", "the “?” has no “¿” before it"),
        ("¿Qué? Nada se cumplió!", "the “!” has no “¡” before it"),
        ("«Por qué?», dijo.", "the “?” has no “¿” before it"),
    ],
)
def test_a_spanish_question_that_is_not_opened(body: str, message: str) -> None:
    assert [p.message for p in said_of(body, "P103", language="es")] == [message]


@pytest.mark.parametrize(
    "body",
    [
        "¿Qué ha hecho? ¡Nada! «¿Por qué?», dijo Ana.",
        "¡Ni siquiera eso comprobaron!, lamenta el informe.",
        "¡Qué dice usted? Pero ¿quién fue? Doce (!) personas.",
        "Véase https://a.example/x?y=1 y nada más.",
    ],
)
def test_a_spanish_question_that_is(body: str) -> None:
    assert levels(body, "P103", "es") == []


def test_other_languages_open_none() -> None:
    assert levels("What? No!", "P103") == []
