"""The report in Chromium: nothing asked for, nothing cut off, nothing that axe-core minds."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from outreach.domain.delivery import Account
from outreach.domain.stats import Breakdown, Need, Tally
from outreach.viewer.report import report
from viewer.report_samples import EMPTY, OTHERS, PRESS, VISIT, hours, outlet

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ENDLESS = "Schleswig-Holsteinische" + "Landeszeitung" * 12
CROWDED = replace(
    VISIT,
    sandbox=True,
    title="声明" * 60,
    editions=(replace(PRESS, edition="e" * 90, hours={"delivered": hours(*range(1, 73))}),),
    breakdowns=(
        Breakdown("outlet", tuple(outlet(ENDLESS, 10_000_000, opened=n) for n in range(20)), 7),
        *OTHERS,
    ),
)
HOSTILE = '"><img src=x onerror="document.title=1"><script>document.title=1</script>&lt;\u202e'
MANY = 1_000_000
SHOWN = {
    "visit": VISIT,
    "empty": EMPTY,
    "crowded": CROWDED,
    "one letter": replace(
        VISIT,
        editions=(
            replace(
                PRESS,
                account=Account(submitted=1),
                tally=Tally(recipients=1, delivered=1),
                hours={"delivered": hours(1)},
            ),
        ),
        needs=(),
        breakdowns=(Breakdown("outlet", (outlet("One", 1),), 0),),
    ),
    "a million letters": replace(
        VISIT,
        editions=(
            replace(
                PRESS,
                account=Account(excluded=MANY, submitted=MANY),
                tally=Tally(recipients=MANY, delivered=MANY - 2, bounced=1, replied=1),
                hours={"delivered": hours(MANY - 2), "bounced": hours(0, 1)},
            ),
        ),
        breakdowns=(Breakdown("outlet", (outlet("All", MANY, bounced=1),), MANY),),
    ),
    "hostile": replace(
        VISIT,
        title=HOSTILE,
        editions=(replace(PRESS, edition=HOSTILE),),
        needs=(Need("urgent", HOSTILE, 1, HOSTILE),),
        breakdowns=tuple(
            Breakdown(way, tuple(outlet(HOSTILE + str(n), 9, bounced=1) for n in range(3)), 0)
            for way in ("outlet", "office", "domain", "link", "reason")
        ),
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_it_is_for_everyone_and_asks_for_nothing(
    browser: Browser, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(SHOWN[name]), encoding="utf-8")
    context = browser.new_context(bypass_csp=True)
    try:
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
        for width in (320, 375, 640, 1280, 1400):
            page.set_viewport_size({"width": width, "height": 800})
            assert page.evaluate("document.documentElement.scrollWidth") <= width
        for width, scheme in ((375, "light"), (375, "dark"), (1280, "light"), (1280, "dark")):
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert_clean(page)
        assert asked == [file.as_uri()]
        assert said == []
        assert page.title() != "1"
        assert page.locator("script, img").count() == 0
    finally:
        context.close()


def assert_clean(page: Any) -> None:
    found = Axe().run(page).response["violations"]
    assert {one["id"]: [n["html"] for n in one["nodes"]] for one in found} == {}


def test_its_policy_holds_and_stops_nothing_of_its_own(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(VISIT), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False)
    try:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(file.as_uri())
        assert page.locator("h1").bounding_box() is not None
        assert said == []
    finally:
        context.close()


def test_labels_of_a_chart_stay_apart_on_a_phone(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(CROWDED), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 800})
    try:
        page.goto(file.as_uri())
        for kind in (".label:not(.label--day)", ".label--day"):
            boxes = [one.bounding_box() for one in page.locator(kind).all()]
            edges = [(box["x"], box["x"] + box["width"]) for box in boxes if box]
            assert edges
            assert all(one[1] < other[0] for one, other in pairwise(edges))
            assert edges[-1][1] <= 320
    finally:
        page.close()


def test_paper_is_white_and_no_chart_is_cut(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text(report(VISIT), encoding="utf-8")
    page = browser.new_page(color_scheme="dark")
    try:
        page.goto(file.as_uri())
        page.emulate_media(media="print")
        style = "getComputedStyle(document.body)"
        assert page.evaluate(f"[{style}.color, {style}.backgroundColor]") == [
            "rgb(0, 0, 0)", "rgb(255, 255, 255)",
        ]  # fmt: skip
        for kept in (".bars", ".first-hours", "tr", ".needs li"):
            whole = "e => getComputedStyle(e).breakInside"
            assert page.locator(kept).first.evaluate(whole) == "avoid"
        assert page.pdf(format="Letter").startswith(b"%PDF")
    finally:
        page.close()
