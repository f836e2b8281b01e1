"""What travels with letters: an edition's files, and the press kit in each language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar

from outreach.domain.campaign import ATTACHED, Campaign
from outreach.domain.delivery import Attachment
from outreach.errors import NeedsFixing, Problem
from outreach.intake.text_files import bytes_of
from outreach.render.content import Content

if TYPE_CHECKING:
    from outreach.render.press_kit import PressKit

_T = TypeVar("_T")

_TYPES = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".gif": "image/gif",
    ".htm": "text/html",
    ".html": "text/html",
    ".ics": "text/calendar",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".md": "text/markdown",
    ".mp3": "audio/mpeg",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".vcf": "text/vcard",
    ".webp": "image/webp",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}
"""Of our own: the system's table differs by machine, and so would a plan's digest."""
_UNKNOWN_TYPE = "application/octet-stream"

MOST_BYTES = 30_000_000
"""SendGrid takes no larger message (Mail Send, Limitations), so no such file is read."""


@dataclass(frozen=True, slots=True)
class Folders:
    """Where a campaign's files lie, and the workspace's templates."""

    campaign: Path
    templates: Path


def attachments_of(content: Content, folders: Folders) -> Callable[[str], tuple[Attachment, ...]]:
    """What travels with a letter of this edition, by language; made when first asked for.

    Asking raises NeedsFixing where a file cannot be read or the press kit cannot be made.
    """
    return _Enclosures(content, folders).in_language


def nowhere(content: Content) -> Callable[[str], tuple[Attachment, ...]]:
    """For content whose files nobody asks for: asking for any is a mistake of ours."""

    def refuse(_language: str) -> tuple[Attachment, ...]:
        if content.edition.attachments or content.edition.press_kit == ATTACHED:
            raise ValueError(f"edition {content.edition.name} was given no folders to attach from")
        return ()

    return refuse


@dataclass(slots=True)
class _Enclosures:
    """Each file is read once, and the press kit made once a language; so are their refusals."""

    content: Content
    folders: Folders
    _files: tuple[Attachment, ...] | NeedsFixing | None = None
    _made: dict[str, tuple[Attachment, ...] | NeedsFixing] = field(default_factory=dict)

    def in_language(self, language: str) -> tuple[Attachment, ...]:
        if language not in self._made:
            try:
                self._made[language] = self._make(language)
            except NeedsFixing as refusal:
                self._made[language] = refusal
        return _or_raise(self._made[language])

    def _make(self, language: str) -> tuple[Attachment, ...]:
        if self._files is None:
            try:
                self._files = _read_files(self.content, self.folders.campaign)
            except NeedsFixing as refusal:
                self._files = refusal
        files = _or_raise(self._files)
        if self.content.edition.press_kit != ATTACHED:
            return files
        return (press_kit_of(self.content, language, self.folders.templates), *files)


def _or_raise(made: tuple[Attachment, ...] | NeedsFixing) -> tuple[Attachment, ...]:
    if isinstance(made, NeedsFixing):
        raise made
    return made


def _read_files(content: Content, folder: Path) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    problems: list[Problem] = []
    edition = content.edition
    for name in edition.attachments:
        try:
            found.append(_read(folder, name))
        except OSError as exc:
            why = exc.strerror or "it cannot be read"
            message = f"the attachment {name} cannot be read: {why[:1].lower()}{why[1:]}"
            hint = f"put it into {folder.name}/, or take it out of the edition's attachments"
            place = edition.place("attachments")
            problems.append(Problem("attachment", message, place, hint, edition=edition.name))
    if problems:
        raise NeedsFixing(problems[0].message, problems)
    return tuple(found)


def _read(folder: Path, name: str) -> Attachment:
    """Raises OSError, also for what lies outside the folder: a link may lead there."""
    path = (folder / name).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise PermissionError(0, "it lies outside the campaign's folder")
    return Attachment(PurePosixPath(name).name, media_type(name), bytes_of(path, MOST_BYTES))


def media_type(name: str) -> str:
    return _TYPES.get(PurePosixPath(name.lower()).suffix, _UNKNOWN_TYPE)


def press_kit_of(content: Content, language: str, templates: Path) -> Attachment:
    """The statement in one of its languages as a PDF. Raises NeedsFixing where it cannot be."""
    from outreach.render.press_kit import TYPE, press_kit

    data = _made(press_kit, content, language, templates)
    return Attachment(kit_name(content.campaign, language), TYPE, data)


def kit_pages(content: Content, language: str, templates: Path) -> tuple[bytes, ...]:
    """A picture of each page of that PDF, as PNG. Raises NeedsFixing where it cannot be made."""
    from outreach.render.press_kit import press_kit_pages

    return _made(press_kit_pages, content, language, templates)


def _made(make: Callable[[PressKit], _T], content: Content, language: str, templates: Path) -> _T:
    """What is made of the press kit; a refusal says where the edition asks for it."""
    from outreach.render.press_kit import PressKit
    from outreach.render.press_kit_words import sentences

    campaign, edition = content.campaign, content.edition
    said = sentences(content, language, templates)
    kit = PressKit(campaign.statement_in(language), content.sender, said, content.design)
    try:
        return make(kit)
    except NeedsFixing as refusal:
        place = edition.place("press_kit")
        whole = Problem("press-kit", refusal.message, hint=refusal.hint)
        problems = [
            Problem(one.code, one.message, place, one.hint, edition=edition.name)
            for one in refusal.problems or (whole,)
        ]
        raise NeedsFixing(refusal.message, problems, refusal.hint) from refusal


def kit_name(campaign: Campaign, language: str) -> str:
    """``visit.pdf`` in the statement's own language, ``visit-de.pdf`` in another."""
    own = language == campaign.statement.language
    return f"{campaign.slug}.pdf" if own else f"{campaign.slug}-{language}.pdf"
