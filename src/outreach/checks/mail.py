"""What can be seen on a finished message before anyone else sees it."""

from __future__ import annotations

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


def check_message(reading: Reading) -> tuple[Problem, ...]:
    """All findings on one message, in the order an inbox shows it: subject, HTML, text.

    A field counts with the sample's value: what stands in it differs by recipient.
    """
    return tuple(problem for check in CHECKS for problem in check(reading))
