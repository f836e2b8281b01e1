"""Keep people out who left or asked to, contacts or not."""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.domain.contact import Reason, Suppression, address_key
from outreach.domain.contact_list import Rejected
from outreach.errors import WrongUsage
from outreach.intake.addresses import Unusable, clean_address
from outreach.store.database import Store, transaction
from outreach.store.suppressions import suppress

LARGEST_FILE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Left:
    """What became of the addresses: suppressed now, suppressed before, and those that are none."""

    suppressed: int
    already: int
    rejected: tuple[Rejected, ...] = ()


def suppress_addresses(
    db: Store,
    addresses: Iterable[str],
    *,
    reason: Reason,
    note: str,
    now: datetime,
    rejected: Sequence[Rejected] = (),
) -> Left:
    """Suppress them all in one transaction. Whoever is suppressed with a stronger reason, stays so.

    ``rejected`` are those ``addresses_of`` could not read; they are only handed on.
    """
    new = already = 0
    with transaction(db):
        for one in addresses:
            suppression = Suppression(address_key(one), reason, now, "hand")
            if suppress(db, suppression, note):
                new += 1
            else:
                already += 1
    return Left(new, already, tuple(rejected))


def named_addresses(texts: Sequence[str]) -> list[str]:
    """The addresses in arguments. Raises WrongUsage at the first that is none."""
    found = []
    for text in texts:
        address = clean_address(text)
        if isinstance(address, Unusable):
            raise WrongUsage(
                f"{text!r} is no address: {address.reason}", "correct it; nothing was suppressed"
            )
        found.append(address)
    return found


def addresses_of(path: Path) -> tuple[list[str], list[Rejected]]:
    """The addresses in a plain file, one a line; blank lines and ``#`` lines are passed over.

    Raises WrongUsage where the file cannot be read at all.
    """
    addresses: list[str] = []
    rejected: list[Rejected] = []
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        address = clean_address(line)
        if isinstance(address, Unusable):
            rejected.append(Rejected(number, address.reason))
        else:
            addresses.append(address)
    return addresses, rejected


def _text(path: Path) -> str:
    try:
        if not path.is_file():
            raise WrongUsage(f"there is no file {path}", "check the name; nothing was suppressed")
        if path.stat().st_size > LARGEST_FILE:
            raise WrongUsage(f"{path} is too large for a list of addresses", "split it")
        data = path.read_bytes()
    except OSError as exc:
        raise WrongUsage(f"cannot read {path}: {exc.strerror}", "name another file") from exc
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    # An address is ASCII: what another encoding spells otherwise is refused with its line.
    return data.decode("utf-8-sig", "replace")
