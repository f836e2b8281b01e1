"""An edition in one language, ready to be printed for one recipient after another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from jinja2.environment import Template
from markupsafe import Markup

from outreach.domain.delivery import Field, Part
from outreach.errors import NeedsFixing, Place, Problem

from .content import Content, given_to_all
from .fields import LINES, Recorder, on_one_line
from .places import place_of, short
from .positions import outside_quotes, plain_in_url, positions, runs_code
from .questions import Letters
from .refusals import refusal
from .skeletons import Known, Rendered, Skeleton, ValuePlace
from .templates import Templates, compile_source, load, print_template
from .wording import release_line_in, subject_of
from .words import read_words

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Version:
    """``common`` is what all its recipients share, with the environment's globals; ``letters`` are
    those it has been to.
    """

    content: Content
    language: str
    templates: Templates
    subject: Template
    lines: Mapping[Part, Mapping[str, Template]]
    html: Template
    text: Template
    common: Mapping[str, Any]
    letters: Letters[Known]

    @property
    def prefix(self) -> str:
        return self.templates.recorder.prefix


def way_out(prefix: str) -> str:
    """What stands in a skeleton for the unsubscribe link."""
    return f"{prefix}unsubscribe-"


def compile_version(content: Content, language: str, folder: Path, prefix: str) -> Version:
    """Parse and mark all templates of an edition; NeedsFixing if one is missing or broken."""
    edition = content.edition
    words = read_words(folder, language)
    common = given_to_all(content, language, words, way_out(prefix))
    given = frozenset(common) | {"release_line"}
    templates = Templates(folder, words, Recorder(prefix), given)
    common["release_line"] = release_line_in(content, templates, common)
    sources = {"subject": subject_of(content, words), "preheader": edition.preheader}
    suffixes: dict[Part, str] = {"html": ".html", "text": ".txt"}
    lines = {
        part: {
            key: compile_source(
                templates, source, f"{key}{suffix}", edition.place(key), edition.name
            )
            for key, source in sources.items()
        }
        for part, suffix in suffixes.items()
    }
    here = edition.place("template")
    return Version(
        content=content,
        language=language,
        templates=templates,
        subject=lines["text"]["subject"],
        lines=lines,
        html=load(templates, f"{edition.template}.html.j2", here, edition.name),
        text=load(templates, f"{edition.template}.txt.j2", here, edition.name),
        common={**templates.globals, **common},
        letters=Letters(templates.questions, templates),
    )


def print_letter(version: Version, context: dict[str, Any], *, tagging: bool) -> Rendered:
    """One person's letter: NeedsFixing with the first fault of each part."""
    recorder = version.templates.recorder
    recorder.start(tagging=tagging)
    faults = _Faults(version)
    recorder.part = "subject"
    subject = faults.tried(lambda: _on_one_line(recorder, version.subject, context))
    html = _print_part(version, "html", version.html, context, faults)
    text = _print_part(version, "text", version.text, context, faults)
    faults.stop()
    return _settled(version, subject or "", html, text)


class _Faults:
    """What went wrong in the parts of one letter."""

    def __init__(self, version: Version) -> None:
        self.version = version
        self.found: list[Problem] = []

    def tried(self, printing: Callable[[], _T]) -> _T | None:
        try:
            return printing()
        except NeedsFixing as exc:
            self._add(exc)
        except Exception as exc:  # noqa: BLE001 - whatever a template does is its author's to mend
            self._add(_fault(self.version, exc))
        return None

    def _add(self, refused: NeedsFixing) -> None:
        self.found += [one for one in refused.problems if one not in self.found]

    def stop(self) -> None:
        if self.found:
            raise NeedsFixing(str(self.found[0]), self.found)


def _print_part(
    version: Version, part: Part, template: Template, context: dict[str, Any], faults: _Faults
) -> str:
    recorder = version.templates.recorder
    recorder.part = part
    lines = {}
    for name, line in version.lines[part].items():
        printed = faults.tried(partial(_print_line, recorder, line, context, part))
        lines[name], recorder.lines[name] = printed or ("", "")
    return faults.tried(lambda: print_template(template, {**context, **lines})) or ""


def _print_line(
    recorder: Recorder, line: Template, context: dict[str, Any], part: Part
) -> tuple[str, str]:
    """A small template's text, plain and with tags; markup where the part is HTML."""
    before = len(recorder.fields)
    tagged = _on_one_line(recorder, line, context)
    plain = tagged
    if len(recorder.fields) > before:
        plain = recorder.plainly(lambda: _on_one_line(recorder, line, context))
    if part == "html":  # the line's own template has escaped it
        return Markup(plain), Markup(tagged)  # noqa: S704
    return plain, tagged


def _on_one_line(recorder: Recorder, line: Template, context: dict[str, Any]) -> str:
    recorder.one_line = True
    text = on_one_line(print_template(line, context))
    recorder.one_line = False
    return text


def _settled(version: Version, subject: str, html: str, text: str) -> Rendered:
    """The skeleton with the fields that are really in it.

    A tag that stands where its value steers inlining gives way to the value, and a line that was
    rendered and not printed leaves no field.
    """
    recorder = version.templates.recorder
    trace = recorder.trace
    _refuse_markup(version, html)
    fixed, in_url, begins = positions(html, recorder.prefix)
    fields: list[Field] = []
    values: list[str] = []
    places: list[ValuePlace] = []
    parts = {"subject": subject, "html": html, "text": text}
    sources = zip(recorder.fields, recorder.values, trace.sources, strict=True)
    for field, value, (question, one_line) in sources:
        steers = field.tag in fixed or (field.tag in in_url and not plain_in_url(value))
        printed = not steers and field.tag in parts[field.part]
        if steers and question is not None:
            trace.complete = False
        if field.tag in begins and runs_code(value):
            raise _unsafe(version, field.expression, "this value makes a link that runs a program")
        places.append(ValuePlace(field, question, one_line, value, printed, field.tag in in_url))
        if steers:
            parts["html"] = parts["html"].replace(field.tag, value)
        elif printed:
            fields.append(field)
            values.append(value)
    skeleton = Skeleton(fields=tuple(fields), language=version.language, **parts)
    if recorder.tagging and trace.complete:
        version.letters.keep(trace, Known(skeleton, tuple(places)))
    return Rendered(skeleton, tuple(values))


def _refuse_markup(version: Version, html: str) -> None:
    if outside_quotes(html, version.prefix):
        where = str(version.content.edition.place("template") or "")
        raise _unsafe(version, where, "recipient data stands in an HTML tag without quotes")


def _unsafe(version: Version, where: str, message: str) -> NeedsFixing:
    file, _, line = where.partition(":")
    place = Place(short(file), int(line)) if line.isdigit() else Place(where)
    hint = "put quotes around the attribute, and an address of your own before the value"
    name = version.content.edition.name
    return NeedsFixing(message, [Problem("unsafe-markup", message, place, hint, edition=name)])


def _fault(version: Version, exc: Exception) -> NeedsFixing:
    edition = version.content.edition
    instead = {name + suffix: edition.place(name) for name in LINES for suffix in (".txt", ".html")}
    place = place_of(exc, instead) or edition.place("template")
    return refusal(exc, version.templates, place, edition.name)
