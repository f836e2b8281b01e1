"""How much a letter weighs."""

from __future__ import annotations

from collections.abc import Iterable

from outreach.domain.delivery import Attachment
from outreach.domain.inbox import CLIPPED_AT

from .model import Size


def size_of(html: str, text: str, attachments: Iterable[Attachment] = ()) -> Size:
    """Bytes of the parts in UTF-8, and of the files as they lie on a disk.

    Programs count a part once its transfer encoding is undone, so this is what Gmail measures;
    on its way a letter is longer.
    """
    files = sum(len(one.content) for one in attachments)
    return Size(_bytes(html), CLIPPED_AT, _bytes(text), files)


def _bytes(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))
