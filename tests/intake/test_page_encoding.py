"""The bytes of a page as text: what encoding they are in, and what cannot be read is named."""

from __future__ import annotations

import pytest

from outreach.errors import NeedsFixing
from outreach.intake.page import read_page
from outreach.intake.page_encoding import decoded

CHINESE = (
    "關於五名被捕人士的公開信\n\n我們對五名人士被捕感到震驚，他們只是說出了自己的想法，我們與他們站在一起。\n\n"
    "聯署團體：\n香港監察\n自由之家\n西藏之家\n"
)
SIMPLIFIED = (
    "关于五名被捕人士的公开信\n\n我们对五名人士被捕感到震惊，他们只是说出了自己的想法，我们与他们站在一起。\n\n"
    "联署团体：\n香港监察\n自由之家\n西藏之家\n"
)
RUSSIAN = "Открытое письмо\n\nМы встревожены арестом пяти человек, которые только говорили.\n"
FRENCH = "Lettre ouverte\n\nNous demandons la libération immédiate des prisonniers – “à l’été”.\n"


@pytest.mark.parametrize(
    ("text", "encoding", "called"),
    [
        (CHINESE, "big5", "Traditional Chinese (big5hkscs)"),
        (SIMPLIFIED, "gb18030", "Simplified Chinese (gb18030)"),
        (RUSSIAN, "cp1251", "Windows Cyrillic (cp1251)"),
        (FRENCH, "cp1252", "Windows Western European (cp1252)"),
    ],
)
def test_what_is_not_unicode_is_told_by_its_letters(text: str, encoding: str, called: str) -> None:
    read, problems = decoded(text.encode(encoding), "page.txt")
    assert read == text
    assert [(one.code, one.message) for one in problems] == [
        ("I206", f"not UTF-8; by its letters it was read as {called}")
    ]


def test_chinese_names_come_in_whole() -> None:
    page = read_page(CHINESE.encode("big5"), "page.txt")
    assert [one.name for one in page.statement.signatories] == ["香港監察", "自由之家", "西藏之家"]
    assert page.statement.title == "關於五名被捕人士的公開信"


@pytest.mark.parametrize("stray", [b"\xe9", b"\xff\xfe\xc3("])
def test_utf8_with_bytes_that_are_none_stays_utf8(stray: bytes) -> None:
    data = f"“They must be free,” said Jané.\n\n{FRENCH}".encode() + b"\nA" + stray + b" Org\n"
    text, problems = decoded(data, "page.txt")
    assert text.startswith("“They must be free,” said Jané.")
    assert [(one.code, str(one.place)) for one in problems] == [("I206", "page.txt:7:2")]
    assert "\ufffd" in text or "é Org" in text


def test_a_byte_order_mark_and_a_head_hold_for_a_page_with_a_bad_byte() -> None:
    for head in (b"\xef\xbb\xbf", b"<meta charset=utf-8>"):
        text, problems = decoded(head + b"caf\xe9 and more\n", "page.txt")
        assert "café and more" in text
        assert [one.code for one in problems] == ["I206"]


def test_utf8_and_what_the_head_names_are_read_without_a_word() -> None:
    assert decoded(CHINESE.encode(), "page.txt") == (CHINESE, ())
    head = "<meta charset=big5>"
    assert decoded(f"{head}{CHINESE}".encode("big5"), "page.html") == (f"{head}{CHINESE}", ())


def test_bytes_in_no_known_encoding_are_refused() -> None:
    with pytest.raises(NeedsFixing, match=r"page\.txt is in no encoding known here"):
        decoded(CHINESE.encode("big5") + b"\xff\n" * 20, "page.txt")


def test_a_byte_that_its_encoding_does_not_know_is_counted() -> None:
    _, problems = decoded(CHINESE.encode("big5") + b"\xff\n", "page.txt")
    assert problems[0].message.endswith("(big5hkscs), and 1 byte was lost")
