"""The inbox as a page: what was received, and one letter of it in all its forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from email.utils import parseaddr
from html import escape
from urllib.parse import quote

from markupsafe import Markup

from outreach.viewer.files import file_of
from outreach.viewer.glance import glances
from outreach.viewer.links import links_of
from outreach.viewer.mail import Mail, digest_of, read_mail
from outreach.viewer.model import Choice, Happened, InboxPage, Pane, Toolbar
from outreach.viewer.size import size_of
from outreach.viewer.source import headers_body, raw_body, source_body, text_body
from outreach.viewer.state import State, View
from outreach.viewer.toolbar import toolbar

from .inbox_list import ASSETS, CLEAR, STAMP, Asked, clock, letter_address, listed, recipient
from .index import Letter
from .sandbox import Sandbox

TITLE = "Inbox of the sandbox"

EMPTY = (
    "No letters yet. Send something to this sandbox. What it receives is listed here until it "
    "stops; the files stay in its outbox folder."
)
NOTHING_FOUND = "No letter fits these words."
_SHOWN_HEADERS = ("From", "To", "Cc", "Reply-To", "Subject", "Date")


def inbox_of(sandbox: Sandbox, asked: Asked, open_letter: Letter | None, raw: bytes) -> InboxPage:
    """The list, and the letter that is open with its mail; ``raw`` is blank without one."""
    now = sandbox.now()
    stamp = sandbox.stamp  # before what it stands for is read, so that nothing is missed
    folders, found = listed(sandbox.outbox, asked, now)
    total = len(sandbox.outbox)
    pane, tools = _opened(open_letter, raw, asked, now) if open_letter else (None, Toolbar())
    return InboxPage(
        title=TITLE,
        state=asked.state,
        assets=ASSETS,
        folders=folders,
        query=asked.query,
        action=replace(asked, query="", start=None).address(),
        found=found,
        total=total,
        toolbar=tools,
        pane=pane,
        happened=tuple(_happened(open_letter, now)) if open_letter else (),
        links=_links(open_letter) if open_letter else (),
        clear=CLEAR if total else "",
        token=sandbox.token,
        stamp=stamp,
        events=STAMP,
        empty="" if folders else EMPTY if not total else NOTHING_FOUND,
    )


def _opened(letter: Letter, raw: bytes, asked: Asked, now: float) -> tuple[Pane, Toolbar]:
    if not letter.path:
        note = "This letter was cancelled before its time: it was never sent, and its file is gone."
        return Pane(recipient(letter), facts=tuple(_facts(letter, None, now)), note=note), Toolbar()
    mail = read_mail(raw)
    tools = toolbar(
        asked.state, lambda state: replace(asked, state=state).address(), len(mail.attachments)
    )
    return _pane(letter, mail, asked.state, now), tools


def _pane(letter: Letter, mail: Mail, state: State, now: float) -> Pane:
    framed = state.view is View.LETTER and bool(mail.html)
    return Pane(
        title=recipient(letter),
        glances=glances(_sender(mail), mail.subject, mail.html or _as_html(mail.text)),
        facts=tuple(_facts(letter, mail, now)),
        frame=letter_address(letter.id, "/letter", _seen(state)) if framed else "",
        body=Markup() if framed else _body(mail, state.view),
        files=tuple(
            file_of(one, letter_address(letter.id, f"/file/{number}", State()))
            for number, one in enumerate(mail.attachments, 1)
        ),
        links=links_of(mail.html, mail.text),
        size=size_of(mail.html, mail.text, mail.attachments),
        digest=digest_of(mail),
        download=letter_address(letter.id, ".eml", State()),
        note="" if mail.html else "This letter has no HTML part.",
    )


def _seen(state: State) -> State:
    """What the document in the frame depends on, so that no other choice loads it anew."""
    return State(scheme=state.scheme, images=state.images)


def _sender(mail: Mail) -> str:
    given = mail.header("From")
    return parseaddr(given)[0] or given


def _as_html(text: str) -> str:
    return f"<pre>{escape(text)}</pre>"


def _body(mail: Mail, view: View) -> Markup:
    match view:
        case View.SOURCE:
            return source_body(mail.html) if mail.html else Markup()
        case View.HEADERS:
            return headers_body(mail.headers)
        case View.RAW:
            return raw_body(mail.raw)
        case View.FILES:
            return Markup()
    return text_body(mail.text)


def _facts(letter: Letter, mail: Mail | None, now: float) -> Iterator[tuple[str, str]]:
    """The outside of the mail, then what was asked of SendGrid with it."""
    if mail is None:
        yield "To", recipient(letter)
        yield "Subject", letter.subject
    else:
        for name in _SHOWN_HEADERS:
            if value := mail.header(name):
                yield name, value
    if letter.status == "scheduled":
        yield "Waits until", clock(letter.send_at, now)
    if letter.categories:
        yield "Categories", ", ".join(letter.categories)
    for key, value in letter.custom_args.items():
        yield "Argument", f"{key}: {value}"
    if letter.group is not None:
        yield "Group", str(letter.group)
    if letter.path:
        yield "Filed as", letter.path


def _happened(letter: Letter, now: float) -> Iterator[Happened]:
    for name, at, said in letter.history:
        yield Happened(name, clock(at, now), said)


def _links(letter: Letter) -> tuple[Choice, ...]:
    return (Choice("Unsubscribe page", f"/unsubscribe/{quote(letter.id, safe='')}"),)
