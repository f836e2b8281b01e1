"""One person gets one edition: precedence between the editions of a campaign."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from outreach.actions.content import envelope_of
from outreach.actions.letters import letter_for
from outreach.actions.plan import Draft, Planned, Planning, plan_editions
from outreach.actions.selection import selection
from outreach.domain.audience import parse
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Stage
from outreach.domain.named_audiences import resolved
from outreach.domain.selection import Exclusion
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing, OutreachError, Place
from outreach.store import ledger
from outreach.store.plans import exclusions

from .conftest import NOW, SENDER

Desk = Any  # of conftest.py


def edition(desk: Desk, name: str, audience: str, **more: Any) -> Edition:
    return replace(desk.edition, name=name, audience=audience, **more)


def campaign(desk: Desk, *editions: Edition, precedence: tuple[str, ...] = ()) -> Campaign:
    names = precedence or tuple(one.name for one in editions)
    return Campaign("visit", "Visit", desk.statement, editions, precedence=names)


def outcomes(desk: Desk, noun: Campaign, name: str) -> dict[str, str]:
    """Each candidate's name with why she is left out; blank for a recipient."""
    wanted = noun.edition(name)
    assert wanted
    return {
        one.name if isinstance(one, Contact) else one.contact.name: (
            f"{one.reason} {one.detail}" if isinstance(one, Exclusion) else ""
        )
        for one in selection(desk.db, noun, wanted)
    }


def plan(desk: Desk, noun: Campaign, name: str, stage: Stage = Stage.SENDGRID) -> Planned:
    content = replace(desk.content, campaign=noun, edition=noun.edition(name))
    envelope = envelope_of(content, Settings(SENDER))
    (planned,) = plan_editions(
        desk.db, [Draft(content, envelope)], Planning(desk.templates, stage, NOW, desk.new_id)
    )
    return planned


@pytest.fixture
def tagged(desk: Desk) -> Desk:
    """Ana has the tag first; Bo and Cy have it not."""
    desk.know("Ana", tags=("first",))
    return desk


def test_who_gets_an_earlier_edition_gets_no_later_one(tagged: Desk) -> None:
    noun = campaign(tagged, edition(tagged, "one", "tag:first"), edition(tagged, "two", "press"))
    assert outcomes(tagged, noun, "one") == {"Ana": ""}
    assert outcomes(tagged, noun, "two") == {"Ana": "other-edition one", "Bo": "", "Cy": ""}


def test_the_order_is_that_of_the_list_and_not_of_the_file(tagged: Desk) -> None:
    editions = (edition(tagged, "one", "tag:first"), edition(tagged, "two", "press"))
    noun = campaign(tagged, *editions, precedence=("two", "one"))
    assert outcomes(tagged, noun, "one") == {"Ana": "other-edition two"}
    assert outcomes(tagged, noun, "two")["Ana"] == ""


def test_an_edition_that_is_not_listed_takes_no_part(tagged: Desk) -> None:
    editions = [edition(tagged, name, "press") for name in ("one", "two", "three")]
    noun = campaign(tagged, *editions, precedence=("one", "two"))
    assert set(outcomes(tagged, noun, "three").values()) == {""}
    assert set(outcomes(tagged, noun, "two").values()) == {"other-edition one"}


def test_only_a_recipient_counts_and_not_a_candidate(tagged: Desk) -> None:
    tagged.lose("ana")
    noun = campaign(tagged, edition(tagged, "one", "press"), edition(tagged, "two", "press"))
    assert outcomes(tagged, noun, "one")["Ana"].startswith("suppressed")
    assert outcomes(tagged, noun, "two")["Ana"].startswith("suppressed")
    assert outcomes(tagged, noun, "two")["Bo"] == "other-edition one"


def test_three_editions_are_taken_one_after_the_other(tagged: Desk) -> None:
    tagged.know("Bo", tags=("second",))
    noun = campaign(
        tagged,
        edition(tagged, "one", "tag:first"),
        edition(tagged, "two", "tag:first,second"),
        edition(tagged, "three", "press"),
    )
    assert outcomes(tagged, noun, "three") == {
        "Ana": "other-edition one",
        "Bo": "other-edition two",
        "Cy": "",
    }


def test_an_edition_that_is_being_sent_counts_by_its_frozen_deliveries(tagged: Desk) -> None:
    noun = campaign(tagged, edition(tagged, "one", "tag:first"), edition(tagged, "two", "press"))
    ledger.claim(tagged.db, plan(tagged, noun, "one").plan.id, NOW)
    tagged.know("Bo", tags=("first",))
    assert outcomes(tagged, noun, "two") == {"Ana": "other-edition one", "Bo": "", "Cy": ""}


def test_who_was_sent_a_later_edition_gets_no_earlier_one(tagged: Desk) -> None:
    noun = campaign(tagged, edition(tagged, "one", "press"), edition(tagged, "two", "tag:first"))
    alone = campaign(tagged, *noun.editions, precedence=("two",))
    ledger.claim(tagged.db, plan(tagged, alone, "two").plan.id, NOW)
    assert outcomes(tagged, noun, "one") == {"Ana": "other-edition two", "Bo": "", "Cy": ""}


def test_a_plan_accounts_for_those_who_get_another_edition(tagged: Desk) -> None:
    noun = campaign(tagged, edition(tagged, "one", "tag:first"), edition(tagged, "two", "press"))
    planned = plan(tagged, noun, "two").plan
    assert (planned.candidates, planned.recipients, planned.excluded) == (3, 2, 1)
    [left] = exclusions(tagged.db, planned.id)
    assert (left.name, left.reason, left.detail) == ("Ana", "other-edition", "one")


def test_no_letter_is_shown_of_an_edition_she_will_not_get(tagged: Desk) -> None:
    noun = campaign(tagged, edition(tagged, "one", "tag:first"), edition(tagged, "two", "press"))
    content = replace(tagged.content, campaign=noun, edition=noun.editions[1])
    with pytest.raises(OutreachError, match=r"left out of two: other-edition \(one\)"):
        letter_for(tagged.db, content, tagged.templates, "ana@press.example", NOW)


def test_the_editions_own_roles_come_before_those_of_its_query(desk: Desk) -> None:
    desk.know("Ana", organisation="EuroBrief", role="counsel")
    desk.know("Bo", organisation="EuroBrief", role="scheduler")
    one = edition(desk, "one", "role:counsel,scheduler", one_per="outlet")
    assert outcomes(desk, campaign(desk, one), "one")["Ana"] == ""
    two = replace(one, roles=("scheduler",))
    assert outcomes(desk, campaign(desk, two), "one") == {
        "Ana": "one-per-outlet Bo gets the outlet's letter",
        "Bo": "",
    }


def test_a_value_that_cannot_be_is_told_where_the_named_audience_has_it(desk: Desk) -> None:
    named, _ = resolved({"far": "press state:XX"})
    noun = replace(
        campaign(desk, edition(desk, "one", "audience:far")),
        audiences=named,
        audience_places={"far": Place("campaign.toml", 3, 7)},
    )
    with pytest.raises(NeedsFixing) as caught:
        outcomes(desk, noun, "one")
    assert [str(one.place) for one in caught.value.problems] == ["campaign.toml:3:14"]


def test_the_query_of_an_edition_may_stand_on_named_audiences(tagged: Desk) -> None:
    named, _ = resolved({"first": "press tag:first"})
    assert parse("audience:first", named)[1] == ()
    noun = replace(
        campaign(tagged, edition(tagged, "one", "press -audience:first")), audiences=named
    )
    assert outcomes(tagged, noun, "one") == {"Bo": "", "Cy": ""}
