"""What is wrong with a template, as a problem with its place and the way out."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError, UndefinedError

from outreach.errors import NeedsFixing, Place, Problem

from .endless import CircleError, EndlessError
from .nouns import VALUES, BlankValueError
from .open_blocks import OpenBlockError
from .places import short
from .words import WordMissingError, WordNotThereError

if TYPE_CHECKING:
    from .templates import Templates

_UNKNOWN = re.compile(r"'(\w+)' is undefined")


def refusal(exc: Exception, templates: Templates, place: Place | None, edition: str) -> NeedsFixing:
    """``place`` is where the fault shows; a syntax error knows its own."""
    problem = _problem(exc, templates, place, edition)
    return NeedsFixing(str(problem), [problem])


def _problem(exc: Exception, templates: Templates, place: Place | None, edition: str) -> Problem:
    match exc:
        case WordMissingError():
            way = "add it there" if exc.file.exists() else "create that file"
            message = f"{short(exc.file)} has no word {exc.key!r}"
            hint = f'{way}: {exc.key} = "…"'
            return Problem("word-missing", message, place, hint, edition=edition)
        case WordNotThereError():
            hint = "add it there, as the other languages have it"
            return Problem("word-missing", str(exc), place, hint, edition=edition)
        case TemplateNotFound():
            message = f"there is no template {exc.name}"
            hint = _nearest(str(exc.name), templates)
            return Problem("template-missing", message, place, hint, edition=edition)
        case CircleError():
            where = Place(short(exc.filename), exc.lineno) if exc.filename else place
            message, hint = str(exc.message), "take the circle out"
            return Problem("recursion", message, where, hint, edition=edition)
        case TemplateSyntaxError():
            where = Place(short(exc.filename), exc.lineno) if exc.filename else place
            message = str(exc.message)
            hint = exc.hint if isinstance(exc, OpenBlockError) else _mend_syntax(message)
            return Problem("syntax", message, where, hint, edition=edition)
        case UnicodeDecodeError():
            message = "this template, or one it includes, is not UTF-8 text"
            return Problem("encoding", message, place, "save it as UTF-8", edition=edition)
        case RecursionError():
            message = "this template includes or calls itself without an end"
            return Problem("recursion", message, place, "take the circle out", edition=edition)
        case EndlessError():
            hint = "let it repeat less"
            return Problem("template-error", str(exc), place, hint, edition=edition)
        case BlankValueError() if exc.what.startswith(f"{VALUES}."):
            key = exc.what.split(".")[1]  # what a template asks of a missing value is missing too
            hint = f'write {key} = "…" below [editions.{edition}.values] in the campaign file'
            message = f"this template prints {VALUES}.{key}, which is not given"
            return Problem("value-missing", message, place, hint, edition=edition)
        case BlankValueError():
            hint = 'fill it in for these contacts, or write `| default("…")` in the template'
            return Problem("blank-value", str(exc), place, hint, edition=edition)
        case UndefinedError():
            hint = _nearest_name(str(exc), templates)
            return Problem("template-error", str(exc), place, hint, edition=edition)
        case _:
            hint = "check the kinds of the values this expression works on"
            return Problem("template-error", str(exc), place, hint, edition=edition)


def _nearest_name(message: str, templates: Templates) -> str:
    unknown = _UNKNOWN.match(message)
    hers = templates.questions.recipient
    if unknown and unknown[1] in hers:
        return "this is printed for all alike: say it without the recipient"
    near = difflib.get_close_matches(unknown[1], templates.given, n=1) if unknown else []
    if near:
        return f"did you mean {near[0]}?"
    alike = sorted(templates.given - hers, key=lambda name: (name != "statement", name))
    return f"a template has {', '.join(alike)}, and by recipient {', '.join(sorted(hers))}"


def _nearest(name: str, templates: Templates) -> str:
    known = [one for one in templates.list_templates() if not one.endswith(".toml")]
    twin = name.replace(".txt.j2", ".html.j2")
    if twin != name and twin in known:
        return f"create it beside {twin}: every letter has a text part"
    near = difflib.get_close_matches(name, known, n=1)
    if near:
        return f"did you mean {near[0].removesuffix('.html.j2') if '/' not in name else near[0]}?"
    whole = [one.removesuffix(".html.j2") for one in known if one.endswith(".html.j2")]
    letters = [one for one in whole if "/" not in one]
    return f"create it, or name one of {', '.join(letters)}" if letters else "create it"


def _mend_syntax(message: str) -> str:
    if "nexpected end of template" in message:
        return "close the {{ }} or {% %} that is still open"
    return "see the Jinja syntax at that line"
