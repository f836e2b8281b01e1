"""What axe-core finds on the pages in light and dark, at a desk and on a telephone: nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from outreach.viewer.model import Findings
from viewer.page_opened import DESK, FIRST, PHONE, looking
from viewer.page_samples import FAULT, Shown

COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
RUNS = ((DESK, "light", {}), (DESK, "dark", COLOURS), (PHONE, "dark", {}))
PAGES = {
    "letter": (FIRST, Shown()),
    "beside": (f"{FIRST}?beside=person:3", Shown()),
    "text": (f"{FIRST}?view=text", Shown()),
    "source": (f"{FIRST}?view=source", Shown()),
    "headers": (f"{FIRST}?view=headers", Shown()),
    "files": (f"{FIRST}?view=files", Shown()),
    "fault": (FIRST, Shown(faults=(FAULT,))),
    "nobody": ("/c/visit/press", Shown(total=0, empty="Nobody is in the audience.")),
    "clean": (FIRST, Shown(findings=Findings(), progress="3 of 12 letters read …")),
    "people": ("/c/visit/press/people?q=a", Shown()),
    "inbox": ("/letters/0", Shown()),
    "inbox list": ("/inbox", Shown()),
    "notice": ("/nowhere", Shown()),
}


@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_nothing_overflows(browser: Browser, name: str) -> None:
    path, shown = PAGES[name]
    with looking(browser, replace(shown, beats=[]), path) as page:
        for size, scheme, only in RUNS:
            page.set_viewport_size({"width": size[0], "height": size[1]})
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.evaluate("for (const e of document.querySelectorAll('details')) e.open = true")
            page.evaluate("for (const e of document.querySelectorAll('.menu')) e.open = false")
            assert page.evaluate("document.documentElement.scrollWidth") == size[0]
            found = Axe().run(page, options={"iframes": False, **only}).response["violations"]
            assert {one["id"]: [n["html"] for n in one["nodes"]] for one in found} == {}
