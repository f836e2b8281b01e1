"""Jinja as this project uses it: strict, autoescaping HTML, printing through a recorder."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, nodes
from jinja2.environment import Template
from jinja2.exceptions import TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError
from jinja2.runtime import Undefined
from jinja2.sandbox import SandboxedEnvironment

from outreach.errors import Place

from .fields import Recorder, mark_fields
from .nouns import BlankValueError, is_noun, look_up
from .plaintext import wrap
from .questions import Questions
from .refusals import refusal

RECIPIENT = frozenset({"contact", "organisation", "office", "member"})
"""The names whose values differ by recipient."""


class Templates(SandboxedEnvironment):
    """The environment of one edition; its ``recorder`` sees what is printed about a recipient.

    Sandboxed, so that a template reaches what it is given and nothing behind it; without what
    depends on chance, so that it gives the same letter twice.
    """

    def __init__(self, folder: Path, recorder: Recorder, same_for_all: frozenset[str]) -> None:
        super().__init__(
            loader=FileSystemLoader(folder),
            undefined=StrictUndefined,
            autoescape=_is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            finalize=_something,
        )
        del self.filters["random"], self.globals["lipsum"]
        self.branches: list[str] = []
        self.recorder = recorder
        self.filters["long_date"] = long_date
        # The statement's lines come by again for each recipient. Typed: a Blank equals "".
        self.filters["wrap"] = lru_cache(maxsize=512, typed=True)(wrap)
        self.same_for_all = same_for_all | frozenset(self.globals)
        self.questions = Questions(RECIPIENT, self.same_for_all)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if is_noun(obj):
            return look_up(obj, attribute, StrictUndefined)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if is_noun(obj) and isinstance(argument, str):
            return look_up(obj, argument, StrictUndefined)
        return super().getitem(obj, argument)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        return mark_fields(
            tree,
            filename or name or "",
            self.same_for_all,
            self.branches,
            self.questions,
            html=_is_html(name),
        )


def _something(value: Any) -> Any:
    """None would be printed as the word None, and a noun with all that is private about it."""
    if value is None:
        raise BlankValueError("a value")
    if is_noun(value) and not isinstance(value, Undefined):
        raise TemplateRuntimeError("a noun cannot be printed whole; name what of it")
    return value


def _is_html(name: str | None) -> bool:
    """All but text templates escape: a partial without a kind in its name may land in a page."""
    return name is None or not name.endswith((".txt", ".txt.j2"))


def long_date(day: dt.date) -> str:
    """``April 24, 2024``, as English-language releases write a date."""
    return f"{day:%B} {day.day}, {day.year}"


def load(templates: Templates, name: str, place: Place | None, edition: str) -> Template:
    """The template called ``name``; NeedsFixing with file and line if it is missing or broken."""
    try:
        return templates.get_template(name)
    except UnicodeDecodeError as exc:
        raise refusal(exc, templates, Place(name), edition) from exc
    except (TemplateNotFound, TemplateSyntaxError) as exc:
        raise refusal(exc, templates, place, edition) from exc


def compile_source(
    templates: Templates, source: str, name: str, place: Place | None, edition: str
) -> Template:
    """A template from the campaign file, such as a subject, which stands at ``place``."""
    try:
        code = templates.compile(source, name=name, filename=name)
    except TemplateSyntaxError as exc:
        exc.filename = None
        raise refusal(exc, templates, place, edition) from exc
    return Template.from_code(templates, code, templates.make_globals(None))


def print_template(template: Template, context: Mapping[str, Any]) -> str:
    """The template's text; Jinja's rewriting of tracebacks is left out, see ``place_of``."""
    return "".join(template.root_render_func(template.new_context(dict(context))))
