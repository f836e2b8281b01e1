"""Which of the languages there are somebody reads."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact, Kind, Organisation
from outreach.domain.language import by_default, direction, language_for, reads
from outreach.domain.statement import Statement

ALL = ("en", "de", "zh-Hant", "zh-Hans", "bo")


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("de", "de"),
        ("de-AT", "de"),
        ("DE_at", "de"),
        (" de ", "de"),
        ("de-Latn-AT-1996", "de"),
        ("zh", "zh-Hans"),
        ("zh-CN", "zh-Hans"),
        ("zh-SG", "zh-Hans"),
        ("cmn", "zh-Hans"),
        ("zh-TW", "zh-Hant"),
        ("zh_hk", "zh-Hant"),
        ("zh-MO", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("zh-Hans-HK", "zh-Hans"),
        ("yue", "zh-Hant"),
        ("fr", None),
        ("d", None),
        ("den", None),
        ("", None),
    ],
)
def test_a_tag_finds_itself_or_its_nearest_relative(wanted: str, found: str | None) -> None:
    assert language_for([wanted], ALL) == found


@pytest.mark.parametrize(
    ("wanted", "available", "found"),
    [
        ("en", ["de", "en-GB"], "en-GB"),
        ("en-US", ["de", "en-GB"], "en-GB"),
        ("zh", ["en", "zh-Hant"], "zh-Hant"),
        ("zh-CN", ["en", "zh-Hant"], None),
        ("zh-TW", ["en", "zh-HK"], "zh-HK"),
        ("zh-TW", ["en", "zh"], None),
        ("sr", ["en", "sr-Cyrl"], "sr-Cyrl"),
        ("sr-Latn", ["en", "sr-Cyrl"], None),
        ("iw", ["en", "he"], "he"),
        ("EN", ["En"], "En"),
    ],
)
def test_a_relative_will_do_in_the_same_script(
    wanted: str, available: list[str], found: str | None
) -> None:
    assert language_for([wanted], available) == found


def test_the_first_that_is_wanted_and_there_wins() -> None:
    assert language_for(["fr", "zh-TW", "en"], ALL) == "zh-Hant"


tags = st.from_regex(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,3}", fullmatch=True)


@given(tags, st.lists(tags))
def test_what_is_found_was_there_and_what_is_there_is_found(one: str, others: list[str]) -> None:
    assert language_for([one], others) in (None, *others)
    assert language_for([one], [*others, one]) is not None
    assert language_for([one], [one]) == one


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar-EG", "rtl"),
        ("UG", "rtl"),
        ("ug-Latn", "ltr"),
        ("az_Arab_IR", "rtl"),
        ("ckb", "rtl"),
        ("bo", "ltr"),
        ("arn", "ltr"),
        ("", "ltr"),
    ],
)
def test_direction_follows_script_then_language(tag: str, expected: str) -> None:
    assert direction(tag) == expected


# --- what a contact reads -------------------------------------------------------------------------

EDITION = Edition("press", "t", "press", "s", fallback=("fr", "de"))
STATEMENT = Statement("T", "b", language="en")
CAMPAIGN = Campaign("c", "C", STATEMENT, (EDITION,), translations=dict.fromkeys(ALL[1:], STATEMENT))
CONTACT = Contact(1, "u", Kind.PRESS, "a@example.org")


def contact(own: str = "", organisations: str | None = None) -> Contact:
    body = None if organisations is None else Organisation("O", language=organisations)
    return replace(CONTACT, language=own, organisation=body)


@pytest.mark.parametrize(
    ("person", "language"),
    [
        (contact("zh-TW"), "zh-Hant"),
        (contact("bo", "de"), "bo"),
        (contact("", "bo"), "bo"),
        (contact("ja", "bo"), "bo"),
        (contact("ja", "ko"), "de"),
        (contact(), "de"),
        (contact("", ""), "de"),
    ],
)
def test_her_own_then_her_organisations_then_the_fallback(person: Contact, language: str) -> None:
    assert reads(EDITION, CAMPAIGN, person) == language


def test_without_a_fallback_that_is_there_it_is_the_statements_own() -> None:
    edition = replace(EDITION, fallback=("fr",))
    assert reads(edition, CAMPAIGN, contact("ja")) == "en"
    assert by_default(edition, CAMPAIGN) == "en"
    assert by_default(EDITION, CAMPAIGN) == "de"


def test_an_edition_with_a_language_gives_it_to_all() -> None:
    edition = replace(EDITION, language="zh-HK")
    assert reads(edition, CAMPAIGN, contact("bo", "bo")) == "zh-Hant"
    assert by_default(edition, CAMPAIGN) == "zh-Hant"


def test_a_campaign_without_translations_has_one_language() -> None:
    alone = replace(CAMPAIGN, translations={})
    assert reads(EDITION, alone, contact("de")) == "en"
