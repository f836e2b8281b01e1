"""What the answers of pages mean for a letter that links to them."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from outreach.errors import Level, Place, Problem

from .hosts import site
from .reach import Answer

_CANNOT_TELL = (401, 403, 405, 407, 429, 999)
_GONE = (404, 410)
_LARGE_PICTURE, _TOO_LARGE_PICTURE = 200 * 1024, 1024 * 1024
_BOT_WALL = re.compile(r"just a moment|attention required|are you a (?:human|robot)", re.IGNORECASE)
_CONSENT = re.compile(r"^consent\.|/consent\b", re.IGNORECASE)
_TITLES = (
    (r"\b(?:page |file )?not found\b|^404\b|\b404$|nicht gefunden|introuvable", "is not found"),
    (r"^(?:protected|geschützt):", "asks for a password"),
    (r"^(?:private|draft)\s*:|^[\[(](?:draft|private)[\])]", "is a draft"),
    (r"^(?:log|sign)[ -]?(?:in|on)\b|^anmelden\b|^connexion\b", "asks to log in"),
    (r"\b(?:domain (?:is )?for sale|buy this domain|parked domain)\b", "is for sale"),
)
_PAGES = (
    (r"post-password-form|content is password[- ]protected", "asks for a password"),
    (r"\b(?:embargoed until|under embargo until|strictly embargoed)\b", "is under embargo"),
)
_UNREACHED = {
    "no-answer-of-dns": "its name could not be looked up",
    "issuer": "this machine does not know who issued its certificate",
    "tls": "no secure connection came about",
    "time": "it did not answer in time",
    "unreachable": "it could not be reached",
    "redirects": "it leads on and on",
    "broken": "its answer cannot be read",
    "not-public": "it was not asked",
}
_OPEN_IT = "open the link, and correct it or the page"


def link_problem(link: str, answer: Answer, place: Place | None) -> Problem | None:
    """L406, if a reader who follows the link would not find what it promises."""
    if answer.outcome == "answered" and answer.status in range(200, 300):
        return _moved(link, answer, place) or _odd(link, answer, place)
    if answer.outcome == "answered":
        return _refused(link, answer, place)
    if answer.outcome == "no-name":
        return _problem("L406", f"“{link}”: no site has this name", place, "error")
    if answer.outcome == "certificate":
        said = f"“{link}”: browsers refuse its certificate: {answer.detail}"
        return _problem("L406", said, place, "error")
    said = f"“{link}”: {_UNREACHED[answer.outcome]}"
    return _problem("L406", f"{said}: {answer.detail}" if answer.detail else said, place)


def picture_problem(link: str, answer: Answer, place: Place | None) -> Problem | None:
    """L406 where a picture is not there, L408 where it is too large."""
    if answer.outcome != "answered" or answer.status not in range(200, 300):
        return link_problem(link, answer, place)
    if answer.size <= _LARGE_PICTURE:
        return None
    level: Level = "error" if answer.size > _TOO_LARGE_PICTURE else "warning"
    said = f"the picture “{link}” has {answer.size / 1024:,.0f} KB"
    return _problem("L408", said, place, level, "make it smaller: 200 KB is plenty")


def statement_problem(
    link: str, answer: Answer, place: Place | None, *, embargoed: bool
) -> Problem | None:
    """L409 of the statement's own page: there when letters go out, and not before."""
    there = answer.outcome == "answered" and answer.status in range(200, 300)
    wrong = link_problem(link, answer, place)
    if embargoed:
        if not there or wrong:
            return None
        said = f"the statement's page “{link}” can be read before the embargo lifts"
        hint = "take it down until then, or lift the embargo"
        return _problem("L409", said, place, "warning", hint)
    if wrong is None:
        return None
    said = f"the statement's page is not there yet: {wrong.message}"
    level: Level = "error" if wrong.level == "error" or there else "warning"
    return _problem("L409", said, place, level, "publish it before sending")


def _refused(link: str, answer: Answer, place: Place | None) -> Problem:
    status = answer.status
    if status in _CANNOT_TELL or (status >= 500 and _BOT_WALL.search(answer.title)):
        said = f"“{link}” answers {status} to programs; whether readers see it cannot be told"
        return _problem("L406", said, place, "info", "open the link once yourself")
    level: Level = "error" if status in _GONE else "warning"
    what = ", so it is gone" if status in _GONE else ""
    return _problem("L406", f"“{link}” answers {status}{what}", place, level)


def _moved(link: str, answer: Answer, place: Place | None) -> Problem | None:
    was, now = urlsplit(link), urlsplit(answer.address or link)
    if site(was.hostname or "") != site(now.hostname or ""):
        if _CONSENT.search(now.netloc + now.path):
            said = f"“{link}” asks for consent first, at {now.hostname}"
            return _problem("L406", said, place, "info", "open the link once yourself")
        said = f"“{link}” leads to another site: “{answer.address}”"
        return _problem("L406", said, place, hint="link to where it leads, if that is meant")
    if was.path.strip("/") and not now.path.strip("/") and not now.query:
        said = f"“{link}” leads to the site's home page, so its own is gone"
        return _problem("L406", said, place, hint="link to the page's new address")
    return None


def _odd(link: str, answer: Answer, place: Place | None) -> Problem | None:
    for patterns, text in ((_TITLES, answer.title), (_PAGES, answer.page)):
        for pattern, what in patterns:
            if re.search(pattern, text, re.IGNORECASE):
                title = f" (“{answer.title}”)" if answer.title else ""
                return _problem("L406", f"“{link}” {what}{title}", place)
    return None


def _problem(
    code: str,
    message: str,
    place: Place | None,
    level: Level = "warning",
    hint: str = _OPEN_IT,
) -> Problem:
    return Problem(code, message, place, hint, level)
