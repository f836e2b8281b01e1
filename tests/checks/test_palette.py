"""The house's own colours: found at the line of the settings that they are mended at."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from outreach.checks.contrast import check_contrast
from outreach.checks.palette import check_palette, without_told
from outreach.domain.design import Design
from outreach.errors import Place, Problem
from page_read import page, reading_of

USUAL = Design()


def light(**colours: str) -> Design:
    return replace(USUAL, light=replace(USUAL.light, **colours))


def dark(**colours: str) -> Design:
    return replace(USUAL, dark=replace(USUAL.dark, **colours))


def test_the_colours_that_come_with_outreach_stand_out() -> None:
    assert list(check_palette(USUAL)) == []


def test_a_colour_too_near_its_ground_is_found_where_it_is_set() -> None:
    (found,) = check_palette(
        light(accent="#ff9900"), lambda scheme, name: Place(f"{scheme}.{name}", 9)
    )
    assert (found.code, found.level, str(found.place)) == ("A306", "error", "light.accent:9")
    assert found.message == (
        "the colour accent, in which the house’s name stands, is #ff9900 on #ffffff on a light"
        " screen: 2.14 to 1, and 4.5 is the least"
    )


@pytest.mark.parametrize(
    ("design", "names"),
    [
        (light(accent="#767676"), []),
        (light(accent="#777777"), ["accent"]),
        (dark(accent="#222222"), ["accent"]),
        (light(panel="#1f3f66"), ["text", "link"]),
        (light(background="#808080"), ["text", "muted", "link", "accent", "alert"]),
        (light(line="#fefefe"), []),
        (dark(muted="#a9b2bc", link="#0b57a4"), ["link"]),
    ],
)
def test_each_colour_is_held_against_what_it_stands_on(design: Design, names: list[str]) -> None:
    found = [one.message.removeprefix("the colour ").split(",")[0] for one in check_palette(design)]
    assert [one for one in found if one in names] == names
    assert bool(found) is bool(names)


@pytest.mark.parametrize(
    "design",
    [light(accent="#ff9900"), dark(accent="#222222"), light(link="#8fbcf5"), dark(muted="#15181c")],
)
def test_the_colour_of_the_hint_mends_it(design: Design) -> None:
    (found,) = check_palette(design)
    mended = re.search(r'\[design\.(\w+)\], such as (\w+) = "(#[0-9a-f]{6})"', found.hint)
    assert mended is not None
    scheme, name, colour = mended.groups()
    palette = replace(getattr(design, scheme), **{name: colour})
    assert list(check_palette(replace(design, **{scheme: palette}))) == []


def test_where_no_colour_does_the_grounds_are_named() -> None:
    found = [*check_palette(light(panel="#404040"))]
    assert {one.hint for one in found if "colour link" in one.message} == {
        "move link and panel further apart in [design.light]"
    }


def test_what_is_told_of_a_colour_is_not_told_again_of_each_letter() -> None:
    design = light(accent="#ff9900")
    problems = [
        *check_contrast(reading_of(page('<p style="color: #ff9900">One</p>'))),
        *check_contrast(reading_of(page('<p style="color: #ff9911">Two</p>'))),
        Problem("A301", "#ff9900 on #ffffff on a light screen"),
    ]
    left = without_told(problems, design)
    assert [one.code for one in left] == ["A306", "A301"]
    assert "Two" in left[0].message
    assert without_told(problems, USUAL) == problems


def test_nor_of_its_dark_side() -> None:
    css = (
        "@media (prefers-color-scheme: dark) { div { background-color: #15181c !important;"
        " color: #e6e4df !important } p { color: #222222 !important } }"
    )
    problems = [*check_contrast(reading_of(page("<p>One</p>", css=css)))]
    assert problems
    assert without_told(problems, dark(accent="#222222")) == []
