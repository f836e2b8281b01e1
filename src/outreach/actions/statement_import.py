"""Import a statement's page as a campaign's files: all of them, or none."""

from __future__ import annotations

import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outreach.domain.campaign import Embargo
from outreach.errors import NeedsFixing, OutreachError, Place, Problem
from outreach.intake.page import Page, embargo_lines, read_page
from outreach.intake.statement_files import write_statement

from .start import campaign_toml as new_campaign_toml

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
    campaign_toml: str = "",
    force: bool = False,
    language: str = "",
) -> Import:
    """Read a page and write statement.md, signatories.txt and campaign.toml into ``folder``.

    Without ``campaign_toml`` that file has three editions, in the page's language and under the
    embargo that the page names, if any. The folder appears whole or not at all. With ``force`` an
    existing campaign gets the new statement and signatories and keeps all its other files, its
    campaign.toml among them: that one is the work of a person and no page can bring it back.

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
    campaign_toml = campaign_toml or new_campaign_toml(
        folder.name,
        language=read.statement.language,
        embargo=embargo_lines(read.embargo) if read.embargo else "",
    )
    try:
        names = _write(read, folder, campaign_toml)
    except OSError as error:
        raise OutreachError(f"cannot write {folder}: {error.strerror or error}") from error
    problems = (*read.problems, *embargo_doubts(read, folder / CAMPAIGN_FILE, filename))
    return Import(read, folder, tuple(folder / name for name in names), problems)


def embargo_doubts(
    read: Page, kept: Path, filename: str, *, code: str = "I208"
) -> Iterator[Problem]:
    """That an embargo of the page is not in the campaign's file.

    The same moment in another zone is the same embargo.
    """
    if read.embargo is None or not kept.exists():
        return
    until, table = _embargo_in(kept)
    if until == read.embargo.until:
        return
    lines = ", ".join(embargo_lines(read.embargo).strip().split("\n"))
    place = Place(filename, read.release_line)
    if not table:
        message = f"the page names an embargo that {kept.name} does not: {_spoken(read.embargo)}"
        yield Problem("I208", message, place, f"write into {kept.name}: {lines}", "warning")
        return
    theirs = _spoken(Embargo(until)) if until else "one that cannot be read"
    message = f"the page is embargoed until {_spoken(read.embargo)}, {kept.name} says {theirs}"
    hint = f"put right the one that is wrong; the page's would be: {lines}"
    yield Problem(code, message, place, hint, "warning")


def _embargo_in(kept: Path) -> tuple[datetime | None, bool]:
    """The moment that a campaign file names, None if it cannot be told, and whether it has one."""
    try:
        table = tomllib.loads(kept.read_text(encoding="utf-8")).get("embargo")
        if not isinstance(table, dict):
            return None, False
        until = table["until"]
        return (until if until.tzinfo else until.replace(tzinfo=ZoneInfo(table["timezone"]))), True
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return None, False
    except (KeyError, ValueError, TypeError, AttributeError, ZoneInfoNotFoundError):
        return None, True


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
