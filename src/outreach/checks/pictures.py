"""The pictures of a finished message: whether inboxes can show them, and what is left without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import html
from lxml.html import HtmlElement

from outreach.domain.delivery import Message
from outreach.errors import Problem

from .parity import visible_text, words_of
from .reading import Reading

_WIDTH = re.compile(r"(?:^|;)\s*width\s*:\s*\d", re.IGNORECASE)
_FEWEST_WORDS = 60


def check_pictures(reading: Reading) -> Iterator[Problem]:
    """L408 without asking for a picture. Its format is for the checks of mail programs."""
    pictures = list(reading.tree.iter("img"))
    for picture in pictures:
        source = (picture.get("src") or "").strip()
        if not source.lower().startswith(("https://", "data:")):
            yield reading.problem(
                "L408",
                f"the picture “{source}” is not https, so inboxes do not show it",
                "put it on your site and give its https address",
            )
        elif not _has_width(picture):
            yield reading.problem(
                "L408",
                f"the picture “{_short(source)}” has no width; Outlook draws it in its full size",
                'write width="…" in pixels',
                "warning",
            )
    words = len(words_of(visible_text(reading.tree)))
    if pictures and words < _FEWEST_WORDS:
        yield reading.problem(
            "L408",
            f"the letter is a picture with {words} words",
            "say in words what it shows; many inboxes hold pictures back",
        )


def pictures_for_all(message: Message) -> tuple[str, ...]:
    """The https addresses of a message's pictures that no recipient's data is part of."""
    sources = (
        image.get("src") or "" for image in html.document_fromstring(message.html).iter("img")
    )
    tags = tuple(one.tag for one in message.fields)
    web = (s.strip() for s in sources if s.strip().lower().startswith("https://"))
    return tuple(dict.fromkeys(s for s in web if not any(tag in s for tag in tags)))


def _has_width(picture: HtmlElement) -> bool:
    attribute = (picture.get("width") or "").strip()
    return attribute[:1].isdigit() or bool(_WIDTH.search(picture.get("style") or ""))


def _short(source: str) -> str:
    return source if len(source) <= 200 else source[:40] + "…"
