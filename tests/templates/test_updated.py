"""An update says at its top how many have signed and who joined, in the language of the words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree

import one_of_everything as golden
from outreach.domain.delivery import personalise
from outreach.domain.earlier import Earlier
from outreach.render.edition import finish, render_directly, render_recipient

TEMPLATES = (
    *("press-release", "congress-letter", "signatory-notice"),
    *("correction", "reminder", "follow-up"),
)
EARLIER = Earlier(6, ("香港監察", "Smith & Sons <Foundation>"))


@pytest.mark.parametrize("language", golden.LANGUAGES)
@pytest.mark.parametrize("template", TEMPLATES)
def test_says_who_joined_and_is_the_same_filled_in_and_directly(
    compile_golden, contact, template, language
):
    compiled = compile_golden(template, language)
    updated = compiled.telling(EARLIER)
    assert updated is compiled.telling(replace(EARLIER))
    rendered = render_recipient(updated, contact)
    letter = personalise(finish(updated, rendered.skeleton), rendered.values)
    assert letter == render_directly(updated, contact)
    before = personalise(
        finish(compiled, (plain := render_recipient(compiled, contact)).skeleton),
        plain.values,
    )
    assert letter.subject.endswith(before.subject)
    assert letter.subject != before.subject
    page = etree.HTML(letter.html)
    assert [one.text for one in page.xpath('//div[contains(@class, "updated")]//span')] == [
        *EARLIER.joined
    ]
    for name in EARLIER.joined:
        assert "".join(name.split()) in "".join(letter.text.split())
    assert "\n\n\n" not in letter.text
