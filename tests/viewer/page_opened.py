"""A page of the samples, opened in Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page

from viewer.page_samples import Shown
from viewer.page_server import served

DESK, PHONE = (1280, 900), (375, 812)
FIRST = "/c/visit/press/0"


@contextmanager
def looking(
    browser: Browser,
    shown: Shown,
    path: str = FIRST,
    size: tuple[int, int] = DESK,
    scheme: str = "light",
    *,
    script: bool = True,
) -> Iterator[Page]:
    """A page with no fault of its own: errors of its script and of its policy fail the test."""
    wrong: list[str] = []
    with served(shown) as site:
        context = browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,  # type: ignore[arg-type]
            java_script_enabled=script,
        )
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if _is_fault(said.text) else None)
        page.goto(site.address + path)
        yield page
        context.close()
    assert wrong == []


def _is_fault(said: str) -> bool:
    """The letter's own remote picture is refused, as it should be."""
    return "Content Security Policy" in said and "pictures.example" not in said
