"""French signs keep the space before them: no line begins with one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.statement import Boilerplate, Quote, Signatory, Statement
from outreach.render.markdown import markdown_html
from outreach.render.statement import view
from outreach.render.typography import typeset


def body(text: str, language: str = "fr") -> str:
    return typeset(Statement("T", text, language=language)).body


@pytest.mark.parametrize(
    ("written", "set_as"),
    [
        ("Nous disons : « Assez ! »", "Nous disons\xa0: «\xa0Assez\xa0!\xa0»"),
        ("libérer ; agir ?", "libérer\xa0; agir\xa0?"),
        ("dit « le mot\n» et la suite", "dit «\xa0le mot\xa0» et la suite"),
        ("dit «\nle mot »", "dit «\xa0le mot\xa0»"),
        ("- libérer ;\n- agir.", "- libérer\xa0;\n- agir."),
        ("> « Nul. »", "> «\xa0Nul.\xa0»"),
        ("*Assez* ! [la page](https://a.example/x) ;", "*Assez*\xa0! [la page](https://a.example/x)\xa0;"),
    ],
)  # fmt: skip
def test_french_signs_hold_to_their_word(written: str, set_as: str) -> None:
    assert body(written) == set_as
    assert body(written, "fr-CA") == set_as


@pytest.mark.parametrize(
    "written",
    [
        "Nous disons: «Assez!»",
        "https://a.example/x ; presse@a.example : <https://a.example/y> !",
        "- » suite\n1. ; x\n# ! y\n> : z",
        "Un paragraphe.\n\n» Un autre.",
        "Une ligne  \n» une autre",
        "[la page]: https://a.example/x?a=b;c:d!",
    ],
)
def test_what_is_no_space_before_a_sign_stays(written: str) -> None:
    assert body(written) == written


@pytest.mark.parametrize("language", ["en", "de", "frr"])
def test_other_languages_stay(language: str) -> None:
    assert body("Hm : « so » !", language) == "Hm : « so » !"


def test_all_of_the_statements_prose_is_set_and_no_name() -> None:
    said = Statement(
        "Assez !",
        "Assez !",
        subtitle="Vraiment ?",
        language="fr",
        signatories=(Signatory("Agir !"),),
        quotes=(Quote("Non !", "A !", "B !", "https://a.example/"),),
        boilerplates=(Boilerplate("Qui ?", "Nous !"),),
    )
    done = typeset(said)
    assert done == replace(
        said,
        title="Assez\xa0!",
        body="Assez\xa0!",
        subtitle="Vraiment\xa0?",
        quotes=(Quote("Non\xa0!", "A !", "B !", "https://a.example/"),),
        boilerplates=(Boilerplate("Qui\xa0?", "Nous\xa0!"),),
    )


def test_letters_have_it_in_both_parts() -> None:
    seen = view(Statement("Assez !", "Assez !\n\n- agir ;", language="fr"))
    assert seen.title == "Assez\xa0!"
    assert "Assez\xa0!" in seen.html
    assert "Assez\xa0!" in seen.text
    assert seen.asks[0].text == "agir\xa0;"


@given(st.text("ab «»;:!?\n>-*#1.[]()", max_size=80))
def test_only_spaces_change_and_once(text: str) -> None:
    once = body(text)
    assert once.split() == once.replace("\xa0", " ").split()
    assert "".join(once.split()) == "".join(text.split())
    assert body(once) == once


@given(st.lists(st.text("ab «»;:!?", max_size=20), max_size=4))
def test_the_paragraphs_lists_and_quotations_stay_what_they_were(lines: list[str]) -> None:
    text = "\n".join(
        f"{mark}{line}" for mark, line in zip(["", "- ", "> ", "1. "], lines, strict=False)
    )
    assert markdown_html(body(text)).count("<") == markdown_html(text).count("<")
