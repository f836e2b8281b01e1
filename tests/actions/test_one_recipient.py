"""Asked of one person alone, an edition gives the answer it gives of her among all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from pathlib import Path

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.actions.one_recipient import standing
from outreach.actions.plan import Draft, Planning, plan_editions
from outreach.actions.selection import selection
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact, Reason, Suppression
from outreach.domain.delivery import Stage
from outreach.domain.selection import Exclusion, OnePer
from outreach.domain.settings import Settings
from outreach.errors import NeedsFixing
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.suppressions import suppress
from sample_workspace import CAMPAIGN, NOW, SampleWorkspace, copied


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> SampleWorkspace:
    return copied(tmp_path_factory.mktemp("workspace"))


@pytest.fixture
def db(sample: SampleWorkspace, tmp_path: Path) -> Iterator[Store]:
    with closing(copied(tmp_path).open_store()) as store:
        for (key,) in store.execute("SELECT email_key FROM contacts WHERE id % 7 = 3").fetchall():
            suppress(store, Suppression(key, Reason.UNSUBSCRIBE, NOW))
        store.execute("INSERT INTO addresses VALUES ('old@x.example', 'old@x.example', 5)")
        suppress(store, Suppression("old@x.example", Reason.COMPLAINT, NOW))
        yield store


@pytest.fixture(scope="module")
def campaign(sample: SampleWorkspace) -> Campaign:
    return sample.read(CAMPAIGN)[0]


def by_selection(db: Store, campaign: Campaign, edition: Edition) -> dict[int, object]:
    return {
        one.id if isinstance(one, Contact) else one.contact.id: one
        for one in selection(db, campaign, edition)
    }


def by_one(db: Store, campaign: Campaign, edition: Edition) -> dict[int, object]:
    ids = [row[0] for row in db.execute("SELECT id FROM contacts").fetchall()]
    asked = {one: standing(db, campaign, edition, one) for one in ids}
    return {one: found for one, found in asked.items() if found is not None}


@pytest.mark.parametrize("one_per", ["person", "office", "outlet", "organisation"])
@pytest.mark.parametrize("audience", ["press", "congress", "signatory", "-topic:china", "-press"])
def test_as_in_the_selection(db: Store, campaign: Campaign, one_per: OnePer, audience: str) -> None:
    edition = replace(campaign.editions[0], audience=audience, one_per=one_per)
    alone = replace(campaign, editions=(edition,))
    expected = by_selection(db, alone, edition)
    assert by_one(db, alone, edition) == expected
    assert any(isinstance(one, Exclusion) for one in expected.values())


@pytest.mark.parametrize("order", list(permutations(("a", "b", "c"))))
def test_as_in_the_selection_where_editions_go_before_each_other(
    db: Store, campaign: Campaign, order: tuple[str, ...]
) -> None:
    template = campaign.editions[0]
    editions = (
        replace(template, name="a", audience="congress role:legislative-director"),
        replace(template, name="b", audience="congress", one_per="office"),
        replace(template, name="c", audience="-role:other"),
    )
    noun = replace(campaign, editions=editions, precedence=order)
    for edition in editions:
        assert by_one(db, noun, edition) == by_selection(db, noun, edition)


def test_as_in_the_selection_where_one_is_being_sent(
    db: Store, campaign: Campaign, sample: SampleWorkspace
) -> None:
    settings = Settings(sample.workspace.settings.sender)
    press = replace(campaign.editions[0], audience="press topic:china", attachments=())
    later = replace(press, name="later", audience="press")
    noun = replace(campaign, editions=(later, press), precedence=("later", "press"))
    content = content_of(replace(noun, precedence=()), press, settings, NOW)
    (planned,) = plan_editions(
        db,
        [Draft(content, envelope_of(content, settings))],
        Planning(sample.templates, Stage.SENDGRID, NOW, iter("abcdefgh").__next__),
    )
    assert ledger.claim(db, planned.plan.id, NOW)
    db.execute("UPDATE contacts SET email_key = 'new' || email_key WHERE id = 9")
    expected = by_selection(db, noun, later)
    assert {getattr(one, "detail", "") for one in expected.values()} >= {"press"}
    assert by_one(db, noun, later) == expected


def test_an_audience_that_cannot_be_read_is_refused(db: Store, campaign: Campaign) -> None:
    edition = replace(campaign.editions[0], audience="pres")
    with pytest.raises(NeedsFixing):
        standing(db, replace(campaign, editions=(edition,)), edition, 1)
