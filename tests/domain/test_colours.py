"""Laws of contrast and of forced dark mode."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.domain.colours import BLACK, as_hex, darkened, lightened, over
from outreach.domain.contrast import WHITE, Colour, luminance

channels = st.integers(0, 255).map(lambda byte: byte / 255)
colours = st.tuples(channels, channels, channels)
A_LITTLE = 1 / 255


def near(one: Colour, other: Colour) -> bool:
    return all(abs(a - b) <= A_LITTLE for a, b in zip(one, other, strict=True))


def of(text: str) -> Colour:
    red, green, blue = (int(text[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


@given(colours)
def test_a_forced_ground_is_dark_and_forced_text_is_light(colour: Colour) -> None:
    middle = luminance(of("#777777"))
    assert luminance(darkened(colour)) <= middle + 0.02
    assert luminance(lightened(colour)) >= middle - 0.02


@given(colours)
def test_who_forces_twice_changes_nothing_more(colour: Colour) -> None:
    # Right at the middle a colour may be mirrored back by a hair.
    assert (
        near(darkened(darkened(colour)), darkened(colour))
        or abs(luminance(darkened(colour)) - luminance(of("#777777"))) < 0.03
    )


@given(colours)
def test_either_ground_or_text_of_a_colour_is_mirrored(colour: Colour) -> None:
    assert (darkened(colour) == colour) != (lightened(colour) == colour)


def test_white_becomes_nearly_black_and_black_light() -> None:
    assert as_hex(darkened(WHITE)) == "#212121"
    assert as_hex(lightened(BLACK)) == "#dbdbdb"
    assert (darkened(BLACK), lightened(WHITE)) == (BLACK, WHITE)


def test_a_colour_keeps_its_hue_and_pales() -> None:
    assert as_hex(lightened(of("#0b57a4"))) == "#718fd2"
    assert as_hex(darkened(of("#ffff00"))) == "#2d2900"


@given(colours, colours)
def test_what_is_opaque_hides_the_ground_and_what_is_clear_shows_it(
    colour: Colour, ground: Colour
) -> None:
    assert over(colour, 1, ground) == colour
    assert over(colour, 0, ground) == ground
    assert as_hex(over(BLACK, 0.5, WHITE)) == "#808080"
