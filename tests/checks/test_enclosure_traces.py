"""What files give away of who made them and where."""

from __future__ import annotations

import pytest

from outreach.checks.enclosure_traces import is_untagged, traces
from outreach.checks.enclosures import check_enclosures
from outreach.domain.campaign import Edition
from outreach.domain.delivery import Attachment
from small_files import docx, exif, jpeg, pdf, png, stream

CORE = "<cp:coreProperties><dc:creator>%s</dc:creator></cp:coreProperties>"


def of(name: str, content: bytes) -> tuple[str, ...]:
    return traces(Attachment(name, "", content), public=("The Coalition",))


@pytest.mark.parametrize(
    "author",
    [
        b"/Author (Ana Paz)",
        b"/Author(Ana \\(Bo\\) Paz)",
        b"/Author <FEFF0041006E0061>",
        b"/Author (\\376\\377\\000A)",
        b"<dc:creator><rdf:Seq><rdf:li>Ana</rdf:li></rdf:Seq></dc:creator>",
    ],
)
def test_a_pdf_names_its_author(author: bytes) -> None:
    assert of("map.pdf", pdf(extra=author)) == ("who wrote it (its author property)",)
    assert of("map.pdf", pdf(extra=stream(author))) == ("who wrote it (its author property)",)


@pytest.mark.parametrize(
    "author",
    [b"/Author ()", b"/Author (  )", b"/Author (the coalition)", b"/Authority (Ana)"],
)
def test_a_pdf_that_names_nobody_or_the_house(author: bytes) -> None:
    assert of("map.pdf", pdf(extra=author)) == ()


def test_tags_are_found_in_compressed_objects() -> None:
    tagged = pdf(tagged=False, extra=stream(b"<</StructTreeRoot 4 0 R>>"))
    assert not is_untagged(Attachment("map.pdf", "", tagged))
    assert is_untagged(Attachment("map.pdf", "", pdf(tagged=False, extra=stream(b"<<>>"))))


def test_a_document_names_its_author() -> None:
    assert of("a.docx", docx({"docProps/core.xml": (CORE % "Ana").encode()})) != ()
    assert of("a.docx", docx({"docProps/core.xml": (CORE % "The Coalition").encode()})) == ()
    assert of("a.docx", docx({"docProps/core.xml": (CORE % "").encode()})) == ()


def test_a_document_holds_comments_and_changes() -> None:
    changed = b'<w:p><w:del w:id="1" w:author="Ana">gone</w:del></w:p>'
    document = docx({"word/comments.xml": b"<w:comments/>"}, text=changed)
    assert of("a.docx", document) == (
        "comments of its editors",
        "tracked changes, with what was deleted",
    )
    assert of("a.docx", docx(text=b"<w:p>w:del</w:p>")) == ()


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_picture_tells_place_people_and_camera(order: str) -> None:
    tags = {0x8825: 100, 0x13B: 1, 0x110: 1}
    told = ("where it was taken", "who took it", "which camera or telephone took it")
    assert of("a.jpg", jpeg(exif(tags, order))) == told
    assert of("a.png", png(exif(tags, order)[6:])) == told
    assert of("a.jpg", jpeg(exif({0x112: 1}, order))) == ()
    assert of("a.jpg", jpeg()) == ()
    assert of("a.png", png()) == ()


def test_the_serial_number_stands_in_exifs_own_directory() -> None:
    assert of("a.jpg", jpeg(exif({0x8769: 26}, "<", more={0xA431: 1}))) != ()


@pytest.mark.parametrize("cut", range(6, 40))
def test_broken_metadata_is_passed_over(cut: int) -> None:
    of("a.jpg", jpeg(exif({0x8825: 1}, "<")[:cut]))


def test_a_directory_that_leads_to_itself_is_left() -> None:
    of("a.jpg", jpeg(exif({0x8769: 8}, "<")))


def test_the_report_does_not_repeat_the_name() -> None:
    edition = Edition("press", "t", "press", "s")
    given = Attachment("map.pdf", "application/pdf", pdf(extra=b"/Author (Ana Paz)"))
    (problem,) = check_enclosures([given], 0, edition)
    assert problem.code == "S214"
    assert "Ana" not in f"{problem.message}{problem.hint}"
