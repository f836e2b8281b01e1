"""Files that travel with letters: read once, frozen with the plan, sent as frozen."""

from __future__ import annotations

import base64
import email
import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from outreach.actions.content import content_of, envelope_of
from outreach.actions.enclosures import Folders, kit_name, kit_pages, media_type
from outreach.actions.letters import eml_of, letter_for
from outreach.actions.plan import Draft, Planned, Planning, plan_editions
from outreach.actions.send import Clock, send_edition
from outreach.checks.enclosures import check_enclosures
from outreach.domain.campaign import ATTACHED, Campaign, Edition, Sender
from outreach.domain.contact import Contact, Kind
from outreach.domain.delivery import BATCH_SIZE, Attachment, Message, Stage
from outreach.domain.settings import Settings
from outreach.domain.statement import Signatory, Statement
from outreach.errors import NeedsFixing, Place
from outreach.render.content import Content
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.plans import read_message
from outreach.store.staging import Header, Staging

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SENDER = Sender("Coalition", "press@coalition.example", "Coalition", city="London")
STATEMENT = Statement("Free them", "We urge.", signatories=(Signatory("A"),))
GERMAN = Statement("Lasst sie frei", "Wir fordern.", language="de", signatories=(Signatory("A"),))


class Desk:
    """A campaign's folder with files in it, and letters to send with them."""

    def __init__(self, desk: Any, folder: Path) -> None:
        self.db: Store = desk.db
        self.new_id: Callable[[], str] = desk.new_id
        self.folder = folder
        self.folders = Folders(folder, desk.templates)

    def content(self, *names: str, press_kit: str = "") -> Content:
        places = {"attachments": Place("campaign.toml", 9), "press_kit": Place("campaign.toml", 8)}
        edition = Edition(
            "press", "release", "press", "S", attachments=names, press_kit=press_kit, places=places
        )
        campaign = Campaign("visit", "V", STATEMENT, (edition,), translations={"de": GERMAN})
        return content_of(campaign, edition, Settings(SENDER), NOW, self.folders)

    def plan(self, content: Content) -> Planned:
        (planned,) = plan_editions(
            self.db,
            [Draft(content, envelope_of(content, Settings(SENDER)))],
            Planning(self.folders.templates, Stage.SENDGRID, NOW, self.new_id),
        )
        return planned

    def send(self, planned: Planned) -> list[dict[str, Any]]:
        """The bodies of the requests."""
        taken: list[dict[str, Any]] = []

        class SendGrid:
            def submit(self, body: bytes, _still: object = None) -> str:
                taken.append(json.loads(body))
                return f"id{len(taken)}"

        envelope = Envelope.from_dict(planned.plan.envelope)
        clock = Clock(lambda: NOW, lambda _: None)
        send_edition(
            self.db, planned.plan.id, envelope, SendGrid(), clock=clock, new_id=self.new_id
        )
        return taken


@pytest.fixture
def office(desk: Any, tmp_path: Path) -> Desk:
    folder = tmp_path / "visit"
    (folder / "attachments").mkdir(parents=True)
    (folder / "attachments" / "map.pdf").write_bytes(b"%PDF map")
    (folder / "call.ics").write_bytes(b"BEGIN:VCALENDAR")
    return Desk(desk, folder)


def test_the_files_are_read_in_the_order_of_the_edition(office: Desk) -> None:
    content = office.content("call.ics", "attachments/map.pdf")
    assert content.attachments("en") == (
        Attachment("call.ics", "text/calendar", b"BEGIN:VCALENDAR"),
        Attachment("map.pdf", "application/pdf", b"%PDF map"),
    )


def test_they_are_read_once_for_all_languages(office: Desk) -> None:
    content = office.content("attachments/map.pdf")
    (first,) = content.attachments("en")
    (office.folder / "attachments" / "map.pdf").unlink()
    (second,) = content.attachments("de")
    assert second is first


def test_an_edition_without_files_needs_no_folder(office: Desk) -> None:
    assert office.content().attachments("en") == ()


def test_what_is_sent_is_what_was_frozen(office: Desk) -> None:
    planned = office.plan(office.content("attachments/map.pdf"))
    (office.folder / "attachments" / "map.pdf").write_bytes(b"%PDF another")
    (sent,) = office.send(planned)
    (attached,) = sent["attachments"]
    assert attached["filename"] == "map.pdf"
    assert base64.b64decode(attached["content"]) == b"%PDF map"


def test_the_preview_of_a_frozen_letter_carries_them(office: Desk) -> None:
    content = office.content("attachments/map.pdf")
    office.send(office.plan(content))
    (office.folder / "attachments" / "map.pdf").write_bytes(b"%PDF another")
    letter, name = letter_for(
        office.db, content, office.folders.templates, "ana@press.example", NOW
    )
    assert [one.content for one in letter.attachments] == [b"%PDF map"]
    envelope = envelope_of(content, Settings(SENDER))
    mail = email.message_from_bytes(eml_of(letter, envelope, name, "ana@press.example"))
    assert [part.get_filename() for part in mail.walk() if part.get_filename()] == ["map.pdf"]


def test_other_bytes_make_another_digest_and_the_same_the_same(office: Desk) -> None:
    content = office.content("attachments/map.pdf")
    first = office.plan(content).plan.digest
    assert office.plan(office.content("attachments/map.pdf")).plan.digest == first
    (office.folder / "attachments" / "map.pdf").write_bytes(b"%PDF mop")
    assert office.plan(office.content("attachments/map.pdf")).plan.digest != first
    assert office.plan(office.content()).plan.digest != first


def test_what_cannot_be_read_is_named_all_at_once(office: Desk) -> None:
    content = office.content("attachments/map.pdf", "gone.pdf", "attachments")
    for _ in range(2):
        with pytest.raises(NeedsFixing) as caught:
            content.attachments("en")
    gone, folder = caught.value.problems
    assert (gone.code, str(gone.place), gone.edition) == ("attachment", "campaign.toml:9", "press")
    assert "gone.pdf cannot be read: no such file" in gone.message
    assert "attachments cannot be read: is a directory" in folder.message


def test_a_link_leads_to_no_file_outside_the_folder(office: Desk, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (office.folder / "open.txt").symlink_to(tmp_path / "secret.txt")
    for name in ("open.txt", "../secret.txt"):
        with pytest.raises(NeedsFixing, match="outside the campaign's folder"):
            office.content(name).attachments("en")


def test_a_pipe_or_a_file_of_gigabytes_is_named_and_not_read(office: Desk) -> None:
    os.mkfifo(office.folder / "pipe.pdf")
    with (office.folder / "film.mp4").open("wb") as film:
        film.truncate(5_000_000_000)
    with pytest.raises(NeedsFixing) as caught:
        office.content("pipe.pdf", "film.mp4").attachments("en")
    assert [problem.message.partition(": ")[2] for problem in caught.value.problems] == [
        "it is a pipe or a device, no file",
        "it is larger than 30 MB",
    ]


def test_content_without_folders_cannot_be_asked_for_files() -> None:
    edition = Edition("press", "t", "press", "s", attachments=("a.pdf",))
    campaign = Campaign("visit", "V", STATEMENT, (edition,))
    with pytest.raises(ValueError, match="no folders"):
        content_of(campaign, edition, Settings(SENDER), NOW).attachments("en")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.PDF", "application/pdf"),
        ("a/b.jpeg", "image/jpeg"),
        ("a.xyz", "application/octet-stream"),
        ("pdf", "application/octet-stream"),
    ],
)
def test_a_files_type_is_that_of_its_ending(name: str, kind: str) -> None:
    assert media_type(name) == kind


def test_many_requests_of_one_message_read_its_files_once(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    attached = Attachment("map.pdf", "application/pdf", b"%PDF map")
    staging = Staging(office.db, iter(office.new_id, ""))
    message = staging.add_message(Message("S", "<p>H</p>", "T", attachments=(attached,)))
    for n in range(2 * BATCH_SIZE + 1):
        contact = Contact(n + 10, f"uid{n}", Kind.PRESS, f"p{n}@press.example")
        staging.add_delivery(message, contact, ())
    envelope = envelope_of(office.content(), Settings(SENDER)).as_dict()
    stage = Stage.SENDGRID
    header = Header("p1", "visit", "press", "NOW", stage, envelope, NOW.isoformat())
    read: list[int] = []

    def counted(db: Store, message_id: int) -> Message:
        read.append(message_id)
        return read_message(db, message_id)

    monkeypatch.setattr("outreach.actions.send.read_message", counted)
    requests = office.send(Planned(staging.freeze(header)))
    assert [len(one["personalizations"]) for one in requests] == [BATCH_SIZE, BATCH_SIZE, 1]
    assert len({one["attachments"][0]["content"] for one in requests}) == 1
    assert len(read) == 1


# --- the press kit --------------------------------------------------------------------------------


def test_the_press_kit_comes_first_in_the_language_of_the_letter(office: Desk) -> None:
    pytest.importorskip("typst")
    content = office.content("call.ics", press_kit=ATTACHED)
    english, german = content.attachments("en"), content.attachments("de")
    assert [one.filename for one in english] == ["visit.pdf", "call.ics"]
    assert [one.filename for one in german] == ["visit-de.pdf", "call.ics"]
    assert b"/Lang(de)" in german[0].content
    assert content.attachments("en")[0] is english[0]


def test_the_kit_has_nothing_that_a_check_finds(office: Desk) -> None:
    pytest.importorskip("typst")
    content = office.content(press_kit=ATTACHED)
    kits = (*content.attachments("en"), *content.attachments("de"))
    assert list(check_enclosures(kits, 40_000, content.edition)) == []


def test_planning_twice_gives_one_digest(office: Desk) -> None:
    pytest.importorskip("typst")
    first = office.plan(office.content(press_kit=ATTACHED)).plan.digest
    assert office.plan(office.content(press_kit=ATTACHED)).plan.digest == first


def test_a_linked_press_kit_is_not_attached(office: Desk) -> None:
    assert office.content(press_kit="https://c.example/kit.pdf").attachments("en") == ()


def test_a_kit_that_cannot_be_made_stops_the_plan_and_is_tried_once(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[object] = []

    def failing(*given: object) -> bytes:
        tries.append(given)
        raise NeedsFixing("no font", hint="install one")

    monkeypatch.setattr("outreach.render.press_kit.press_kit", failing)
    with pytest.raises(NeedsFixing) as caught:
        office.plan(office.content(press_kit=ATTACHED))
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.place)) == ("press-kit", "campaign.toml:8")
    assert problem.hint == "install one"
    assert len(tries) == 1


def test_without_typst_the_way_to_install_it_is_said(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from outreach.render.press_kit_fonts import installed

    installed.cache_clear()
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NeedsFixing, match="not installed") as caught:
        office.content(press_kit=ATTACHED).attachments("en")
    assert "outreach[pdf]" in caught.value.problems[0].hint


def test_its_pages_are_those_of_the_kit_in_each_language(office: Desk) -> None:
    pytest.importorskip("typst")
    content = office.content(press_kit=ATTACHED)
    english, german = (kit_pages(content, one, office.folders.templates) for one in ("en", "de"))
    assert all(page.startswith(b"\x89PNG") for page in (*english, *german))
    assert english != german


def test_pages_are_refused_where_the_edition_asks_for_the_kit(
    office: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> bytes:
        raise NeedsFixing("no font", hint="install one")

    monkeypatch.setattr("outreach.render.press_kit.press_kit", failing)
    with pytest.raises(NeedsFixing) as caught:
        kit_pages(office.content(press_kit=ATTACHED), "en", office.folders.templates)
    (problem,) = caught.value.problems
    assert (problem.code, str(problem.place)) == ("press-kit", "campaign.toml:8")
    assert (problem.hint, problem.edition) == ("install one", "press")


def test_the_kits_name_tells_its_language() -> None:
    campaign = Campaign("visit", "V", STATEMENT, (), translations={"de": GERMAN})
    assert [kit_name(campaign, one) for one in ("en", "de")] == ["visit.pdf", "visit-de.pdf"]
