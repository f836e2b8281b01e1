"""Quotation marks: in press kits as in letters."""

from __future__ import annotations

from types import SimpleNamespace

import jinja2
import pytest

from outreach.domain.quotation import quoted

LANGUAGES = (
    *("en", "en-US", "de", "de-AT", "fr", "es", "it", "pt-BR", "pl", "cs", "ru", "uk", "ar", "fa"),
    *("ug", "bo", "ja", "ko", "zh", "zh-Hans", "zh-Hant", "zh-TW", "zh-HK", "zh-CN", "nl"),
)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["Never.", "„Niemals.“", '"Never."', "«Jamais»", "「不」"])
def test_they_are_those_of_letters(language: str, text: str) -> None:
    partials = jinja2.Environment(loader=jinja2.FileSystemLoader("templates/email/partials"))
    given = {"statement": SimpleNamespace(language=language), "quote": SimpleNamespace(text=text)}
    assert quoted(text, language) == partials.get_template("quoted.txt.j2").render(given)


def test_nothing_is_not_quoted() -> None:
    assert quoted("", "de") == ""
