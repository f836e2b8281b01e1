"""A statement, an edition and its templates -> messages, in named steps.

1. ``compile_edition``: Markdown to HTML and text, Jinja templates parsed and marked for fields,
   once for each language that a recipient reads.
2. ``render_recipient``: one person's letter with tags where it differs, and the fields' values.
3. ``finish``: once per distinct skeleton, CSS is inlined and SendGrid's own tags go in.
4. ``domain.delivery.personalise`` fills the fields in; SendGrid does the same at the other end.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from jinja2.environment import Template

from outreach.domain.contact import Contact
from outreach.domain.delivery import Letter, Message, personalise
from outreach.domain.earlier import Earlier
from outreach.domain.language import by_default, reads
from outreach.domain.unsubscribe import is_own, tag_in
from outreach.errors import NeedsFixing, Place, Problem

from .content import Content
from .cut_off import CutOffError, refuse_cut_off, refuse_halves
from .inline import inline
from .nouns import blank
from .places import short
from .skeletons import Rendered, Skeleton, filled
from .version import Version, compile_version, print_letter, way_out


@dataclass(frozen=True, slots=True)
class CompiledEdition:
    """An edition ready to be rendered for one recipient after another, on one thread.

    ``versions`` are those in the languages asked for so far, ``broken`` why there are no others.
    """

    content: Content
    folder: Path
    prefix: str
    versions: dict[str, Version] = field(default_factory=dict, compare=False)
    broken: dict[str, NeedsFixing] = field(default_factory=dict, compare=False)
    _read: dict[tuple[str, str], Version] = field(default_factory=dict, compare=False, repr=False)
    _telling: dict[Earlier, CompiledEdition] = field(
        default_factory=dict, compare=False, repr=False
    )

    def version(self, language: str) -> Version:
        """In one of the campaign's languages; NeedsFixing if a template or words are broken."""
        if refused := self.broken.get(language):
            raise NeedsFixing(refused.message, refused.problems)
        if language not in self.versions:
            try:
                made = compile_version(self.content, language, self.folder, self.prefix)
            except NeedsFixing as exc:
                self.broken[language] = exc
                raise
            self.versions[language] = made
        return self.versions[language]

    def version_for(self, contact: Contact) -> Version:
        """In the language this contact reads."""
        said = contact.language, contact.organisation.language if contact.organisation else ""
        known = self._read.get(said)
        if known is None:
            language = reads(self.content.edition, self.content.campaign, contact)
            known = self._read[said] = self.version(language)
        return known

    def telling(self, earlier: Earlier | None) -> CompiledEdition:
        """The same edition for those who had this letter before; itself for None."""
        if earlier == self.content.earlier or earlier is None:
            return self
        if earlier not in self._telling:
            content = replace(self.content, earlier=earlier)
            self._telling[earlier] = compile_edition(content, self.folder, self.prefix)
        return self._telling[earlier]

    @property
    def branches(self) -> frozenset[str]:
        """``file:line`` of what splits the edition into messages, apart from languages."""
        own = (line for version in self.versions.values() for line in version.templates.branches)
        return frozenset(own).union(*(one.branches for one in self._telling.values()))


def compile_edition(content: Content, folder: Path, prefix: str) -> CompiledEdition:
    """Parse and mark all templates of an edition; NeedsFixing if one is missing or broken.

    ``prefix`` begins every tag: ``-``, then random lower-case letters and digits, so that no
    value can forge a tag and no inliner, browser or mail program touches one.
    """
    compiled = CompiledEdition(content, folder, prefix)
    compiled.version(by_default(content.edition, content.campaign))
    return compiled


def render_recipient(compiled: CompiledEdition, contact: Contact) -> Rendered:
    """One person's letter, apart into what she shares with others and what is hers.

    Raises NeedsFixing with the template's line if a value is blank, unknown or cannot be used.
    """
    version = compiled.version_for(contact)
    context = {**version.common, **_recipient(contact)}
    known = _by_answers(version, context)
    if known is None:
        return _unforged(compiled, print_letter(version, context, tagging=True))
    if version.letters.proof_is_due() and known != print_letter(version, context, tagging=True):
        place = compiled.content.edition.place("template")
        message = "the templates give one person two different letters"
        hint = "take out what depends on chance or on earlier letters, such as `random`"
        raise NeedsFixing(message, [Problem("not-repeatable", message, place, hint)])
    return _unforged(compiled, known)


def _unforged(compiled: CompiledEdition, rendered: Rendered) -> Rendered:
    """The same, unless a value would become the link that SendGrid puts in for its own tag."""
    tag = tag_in(compiled.content.unsubscribe)
    if not tag or not any(tag in value for value in rendered.values):
        return rendered
    place = compiled.content.edition.place("template")
    message = f"a value of the recipient holds {tag}, which SendGrid replaces by a link"
    hint = "correct the contact, its organisation or its office"
    raise NeedsFixing(message, [Problem("unsafe-markup", message, place, hint)])


def _by_answers(version: Version, context: dict[str, Any]) -> Rendered | None:
    """What ``print_letter`` would give, if it has been to a letter with the same answers."""
    templates = version.templates
    if not templates.questions.complete:
        return None
    try:
        asking = version.letters.asking(context)
        known = version.letters.find(asking)
        return filled(known, asking, templates.recorder) if known else None
    except Exception:  # noqa: BLE001 - rendering says what is wrong, and where
        return None


def render_directly(compiled: CompiledEdition, contact: Contact) -> Letter:
    """The same letter the slow way: no fields, one inlining for this person alone."""
    version = compiled.version_for(contact)
    context = {**version.common, **_recipient(contact)}
    rendered = print_letter(version, context, tagging=False)
    return personalise(finish(compiled, rendered.skeleton), ())


def _recipient(contact: Contact) -> dict[str, Any]:
    return {
        "contact": contact,
        "organisation": contact.organisation or blank("organisation"),
        "office": contact.office or blank("office"),
        "member": contact.member or blank("member"),
    }


def finish(compiled: CompiledEdition, skeleton: Skeleton) -> Message:
    """The message of a skeleton: inlined, and with the way out in place. Tens of milliseconds."""
    stand_in = way_out(compiled.prefix)
    link = compiled.content.unsubscribe
    _audit(compiled, skeleton, stand_in)
    _refuse_unfit(compiled, skeleton)
    html = _inlined(compiled, skeleton)
    lost = [f for f in skeleton.fields if f.part == "html" and f.tag not in html]
    if lost:
        place = Place(lost[0].expression)
        message = "inlining the CSS loses this value"
        problem = Problem("field-lost", message, place, "move it into text")
        raise NeedsFixing(str(problem), [problem])
    return Message(
        subject=skeleton.subject,
        html=_with_way_out(html, stand_in, compiled.content),
        text=skeleton.text.replace(stand_in, link),
        fields=skeleton.fields,
        language=skeleton.language,
        attachments=compiled.content.attachments(skeleton.language),
    )


def _with_way_out(html: str, stand_in: str, content: Content) -> str:
    """A link of ours is kept from being measured: who leaves would do so through SendGrid, and

    each recipient's would be a link of its own among those that were followed. The attribute stands
    before the address (SendGrid, "Click Tracking").
    """
    link = content.unsubscribe
    if content.edition.tracking.clicks and is_own(link):
        html = html.replace(f'href="{stand_in}"', f'clicktracking=off href="{stand_in}"')
    return html.replace(stand_in, link if link.startswith("<%") else escape(link))


def _refuse_unfit(compiled: CompiledEdition, skeleton: Skeleton) -> None:
    """NeedsFixing for what no reader could get whole, at the template or the line it stands in."""
    version = compiled.version(skeleton.language)
    edition = compiled.content.edition
    parts = (
        (edition.place("subject"), partial(refuse_halves, skeleton.subject)),
        (_place(version.html), partial(refuse_cut_off, skeleton.html, compiled.prefix)),
        (_place(version.text), partial(refuse_halves, skeleton.text)),
    )
    found = []
    for place, refuse in parts:
        try:
            refuse()
        except CutOffError as exc:
            found.append(Problem("cut-off", str(exc), place, exc.hint, edition=edition.name))
    if found:
        raise NeedsFixing(str(found[0]), found)


def _inlined(compiled: CompiledEdition, skeleton: Skeleton) -> str:
    try:
        return inline(skeleton.html)
    except Exception as exc:  # whatever the inliner cannot take is the template's to mend
        edition = compiled.content.edition
        place = _place(compiled.version(skeleton.language).html)
        message = f"the page's styles cannot be inlined: {exc or type(exc).__name__}"
        hint = "simplify the page's <style> and its attributes"
        problem = Problem("cut-off", message, place, hint, edition=edition.name)
        raise NeedsFixing(str(problem), [problem]) from exc


def _place(template: Template) -> Place:
    return Place(short(template.filename or template.name or ""))


def _audit(compiled: CompiledEdition, skeleton: Skeleton, stand_in: str) -> None:
    """Every tag printed is whole and known: nothing cut one up, and no data looks like one."""
    tag = tag_in(compiled.content.unsubscribe)
    for part in ("subject", "html", "text"):
        text: str = getattr(skeleton, part)
        if tag and tag in text:
            place = compiled.content.edition.place("template")
            message = f"the {part} holds {tag}, which SendGrid replaces by a link"
            hint = "take it out of the statement, the templates or the campaign file"
            raise NeedsFixing(message, [Problem("unsafe-markup", message, place, hint)])
        known = [field.tag for field in skeleton.fields if field.part == part]
        if text.lower().count(compiled.prefix) != sum(map(text.count, (*known, stand_in))):
            place = compiled.content.edition.place("template")
            problem = Problem(
                "tag-damaged",
                f"the {part} takes a field apart",
                place,
                "do not slice or rewrite text that holds recipient data after it was printed",
            )
            raise NeedsFixing(str(problem), [problem])


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
