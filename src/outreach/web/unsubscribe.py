"""The pages behind the link in a letter: one asks, one says that it is done.

Nothing of HTTP but what is to be answered: ``asked`` answers GET and changes nothing, since mail
gateways open links; ``answered`` answers POST, which the page's button and a mail program's own
send alike (RFC 8058, 3.2), whatever is in its body. Neither sets a cookie, redirects or asks who
one is, and a page needs no script.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote

from outreach.actions.leave import Leaver, leave, who_leaves
from outreach.domain.campaign import Sender
from outreach.domain.language import language_for
from outreach.domain.unsubscribe import is_open
from outreach.store.database import Store

HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self';"
    " base-uri 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
}
"""Of every answer with such a page: its address is a secret of its reader's."""

_FOLDER = files("outreach.web") / "leaving"
_TONGUE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: HTML in UTF-8, to be sent with ``HEADERS``."""

    status: int
    html: str


def asked(db: Store, token: str, sender: Sender, accepts: str = "") -> Page:
    """For GET: whose letter it is, and a button; nothing is changed.

    ``sender`` is the workspace's, for a link that is of no letter; ``accepts`` the browser's
    ``Accept-Language``, which counts only then. Raises StoreError: ``unwell`` is the page for it.
    """
    leaver = None if is_open(token) else who_leaves(db, token)
    if leaver is None:
        return _of_no_letter(token, sender, accepts)
    return _left(leaver) if leaver.gone else _ask(leaver)


def answered(db: Store, token: str, now: datetime, sender: Sender, accepts: str = "") -> Page:
    """For POST: she gets nothing more from now on. Otherwise as ``asked``."""
    leaver = None if is_open(token) else who_leaves(db, token)
    if leaver is None or not leave(db, token, now):
        return _of_no_letter(token, sender, accepts)
    return _left(leaver)


def unwell(sender: Sender, accepts: str = "") -> Page:
    """For when the store cannot be read or written."""
    return _plain(503, "trouble", sender, accepts)


def _ask(leaver: Leaver) -> Page:
    words, filled = _words_for(leaver.language), _filled(leaver)
    body = (
        f"<p>{words.say('ask', filled)}</p>\n"
        '<form method="post"><input type="hidden" name="List-Unsubscribe" value="One-Click">'
        f"<button>{words.say('button', {})}</button></form>\n"
        f'<p class="soft">{words.say("by-mail", filled)}</p>'
    )
    return Page(200, _page(words, words.say("ask-title", {}), leaver.sender, body))


def _left(leaver: Leaver) -> Page:
    words, filled = _words_for(leaver.language), _filled(leaver)
    body = (
        f"<p>{words.say('left', filled)}</p>\n"
        f'<p class="soft">{words.say("undo", {**filled, "mail": _mail(leaver.reply_to)})}</p>'
    )
    return Page(200, _page(words, words.say("left-title", {}), leaver.sender, body))


def _of_no_letter(token: str, sender: Sender, accepts: str) -> Page:
    """The same for whatever is wrong with a link, so that it tells nothing about anybody."""
    return _plain(200, "open", sender, accepts) if is_open(token) else _unknown(sender, accepts)


def _unknown(sender: Sender, accepts: str) -> Page:
    return _plain(404, "unknown", sender, accepts)


def _plain(status: int, what: str, sender: Sender, accepts: str) -> Page:
    words = _words_for(*_TONGUE.findall(accepts[:200]))
    mail = {"mail": _mail(sender.reply_to or sender.email, "unsubscribe")}
    body = f"<p>{words.say(what, mail)}</p>"
    return Page(status, _page(words, words.say(f"{what}-title", {}), sender.name, body))


@dataclass(frozen=True, slots=True)
class _Words:
    language: str
    texts: Mapping[str, str]

    def say(self, key: str, filled: Mapping[str, str]) -> str:
        """As HTML. ``filled`` is HTML already."""
        return Template(escape(self.texts[key], quote=False)).substitute(filled)


def _filled(leaver: Leaver) -> dict[str, str]:
    words = _words_for(leaver.language)
    address = f"<strong><bdi>{escape(leaver.address)}</bdi></strong>"
    return {
        "address": address if leaver.address else words.say("this-address", {}),
        "sender": f"<bdi>{escape(leaver.sender)}</bdi>",
        "mail": _mail(leaver.reply_to, "unsubscribe"),
    }


def _mail(address: str, subject: str = "") -> str:
    about = f"?subject={quote(subject)}" if subject else ""
    return f'<a href="mailto:{quote(address, safe="@+")}{about}">{escape(address)}</a>'


def _page(words: _Words, title: str, sender: str, body: str) -> str:
    return _template().substitute(
        language=escape(words.language), title=title, sender=escape(sender), body=body
    )


@cache
def _template() -> Template:
    return Template((_FOLDER / "page.html").read_text("utf-8"))


@cache
def _all_words() -> Mapping[str, _Words]:
    found = {}
    for file in _FOLDER.iterdir():
        language, _, kind = file.name.rpartition(".")
        if kind == "toml":
            found[language] = _Words(language, tomllib.loads(file.read_text("utf-8")))
    return found


def _words_for(*wanted: str) -> _Words:
    """In the first of these languages that there are words in, else in English."""
    known = _all_words()
    return known[language_for(wanted, sorted(known)) or "en"]
