"""Whatever the HTML and CSS are, the checks of them end, and say it in findings."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from outreach.checks.accessibility import check_accessibility
from outreach.checks.clients import check_clients
from outreach.checks.contrast import check_contrast, check_legibility
from outreach.checks.marked_language import check_marked_language
from outreach.checks.reading import Reading
from outreach.checks.size import check_size
from outreach.checks.structure import check_structure
from outreach.errors import Problem
from page_read import page, reading_of

CHECKS = (
    check_accessibility,
    check_clients,
    check_contrast,
    check_legibility,
    check_marked_language,
    check_size,
    check_structure,
)
GOLDEN = sorted((Path(__file__).parents[1] / "templates" / "golden").glob("*.html"))
VALUES = r"""
0 1 1px -3em 1e999px 50% red #12 #123456 none nan inf inherit initial auto ; : { } ( ) [ ] , / !
!important url( url(x) rgb(1,2,3) rgb(none none) hsl(none,0%,0%) oklch(1 var(--x) max( \ ' " /* */
clamp(1px,2px,3px) @media @import <!-- --> linear-gradient(red,blue)
"""
NAMES = """
color background background-color background-image font font-size font-weight opacity display
visibility text-align direction position --x float
"""
PIECES = """
<p>|</p>|<a href=x>|</a>|<img>|<img src=data:,x alt>|<table>|<td>|<h1>|<h6>|</div>|<svg>|<style>
|<!--[if mso]>|<![endif]-->|<!--|-->|<|&|&#0;|\ufeff|<o:p>|<p/lang>|<template>|<base href=[>
|<img src=http://[>|<input>|<frameset>|</body>|</html>
"""
values = st.lists(st.sampled_from(VALUES.split()) | st.text(max_size=5), max_size=4).map(" ".join)
declarations = st.lists(
    st.builds("{}: {}".format, st.sampled_from(NAMES.split()), values), max_size=4
).map("; ".join)
selectors = st.sampled_from(
    ["p", ":root", "p:hover", "[lang|=zh] p", "a > b", "*", "p::before", "::", "#", "p:not(", ","]
)
rules = st.builds("{} {{ {} }}".format, selectors, declarations)
sheets = st.lists(
    rules | st.builds("@media {} {{ {} }}".format, values, rules) | values, max_size=3
).map("\n".join)
bodies = st.lists(st.sampled_from(PIECES.split("|")) | st.text(max_size=20), max_size=8).map(
    "".join
)


def findings(reading: Reading) -> list[Problem]:
    return [problem for check in CHECKS for problem in check(reading)]


@settings(max_examples=150, deadline=None)
@given(sheets, declarations, bodies)
@example("", "opacity: nan", "One")
@example("", "color: rgb(none none none / none)", "One")
@example("", "font-size: 1e999px", "One")
def test_odd_pages_are_read_to_their_end(css: str, style: str, body: str) -> None:
    style = style.replace('"', "&quot;")
    html = page(f'<p style="{style}">One</p>{body}', css=css)
    assert all(problem.message and problem.hint for problem in findings(reading_of(html)))


@settings(max_examples=50, deadline=None)
@given(bodies)
def test_so_are_pages_that_are_none(html: str) -> None:
    findings(reading_of(f"<p>One</p>{html}"))


@pytest.mark.parametrize("letter", GOLDEN, ids=lambda path: path.stem)
def test_the_letters_of_this_repository_have_nothing_to_mend(letter: Path) -> None:
    reading = reading_of(letter.read_text(encoding="utf-8"), language=letter.stem.partition(".")[2])
    assert [str(problem) for problem in findings(reading)] == []


def test_there_are_letters_to_look_at() -> None:
    assert len(GOLDEN) > 3
