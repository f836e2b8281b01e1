"""What is wrong with a template, as a problem with its place and the way out."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from pathlib import Path

from jinja2.environment import Environment, Template
from jinja2.exceptions import TemplateNotFound, TemplateSyntaxError, UndefinedError

from outreach.errors import NeedsFixing, Place, Problem

from .nouns import BlankValueError


def refusal(
    exc: Exception, templates: Environment, place: Place | None, edition: str
) -> NeedsFixing:
    """``place`` is where the fault shows; a syntax error knows its own."""
    problem = _problem(exc, templates, place, edition)
    return NeedsFixing(str(problem), [problem])


def _problem(exc: Exception, templates: Environment, place: Place | None, edition: str) -> Problem:
    match exc:
        case TemplateNotFound():
            message = f"there is no template {exc.name}"
            hint = _nearest(str(exc.name), templates)
            return Problem("template-missing", message, place, hint, edition=edition)
        case TemplateSyntaxError():
            where = Place(short(exc.filename), exc.lineno) if exc.filename else place
            message = str(exc.message)
            return Problem("syntax", message, where, _mend_syntax(message), edition=edition)
        case UnicodeDecodeError():
            message = "this template, or one it includes, is not UTF-8 text"
            return Problem("encoding", message, place, "save it as UTF-8", edition=edition)
        case RecursionError():
            message = "this template includes or calls itself without an end"
            return Problem("recursion", message, place, "take the circle out", edition=edition)
        case BlankValueError():
            hint = 'fill it in for these contacts, or write `| default("…")` in the template'
            return Problem("blank-value", str(exc), place, hint, edition=edition)
        case UndefinedError():
            hint = "a template has statement, campaign, edition, sender, and by recipient contact,"
            hint += " organisation, office and member"
            return Problem("template-error", str(exc), place, hint, edition=edition)
        case _:
            hint = "check the kinds of the values this expression works on"
            return Problem("template-error", str(exc), place, hint, edition=edition)


def _nearest(name: str, templates: Environment) -> str:
    known = templates.list_templates()
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
        return "close the block, or the {{ }}, that is still open"
    return "see the Jinja syntax at that line"


def place_of(exc: BaseException, instead: Mapping[str, Place | None]) -> Place | None:
    """The innermost template line an exception came from; ``instead`` places unnamed sources."""
    place = None
    frame = exc.__traceback__
    while frame is not None:
        template = frame.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(frame.tb_lineno)
            name = template.filename or template.name or ""
            place = instead.get(name) or Place(short(name), line)
        frame = frame.tb_next
    return place


def short(path: str) -> str:
    """Relative to the working folder where that is shorter."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return path
