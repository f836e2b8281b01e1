"""Answers that are a sentence: there is no such page, or it could not be made."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from outreach.errors import OutreachError
from outreach.viewer.pages import notice_page

from .addresses import Live


def notice(title: str, text: str, status: int) -> Response:
    return HTMLResponse(notice_page(title, text, Live().assets), status)


def sentences(exc: OutreachError) -> str:
    """What is wrong and the way out, as they stand on a page."""
    return " ".join(sentence(one) for one in (exc.message, exc.hint) if one)


def sentence(text: str) -> str:
    """With a capital, unless it begins with an address or a name of a file."""
    first = text.partition(" ")[0]
    begun = text[:1].upper() + text[1:] if first.isalpha() else text
    return f"{begun.rstrip('.')}."


async def nothing_there(_request: Request, exc: Exception) -> Response:
    status = exc.status_code if isinstance(exc, HTTPException) else 404
    return notice("There is no such page", "Nothing is at this address.", status)
