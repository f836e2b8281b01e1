"""Every letter that comes along says why its reader gets it, in whatever language it is."""

from __future__ import annotations

import pytest

import one_of_everything as golden
from outreach.checks.sender import check_reason

LETTERS = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", LETTERS)
def test_the_check_is_content(read_golden, template, language):
    assert list(check_reason(read_golden(template, language))) == []
