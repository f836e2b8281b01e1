"""Forms that are posted to the preview, and what it says afterwards."""

from __future__ import annotations

import secrets
from urllib.parse import parse_qs

from starlette.requests import ClientDisconnect, Request

LARGEST_FORM = 16 * 1024
_FORM = "application/x-www-form-urlencoded"
_MOST_SAID = 50


async def form_of(request: Request) -> dict[str, list[str]] | None:
    """The fields of a small form; None of anything else."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != _FORM:
        return None
    raw = bytearray()
    try:
        async for part in request.stream():
            raw += part
            if len(raw) > LARGEST_FORM:
                return None
        return parse_qs(raw.decode("ascii"), max_num_fields=200)
    except (ClientDisconnect, ValueError):
        return None


class Said:
    """Sentences that a page says once somebody did something, by an id that its address carries:

    a sentence in the address itself could be made up by others.
    """

    def __init__(self) -> None:
        self._kept: dict[str, str] = {}

    def keep(self, text: str) -> str:
        """The id of ``text``, under which the last few are kept."""
        name = secrets.token_hex(8)
        self._kept[name] = text
        while len(self._kept) > _MOST_SAID:
            del self._kept[next(iter(self._kept))]
        return name

    def of(self, name: str) -> tuple[str, ...]:
        """What is to be said under this id: a sentence, or nothing."""
        return (self._kept[name],) if name in self._kept else ()
