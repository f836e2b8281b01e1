"""What travels with a letter, as it stands on a page."""

from __future__ import annotations

from collections.abc import Sequence

from outreach.domain.delivery import Attachment

from .model import File

PICTURES = frozenset(("image/gif", "image/jpeg", "image/png", "image/webp"))
"""The media types that every browser shows and that can hold no script."""


def file_of(attachment: Attachment, href: str, pages: Sequence[str] = (), name: str = "") -> File:
    """``href`` leads to its bytes, ``pages`` to a picture of each page; a picture shows itself.

    ``name`` stands in for the file's own.
    """
    kind = attachment.type.partition(";")[0].strip().lower()
    return File(
        name=name or attachment.filename,
        type=kind,
        bytes=len(attachment.content),
        href=href,
        pages=tuple(pages),
        picture=href if kind in PICTURES else "",
    )
