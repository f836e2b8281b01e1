"""A template's source -> code that prints through a recorder, and what the marking learnt of it.

What a source compiles to is kept for the editions after this one, which mostly use the same
templates: in a preview, all but the one that was just saved.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import CodeType

from jinja2 import nodes
from jinja2.exceptions import TemplateSyntaxError
from markupsafe import escape

from .dialect import COMPILER, is_html
from .endless import included
from .fields import mark_fields
from .open_blocks import named_open
from .questions import Questions
from .taint import bindings_of, common_names

RECIPIENT = frozenset({"contact", "organisation", "office", "member"})
"""The names whose values differ by recipient."""

MOST_KEPT = 1024
"""Sources: the templates and words of some editions in some languages."""


@dataclass(frozen=True, slots=True)
class Source:
    """A template's text; ``above`` is None but for a word: how many lines its file has before."""

    text: str
    name: str
    filename: str
    above: int | None = None


@dataclass(frozen=True, slots=True)
class Compiled:
    """``bound`` says of each name the template binds whether it is then the same for all.

    ``branches`` are ``file:line`` of what splits an edition into messages, ``included`` the names
    of other templates and the lines they stand on.
    """

    code: CodeType
    questions: Questions
    bound: Mapping[str, bool]
    branches: tuple[str, ...]
    included: tuple[tuple[str, int], ...]


def compiled(source: Source, given: frozenset[str], alike: frozenset[str]) -> Compiled:
    """``given`` are the names everybody is given with the same value; ``alike`` those that the
    templates around this one bind, with the same value for all. Raises TemplateSyntaxError.
    """
    return _compiled(source, _occurring(given, source), _occurring(alike, source))


def _occurring(names: frozenset[str], source: Source) -> frozenset[str]:
    """Of ``names``, all that the source may mention: what others there are changes nothing."""
    return frozenset(name for name in names if name in source.text)


@lru_cache(maxsize=MOST_KEPT)
def _compiled(source: Source, given: frozenset[str], alike: frozenset[str]) -> Compiled:
    """A function of its arguments alone, but for the questions' numbers, which nothing turns on."""
    html = is_html(source.name)
    tree = _parsed(source, html=html)
    bindings = bindings_of(tree)
    common = common_names(bindings, given | alike)
    bound = {name: name in common for name, _ in bindings}
    found = included(tree)
    branches: list[str] = []
    questions = Questions(RECIPIENT, given)
    marked = mark_fields(
        tree, source.filename, common, frozenset(bound), branches, questions, html=html
    )
    code = COMPILER.compile(marked, source.name, source.filename)
    return Compiled(code, questions, bound, tuple(branches), found)


def _parsed(source: Source, *, html: bool) -> nodes.Template:
    try:
        tree = COMPILER.parse(source.text, source.name, source.filename)
    except TemplateSyntaxError as exc:
        raise named_open(exc, COMPILER, source.text, source.above or 0) from exc
    if source.above is not None:
        _place_word(tree, source.above, html=html)
    return tree


def _place_word(tree: nodes.Template, above: int, *, html: bool) -> None:
    """A word's lines counted in its file; its text is text, so in HTML it is escaped."""
    for node in tree.find_all(nodes.Node):
        node.lineno = (node.lineno or 1) + above
        if html and isinstance(node, nodes.TemplateData):
            node.data = str(escape(node.data))
