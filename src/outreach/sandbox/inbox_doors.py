"""The paths of the inbox in the browser: its page, each letter in all its forms, clearing it.

A letter is a stranger's document: it is shown in a frame, under a policy that lets nothing in it
run or fetch, and its files are only ever handed out to be saved.
"""

from __future__ import annotations

import secrets
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import quote

from outreach.viewer.state import State

from .answers import Answer
from .calls import Call, Handler
from .inbox_list import ASSETS, CLEAR, STAMP, Asked
from .index import Letter
from .sandbox import Sandbox

if TYPE_CHECKING:
    from outreach.viewer.mail import Mail

# What makes pages is imported where one is asked for: who only sends to a sandbox needs none.

OWN_PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "frame-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
BARE_LETTER = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
NO_LETTER = (
    "The sandbox has no such letter. It forgets its letters when it stops or is cleared, and one "
    "whose file was removed cannot be shown."
)


def inbox(sandbox: Sandbox, call: Call) -> Answer:
    return _inbox(sandbox, Asked.read(call), None, b"")


def letter(sandbox: Sandbox, call: Call) -> Answer:
    found = sandbox.outbox.get(call.path["id"])
    if found is None:
        return _missing()
    raw = _raw(sandbox, found) if found.path else b""
    if raw is None:
        return _missing()
    return _inbox(sandbox, Asked.read(call, found.id), found, raw)


def _inbox(sandbox: Sandbox, asked: Asked, found: Letter | None, raw: bytes) -> Answer:
    from outreach.viewer.pages import inbox_page

    from .inbox import inbox_of

    return _page(inbox_page(inbox_of(sandbox, asked, found, raw)))


def letter_frame(sandbox: Sandbox, call: Call) -> Answer:
    """The letter's document as the query asks to see it, for the frame in the page."""
    from outreach.viewer.enclosed import enclosed_pictures
    from outreach.viewer.frame import framed, policy

    mail = _mail(sandbox, call)
    if mail is None:
        return _missing()
    state = State.read({name: values[0] for name, values in call.query.items()})
    pictures = enclosed_pictures(mail.raw)
    document = framed(_document(mail), state.scheme, state.images, enclosed=pictures)
    return Answer(200, document, {"Content-Security-Policy": policy(state.images)})


def letter_html(sandbox: Sandbox, call: Call) -> Answer:
    """The letter's HTML as it is, on its own."""
    mail = _mail(sandbox, call)
    if mail is None:
        return _missing()
    return Answer(200, _document(mail), {"Content-Security-Policy": BARE_LETTER})


def letter_eml(sandbox: Sandbox, call: Call) -> Answer:
    found = sandbox.outbox.get(call.path["id"])
    raw = _raw(sandbox, found) if found and found.path else None
    if found is None or raw is None:
        return _missing()
    return _saved(raw, "message/rfc822", found.path.rpartition("/")[2])


def letter_file(sandbox: Sandbox, call: Call) -> Answer:
    """An attachment, to be saved; a picture can also be shown in a page of this sandbox."""
    from outreach.viewer.files import PICTURES

    mail, number = _mail(sandbox, call), int(call.path["number"])
    if mail is None or not 1 <= number <= len(mail.attachments):
        return _missing()
    one = mail.attachments[number - 1]
    kind = one.type.lower()
    return _saved(
        one.content, kind if kind in PICTURES else "application/octet-stream", one.filename
    )


def unsubscribe_form(sandbox: Sandbox, call: Call) -> Answer:
    from outreach.viewer.inbox_pages import unsubscribe_page

    found = sandbox.outbox.get(call.path["id"])
    if found is None:
        return _missing()
    action = f"/unsubscribe/{quote(found.id, safe='')}"
    return _page(unsubscribe_page(found.to, action, ASSETS))


def unsubscribe(sandbox: Sandbox, call: Call) -> Answer:
    if not sandbox.unsubscribe(call.path["id"]):
        return _missing()
    return _notice("Unsubscribed", "You will get no more of these letters.")


def stamp(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"stamp": sandbox.stamp})


def clear(sandbox: Sandbox, call: Call) -> Answer:
    token = call.member("token")
    if not isinstance(token, str) or not secrets.compare_digest(
        token.encode(), sandbox.token.encode()
    ):
        text = "Only a page of this sandbox may do that. Open the inbox again and repeat it there."
        return _notice("Nothing was cleared", text, 403)
    sandbox.clear()
    return Answer(303, None, {"Location": "/"})


def asset(sandbox: Sandbox, call: Call) -> Answer:
    from outreach.viewer import pages

    kind, content = pages.ASSETS.get(call.path["name"], ("", b""))
    return Answer(200, content, {"Content-Type": kind}) if kind else _missing()


def _mail(sandbox: Sandbox, call: Call) -> Mail | None:
    found = sandbox.outbox.get(call.path["id"])
    raw = _raw(sandbox, found) if found and found.path else None
    if raw is None:
        return None
    from outreach.viewer.mail import read_mail

    return read_mail(raw)


def _raw(sandbox: Sandbox, letter: Letter) -> bytes | None:
    """None where the letter was cleared, released or removed meanwhile."""
    try:
        return sandbox.outbox.read(letter)
    except OSError:
        return None


def _document(mail: Mail) -> str:
    return mail.html or f"<!DOCTYPE html><pre>{escape(mail.text)}</pre>"


def _page(html: str, status: int = 200) -> Answer:
    return Answer(status, html, {"Content-Security-Policy": OWN_PAGE})


def _notice(title: str, text: str, status: int = 200) -> Answer:
    from outreach.viewer.pages import notice_page

    return _page(notice_page(title, text, ASSETS), status)


def _missing() -> Answer:
    return _notice("No such letter", NO_LETTER, 404)


def _saved(content: bytes, kind: str, name: str) -> Answer:
    """Bytes that no browser shows as a page, whatever is in them (RFC 6266 for the name)."""
    return Answer(
        200,
        content,
        {
            "Content-Type": kind,
            "Content-Disposition": f"attachment; filename*=utf-8''{quote(name, safe='')}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


ENTRIES: tuple[tuple[str, str, Handler], ...] = (
    ("GET", "/", inbox),
    ("GET", STAMP, stamp),
    ("POST", CLEAR, clear),
    ("GET", "/letters/{id}.eml", letter_eml),
    ("GET", "/letters/{id}/letter", letter_frame),
    ("GET", "/letters/{id}/html", letter_html),
    ("GET", "/letters/{id}/file/{number:count}", letter_file),
    ("GET", "/letters/{id}", letter),
    ("GET", "/unsubscribe/{id}", unsubscribe_form),
    ("POST", "/unsubscribe/{id}", unsubscribe),
    ("GET", ASSETS + "/{name}", asset),
)
