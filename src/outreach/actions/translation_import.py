"""Import a page as a translation of a campaign's statement, and compare the two."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from outreach.domain.names import name_key
from outreach.domain.statement import Signatory, Statement
from outreach.errors import NeedsFixing, OutreachError, Place, Problem, WrongUsage
from outreach.intake.campaign_files import statement_files
from outreach.intake.page import Page, read_page
from outreach.intake.signatory_files import read_signatories
from outreach.intake.statement_files import read_statement, statement_text
from outreach.render.markdown import asks

from .statement_import import CAMPAIGN_FILE, Import, embargo_doubts

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def import_translation(
    page: bytes, filename: str, folder: Path, language: str, *, force: bool = False
) -> Import:
    """Write the page beside the campaign's statement, as its translation into ``language``.

    The campaign's signatories stay as they are: where the page names others, has other asks,
    another date or another embargo, that is reported. Raises WrongUsage for a tag that is none,
    NeedsFixing where there is no campaign to translate or there is a translation already.
    """
    if not _LANGUAGE_TAG.fullmatch(language):
        raise WrongUsage(f"“{language}” is not a language", "write a tag such as de or zh-Hant")
    if not folder.is_dir():
        raise NeedsFixing(f"there is no campaign {folder}", hint="import the original first")
    original_file, signatories_file = statement_files(folder)
    original, problems = read_statement(original_file)
    if original is None:
        raise NeedsFixing("the statement to be translated cannot be read", problems)
    if original.language.lower() == language.lower():
        raise NeedsFixing(
            f"{original_file.name} is in “{language}” itself",
            hint="replace it with --force and without --as, or name another language",
        )
    target = original_file.with_suffix(f".{language}{original_file.suffix}")
    if target.exists() and not force:
        raise NeedsFixing(f"{target} exists already", hint="replace it with --force")
    read = read_page(page, filename, language=language)
    signatories, _ = read_signatories(signatories_file)
    found = (
        *_relevant(read),
        *embargo_doubts(read, folder / CAMPAIGN_FILE, filename, code="I214"),
        *_differences(read, original, signatories, filename),
    )
    try:
        target.write_bytes(statement_text(read.statement).encode())
    except OSError as error:
        raise OutreachError(f"cannot write {target}: {error.strerror or error}") from error
    return Import(read, folder, (target,), found)


def _relevant(read: Page) -> Iterator[Problem]:
    """Without what only matters where signatories are taken."""
    names = ("I203", "I205", "I210", "P102", "P104", "P110")
    yield from (problem for problem in read.problems if problem.code not in names)


def _differences(
    read: Page, original: Statement, signatories: tuple[Signatory, ...], file: str
) -> Iterator[Problem]:
    translation = read.statement
    if original.date and translation.date and original.date != translation.date:
        message = f"the translation is dated {translation.date}, the original {original.date}"
        yield Problem("I214", message, Place(file), "put right the one that is wrong", "warning")
    here = len(asks(translation.body, translation.asks_list))
    there = len(asks(original.body, original.asks_list))
    if here != there:
        message = f"the translation has {here} asks, the original {there}"
        hint = "compare them; `asks: N` in the front matter says which list holds them"
        yield Problem("I214", message, Place(file), hint, "warning")
    if translation.signatories:
        yield from _other_names(translation.signatories, signatories, file)


def _other_names(
    here: tuple[Signatory, ...], there: tuple[Signatory, ...], file: str
) -> Iterator[Problem]:
    """Where names were translated too, only their number can be compared."""
    known = {name_key(name) for one in there for name in (one.name, one.native_name) if name}
    said = {name_key(name) for one in here for name in (one.name, one.native_name) if name}
    more = [one.name for one in here if name_key(one.name) not in known]
    fewer = [
        one.name for one in there if not {name_key(one.name), name_key(one.native_name)} & said
    ]
    comparable = len(more) * 2 <= len(here)
    hint = "the campaign's own list is printed; bring it up to date if the page's is right"
    if len(here) != len(there):
        message = f"the translation has {len(here)} signatories, the original {len(there)}"
        yield Problem("I214", message, Place(file), hint, "warning")
    for names, whose in ((more, "the translation"), (fewer, "the original")):
        if comparable and names:
            message = f"only {whose} is signed by {'; '.join(names[:10])}"
            yield Problem("I214", message, Place(file), hint, "warning")
