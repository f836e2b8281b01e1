"""A statement, an edition and its templates -> messages, in named steps.

1. ``compile_edition``: Markdown to HTML and text, Jinja templates parsed and marked for fields.
2. ``render_recipient``: one person's letter with tags where it differs, and the fields' values.
3. ``finish``: once per distinct skeleton, CSS is inlined and SendGrid's own tags go in.
4. ``domain.delivery.personalise`` fills the fields in; SendGrid does the same at the other end.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from jinja2.environment import Template
from markupsafe import Markup

from outreach.domain.campaign import Campaign, Edition, Sender
from outreach.domain.contact import Contact
from outreach.domain.delivery import Field, Letter, Message, personalise
from outreach.errors import NeedsFixing, Place, Problem

from .fields import Recorder, on_one_line
from .inline import inline
from .nouns import blank
from .positions import outside_quotes, plain_in_url, positions, runs_code
from .questions import Letters
from .refusals import place_of, refusal, short
from .skeletons import Known, Rendered, Skeleton, ValuePlace, filled
from .statement import view
from .templates import Templates, compile_source, load, print_template


@dataclass(frozen=True, slots=True)
class Content:
    """All that is the same for every recipient of an edition.

    ``unsubscribe`` is what the way out leads to: one of SendGrid's tags or a ``mailto:``.
    """

    campaign: Campaign
    edition: Edition
    sender: Sender
    release_line: str
    unsubscribe: str


@dataclass(frozen=True, slots=True)
class CompiledEdition:
    """An edition ready to be rendered for one recipient after another, on one thread."""

    content: Content
    templates: Templates
    subject: Template
    lines: Mapping[str, Mapping[str, Template]]
    html: Template
    text: Template
    common: Mapping[str, Any]
    letters: Letters[Known]

    @property
    def prefix(self) -> str:
        return self.templates.recorder.prefix


def compile_edition(content: Content, folder: Path, prefix: str) -> CompiledEdition:
    """Parse and mark all templates of an edition; NeedsFixing if one is missing or broken.

    ``prefix`` begins every tag: ``-``, then random lower-case letters and digits, so that no
    value can forge a tag and no inliner, browser or mail program touches one.
    """
    edition = content.edition
    common = _common(content, prefix)
    templates = Templates(folder, Recorder(prefix), frozenset(common))
    sources = {"subject": edition.subject, "preheader": edition.preheader}
    lines = {
        part: {
            key: compile_source(
                templates, source, f"{key}{suffix}", edition.place(key), edition.name
            )
            for key, source in sources.items()
        }
        for part, suffix in (("html", ".html"), ("text", ".txt"))
    }
    here = edition.place("template")
    return CompiledEdition(
        content=content,
        templates=templates,
        subject=lines["text"]["subject"],
        lines=lines,
        html=load(templates, f"{edition.template}.html.j2", here, edition.name),
        text=load(templates, f"{edition.template}.txt.j2", here, edition.name),
        common=common,
        letters=Letters(templates.questions, templates),
    )


def _common(content: Content, prefix: str) -> dict[str, Any]:
    return {
        "statement": view(content.campaign.statement),
        "campaign": content.campaign,
        "edition": content.edition,
        "sender": content.sender,
        "embargo": content.campaign.embargo or blank("embargo"),
        "release_line": content.release_line,
        "unsubscribe_url": f"{prefix}unsubscribe-",
    }


def render_recipient(compiled: CompiledEdition, contact: Contact) -> Rendered:
    """One person's letter, apart into what she shares with others and what is hers.

    Raises NeedsFixing with the template's line if a value is blank, unknown or cannot be used.
    """
    context = {**compiled.common, **_recipient(contact)}
    known = _by_answers(compiled, context)
    if known is None:
        return _render(compiled, context, tagging=True)
    if compiled.letters.proof_is_due() and known != _render(compiled, context, tagging=True):
        place = compiled.content.edition.place("template")
        message = "the templates give one person two different letters"
        hint = "take out what depends on chance or on earlier letters, such as `random`"
        raise NeedsFixing(message, [Problem("not-repeatable", message, place, hint)])
    return known


def _by_answers(compiled: CompiledEdition, context: dict[str, Any]) -> Rendered | None:
    """What ``_render`` would give, if it has been to a letter with the same deciding answers."""
    templates = compiled.templates
    if not templates.questions.complete:
        return None
    try:
        asking = compiled.letters.asking(context)
        known = compiled.letters.find(asking)
        return filled(known, asking, templates.recorder) if known else None
    except Exception:  # noqa: BLE001 - rendering says what is wrong, and where
        return None


def render_directly(compiled: CompiledEdition, contact: Contact) -> Letter:
    """The same letter the slow way: no fields, one inlining for this person alone."""
    context = {**compiled.common, **_recipient(contact)}
    rendered = _render(compiled, context, tagging=False)
    return personalise(finish(compiled, rendered.skeleton), ())


def _render(compiled: CompiledEdition, context: dict[str, Any], *, tagging: bool) -> Rendered:
    recorder = compiled.templates.recorder
    recorder.start(tagging=tagging)
    try:
        recorder.part = "subject"
        subject = _on_one_line(recorder, compiled.subject, context)
        html = _print_part(compiled, "html", compiled.html, context)
        text = _print_part(compiled, "text", compiled.text, context)
    except NeedsFixing:
        raise
    except Exception as exc:
        raise _fault(compiled, exc) from exc
    return _settled(compiled, subject, html, text)


def _print_part(
    compiled: CompiledEdition, part: Any, template: Template, context: dict[str, Any]
) -> str:
    recorder = compiled.templates.recorder
    recorder.part = part
    lines = {}
    for name, line in compiled.lines[part].items():
        lines[name], recorder.lines[name] = _print_line(recorder, line, context, part)
    return print_template(template, {**context, **lines})


def _print_line(
    recorder: Recorder, line: Template, context: dict[str, Any], part: str
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


def _recipient(contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact,
        "organisation": contact.organisation or blank("organisation"),
        "office": contact.office or blank("office"),
        "member": contact.member or blank("member"),
    }


def _settled(compiled: CompiledEdition, subject: str, html: str, text: str) -> Rendered:
    """The skeleton with the fields that are really in it.

    A tag that stands where its value steers inlining gives way to the value, and a line that was
    rendered and not printed leaves no field.
    """
    recorder = compiled.templates.recorder
    trace = recorder.trace
    _refuse_markup(compiled, html)
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
            raise _unsafe(compiled, field.expression, "this value makes a link that runs a program")
        places.append(ValuePlace(field, question, one_line, value, printed, field.tag in in_url))
        if steers:
            parts["html"] = parts["html"].replace(field.tag, value)
        elif printed:
            fields.append(field)
            values.append(value)
    skeleton = Skeleton(fields=tuple(fields), **parts)
    if recorder.tagging and trace.complete:
        compiled.letters.keep(trace, Known(skeleton, tuple(places)))
    return Rendered(skeleton, tuple(values))


def _refuse_markup(compiled: CompiledEdition, html: str) -> None:
    if outside_quotes(html, compiled.prefix):
        where = str(compiled.content.edition.place("template") or "")
        raise _unsafe(compiled, where, "recipient data stands in an HTML tag without quotes")


def _unsafe(compiled: CompiledEdition, where: str, message: str) -> NeedsFixing:
    file, _, line = where.partition(":")
    place = Place(short(file), int(line)) if line.isdigit() else Place(where)
    hint = "put quotes around the attribute, and an address of your own before the value"
    name = compiled.content.edition.name
    return NeedsFixing(message, [Problem("unsafe-markup", message, place, hint, edition=name)])


def finish(compiled: CompiledEdition, skeleton: Skeleton) -> Message:
    """The message of a skeleton: inlined, and with the way out in place. Tens of milliseconds."""
    way_out = f"{compiled.prefix}unsubscribe-"
    link = compiled.content.unsubscribe
    _audit(compiled, skeleton, way_out)
    html = inline(skeleton.html)
    lost = [f for f in skeleton.fields if f.part == "html" and f.tag not in html]
    if lost:
        place = Place(lost[0].expression)
        raise NeedsFixing(
            f"{place}: inlining the CSS loses this value",
            [
                Problem(
                    "field-lost", "inlining the CSS loses this value", place, "move it into text"
                )
            ],
        )
    return Message(
        subject=skeleton.subject,
        html=html.replace(way_out, link if link.startswith("<%") else escape(link)),
        text=skeleton.text.replace(way_out, link),
        fields=skeleton.fields,
    )


def _audit(compiled: CompiledEdition, skeleton: Skeleton, way_out: str) -> None:
    """Every tag printed is whole and known: nothing cut one up, and no data looks like one."""
    for part in ("subject", "html", "text"):
        text: str = getattr(skeleton, part)
        known = [field.tag for field in skeleton.fields if field.part == part]
        if text.lower().count(compiled.prefix) != sum(map(text.count, (*known, way_out))):
            place = compiled.content.edition.place("template")
            problem = Problem(
                "tag-damaged",
                f"the {part} takes a field apart",
                place,
                "do not slice or rewrite text that holds recipient data after it was printed",
            )
            raise NeedsFixing(str(problem), [problem])


def _fault(compiled: CompiledEdition, exc: Exception) -> NeedsFixing:
    edition = compiled.content.edition
    instead = {
        name + suffix: edition.place(name)
        for name in ("subject", "preheader")
        for suffix in (".txt", ".html")
    }
    place = place_of(exc, instead) or edition.place("template")
    return refusal(exc, compiled.templates, place, edition.name)


__all__ = [
    "CompiledEdition",
    "Content",
    "Rendered",
    "Skeleton",
    "compile_edition",
    "finish",
    "render_directly",
    "render_recipient",
]
