"""One letter as the page shows it, alone or beside another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from outreach.actions.preview import Preview, Shown
from outreach.domain.delivery import Attachment
from outreach.domain.language import direction
from outreach.render.locales import language_name
from outreach.sendgrid.payload import shown_name
from outreach.viewer.differences import MARK_STYLE, marked, marked_text
from outreach.viewer.files import file_of
from outreach.viewer.frame import framed
from outreach.viewer.glance import glances
from outreach.viewer.links import links_of
from outreach.viewer.mail import Mail, digest_of, mail_of
from outreach.viewer.model import File, Pane
from outreach.viewer.size import size_of
from outreach.viewer.source import compared_body, headers_body, raw_body, source_body, text_body
from outreach.viewer.state import State, View

from .addresses import Addresses, Spot

Pages = Callable[[Spot, Shown, int], int]
"""How many pictures of its pages there are of the attachment of that number."""

_PDF = "application/pdf"
_NO_PAGES = "Pages are shown here of the press kit alone: open the file to see it."

PERSON, LANGUAGE = "person", "language"


@dataclass(frozen=True, slots=True)
class Looked:
    """A letter, whose it is, and how it is looked at."""

    spot: Spot
    state: State
    shown: Shown


def at_its_side(spot: Spot, state: State) -> tuple[Spot, State] | None:
    """What the address asks to be shown beside a letter; each stands beside the other."""
    kind, _, which = state.beside.partition(":")
    if kind == PERSON and which:
        return replace(spot, uid=which), replace(state, beside=f"{PERSON}:{spot.uid}", language="")
    if kind == LANGUAGE:
        return spot, replace(state, language=which, beside=f"{LANGUAGE}:{state.language}")
    return None


def looked_at(preview: Preview, spot: Spot, state: State) -> Looked:
    shown = preview.letter(spot.campaign, spot.edition, spot.uid, state.language)
    return Looked(spot, state, shown)


def frame_document(
    preview: Preview, spot: Spot, state: State, *, policy_inside: bool = False
) -> str | None:
    """The document of the letter's frame; None where there is no letter to show."""
    letter = looked_at(preview, spot, state).shown.letter
    if letter is None:
        return None
    html = letter.html
    beside = at_its_side(spot, state)
    other = looked_at(preview, *beside).shown.letter if beside else None
    if other is not None:
        html = marked(html, other.html)[0]
    return framed(
        html,
        state.scheme,
        state.images,
        policy_inside=policy_inside,
        style=MARK_STYLE if other is not None else "",
    )


def panes(
    looked: Sequence[Looked], addresses: Addresses, pages: Pages
) -> tuple[tuple[Pane, ...], int | None]:
    """The letters side by side, and in how many places they differ; None for one alone."""
    mails = [_mail(one.shown) for one in looked]
    bodies, count = _bodies(looked, mails)
    whole = zip(looked, mails, bodies, strict=True)
    return tuple(_pane(one, mail, body, addresses, pages) for one, mail, body in whole), count


def _mail(shown: Shown) -> Mail | None:
    return mail_of(shown.letter, shown.eml) if shown.letter is not None else None


def _bodies(
    looked: Sequence[Looked], mails: Sequence[Mail | None]
) -> tuple[list[Markup], int | None]:
    view = looked[0].state.view
    first, *others = mails
    other = others[0] if others else None
    if first is None or other is None:
        return [_body(mail, view) if mail else Markup() for mail in mails], None
    if view is View.TEXT:
        one, two, differences = marked_text(first.text, other.text)
        return [compared_body(one), compared_body(two)], differences
    count = marked(first.html, other.html)[2] if view is View.LETTER else None
    return [_body(mail, view) for mail in (first, other)], count


def _body(mail: Mail, view: View) -> Markup:
    match view:
        case View.TEXT:
            return text_body(mail.text)
        case View.SOURCE:
            return source_body(mail.html)
        case View.HEADERS:
            return headers_body(mail.headers)
        case View.RAW:
            return raw_body(mail.raw)
    return Markup()


def _pane(
    looked: Looked, mail: Mail | None, body: Markup, addresses: Addresses, pages: Pages
) -> Pane:
    shown, spot, state = looked.shown, looked.spot, looked.state
    title = _title(shown)
    if mail is None or shown.letter is None:
        why = shown.faults[0].message if shown.faults else "there is no letter"
        note = f"This letter cannot be shown: {why}."
        return Pane(title or "Nobody", note=note, language=shown.language)
    sender = shown_name(shown.envelope.from_name) or shown.envelope.from_email
    return Pane(
        title=title,
        glances=glances(sender, mail.subject, mail.html),
        facts=_facts(shown, mail),
        frame=addresses.frame(spot, state) if state.view is View.LETTER else "",
        body=body,
        files=_files(looked, mail.attachments, addresses, pages),
        links=links_of(mail.html, mail.text),
        size=size_of(mail.html, mail.text, mail.attachments),
        digest=digest_of(mail),
        download=addresses.eml(spot, state),
        note=_note(looked),
        language=shown.language,
        direction=direction(shown.language),
    )


def _title(shown: Shown) -> str:
    name = shown_name(shown.name)
    return f"{name} <{shown.email}>" if name else shown.email


def _note(looked: Looked) -> str:
    if looked.shown.sent:
        return "This edition is being sent, or was: the letter is the one of its plan."
    if looked.state.language:
        return f"As it would be in {language_name(looked.shown.language)}."
    return ""


def _facts(shown: Shown, mail: Mail) -> tuple[tuple[str, str], ...]:
    envelope = shown.envelope
    return (
        ("From", f"{shown_name(envelope.from_name)} <{envelope.from_email}>"),
        ("To", _title(shown)),
        ("Subject", mail.subject),
        ("Language", language_name(shown.language)),
    )


def _files(
    looked: Looked, attachments: Sequence[Attachment], addresses: Addresses, pages: Pages
) -> tuple[File, ...]:
    """Pictures of pages are made where files are looked at, and not for every letter."""
    spot, state = looked.spot, looked.state
    found = []
    for number, one in enumerate(attachments, 1):
        href = addresses.file(spot, state, number, one.filename)
        count = pages(spot, looked.shown, number) if state.view is View.FILES else 0
        pictures = (addresses.picture(spot, state, number, page + 1) for page in range(count))
        file = file_of(one, href, tuple(pictures))
        found.append(replace(file, note="" if count or file.type != _PDF else _NO_PAGES))
    return tuple(found)
