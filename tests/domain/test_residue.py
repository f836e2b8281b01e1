"""What a page puts around a statement, and sentences that only sound like it."""

from __future__ import annotations

import pytest

from outreach.domain.residue import ends_page, is_control, is_page_number, is_residue


@pytest.mark.parametrize(
    "line",
    ["Skip to content", "Skip to main content", "Zum Inhalt springen", "Press Release", "NEWS",
     "Pressemitteilung", "新聞稿", "Share this post", "Facebook", "Tags: China, Tibet",
     "5 min read",
     "Home About Us News Donate", "Home » News", "Cover Photo", "Photo: Jane Doe", "hall.JPG",
     "View this email in your browser", "Unsubscribe", "Accueil » Presse » Communiqués",
     "主頁 | 新聞 | 聯絡我們", "Posted on May 3, 2024 by admin", "分享至 Facebook",
     "We use cookies to improve your experience", "Posted by admin"],
)  # fmt: skip
def test_residue(line: str) -> None:
    assert is_residue(line)
    assert is_residue(f"{line} ")


@pytest.mark.parametrize(
    "line",
    ["Campaign for Uyghurs", "Dialogue China", "Human Rights in China", "Press Freedom Now",
     "We share this concern.", "Statement on the arrests", "Our members are in danger",
     "Read more books, said the judge", "Contact with the families was cut"],
)  # fmt: skip
def test_no_residue(line: str) -> None:
    assert not is_residue(line)
    assert not ends_page(line)


@pytest.mark.parametrize(
    "line",
    ["###", "-30-", "– ENDS –", "© 2024 Coalition", "Related posts", "← Older statement",
     "Media contact:", "For more information, write to us", "All rights reserved."],
)  # fmt: skip
def test_ends(line: str) -> None:
    assert ends_page(line)


def test_an_organisation_may_be_called_like_a_caption() -> None:
    assert is_residue("Free Press Image")
    assert not is_control("Free Press Image")


@pytest.mark.parametrize("line", ["2", "- 3 -", "Page 2 of 5", "Seite 4/9", "第 3 頁"])
def test_page_numbers(line: str) -> None:
    assert is_page_number(line)


@pytest.mark.parametrize("line", ["2024", "Page", "Article 5", "350.org", "Page 2 of our letter"])
def test_no_page_numbers(line: str) -> None:
    assert not is_page_number(line)


def test_a_line_as_long_as_a_paragraph_is_no_residue() -> None:
    assert not is_residue("Share this with " + "everybody " * 40)
