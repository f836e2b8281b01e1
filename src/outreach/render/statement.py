"""A statement as templates see it: rendered once per language, the same for all recipients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from outreach.domain.language import direction
from outreach.domain.quotation import quoted
from outreach.domain.statement import Boilerplate, MediaContact, Signatory, Statement

from .locales import comma
from .markdown import asks, markdown_html, notes
from .plaintext import markdown_text, short_text
from .typography import typeset


@dataclass(frozen=True, slots=True)
class AskView:
    """One demand: ``html`` goes inside an ``<li>``, ``text`` is one unwrapped line."""

    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class NoteView:
    """A footnote; its number is its place in the row. ``text`` is one unwrapped line."""

    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class BoilerplateView:
    """``html`` is blocks; ``text`` is wrapped, each address beside its words."""

    heading: str
    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class QuoteView:
    """``quoted`` is the text in the quotation marks of the statement's language."""

    text: str
    quoted: str
    speaker: str
    title: str
    source: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """``html`` and ``text`` are the body, with ``[1]`` for its first note.

    ``dir`` is ``ltr`` or ``rtl`` after the language, and ``comma`` what parts a row in it.
    """

    title: str
    subtitle: str
    date: dt.date | None
    language: str
    dir: str
    comma: str
    html: Markup
    text: str
    asks: tuple[AskView, ...]
    notes: tuple[NoteView, ...]
    signatories: tuple[Signatory, ...]
    dateline: str
    media_contacts: tuple[MediaContact, ...]
    quotes: tuple[QuoteView, ...]
    boilerplates: tuple[BoilerplateView, ...]


def view(statement: Statement) -> StatementView:
    statement = typeset(statement)
    language = statement.language
    return StatementView(
        title=statement.title,
        subtitle=statement.subtitle,
        date=statement.date,
        language=statement.language,
        dir=direction(statement.language),
        comma=comma(statement.language),
        html=Markup(markdown_html(statement.body)),  # noqa: S704 - our own renderer, raw HTML off
        text=markdown_text(statement.body),
        asks=tuple(
            AskView(Markup(ask.html), ask.text)  # noqa: S704
            for ask in asks(statement.body, statement.asks_list)
        ),
        notes=tuple(
            NoteView(Markup(note.html), note.text)  # noqa: S704
            for note in notes(statement.body)
        ),
        signatories=statement.signatories,
        dateline=statement.dateline,
        media_contacts=statement.media_contacts,
        quotes=tuple(
            QuoteView(one.text, quoted(one.text, language), one.speaker, one.title, one.source)
            for one in statement.quotes
        ),
        boilerplates=tuple(map(_boilerplate, statement.boilerplates)),
    )


def _boilerplate(boilerplate: Boilerplate) -> BoilerplateView:
    html = Markup(markdown_html(boilerplate.text, footnotes=False))  # noqa: S704
    return BoilerplateView(boilerplate.heading, html, short_text(boilerplate.text))
