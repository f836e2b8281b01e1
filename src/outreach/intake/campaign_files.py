"""``campaigns/<slug>/``: campaign.toml with its statement and signatories -> a Campaign."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict, Field, field_validator

from outreach.domain.campaign import Campaign, Edition, Embargo, Release, Tracking
from outreach.domain.selection import OnePer
from outreach.domain.statement import Statement
from outreach.errors import Place, Problem

from .campaign_audiences import audience_problems, audiences_of, is_name
from .statement_files import SIGNATORIES_FILE, STATEMENT_FILE, read_signatories, read_statement
from .toml_files import TomlFile, as_seen, read_toml, shaped

CAMPAIGN_FILE = "campaign.toml"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Tracking(_Table):
    opens: bool = False
    clicks: bool = False


class _Embargo(_Table):
    until: datetime
    timezone: str = ""

    @field_validator("timezone")
    @classmethod
    def known(cls, name: str) -> str:
        if name:
            zone(name)
        return name


class _Edition(_Table):
    template: str = Field(min_length=1)
    audience: str
    subject: str = Field(min_length=1)
    preheader: str = ""
    release: Literal["under-embargo", "after-embargo"] | None = None
    one_per: OnePer = "person"
    roles: list[str] = []
    tracking: _Tracking = _Tracking()


class _Campaign(_Table):
    title: str = Field(min_length=1)
    statement: str = STATEMENT_FILE
    signatories: str = SIGNATORIES_FILE
    embargo: _Embargo | None = None
    audiences: dict[str, str] = {}
    precedence: list[str] = []
    editions: dict[str, _Edition] = Field(min_length=1)


def zone(name: str) -> ZoneInfo:
    """The time zone called ``name``; ValueError with an example if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(f"there is no time zone {name!r}; write one as Europe/Berlin") from exc


def read_campaign(folder: Path) -> tuple[Campaign | None, tuple[Problem, ...]]:
    """The campaign in ``folder``, or None and every problem of all its files at once."""
    file, problems = read_toml(folder / CAMPAIGN_FILE)
    if file is None:
        return None, problems
    table, problems = shaped(file, _Campaign)
    statement, more = _statement(file, folder)
    problems = (*problems, *_contradictions(file), *audience_problems(file), *more)
    if table is None or statement is None or problems:
        return None, problems
    editions = tuple(_edition(file, name, one) for name, one in table.editions.items())
    queries, places = audiences_of(file)
    return Campaign(
        slug=folder.name,
        title=table.title,
        statement=statement,
        editions=editions,
        embargo=_embargo(table),
        audiences=queries,
        audience_places=places,
        precedence=tuple(table.precedence),
    ), ()


def statement_files(folder: Path) -> tuple[Path, Path]:
    """The statement and its signatories, as the campaign file in ``folder`` names them."""
    file, _ = read_toml(folder / CAMPAIGN_FILE)
    statement, signatories = (name for _, name in _named(file.data if file else {}))
    return folder / statement, folder / signatories


def _named(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Which file holds what; the usual name where none, or no name at all, is given."""
    usual = {"statement": STATEMENT_FILE, "signatories": SIGNATORIES_FILE}
    given = {key: data.get(key) for key in usual}
    return [(key, one if isinstance(one, str) else usual[key]) for key, one in given.items()]


def _statement(file: TomlFile, folder: Path) -> tuple[Statement | None, tuple[Problem, ...]]:
    problems = tuple(
        problem
        for key, name in _named(file.data)
        if (problem := _unreachable(folder, name, file.value_place((key,))))
    )
    if problems:
        return None, problems
    paths = (Path(as_seen(folder / name)) for _, name in _named(file.data))
    statement, problems = read_statement(next(paths))
    signatories, more = read_signatories(next(paths))
    if statement is None or more:
        return None, (*problems, *more)
    return replace(statement, signatories=signatories), problems


def _unreachable(folder: Path, name: str, place: Place) -> Problem | None:
    path = folder / name
    if not path.resolve().is_relative_to(folder.resolve()):
        return Problem("outside", f"{name} is not in the campaign's folder", place, "copy it in")
    if not path.exists():
        hint = f"write {as_seen(path)}, or name the file that is there"
        return Problem("file-missing", f"there is no {name}", place, hint)
    return None


def _contradictions(file: TomlFile) -> tuple[Problem, ...]:
    """What each key may say, but not together. Reads what is there, however wrong the rest is."""
    embargo = file.data.get("embargo")
    editions = file.data.get("editions")
    problems = _without_zone(file, embargo) if isinstance(embargo, dict) else []
    for name, edition in editions.items() if isinstance(editions, dict) else ():
        if not isinstance(edition, dict):
            continue
        if not is_name(name):
            place = file.place(("editions", name))
            hint = "use lower-case letters, digits and hyphens"
            problems.append(
                Problem("edition-name", f"{name!r} cannot name an edition", place, hint)
            )
        if "release" in edition and embargo is None:
            place = file.place(("editions", name, "release"))
            hint = "add [embargo] until = …, or take release out"
            problems.append(
                Problem("no-embargo", f"{name} has no embargo to obey", place, hint, edition=name)
            )
    return tuple(problems)


def _without_zone(file: TomlFile, embargo: dict[str, Any]) -> list[Problem]:
    until = embargo.get("until")
    if not isinstance(until, datetime) or until.tzinfo or embargo.get("timezone"):
        return []
    hint = 'add timezone = "America/New_York", or whichever is meant'
    place = file.place(("embargo", "until"))
    return [Problem("no-time-zone", "the embargo has no time zone", place, hint)]


def _embargo(table: _Campaign) -> Embargo | None:
    if table.embargo is None:
        return None
    until, name = table.embargo.until, table.embargo.timezone
    if not name:
        return Embargo(until)
    there = zone(name)
    return Embargo(until.replace(tzinfo=there) if until.tzinfo is None else until.astimezone(there))


def _edition(file: TomlFile, name: str, table: _Edition) -> Edition:
    keys = ("template", "audience", "subject", "preheader", "roles")
    places = {key: file.value_place(("editions", name, key)) for key in keys}
    return Edition(
        name=name,
        template=table.template,
        audience=table.audience,
        subject=table.subject,
        preheader=table.preheader,
        release=Release(table.release or Release.AFTER_EMBARGO),
        one_per=table.one_per,
        roles=tuple(table.roles),
        tracking=Tracking(table.tracking.opens, table.tracking.clicks),
        places={**places, "": file.place(("editions", name))},
    )
