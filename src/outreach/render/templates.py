"""Jinja as this project uses it: strict, autoescaping HTML, printing through a recorder."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from jinja2 import FileSystemLoader, StrictUndefined, nodes
from jinja2.environment import Environment, Template
from jinja2.exceptions import TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError
from jinja2.runtime import Context, Undefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import escape

from outreach.errors import Place

from .endless import refuse_circle, refuse_endless
from .fields import Recorder, mark_fields
from .locales import long_date, moment, number
from .nouns import BlankValueError, is_noun, look_up
from .plaintext import wrap
from .questions import Questions
from .refusals import refusal
from .scripts import is_foreign_to
from .taint import bound_names, common_names
from .words import Words

RECIPIENT = frozenset({"contact", "organisation", "office", "member"})
"""The names whose values differ by recipient."""


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


class Templates(SandboxedEnvironment):
    """The environment of an edition in one language; dates and numbers are as its words'.

    Its ``recorder`` sees what is printed about a recipient.

    Sandboxed, so that a template reaches what it is given and nothing behind it; without what
    depends on chance, so that it gives the same letter twice.
    """

    intercepted_binops = frozenset({"*", "**"})

    def __init__(
        self, folder: Path, words: Words, recorder: Recorder, given_to_all: frozenset[str]
    ) -> None:
        super().__init__(
            loader=_Loader(folder, words),
            undefined=StrictUndefined,
            autoescape=_is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            auto_reload=False,
            finalize=_something,
        )
        del self.filters["random"], self.globals["lipsum"]
        self.words = words
        self.given = given_to_all | RECIPIENT
        self.branches: list[str] = []
        self.bound: dict[str, bool] = {}
        self.includes: dict[str, frozenset[str]] = {}
        self.recorder = recorder
        for name, said in (("long_date", long_date), ("number", number), ("moment", moment)):
            self.filters[name] = partial(said, language=words.language)
        # The statement's lines come by again for each recipient. Typed: a Blank equals "".
        self.filters["wrap"] = lru_cache(maxsize=512, typed=True)(wrap)
        self.tests["foreign_to"] = is_foreign_to
        self.same_for_all = given_to_all | frozenset(self.globals)
        self.questions = Questions(RECIPIENT, self.same_for_all)

    def getattr(self, obj: Any, attribute: str) -> Any:
        if is_noun(obj):
            return look_up(obj, attribute, StrictUndefined)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if is_noun(obj) and isinstance(argument, str):
            return look_up(obj, argument, StrictUndefined)
        return super().getitem(obj, argument)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        refuse_endless(operator, left, right)
        return super().call_binop(context, operator, left, right)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        word = self.words.source(name) if name else None
        above = word[1] - 1 if word else 0
        try:
            tree = super()._parse(source, name, filename)
        except TemplateSyntaxError as exc:
            exc.lineno += above
            raise
        if word:
            _place_word(tree, above, html=_is_html(name))
        if name:
            refuse_circle(tree, name, filename or name, self.includes)
        return mark_fields(
            tree,
            filename or name or "",
            self._common(tree),
            self.branches,
            self.questions,
            html=_is_html(name),
        )

    def _common(self, tree: nodes.Template) -> frozenset[str]:
        """The names that are the same for all here, and in what this template includes.

        A template is loaded after the one that includes it and sees what that one bound. Should a
        later one bind the name to what differs, its letters are messages of their own.
        """
        inherited = {name for name, alike in self.bound.items() if alike}
        common = common_names(tree, self.same_for_all | inherited)
        for name in bound_names(tree):
            self.bound[name] = name in common and self.bound.get(name, True)
        return common


def _place_word(tree: nodes.Template, above: int, *, html: bool) -> None:
    """A word's lines counted in its file; its text is text, so in HTML it is escaped."""
    for node in tree.find_all(nodes.Node):
        node.lineno = (node.lineno or 1) + above
        if html and isinstance(node, nodes.TemplateData):
            node.data = str(escape(node.data))


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
