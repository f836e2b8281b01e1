"""A statement as templates see it: rendered once per language, the same for all recipients."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from markupsafe import Markup

from outreach.domain.statement import Signatory, Statement

from .markdown import asks, markdown_html
from .plaintext import markdown_text

_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ps", "sd", "ug", "ur", "yi"})


@dataclass(frozen=True, slots=True)
class AskView:
    """One demand: ``html`` goes inside an ``<li>``, ``text`` is one unwrapped line."""

    html: Markup
    text: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """``html`` and ``text`` are the body; ``dir`` is ``ltr`` or ``rtl`` after the language."""

    title: str
    subtitle: str
    date: dt.date | None
    language: str
    dir: str
    html: Markup
    text: str
    asks: tuple[AskView, ...]
    signatories: tuple[Signatory, ...]


def view(statement: Statement) -> StatementView:
    return StatementView(
        title=statement.title,
        subtitle=statement.subtitle,
        date=statement.date,
        language=statement.language,
        dir="rtl" if statement.language.split("-")[0].lower() in _RIGHT_TO_LEFT else "ltr",
        html=Markup(markdown_html(statement.body)),  # noqa: S704 - our own renderer, raw HTML off
        text=markdown_text(statement.body),
        asks=tuple(
            AskView(Markup(ask.html), ask.text)  # noqa: S704
            for ask in asks(statement.body)
        ),
        signatories=statement.signatories,
    )
