"""check: findings on finished letters, at the file and line where they are mended."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from outreach.checks.places import Texts, where_it_stands
from outreach.domain.campaign import Campaign, Edition
from outreach.errors import Problem
from outreach.intake.campaign_files import CAMPAIGN_FILE, statement_files, translation_file
from outreach.intake.settings_file import SETTINGS_FILE
from outreach.intake.toml_files import as_seen

OfLetter = tuple[str, Problem]
"""A finding, and the language of the letter it is about."""


def at_their_sources(
    found: Sequence[OfLetter],
    campaign: Campaign,
    edition: Edition,
    folder: Path,
    templates: Path,
) -> Iterator[OfLetter]:
    """The same findings; one that only the template is named for stands where its words do.

    Its words are looked for in what the letter is made of: the campaign's files in ``folder``, in
    the letter's language, and the template with its layout, partials and words.
    """

    @cache
    def files(language: str) -> Texts:
        names = (*_of_campaign(folder, campaign, language), *_of_template(templates, edition))
        return tuple(_texts((*names, templates / "words" / f"{language}.toml")))

    for language, problem in found:
        if problem.place == edition.place("template"):
            problem = where_it_stands(problem, partial(files, language))  # noqa: PLW2901
        yield language, problem


def naming_languages(found: Sequence[OfLetter], languages: Sequence[str]) -> Iterator[Problem]:
    """Each finding once; one that not the letters of all ``languages`` share names the language."""
    of: dict[Problem, list[str]] = {}
    for language, problem in found:
        tags = of.setdefault(problem, [])
        if language not in tags:
            tags.append(language)
    for problem, tags in of.items():
        if len(tags) == len(set(languages)):
            yield problem
        else:
            letters = f"{', '.join(tags)} letter{'s' if len(tags) > 1 else ''}"
            yield replace(problem, message=f"{problem.message} (in the {letters})")


def _of_campaign(folder: Path, campaign: Campaign, language: str) -> Iterator[Path]:
    statement, signatories = statement_files(folder)
    own = language == campaign.statement.language
    yield statement if own else translation_file(statement, language)
    yield signatories
    yield folder / CAMPAIGN_FILE
    yield folder.parents[1] / SETTINGS_FILE


def _of_template(templates: Path, edition: Edition) -> Iterator[Path]:
    for folder, pattern in (
        (templates, f"{edition.template}.*.j2"),
        (templates / "layouts", "*.j2"),
        (templates / "partials", "*.j2"),
    ):
        yield from sorted(folder.glob(pattern))


def _texts(files: Sequence[Path]) -> Iterator[tuple[str, str]]:
    for file in files:
        with suppress(OSError, UnicodeError):
            yield as_seen(file), file.read_text(encoding="utf-8-sig")
