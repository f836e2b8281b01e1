"""Quotation marks, as each language sets them."""

from __future__ import annotations

import pytest

from outreach.domain.quotation import quoted


@pytest.mark.parametrize(
    ("language", "printed"),
    [
        *(("en-US", "“No.”"), ("bo", "“No.”"), ("nl", "“No.”"), ("zh-Hans", "“No.”")),
        *(("de-AT", "„No.“"), ("pl", "„No.”"), ("fr", "«\u00a0No.\u00a0»"), ("es", "«No.»")),
        *(("ug", "«No.»"), ("ja", "「No.」"), ("zh-Hant", "「No.」"), ("zh-TW", "「No.」")),
    ],
)
def test_a_quote_has_the_marks_of_its_language(language: str, printed: str) -> None:
    assert quoted("No.", language) == printed


@pytest.mark.parametrize("text", ["„Niemals.“", '"Never."', "«Jamais»", "「不」", ""])
def test_marks_of_its_own_stay(text: str) -> None:
    assert quoted(text, "en") == text
