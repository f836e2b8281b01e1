"""When a campaign file lets its editions go: `[embargo]` and `not_after`, and in which zones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from outreach.domain.campaign import Embargo, Release
from outreach.domain.moments import at_wall_clock, clock
from outreach.errors import Place, Problem

from .toml_files import Keys, TomlFile


def zone(name: str) -> ZoneInfo:
    """The time zone called ``name``; ValueError with an example if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise ValueError(f"there is no time zone {name!r}; write one as Europe/Berlin") from exc


def embargo_of(file: TomlFile) -> Embargo | None:
    """The embargo; None where there is none, or it cannot be read."""
    table = _table(file.data.get("embargo"))
    until, there = table.get("until"), _zone(table)
    if not isinstance(until, datetime):
        return None
    if until.tzinfo is None:
        return Embargo(until.replace(tzinfo=there)) if there else None
    return Embargo(until.astimezone(there) if there else until)


def not_after(file: TomlFile, edition: str) -> datetime | None:
    """From when on the edition is not to go out; the whole campaign's where it has none of its own.

    None where neither is said, or cannot be read.
    """
    found = _not_after(file, edition, embargo_of(file))
    return found if isinstance(found, datetime) else None


def not_after_place(file: TomlFile, edition: str) -> Place:
    """Where it is said, for this edition or for all."""
    return file.value_place(_keys(file, edition))


def timing_problems(file: TomlFile) -> Iterator[Problem]:
    """What is wrong with it, beyond its shape. Reads what is there, however wrong the rest is."""
    table = _table(file.data.get("embargo"))
    until = table.get("until")
    if isinstance(until, datetime) and not until.tzinfo and not table.get("timezone"):
        hint = 'add timezone = "America/New_York", or whichever is meant'
        place = file.place(("embargo", "until"))
        yield Problem("no-time-zone", "the embargo has no time zone", place, hint)
    embargo = embargo_of(file)
    for name, edition in _table(file.data.get("editions")).items():
        found = _not_after(file, name, embargo)
        if isinstance(found, Problem):
            yield found
        elif found and embargo and _waits(edition) and found <= embargo.until:
            yield Problem(
                "not-after",
                f"{name} waits for the embargo to lift, {clock(embargo.until)},"
                f" and may not go out after {clock(found)}",
                file.place(_keys(file, name)),
                'write a later not_after, or release = "under-embargo"',
                edition=name,
            )


def _not_after(file: TomlFile, name: str, embargo: Embargo | None) -> datetime | Problem | None:
    edition, keys = _table(_table(file.data.get("editions")).get(name)), _keys(file, name)
    said = file.data.get("not_after") if len(keys) == 1 else edition.get("not_after")
    if not isinstance(said, datetime):
        return None
    there: tzinfo | None = _zone(edition) or (embargo.until.tzinfo if embargo else None)
    if said.tzinfo:
        return said.astimezone(there) if there else said
    place = file.place(keys)
    if there is None:
        message = f"not_after has no time zone in {name}"
        hint = f'add timezone = "America/New_York" to [editions.{name}], or whichever is meant'
        return Problem("no-time-zone", message, place, hint, edition=name)
    try:
        return at_wall_clock(said, there)
    except ValueError as refused:
        message = str(refused).partition("; ")[0]
        hint = f"write it with its offset, as {said.replace(tzinfo=there).isoformat()}"
        return Problem("not-after", f"not_after: {message}", place, hint, edition=name)


def _keys(file: TomlFile, name: str) -> Keys:
    """Where `not_after` stands for this edition."""
    edition = _table(_table(file.data.get("editions")).get(name))
    of_all = "not_after" in file.data and "not_after" not in edition
    return ("not_after",) if of_all else ("editions", name, "not_after")


def _waits(edition: object) -> bool:
    return _table(edition).get("release") != Release.UNDER_EMBARGO


def _zone(table: dict[str, Any]) -> ZoneInfo | None:
    """The one that a table names; None where it names none, or none that there is."""
    name = table.get("timezone")
    try:
        return zone(name) if isinstance(name, str) and name else None
    except ValueError:
        return None


def _table(data: object) -> dict[str, Any]:
    return data if isinstance(data, dict) else {}
