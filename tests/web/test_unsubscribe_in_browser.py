"""The pages behind the link in a letter, in Chromium: by day and night, at a desk and a phone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Route

from outreach.domain.campaign import Sender
from outreach.domain.contact import address_key
from outreach.domain.unsubscribe import LINK_TAG
from outreach.store import ledger
from outreach.store.database import Store, transaction
from outreach.store.leaving import signer
from outreach.store.plans import Plan
from outreach.store.suppressions import barring
from outreach.web.unsubscribe import HEADERS, answered, asked, unwell

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
SENDER = Sender("Coalition", "press@coalition.example", "C", "desk@coalition.example")
AT = "http://hear.example/u/"
WIDTHS = (320, 1280)


@dataclass
class Visit:
    """A browser that is answered by the pages, and by nothing else."""

    browser: Browser
    db: Store
    token: str
    address: str

    def open(self, token: str, scheme: str = "light", width: int = 1280) -> Page:
        context = self.browser.new_context(
            color_scheme=scheme,  # type: ignore[arg-type]
            viewport={"width": width, "height": 700},
        )
        page = context.new_page()
        page.route("**/*", self._answer)
        page.goto(f"{AT}{token}")
        return page

    def _answer(self, route: Route) -> None:
        token = route.request.url.removeprefix(AT)
        if token == "unwell":
            found = unwell(SENDER)
        elif route.request.method == "POST":
            found = answered(self.db, token, NOW, SENDER)
        else:
            found = asked(self.db, token, SENDER)
        kind = {"Content-Type": "text/html; charset=utf-8", **HEADERS}
        route.fulfill(status=found.status, body=found.html, headers=kind)


@pytest.fixture
def visit(browser: Browser, store: Store, small_plan: Callable[..., Plan]) -> Visit:
    batch = ledger.claim(store, small_plan(store, 2).id, NOW)
    assert batch
    one = batch.deliveries[0]
    return Visit(browser, store, signer(store)(one.id, batch.id), one.email)


def test_one_press_and_she_has_left(visit: Visit) -> None:
    page = visit.open(visit.token)
    assert not barring(visit.db, address_key(visit.address)), "to open it unsubscribes nobody"
    page.get_by_role("button", name="Unsubscribe").click()
    page.get_by_role("heading", name="You are unsubscribed").wait_for()
    assert barring(visit.db, address_key(visit.address))
    assert page.url == f"{AT}{visit.token}"
    assert page.context.cookies() == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["asked", "left", "chinese", "unknown", "open", "unwell"])
def test_everybody_can_read_it(visit: Visit, name: str, scheme: str) -> None:
    token = {"unknown": "x", "open": LINK_TAG, "unwell": "unwell"}.get(name, visit.token)
    if name == "left":
        answered(visit.db, token, NOW, SENDER)
    if name == "chinese":
        with transaction(visit.db):
            visit.db.execute("UPDATE messages SET language = 'zh-Hant'")
    for width in WIDTHS:
        page = visit.open(token, scheme, width)
        assert page.evaluate("document.documentElement.scrollWidth") == width
        found = Axe().run(page).response["violations"]
        assert {one["id"]: [n["html"] for n in one["nodes"]] for one in found} == {}
        page.context.close()


def test_a_long_name_and_address_fit_a_telephone(visit: Visit) -> None:
    name = "Internationale Arbeitsgemeinschaft für Menschenrechte und Pressefreiheit " * 2
    with transaction(visit.db):
        visit.db.execute(
            "UPDATE plans SET envelope = json_set(envelope, '$.from_name', ?)", (name,)
        )
        visit.db.execute("UPDATE deliveries SET email = 'a@' || ?", ("long." * 30 + "example",))
    page = visit.open(visit.token, "light", 320)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    page.context.close()
