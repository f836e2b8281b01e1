"""Asking a person what a list holds, when its headers do not say."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import typer

from outreach.errors import Interrupted

from . import show

if TYPE_CHECKING:
    from outreach.actions.contacts_import import Settled
    from outreach.domain.contact import Kind
    from outreach.intake.contacts import Column, Unsettled

    from .progress import ListProgress


def may_ask() -> bool:
    """Whether somebody is there to answer."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def ask_about(progress: ListProgress, name: str, asked: Unsettled) -> Settled:
    """The kind and the columns as a person says them. Raises Interrupted where she stops."""
    from outreach.actions.contacts_import import Settled

    progress.pause()
    try:
        kind = _ask_kind(name) if asked.kind_unknown else None
        _show_understood(name, asked)
        columns = _ask_columns(asked)
        _show_settled(columns)
        agreed = typer.confirm("Import it so?", default=True, err=True)
    except (typer.Abort, EOFError):
        raise Interrupted(f"stopped at {name}") from None
    if not agreed:
        raise Interrupted(f"stopped at {name}")
    show.say("This is remembered for lists with the same headers; --ask asks anew.")
    progress.resume()
    return Settled(kind, columns)


def _ask_kind(name: str) -> Kind:
    from outreach.domain.contact import Kind

    show.say(show.safe(f"{name}: what kind of contacts are these?"))
    kinds = list(Kind)
    for number, kind in enumerate(kinds, 1):
        show.say(f"  {number}  {kind}")
    while True:
        answer = _prompt("Kind")
        if answer.isdecimal() and 1 <= int(answer) <= len(kinds):
            return kinds[int(answer) - 1]
        if answer in kinds:
            return Kind(answer)
        show.say("Type a number or a name of the list.")


def _show_understood(name: str, asked: Unsettled) -> None:
    from outreach.intake.contacts import FIELDS

    show.say(show.safe(f"{name} is understood as far as this:"))
    for header, field in asked.understood.items():
        show.say(show.safe(f"  {header}: {FIELDS.get(field, field)}"))


def _ask_columns(asked: Unsettled) -> dict[str, str]:
    """The field by header, blank for nothing; one of them holds the addresses in the end."""
    from outreach.intake.contacts import FIELDS

    if not asked.columns:
        return {}
    fields = list(FIELDS)
    show.say("What do the other columns hold? A number or a name; Enter for nothing of use.")
    for number, field in enumerate(fields, 1):
        show.say(f"  {number:>2}  {field}: {FIELDS[field]}")
    columns: dict[str, str] = {}
    for column in asked.columns:
        columns[column.header] = _ask_column(column, fields)
    while asked.email_missing and "email" not in columns.values():
        show.say("One of them must hold the e-mail addresses: which?")
        for column in asked.columns:
            columns[column.header] = _ask_column(column, fields)
    return columns


def _ask_column(column: Column, fields: list[str]) -> str:
    samples = ", ".join(column.samples)
    show.say(show.safe(f"{column.header}: such as {samples}"))
    while True:
        answer = _prompt("Field", column.suggested)
        if answer in ("", "-"):
            return ""
        if answer.isdecimal() and 1 <= int(answer) <= len(fields):
            return fields[int(answer) - 1]
        if answer.replace(" ", "_") in fields:
            return answer.replace(" ", "_")
        show.say("Type a number or a name of the list, or Enter.")


def _prompt(what: str, suggested: str = "") -> str:
    hint = f"{what} (- for nothing)" if suggested else what
    answer: str = typer.prompt(
        hint, default=suggested, show_default=bool(suggested), err=True, type=str
    )
    return answer.strip().lower()


def _show_settled(columns: dict[str, str]) -> None:
    from outreach.intake.contacts import FIELDS

    for header, field in columns.items():
        what = FIELDS[field] if field else "nothing is read from it"
        show.say(show.safe(f"  {header}: {what}"))
