"""`[send.pacing]`: how many letters a minute a domain gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from email_validator import EmailNotValidError, validate_email

from outreach.domain.contact import address_key, domain_of
from outreach.errors import Problem

from .toml_files import TomlFile

_MOST = 1_000_000


def pacing_of(table: Mapping[str, object]) -> dict[str, int]:
    """The table with its domains as address keys have them. It has no problems."""
    return {_folded(name): rate for name, rate in table.items() if isinstance(rate, int)}


def pacing_problems(file: TomlFile) -> Iterator[Problem]:
    """What is wrong in the table. Reads what is there, however wrong the rest is."""
    send = file.data.get("send")
    table = send.get("pacing") if isinstance(send, dict) else None
    named: dict[str, str] = {}
    for name, rate in table.items() if isinstance(table, dict) else ():
        dotted, more = f"send.pacing.{name}", [*rate][:1] if isinstance(rate, dict) else []
        place = file.place(("send", "pacing", name, *more))
        if isinstance(rate, dict):
            whole = ".".join((name, *(more or ("example",))))
            hint = f'put the domain in quotation marks: "{whole}" = 50'
            yield Problem("wrong-value", f"{dotted}: should be a number", place, hint)
            continue
        if not _is_domain(name):
            message = f"send.pacing: {name!r} is no domain"
            yield Problem("wrong-value", message, place, 'write it as "house.example" = 50')
        elif (same := named.setdefault(_folded(name), name)) != name:
            message = f"send.pacing: {name} is the same domain as {same}"
            yield Problem("wrong-value", message, place, "keep one of them")
        if isinstance(rate, bool) or not isinstance(rate, int) or not 1 <= rate <= _MOST:
            message = f"{dotted}: should be a whole number from 1 to {_MOST:,}"
            yield Problem("wrong-value", message, place, "write how many letters a minute")


def _is_domain(name: str) -> bool:
    try:
        validate_email(f"a@{name}", check_deliverability=False)
    except EmailNotValidError:
        return False
    return name == name.strip()


def _folded(name: str) -> str:
    return domain_of(address_key(f"a@{name}"))
