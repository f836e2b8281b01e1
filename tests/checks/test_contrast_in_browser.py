"""The contrasts found here are those that axe-core finds in Chromium, in both schemes."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from outreach.checks.contrast import check_contrast
from outreach.render.inline import inline
from page_read import page, reading_of

CSS = """
:root { color-scheme: light dark; }
div { background-color: #ffffff; color: #1b2430; }
a { color: #0b57a4; }
.pale { color: #9a9a9a; }
.large { color: #888888; font-size: 24px; }
.bold { color: #888888; font-size: 19px; font-weight: bold; }
.panel { background-color: #1f3f66; }
.veiled { color: rgba(27, 36, 48, 0.5); }
.alert { color: #9a1b1b; }
@media (prefers-color-scheme: dark) {
  div { background-color: #15181c !important; color: #e6e4df !important; }
  .pale { color: #a9b2bc !important; }
  .panel { background-color: #1e242b !important; color: #ffffff !important; }
  a { color: #8fbcf5; }
}
"""
BODY = """
<p id="plain">Plain text</p>
<p id="pale" class="pale">Pale text</p>
<p id="large" class="large">Large text</p>
<p id="bold" class="bold">Bold text</p>
<p id="panel" class="panel">On a panel</p>
<p id="veiled" class="veiled">Veiled text</p>
<p id="alert" class="alert">Alarming text</p>
<p id="link">See <a id="report" href="https://a.example/report">The report</a></p>
<p id="ours" style="color: #ffffff; background-color: #ffffff; display: none">Hidden text</p>
"""
WORDS = {
    "Plain text": "plain", "Pale text": "pale", "Large text": "large", "Bold text": "bold",
    "On a panel": "panel", "Veiled text": "veiled", "Alarming text": "alert",
    "The report": "report", "Release them": "headline", "See": "link",
}  # fmt: skip
ONLY = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}


def axe_finds(browser: Browser, html: str, scheme: str) -> set[str]:
    """The ids, else the names, of the elements that axe-core finds too pale."""
    shown = browser.new_page(color_scheme=scheme)  # type: ignore[arg-type]
    shown.set_content(html)
    violations = Axe().run(shown, options=ONLY).response["violations"]
    shown.close()
    nodes = [node for violation in violations for node in violation["nodes"]]
    return {node["target"][0].removeprefix("#") for node in nodes}


LINK = '<a id="bare" href="https://a.example/">The report</a>'
ON_WHITE = f'<p style="background-color: #ffffff; color: #000000">{LINK}</p>'
ON_BLACK = f'<p style="background-color: #15181c; color: #ffffff">{LINK}</p>'
SUITED = ":root { color-scheme: light dark; }"


IGNORED = f'<div style="background-color: #fff"><p bgcolor="#000000">{LINK}</p></div>'


@pytest.mark.parametrize(
    ("body", "css", "head"),
    [
        (ON_WHITE, SUITED, ""),
        (ON_BLACK, "", '<meta name="color-scheme" content="light dark">'),
        (ON_WHITE, "", '<meta name="supported-color-schemes" content="light dark">'),
        (ON_BLACK, "body { color-scheme: dark; }", ""),
        (ON_WHITE, f"{SUITED} p {{ color-scheme: only light; }}", ""),
        (IGNORED, SUITED, ""),
    ],
)
def test_a_link_without_a_colour_has_the_browsers(
    browser: Browser, body: str, css: str, head: str
) -> None:
    html = page(body, css=css, head=head)
    said = [p.message for p in check_contrast(reading_of(html)) if "The report" in p.message]
    ours = any("on a dark screen" in one or "on a light screen" in one for one in said)
    theirs = {scheme: axe_finds(browser, html, scheme) for scheme in ("light", "dark")}
    assert ours is any("bare" in one for one in theirs.values()), (said, theirs)


def test_a_bad_page_has_the_faults_axe_finds_and_no_others(browser: Browser) -> None:
    html = inline(page(BODY, css=CSS))
    problems = [p for p in check_contrast(reading_of(html)) if p.level == "error"]
    for scheme, words in (("light", "on a light screen"), ("dark", "on a dark screen")):
        ours = {
            WORDS[p.message.partition("“")[2].partition("”")[0]]
            for p in problems
            if words in p.message
        }
        theirs = {one.replace("h1", "headline") for one in axe_finds(browser, html, scheme)}
        assert ours == theirs, scheme
        assert ours
