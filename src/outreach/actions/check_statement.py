"""check, of the statement: proofread in each of its languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from outreach.checks.proofread import proofread
from outreach.checks.translations import compare
from outreach.domain.campaign import Campaign
from outreach.domain.settings import Settings
from outreach.errors import Place, Problem
from outreach.intake.campaign_files import statement_files, translation_file
from outreach.intake.settings_file import SETTINGS_FILE
from outreach.intake.text_files import MOST_TEXT, bytes_of, with_plain_line_ends
from outreach.intake.toml_files import as_seen


def check_statement(
    campaign: Campaign, folder: Path, settings: Settings, today: date
) -> Iterator[Problem]:
    """What an editor would mend in the statement, its translations and its signatories."""
    file, signatories = statement_files(folder)
    yield from proofread(
        campaign.statement,
        statement_file=as_seen(file),
        statement_text=_text(file),
        signatories_file=as_seen(signatories),
        signatories_text=_text(signatories),
        today=today,
        glossary=settings.spelling,
        sender=settings.sender,
    )
    for language, statement in campaign.translations.items():
        name = translation_file(file, language)
        text = _text(name)
        yield from proofread(
            statement,
            statement_file=as_seen(name),
            statement_text=text,
            today=today,
            translation=True,
            glossary=settings.spelling,
        )
        yield from compare(campaign.statement, statement, file=as_seen(name), text=text)


def date_place(folder: Path) -> Place:
    """Where the statement says of which day it is."""
    file, _ = statement_files(folder)
    for number, line in enumerate(_text(file).splitlines(), 1):
        if line.startswith("date:"):
            return Place(as_seen(file), number, 1)
    return Place(as_seen(file))


def texts_of(folder: Path) -> Iterator[tuple[str, str]]:
    """The files in which a word of a letter may stand, named as findings name them."""
    own = (file for kind in ("*.md", "*.toml", "*.txt") for file in sorted(folder.glob(kind)))
    for file in (*own, folder.parents[1] / SETTINGS_FILE):
        with suppress(OSError, UnicodeError):
            text = bytes_of(file, MOST_TEXT).decode("utf-8-sig")
            yield as_seen(file), with_plain_line_ends(text)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8-sig") if file.exists() else ""
