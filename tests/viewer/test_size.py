"""What a letter weighs, and what travels with it."""

from __future__ import annotations

import pytest

from outreach.domain.delivery import Attachment
from outreach.viewer.files import file_of
from outreach.viewer.model import File, Size
from outreach.viewer.size import size_of

KIT = Attachment("visit.pdf", "application/pdf", b"%PDF")


def test_bytes_are_counted_not_characters() -> None:
    assert size_of("<p>é組</p>", "é") == Size(used=12, limit=102 * 1024, text=2)
    assert size_of("\ud800", "").used == 3


def test_files_count_as_they_lie_on_a_disk() -> None:
    assert size_of("", "", (KIT, KIT)).files == 8


def test_a_file_has_its_address_and_its_pages() -> None:
    pages = ("/file/0/page/1.png", "/file/0/page/2.png")
    assert file_of(KIT, "/file/0", pages) == File(
        "visit.pdf", "application/pdf", 4, "/file/0", pages, ""
    )
    assert file_of(KIT, "/file/0", name="another").name == "another"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [("image/png", True), ("image/JPEG; name=a", True), ("image/webp", True), ("image/gif", True),
     ("image/svg+xml", False), ("text/html", False), ("application/pdf", False)],
)  # fmt: skip
def test_only_pictures_that_hold_no_script_are_shown(kind: str, shown: bool) -> None:
    file = file_of(Attachment("a", kind, b""), "/file/1")
    assert file.picture == ("/file/1" if shown else "")
