"""``campaigns/<slug>/``: campaign.toml with its statement and signatories -> a Campaign."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator
from pydantic_core import PydanticCustomError

from outreach.domain.campaign import (
    ATTACHED,
    CONTACTS_LANGUAGE,
    Accepted,
    Campaign,
    Edition,
    Release,
    Tracking,
)
from outreach.domain.selection import OnePer
from outreach.domain.statement import Statement
from outreach.domain.unseen import is_blank
from outreach.errors import Place, Problem

from .campaign_audiences import audience_problems, audiences_of, is_name
from .campaign_timing import embargo_of, not_after, not_after_place, timing_problems, zone
from .corrections import correction_problems, those_who_got
from .signatory_files import read_signatories
from .statement_files import (
    SIGNATORIES_FILE,
    STATEMENT_FILE,
    read_statement,
    read_translations,
)
from .toml_files import TomlFile, as_seen, read_toml, shaped

CAMPAIGN_FILE = "campaign.toml"
_LONGEST_SHOWN = 40


def _said(text: str) -> str:
    if is_blank(text):
        raise PydanticCustomError("string_too_short", "is empty")
    return text.strip()


def _zone(name: str) -> str:
    if name:
        zone(name)
    return name


_Said = Annotated[str, AfterValidator(_said)]
"""A text in which a reader sees something."""
_Zone = Annotated[str, AfterValidator(_zone)]
"""A time zone's name, or blank."""


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class _Tracking(_Table):
    opens: bool = False
    clicks: bool = False


class _Embargo(_Table):
    until: datetime
    timezone: _Zone = ""


class _Edition(_Table):
    template: str = Field(min_length=1)
    audience: str | None = None
    subject: str = Field(min_length=1)
    preheader: str = ""
    release: Literal["under-embargo", "after-embargo"] | None = None
    one_per: OnePer = "person"
    roles: list[str] = []
    tracking: _Tracking = _Tracking()
    language: str = Field(default=CONTACTS_LANGUAGE, min_length=1)
    fallback: list[str] = []
    attachments: list[str] = []
    press_kit: bool | str = False
    not_after: datetime | None = None
    timezone: _Zone = ""
    corrects: str = ""
    values: dict[str, str | int | datetime | date] = {}

    @field_validator("press_kit")
    @classmethod
    def reachable(cls, kit: bool | str) -> bool | str:
        if isinstance(kit, str) and not kit.startswith("https://"):
            raise ValueError("should be true, to attach it, or the https address it is at")
        return kit


class _Accept(_Table):
    code: _Said
    reason: _Said
    edition: str = ""
    about: str = ""


class _Campaign(_Table):
    title: _Said
    statement: str = STATEMENT_FILE
    signatories: str = SIGNATORIES_FILE
    signatory_order: Literal["as-listed", "alphabetical", "alphabetical-without-articles"] = (
        "as-listed"
    )
    accept: list[_Accept] = []
    embargo: _Embargo | None = None
    not_after: datetime | None = None
    audiences: dict[str, str] = {}
    precedence: list[str] = []
    editions: dict[str, _Edition] = Field(min_length=1)


def read_campaign(
    folder: Path, *, attached: bool = True
) -> tuple[Campaign | None, tuple[Problem, ...]]:
    """The campaign in ``folder``, or None and every problem of all its files at once.

    With ``attached``, the files that its editions attach must be there.
    """
    file, problems = read_toml(folder / CAMPAIGN_FILE, "make one: `outreach new`")
    if file is None:
        return None, problems
    table, problems = shaped(file, _Campaign)
    texts, more = _texts(file, folder)
    problems = (
        *problems,
        *timing_problems(file),
        *_contradictions(file),
        *correction_problems(file),
        *audience_problems(file),
        *(_missing_attachments(file, folder) if attached else ()),
        *more,
    )
    if table is None or not texts or problems:
        return None, problems
    if problems := tuple(_untranslated(file, table, texts)):
        return None, problems
    editions = tuple(_edition(file, folder.name, name, one) for name, one in table.editions.items())
    queries, places = audiences_of(file)
    statement, *translations = texts.values()
    return Campaign(
        slug=folder.name,
        title=table.title,
        statement=statement,
        editions=editions,
        embargo=embargo_of(file),
        audiences=queries,
        audience_places=places,
        precedence=tuple(table.precedence),
        translations=dict(zip(list(texts)[1:], translations, strict=True)),
        accepted=_accepted(file, table),
    ), ()


def statement_files(folder: Path) -> tuple[Path, Path]:
    """The statement and its signatories, as the campaign file in ``folder`` names them."""
    file, _ = read_toml(folder / CAMPAIGN_FILE)
    statement, signatories = (name for _, name in _named(file.data if file else {}))
    return folder / statement, folder / signatories


def translation_file(statement: Path, language: str) -> Path:
    """Where the translation of the statement at ``statement`` stands."""
    return statement.with_name(f"{statement.stem}.{language}{statement.suffix}")


def _named(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Which file holds what; the usual name where none, or no name at all, is given."""
    usual = {"statement": STATEMENT_FILE, "signatories": SIGNATORIES_FILE}
    given = {key: data.get(key) for key in usual}
    return [(key, one if isinstance(one, str) else usual[key]) for key, one in given.items()]


def _texts(file: TomlFile, folder: Path) -> tuple[dict[str, Statement], tuple[Problem, ...]]:
    """The statement, first, and its translations, by language; nothing if any is broken."""
    problems = tuple(
        problem
        for key, name in _named(file.data)
        if (problem := _unreachable(folder, name, file.value_place((key,))))
    )
    if problems:
        return {}, problems
    paths = (Path(as_seen(folder / name)) for _, name in _named(file.data))
    text = next(paths)
    statement, problems = read_statement(text)
    order = file.data.get("signatory_order")
    signatories, more = read_signatories(
        next(paths), order=order if isinstance(order, str) else "as-listed"
    )
    if statement is None or more:
        return {}, (*problems, *more)
    whole = replace(statement, signatories=signatories)
    translations, problems = read_translations(text, whole)
    return ({} if problems else {whole.language: whole, **translations}), problems


def _untranslated(
    file: TomlFile, table: _Campaign, texts: dict[str, Statement]
) -> Iterator[Problem]:
    """Languages that an edition asks for and no file speaks."""
    known = {tag.lower() for tag in texts}
    text = Path(_named(file.data)[0][1])
    for name, edition in table.editions.items():
        wanted = [("language", edition.language), *(("fallback", tag) for tag in edition.fallback)]
        for key, tag in wanted:
            if tag.lower() not in known and (key, tag) != ("language", CONTACTS_LANGUAGE):
                place = file.value_place(("editions", name, key))
                hint = f"write {text.stem}.{tag}{text.suffix}; there is {', '.join(texts)}"
                message = f"the statement is not there in {tag!r}"
                yield Problem("no-translation", message, place, hint, edition=name)


def _missing_attachments(file: TomlFile, folder: Path) -> Iterator[Problem]:
    editions = file.data.get("editions")
    for name, edition in editions.items() if isinstance(editions, dict) else ():
        files = edition.get("attachments") if isinstance(edition, dict) else None
        place = file.value_place(("editions", name, "attachments"))
        seen: set[str] = set()
        for one in files if isinstance(files, list) else ():
            if not isinstance(one, str):
                continue
            if problem := _unreachable(folder, one, place):
                yield replace(problem, edition=name)
            elif posixpath.normpath(one) in seen:
                hint = "name it once: each letter carries it once"
                yield Problem("wrong-value", f"{one} is named twice", place, hint, edition=name)
            seen.add(posixpath.normpath(one))


def _accepted(file: TomlFile, table: _Campaign) -> tuple[Accepted, ...]:
    return tuple(
        Accepted(one.code, one.reason, one.edition, one.about, file.place(("accept", str(number))))
        for number, one in enumerate(table.accept)
    )


def _unreachable(folder: Path, name: str, place: Place) -> Problem | None:
    path = folder / name
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        there, plain = path.exists(), path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long, with a NUL, links that lead in a circle
        shown = repr(name if len(name) <= _LONGEST_SHOWN else f"{name[: _LONGEST_SHOWN - 1]}…")
        hint = "write the name of a file in this folder"
        return Problem("wrong-value", f"“{shown[1:-1]}” is no name of a file", place, hint)
    if not inside:
        return Problem("outside", f"{name} is not in the campaign's folder", place, "copy it in")
    if not there:
        hint = f"write {as_seen(path)}, or name the file that is there"
        return Problem("file-missing", f"there is no {name}", place, hint)
    if not plain:
        hint = "name a file: a folder, a pipe or a device cannot be sent"
        return Problem("file-unreadable", f"{name} is no plain file", place, hint)
    return None


def _contradictions(file: TomlFile) -> tuple[Problem, ...]:
    """What each key may say, but not together. Reads what is there, however wrong the rest is."""
    embargo = file.data.get("embargo")
    editions = file.data.get("editions")
    problems: list[Problem] = []
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
    return (*problems, *_accept_nothing(file, editions if isinstance(editions, dict) else {}))


def _accept_nothing(file: TomlFile, editions: dict[str, Any]) -> Iterator[Problem]:
    accepted = file.data.get("accept")
    for number, one in enumerate(accepted if isinstance(accepted, list) else ()):
        name = one.get("edition") if isinstance(one, dict) else None
        if name and name not in editions:
            place = file.value_place(("accept", number, "edition"))
            hint = f"editions are {', '.join(editions)}"
            yield Problem("no-edition", f"there is no edition {name!r}", place, hint)


def _edition(file: TomlFile, slug: str, name: str, table: _Edition) -> Edition:
    keys = (
        *("template", "audience", "subject", "preheader", "roles", "release", "tracking"),
        *("language", "fallback", "attachments", "press_kit", "values"),
        *("timezone", "corrects"),
    )
    places = {key: file.value_place(("editions", name, key)) for key in keys}
    places["not_after"] = not_after_place(file, name)
    audience = table.audience
    if audience is None:
        audience, places["audience"] = those_who_got(slug, table.corrects), places["corrects"]
    for key in table.values:
        places[f"values.{key}"] = file.value_place(("editions", name, "values", key))
    return Edition(
        name=name,
        template=table.template,
        audience=audience,
        subject=table.subject,
        preheader=table.preheader,
        release=Release(table.release or Release.AFTER_EMBARGO),
        one_per=table.one_per,
        roles=tuple(table.roles),
        tracking=Tracking(table.tracking.opens, table.tracking.clicks),
        language=table.language,
        fallback=tuple(table.fallback),
        attachments=tuple(table.attachments),
        press_kit=ATTACHED if table.press_kit is True else table.press_kit or "",
        not_after=not_after(file, name),
        timezone=table.timezone,
        corrects=table.corrects,
        values=table.values,
        places={**places, "": file.place(("editions", name))},
    )
