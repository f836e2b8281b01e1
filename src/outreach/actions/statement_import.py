"""Import a statement's page as a campaign's files: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path

from outreach.domain.campaign import Embargo
from outreach.errors import NeedsFixing, OutreachError, Place, Problem
from outreach.intake.page import Page, embargo_lines, read_page
from outreach.intake.statement_files import write_statement

from .start import with_embargo

CAMPAIGN_FILE = "campaign.toml"


@dataclass(frozen=True, slots=True)
class Import:
    """What was read, what is doubtful about it, and which files of the campaign were written."""

    page: Page
    folder: Path
    written: tuple[Path, ...]
    problems: tuple[Problem, ...] = ()


def import_statement(
    page: bytes,
    filename: str,
    folder: Path,
    *,
    campaign_toml: str,
    force: bool = False,
    language: str = "",
) -> Import:
    """Read a page and write statement.md, signatories.txt and campaign.toml into ``folder``.

    An embargo that the page names goes into ``campaign_toml``. The folder appears whole or not at
    all. With ``force`` an existing campaign gets the new statement and signatories and keeps all
    its other files, its campaign.toml among them: that one is the work of a person and no page
    can bring it back.

    Raises NeedsFixing for a page without a statement or a campaign that exists, and
    OutreachError where the disk refuses.
    """
    read = read_page(page, filename, language=language)
    if folder.exists() and not force:
        raise NeedsFixing(
            f"{folder} exists already",
            hint="choose another name, replace its statement and signatories with --force, or add "
            "the page as a translation with --as",
        )
    if read.embargo:
        campaign_toml = with_embargo(campaign_toml, embargo_lines(read.embargo))
    kept = folder / CAMPAIGN_FILE
    try:
        problems = (*read.problems, *_embargo_of(read, kept, filename))
        names = _write(read, folder, campaign_toml)
    except OSError as error:
        raise OutreachError(f"cannot write {folder}: {error.strerror or error}") from error
    return Import(read, folder, tuple(folder / name for name in names), problems)


def _embargo_of(read: Page, kept: Path, filename: str) -> tuple[Problem, ...]:
    """That an embargo of the page is not in a campaign file that stays as it is."""
    if read.embargo is None or not kept.exists():
        return ()
    lines = embargo_lines(read.embargo)
    try:
        said = tomllib.loads(kept.read_text(encoding="utf-8")).get("embargo")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        said = None
    if said == tomllib.loads(lines)["embargo"]:
        return ()
    message = f"the page names an embargo that {kept.name} does not: {_spoken(read.embargo)}"
    hint = f"write into {kept.name}: {', '.join(lines.split(chr(10))).rstrip(', ')}"
    return (Problem("I208", message, Place(filename, read.release_line), hint, "warning"),)


def _spoken(embargo: Embargo) -> str:
    return f"{embargo.until:%Y-%m-%d %H:%M} {embargo.until.tzinfo}"


def _write(read: Page, folder: Path, campaign_toml: str) -> tuple[str, ...]:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".import-", dir=folder.parent) as aside:
        new = Path(aside, "new")
        if folder.exists():
            shutil.copytree(folder, new, symlinks=True)
        else:
            new.mkdir()
        comments = (read.heading,) if read.heading else ()
        written = [file.name for file in write_statement(read.statement, new, comments=comments)]
        if not (new / CAMPAIGN_FILE).exists():
            (new / CAMPAIGN_FILE).write_bytes(campaign_toml.encode())
            written.append(CAMPAIGN_FILE)
        _put_in_place(new, folder, Path(f"{aside}-replaced"))
    return tuple(written)


def _put_in_place(new: Path, folder: Path, old: Path) -> None:
    """Swap the folders; ``old`` lies outside what is cleaned up, so that no fault can lose it."""
    if not folder.exists():
        new.rename(folder)
        return
    folder.rename(old)
    try:
        new.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    shutil.rmtree(old)
