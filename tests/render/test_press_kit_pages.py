"""The pages of a press kit as pictures: those of its PDF, refused where it is."""

from __future__ import annotations

import re
import struct
import sys

import pytest

from outreach.domain.campaign import Sender
from outreach.domain.statement import Signatory, Statement
from outreach.errors import NeedsFixing
from outreach.render.press_kit import PressKit, Sentences, press_kit, press_kit_pages

typst = pytest.importorskip("typst")

EMBEDDED = typst.Fonts(include_system_fonts=False)
SENDER = Sender("Coalition", "press@coalition.example", "Coalition")


def kit(title: str = "Free them", language: str = "en", signatories: int = 0) -> PressKit:
    signed = tuple(Signatory(f"Organisation {n}") for n in range(signatories))
    statement = Statement(title, "We urge.", language=language, signatories=signed)
    return PressKit(statement, SENDER, Sentences(language, "FOR IMMEDIATE RELEASE"))


def pages(one: PressKit, ppi: int = 110) -> list[tuple[int, int]]:
    """Width and height of each, in pixels; it is a PNG (PNG specification 5.2 and 11.2.1)."""
    made = press_kit_pages(one, lambda: EMBEDDED, ppi)
    assert all(data.startswith(b"\x89PNG\r\n\x1a\n") for data in made)
    return [struct.unpack(">II", data[16:24]) for data in made]


def test_one_page_is_one_picture_of_its_paper() -> None:
    assert pages(kit()) == [(935, 1210)]
    ((width, height),) = pages(kit(language="de"))
    assert abs(height / width - 297 / 210) < 0.01
    assert pages(kit(), ppi=55) == [(468, 605)]


def test_there_are_as_many_as_the_pdf_has() -> None:
    one = kit(signatories=300)
    pdf = press_kit(one, lambda: EMBEDDED)
    assert len(pages(one)) == len(re.findall(rb"/Type/Page\b", pdf)) > 2


def test_the_same_kit_gives_the_same_pictures() -> None:
    assert press_kit_pages(kit(), lambda: EMBEDDED) == press_kit_pages(kit(), lambda: EMBEDDED)


def test_a_character_that_no_font_has_is_refused_as_in_the_pdf() -> None:
    for make in (press_kit, press_kit_pages):
        with pytest.raises(NeedsFixing) as caught:
            make(kit("Free \U00013000"), lambda: EMBEDDED)
        assert [one.code for one in caught.value.problems] == ["press-kit-font"]


def test_without_typst_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(NeedsFixing, match="not installed"):
        press_kit_pages(kit(), lambda: EMBEDDED)
