"""The templates by the checks of subject, links and text part: no false alarm on any of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

import one_of_everything as golden
from outreach.checks.headers import check_headers
from outreach.checks.links import check_links
from outreach.checks.reading import Reading
from outreach.checks.text_part import check_text_part
from outreach.domain.campaign import Campaign, Sender
from outreach.domain.delivery import Letter, Message

LETTERS = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)
WAY_OUT = "https://coalition.example/unsubscribe"


def found(letter: Letter, campaign: Campaign, sender: Sender) -> list[str]:
    (edition,) = campaign.editions
    reading = Reading(
        message=Message(letter.subject, letter.html, letter.text),
        sample=letter,
        preheader=edition.preheader,
        edition=edition,
        sender=sender,
        unsubscribe=WAY_OUT,
        domains={},
    )
    checks = (check_headers, check_links, check_text_part)
    return [f"{p.code} {p.message}" for check in checks for p in check(reading)]


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_with_one_of_everything_is_fine(
    template: str, language: str, sender: Sender, render_golden: Callable[..., Letter]
) -> None:
    """Its text part writes headings, lists and links in another way than its HTML."""
    letter = render_golden(template, language)
    assert found(letter, golden.campaign(template, language), sender) == []


@pytest.mark.parametrize("template", LETTERS)
def test_a_letter_without_anything_optional_lacks_its_preheader_alone(
    template: str, sender: Sender, render_plain: Callable[..., Letter]
) -> None:
    said = found(render_plain(template), golden.nothing_optional(template), sender)
    assert [message.partition(" ")[0] for message in said] == ["H103"]
