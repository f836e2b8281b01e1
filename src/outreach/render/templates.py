"""An edition's templates: read from their folder, with its words, printing through a recorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import CodeType
from typing import Any, cast

from jinja2 import FileSystemLoader, nodes
from jinja2.environment import Environment, Template
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError

from outreach.errors import Place

from .compiled import RECIPIENT, Source, compiled
from .dialect import Dialect
from .endless import refuse_circle
from .fields import Recorder
from .questions import Questions
from .refusals import refusal
from .words import Words


class _Loader(FileSystemLoader):
    """Templates from their folder, and each word as a template of its own."""

    def __init__(self, folder: Path, words: Words) -> None:
        super().__init__(folder)
        self.words = words

    def get_source(
        self, environment: Environment, template: str
    ) -> tuple[str, str, Callable[[], bool]]:
        word = self.words.source(template)
        if word is None:
            return super().get_source(environment, template)
        return word[0], str(self.words.file), lambda: True


class Templates(Dialect):
    """The environment of an edition in one language.

    Its ``recorder`` sees what is printed about a recipient.
    """

    def __init__(
        self, folder: Path, words: Words, recorder: Recorder, given_to_all: frozenset[str]
    ) -> None:
        super().__init__(_Loader(folder, words), words.language)
        self.words = words
        self.given = given_to_all | RECIPIENT
        self.branches: list[str] = []
        self.bound: dict[str, bool] = {}
        self.includes: dict[str, frozenset[str]] = {}
        self.recorder = recorder
        self.same_for_all = given_to_all | frozenset(self.globals)
        self.questions = Questions(RECIPIENT, self.same_for_all)

    def compile(
        self,
        source: str | nodes.Template,
        name: str | None = None,
        filename: str | None = None,
        raw: bool = False,
        defer_init: bool = False,
    ) -> Any:
        """As Jinja's, of a source alone: marked for fields, and kept from edition to edition."""
        if not isinstance(source, str) or raw or defer_init:
            raise NotImplementedError
        name = name or ""
        word = self.words.source(name)
        above = word[1] - 1 if word else None
        return self._joined(Source(source, name, filename or name, above))

    def _joined(self, source: Source) -> CodeType:
        """The template's code, with what it binds, asks and includes noted here.

        A template is loaded after the one that includes it and sees what that one bound. Should a
        later one bind the name to what differs, its letters are messages of their own.
        """
        alike = frozenset(name for name, is_alike in self.bound.items() if is_alike)
        template = compiled(source, self.same_for_all, alike)
        refuse_circle(template.included, source.name, source.filename, self.includes)
        for name, is_alike in template.bound.items():
            self.bound[name] = is_alike and self.bound.get(name, True)
        self.branches += template.branches
        self.questions.join(template.questions)
        return template.code


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
    dialect = cast(Dialect, template.environment)
    with dialect.steps.printing():
        return dialect.concat(template.root_render_func(template.new_context(dict(context))))
