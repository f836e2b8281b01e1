"""Pictures: shown by inboxes as they are meant, and never all there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from letter_read import WORDS, reading, said
from outreach.checks.links import check_links
from outreach.checks.pictures import pictures_for_all
from outreach.domain.delivery import Field, Message


@pytest.mark.parametrize(
    ("picture", "level"),
    [
        ('<img src="http://coalition.example/logo.png" width="80" alt="">', "error"),
        ('<img src="logo.png" width="80" alt="">', "error"),
        ('<img src="cid:logo" width="80" alt="">', "error"),
        ('<img width="80" alt="">', "error"),
        ('<img src="https://coalition.example/logo.png" alt="">', "warning"),
        ('<img src="https://coalition.example/logo.png" style="max-width:100%" alt="">', "warning"),
    ],
)
def test_a_picture_that_will_not_show_as_meant(picture: str, level: str) -> None:
    assert said(check_links, reading(picture)) == [("L408", level)]


@pytest.mark.parametrize(
    "picture",
    [
        '<img src="https://coalition.example/logo.png" width="80" alt="Coalition">',
        '<img src="https://coalition.example/logo.png" style="border:0; width:80px" alt="">',
    ],
)
def test_a_picture_with_a_width_is_fine(picture: str) -> None:
    assert said(check_links, reading(picture)) == []


def test_a_letter_that_is_a_picture_says_nothing_where_pictures_are_held_back() -> None:
    picture = '<img src="https://coalition.example/poster.png" width="600" alt="Release them">'
    letter = reading(picture)
    page = letter.sample.html.replace(WORDS, "Release them.")
    object.__setattr__(letter.sample, "html", page)
    assert said(check_links, letter) == [("L408", "error")]
    object.__setattr__(letter.sample, "html", page.replace(picture, ""))
    assert said(check_links, replace(letter)) == []


def test_a_picture_with_somebodys_data_in_it_is_asked_for_by_nobody() -> None:
    html = (
        '<img src="https://a.example/-x1-.png"><img src="https://a.example/b.png">'
        '<img src="data:image/png;base64,x"><img src="https://a.example/b.png">'
    )
    message = Message("s", html, "", (Field("-x1-", "html"),))
    assert pictures_for_all(message) == ("https://a.example/b.png",)
