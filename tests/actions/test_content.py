"""What an edition says and how it travels: the release line, the group, the way out."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.domain.campaign import Campaign, Edition, Embargo, Release, Sender, Tracking
from outreach.domain.design import Design
from outreach.domain.settings import Settings
from outreach.domain.statement import Statement
from outreach.domain.unsubscribe import LINK_TAG

NOW = datetime(2024, 4, 24, 9, tzinfo=UTC)
SENDER = Sender(
    "Coalition", "press@coalition.example", "Coalition", reply_to="re+a@coalition.example"
)
GROUPS = {"press": 101, "signatory": 103}


def campaign(audience: str, **more: object) -> Campaign:
    edition = Edition("press", "t", audience, "s", **more)  # type: ignore[arg-type]
    lift = Embargo(NOW.replace(hour=10))
    return Campaign("visit", "Visit", Statement("T", "body"), (edition,), lift)


@pytest.mark.parametrize(
    ("audience", "groups", "group"),
    [
        ("press", GROUPS, 101),
        ("signatory,press", GROUPS, 103),
        ("-press signatory", GROUPS, 103),
        ("congress", GROUPS, 0),
        ("tag:tier1", GROUPS, 0),
        ("press", {}, 0),
    ],
)
def test_the_unsubscribe_group_is_that_of_the_audiences_kind(
    audience: str, groups: dict[str, int], group: int
) -> None:
    noun = campaign(audience)
    settings = Settings(SENDER, asm_groups=groups)
    content = content_of(noun, noun.editions[0], settings, NOW)
    assert envelope_of(content, settings).asm_group == group


def test_with_a_group_sendgrid_makes_the_way_out() -> None:
    noun = campaign("press")
    settings = Settings(SENDER, asm_groups=GROUPS)
    content = content_of(noun, noun.editions[0], settings, NOW)
    assert content.unsubscribe == "<%asm_group_unsubscribe_raw_url%>"
    assert envelope_of(content, settings).unsubscribe.startswith("<mailto:re+a@")


def test_with_one_click_sendgrids_tracking_is_the_way_out_and_no_group() -> None:
    noun = campaign("press")
    settings = Settings(SENDER, asm_groups=GROUPS, one_click=True)
    content = content_of(noun, noun.editions[0], settings, NOW)
    envelope = envelope_of(content, settings)
    assert content.unsubscribe == LINK_TAG
    assert (envelope.one_click, envelope.asm_group, envelope.unsubscribe) == (True, 0, "")


@pytest.mark.parametrize("one_click", [True, False])
def test_where_the_world_reaches_us_the_way_out_is_ours_and_no_other(one_click: bool) -> None:
    noun = campaign("press")
    here = "https://hear.coalition.example"
    settings = Settings(SENDER, asm_groups=GROUPS, one_click=one_click, public_url=here)
    content = content_of(noun, noun.editions[0], settings, NOW)
    envelope = envelope_of(content, settings)
    assert content.unsubscribe == envelope.open_link == f"{here}/u/{LINK_TAG}"
    assert (envelope.one_click, envelope.asm_group) == (False, 0)
    assert envelope.unsubscribe.startswith("<mailto:re+a@")


def test_without_one_it_is_a_mail_to_who_answers() -> None:
    noun = campaign("press")
    content = content_of(noun, noun.editions[0], Settings(SENDER), NOW)
    assert content.unsubscribe == "mailto:re+a@coalition.example?subject=unsubscribe"
    assert envelope_of(content, Settings(SENDER)).unsubscribe == f"<{content.unsubscribe}>"


def test_the_release_line_goes_by_the_clock() -> None:
    noun = campaign("press", release=Release.UNDER_EMBARGO)
    edition = noun.editions[0]
    before = content_of(noun, edition, Settings(SENDER), NOW)
    after = content_of(noun, edition, Settings(SENDER), NOW.replace(hour=11))
    assert before.release_line.startswith("EMBARGOED UNTIL 10:00 a.m.")
    assert after.release_line == "FOR IMMEDIATE RELEASE"
    assert (before.embargoed, after.embargoed) == (True, False)


def test_the_design_is_the_workspaces() -> None:
    noun = campaign("press")
    settings = Settings(SENDER, design=Design(footer="We are many."))
    assert content_of(noun, noun.editions[0], settings, NOW).design.footer == "We are many."


def test_an_envelope_names_the_campaign_and_no_person() -> None:
    noun = campaign("press email:someone@press.example", tracking=Tracking(opens=True))
    content = content_of(noun, noun.editions[0], Settings(SENDER), NOW)
    envelope = envelope_of(content, Settings(SENDER))
    assert envelope.categories == ("visit", "visit/press")
    assert (envelope.opens, envelope.clicks) == (True, False)
    assert "someone" not in str(envelope.as_dict())
