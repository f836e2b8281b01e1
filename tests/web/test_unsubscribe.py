"""The pages behind the link in a letter: what they say, to whom, and in which language."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from string import Template

import pytest

from outreach.domain.campaign import Sender
from outreach.domain.contact import address_key
from outreach.domain.unsubscribe import LINK_TAG
from outreach.store import ledger
from outreach.store.database import Store, transaction
from outreach.store.leaving import signer
from outreach.store.plans import Plan
from outreach.store.suppressions import barring, suppressions
from outreach.web import unsubscribe
from outreach.web.unsubscribe import HEADERS, Page, answered, asked, unwell

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SENDER = Sender("Our <Coalition>", "press@coalition.example", "C", "desk@coalition.example")
WORDS = Path(unsubscribe.__file__).parent / "leaving"
LANGUAGES = sorted(path.stem for path in WORDS.glob("*.toml"))


@dataclass(frozen=True)
class Sent:
    db: Store
    token: str
    address: str

    def set(self, column: str, value: str) -> None:
        table = {"language": "messages", "envelope": "plans", "email": "deliveries"}[column]
        with transaction(self.db):
            self.db.execute(f"UPDATE {table} SET {column} = ?", (value,))


@pytest.fixture
def sent(store: Store, small_plan: Callable[..., Plan]) -> Sent:
    batch = ledger.claim(store, small_plan(store, 2).id, NOW)
    assert batch
    one = batch.deliveries[0]
    return Sent(store, signer(store)(one.id, batch.id), one.email)


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.hidden += tag in ("style", "title")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in ("style", "title")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.said.append(data)


def text_of(page: Page) -> str:
    parser = _Text()
    parser.feed(page.html)
    return " ".join("".join(parser.said).split())


def test_to_ask_shows_a_button_and_changes_nothing(sent: Sent) -> None:
    before = sent.db.conn.total_changes
    page = asked(sent.db, sent.token, SENDER)
    assert page.status == 200
    assert "p…@visit.example will get no more mail from Coalition." in text_of(page)
    assert "press@coalition.example" in text_of(page)
    assert '<form method="post">' in page.html
    assert 'name="List-Unsubscribe" value="One-Click"' in page.html
    assert sent.address not in page.html
    assert sent.token not in page.html
    assert sent.db.conn.total_changes == before


def test_to_answer_unsubscribes_and_says_how_to_come_back(sent: Sent) -> None:
    page = answered(sent.db, sent.token, NOW, SENDER)
    assert page.status == 200
    assert "You are unsubscribed" in text_of(page)
    assert "ask to be put back on the list" in text_of(page)
    assert "<form" not in page.html
    assert barring(sent.db, address_key(sent.address))
    assert answered(sent.db, sent.token, NOW, SENDER) == page
    assert asked(sent.db, sent.token, SENDER) == page, "there is nothing left to press"


@pytest.mark.parametrize("token", ["", "a" * 32, "x", "<script>", "../health", "\u212a" * 32])
def test_a_link_of_no_letter_says_whom_to_write_to_and_nothing_else(sent: Sent, token: str) -> None:
    pages = {asked(sent.db, token, SENDER), answered(sent.db, token, NOW, SENDER)}
    pages |= {asked(sent.db, sent.token[:-1], SENDER)}
    (page,) = pages
    assert page.status == 404
    assert "write to desk@coalition.example" in text_of(page)
    assert "Our <Coalition>" in text_of(page)
    assert "visit.example" not in page.html
    assert not list(suppressions(sent.db))


def test_the_link_of_a_preview_unsubscribes_nobody_and_says_so(sent: Sent) -> None:
    page = asked(sent.db, LINK_TAG, SENDER)
    assert page == answered(sent.db, LINK_TAG, NOW, SENDER)
    assert page.status == 200
    assert "It unsubscribes nobody." in text_of(page)
    assert not list(suppressions(sent.db))


def test_while_the_store_cannot_be_written_there_is_a_way_all_the_same() -> None:
    page = unwell(SENDER)
    assert page.status == 503
    assert "desk@coalition.example" in text_of(page)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de-AT", "Abmelden?"),
        ("zh-TW", "要取消訂閱嗎？"),
        ("fr", "Se désabonner ?"),
        ("ar", "Unsubscribe?"),
        ("", "Unsubscribe?"),
    ],
)
def test_the_page_speaks_the_letters_language_where_it_can(
    sent: Sent, language: str, said: str
) -> None:
    sent.set("language", language)
    assert said in text_of(asked(sent.db, sent.token, SENDER, accepts="es"))


@pytest.mark.parametrize(
    ("accepts", "language"),
    [("es-MX,es;q=0.9,en;q=0.8", "es"), ("xx, de;q=0.1", "de"), ("", "en"), ("\x00;=," * 99, "en")],
)
def test_a_link_of_no_letter_speaks_the_browsers(sent: Sent, accepts: str, language: str) -> None:
    assert f'<html lang="{language}">' in asked(sent.db, "x", SENDER, accepts).html


def test_what_comes_from_outside_is_text(sent: Sent) -> None:
    evil = '"><script>$mail ${ask}</script>'
    sent.set("envelope", json.dumps({"from_name": evil, "reply_to": f"{evil}@x.example"}))
    with transaction(sent.db):
        sent.db.execute("UPDATE deliveries SET email = ? || id", (f"<b>@{evil}.example",))
    for page in (asked(sent.db, sent.token, SENDER), answered(sent.db, sent.token, NOW, SENDER)):
        assert "<script" not in page.html
        assert "<b>" not in page.html
        assert evil in text_of(page)


def test_who_was_erased_reads_of_no_address(sent: Sent) -> None:
    with transaction(sent.db):
        sent.db.execute("UPDATE deliveries SET email = '', email_key = 'erased:' || id")
    page = asked(sent.db, sent.token, SENDER)
    assert "This address gets no more mail from Coalition." in text_of(page)


def test_a_page_needs_and_asks_for_nothing(sent: Sent) -> None:
    html = asked(sent.db, sent.token, SENDER).html
    assert not re.search(r"<script|<link|<img|src=|@import|url\(|https?:", html)
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert HEADERS["Referrer-Policy"] == "no-referrer"
    assert HEADERS["Cache-Control"] == "no-store"
    assert not {"Set-Cookie", "Location"} & HEADERS.keys()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_has_the_same_words_with_the_same_places_in_them(language: str) -> None:
    english, other = (
        tomllib.loads((WORDS / f"{one}.toml").read_text("utf-8")) for one in ("en", language)
    )
    places = {key: set(Template(text).get_identifiers()) for key, text in english.items()}
    assert {key: set(Template(text).get_identifiers()) for key, text in other.items()} == places
