"""An open page whose edition, person or letter goes, or that comes upon a mistake of ours."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from outreach.store.contacts import find
from outreach.store.database import open_store
from outreach.store.erasure import erase
from sample_workspace import NOW

from .previewed import CAMPAIGN, PRESS, Served, serving, workspace


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Served]:
    with serving(workspace(tmp_path)) as served:
        yield served


def file_of(at: Served) -> Path:
    return at.root / "campaigns" / CAMPAIGN / "campaign.toml"


def edit(at: Served, old: str, new: str) -> None:
    text = file_of(at).read_text()
    assert old in text
    file_of(at).write_text(text.replace(old, new, 1))


def body_once(at: Served, path: str, wanted: str) -> str:
    """The page once it says so: a save is noticed after a moment."""
    end = time.monotonic() + 30
    while wanted not in (body := at.ask(path).body):
        assert time.monotonic() < end, body
        time.sleep(0.1)
    return body


def faults(body: str) -> str:
    return body.partition('data-region="faults"')[2].partition("</main>")[0]


def is_alive(body: str) -> bool:
    return 'data-page="preview"' in body and 'data-events="/live"' in body


def test_an_edition_that_was_renamed_covers_its_last_letter_and_shows_todays(at: Served) -> None:
    here = at.first()
    frame = at.ask(f"{here}/letter").body
    assert "iframe" in at.ask(here).body
    edit(at, "[editions.press]", "[editions.media]")
    body = body_once(at, here, "There is no such edition")
    assert (at.ask(here).status, is_alive(body)) == (404, True)
    assert f"{CAMPAIGN} has no edition &#39;press&#39;" in faults(body)
    assert "campaigns/" in faults(body)
    assert f'href="/c/{CAMPAIGN}/media' in body
    assert "iframe" in body
    assert at.ask(f"{here}/letter").body == frame
    edit(at, "[editions.media]", "[editions.press]")
    assert faults(body_once(at, here, 'class="person"')).count("fault__one") == 0


def test_an_edition_there_never_was_is_a_page_that_listens(at: Served) -> None:
    answer = at.ask(f"/c/{CAMPAIGN}/pres/x")
    assert (answer.status, is_alive(answer.body)) == (404, True)
    assert f'href="{PRESS}' in answer.body


def test_a_campaign_there_never_was_leads_to_those_there_are(at: Served) -> None:
    answer = at.ask("/c/none/press/x")
    assert (answer.status, is_alive(answer.body)) == (404, True)
    assert f'href="/c/{CAMPAIGN}"' in answer.body


def test_a_mistake_of_ours_covers_the_last_letter_and_goes_by_itself(
    at: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = at.first()
    at.ask(here)
    frame = at.ask(f"{here}/letter").body

    def fail(*_args: object, **_more: object) -> None:
        raise AttributeError("Ana Ruiz <ana@x.example>")

    with monkeypatch.context() as patched:
        patched.setattr("outreach.web.preview.panes.links_of", fail)
        patched.setattr("outreach.web.preview.panes.framed", fail)
        answer = at.ask(here)
        assert (answer.status, is_alive(answer.body)) == (500, True)
        assert "a mistake in outreach: AttributeError" in faults(answer.body)
        assert "Ana Ruiz" not in answer.body
        assert "iframe" in answer.body
        assert at.ask(f"{here}/letter").body == frame
        other = re.findall(
            r'data-key="n"[^>]*href="([^"]+)"|href="([^"]+)"[^>]*data-key="n"', answer.body
        )
        assert other
        assert at.ask("".join(other[0])).status == 500
    assert at.ask(here).status == 200


def test_who_is_no_recipient_any_more_is_called_by_her_address(at: Served) -> None:
    here = at.first()
    with closing(open_store(at.root / "contacts.db")) as db:
        contact = next(one for one in [find(db, "m.oduya@potomacledger.example")] if one)
    at.ask(here)
    edit(at, 'audience = "press -tag', f'audience = "press -email:{contact.email} -tag')
    body = body_once(at, here, "No recipient of press")
    assert f"{contact.email} is not in the audience of press" in faults(body)
    assert f"--why {contact.email}" in faults(body)
    assert "campaign.toml:" in faults(body)
    assert "The files have" not in body
    with closing(open_store(at.root / "contacts.db")) as db:
        erase(db, contact.email, NOW, set())
    body = body_once(at, here, "is not among the contacts")
    assert f"{contact.email} is not among the contacts" in faults(body)


def test_an_audience_of_nobody_is_one_sentence_and_a_command(at: Served) -> None:
    edit(at, 'audience = "press -tag', 'audience = "press -press -tag')
    body = body_once(at, PRESS, "obody is in the audience")
    middle = body.partition('data-region="empty"')[2].partition('data-region="faults"')[0]
    assert middle.count("obody is in the audience") == 1
    assert "campaign.toml:" in middle
    assert f"outreach audience --campaign {CAMPAIGN} --edition press" in middle
    assert "outreach check" not in middle


def test_an_audience_that_cannot_be_read_covers_the_middle(at: Served) -> None:
    edit(at, 'audience = "press -tag', 'audience = "committee:ZZZZ -tag')
    body = body_once(at, PRESS, "fault__one")
    assert "ZZZZ" in faults(body)
    assert "obody is in the audience" not in body
    assert re.search(r">\s*\?\s*<", body.partition("</header>")[0])


def test_what_stands_at_the_side_and_cannot_be_shown_says_why_there(at: Served) -> None:
    for beside, why in (
        ("language:fr", "not there in &#39;fr&#39;"),
        ("person:none", "not among the contacts"),
    ):
        body = at.ask(f"{at.first()}?beside={beside}").body
        assert "fault__one" not in body
        assert why in body
        assert not re.search(r"<h2[^>]*>\s*(<bdi>\s*</bdi>)?\s*</h2>", body)
