"""What can be seen on a finished message before anyone else sees it."""

from __future__ import annotations

from collections.abc import Callable

from outreach.errors import Problem

from .accessibility import check_accessibility
from .clients import check_clients
from .contrast import check_contrast, check_legibility
from .headers import check_headers
from .invisible import check_invisible
from .links import check_links
from .marked_language import check_marked_language
from .reading import Reading
from .size import check_size
from .structure import check_structure
from .text_part import check_text_part

CHECKS = (
    check_headers,
    check_structure,
    check_size,
    check_clients,
    check_accessibility,
    check_contrast,
    check_legibility,
    check_marked_language,
    check_links,
    check_text_part,
    check_invisible,
)


def check_message(
    reading: Reading, pause: Callable[[], object] = lambda: None
) -> tuple[Problem, ...]:
    """All findings on one message, in the order an inbox shows it: subject, HTML, text.

    A field counts with the sample's value: what stands in it differs by recipient. ``pause`` is
    called before each check.
    """
    found: list[Problem] = []
    for check in CHECKS:
        pause()
        found += check(reading)
    return tuple(found)
