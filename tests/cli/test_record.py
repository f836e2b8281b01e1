"""`history` and `record` after a real send to the sandbox, and the record's page in a browser."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from outreach.sandbox.server import RunningSandbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Run = Callable[..., Any]


@pytest.fixture
def record(run: Run, home: Path, sandbox: RunningSandbox) -> Path:
    assert run("send", "visit", "--yes").code == 0
    ran = run("record", "visit", "--out", "rec", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["letters"] == len(sandbox.sandbox.outbox)
    return home / "rec"


def deliveries(record: Path, edition: str) -> list[dict[str, str]]:
    table = record / "editions" / edition / "deliveries.csv"
    with table.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_history_and_record_say_the_same_of_a_letter(run: Run, record: Path) -> None:
    for edition in ("press", "congress", "signatories"):
        row = deliveries(record, edition)[0]
        (known,) = json.loads(run("history", row["email"], "--json").out)["letters"]
        assert (known["letter"], known["edition"]) == (row["letter"], edition)
        asked = ("render", "visit", "--edition", edition, "--to", row["email"], "--part")
        assert run(*asked, "digest").out.strip() == row["letter"]
        shown = run("history", row["email"])
        assert shown.code == 0
        assert row["letter"] in shown.out
        lines = [one for one in shown.out.splitlines() if "→" not in one]
        assert max(map(len, lines)) <= 80


def test_a_record_is_verified_and_a_change_is_named(run: Run, record: Path) -> None:
    assert run("record", "--verify", "rec").code == 0
    (record / "index.html").write_text("another")
    ran = run("record", "--verify", "rec")
    assert ran.code == 1
    assert "index.html: was changed" in ran.out
    assert "seal" not in ran.out
    assert "no seal" in ran.err
    assert json.loads(run("record", "--verify", "rec", "--json").out)["seal"] is None


@pytest.mark.parametrize(
    "arguments", [(), ("visit",), ("--out", "rec"), ("visit", "--verify", "rec")]
)
def test_what_is_missing_is_named(run: Run, arguments: tuple[str, ...]) -> None:
    ran = run("record", *arguments)
    assert ran.code == 2
    assert "error: " in ran.err


def test_who_is_not_known_ends_with_1(run: Run) -> None:
    assert run("history", "nobody@else.example").code == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [375, 500, 601, 1000])
def test_the_page_is_for_everyone_and_asks_for_nothing(
    record: Path, browser: Browser, scheme: Any, width: int
) -> None:
    context = browser.new_context(
        color_scheme=scheme, viewport={"width": width, "height": 800}, bypass_csp=True
    )
    try:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto((record / "index.html").as_uri())
        assert asked == [(record / "index.html").as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        for table in page.locator(".scroll").all():
            assert table.evaluate("one => one.scrollWidth <= one.clientWidth")
        for link in page.locator("a").all():
            assert (record / (link.get_attribute("href") or "/")).is_file()
        found = Axe().run(page).response["violations"]
        assert [one["id"] for one in found] == []
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    finally:
        context.close()
