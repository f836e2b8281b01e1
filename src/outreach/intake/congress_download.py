"""The data set's files from the web, all of them or none."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from outreach.errors import OutreachError, WrongUsage

from .congress import COMMITTEES, DISTRICT_OFFICES, MEMBERS, SEATS
from .congress_trees import MOST_BYTES
from .download import Download, Limits, Missing, check_address, file_at, in_time

PUBLIC_ADDRESS = "https://unitedstates.github.io/congress-legislators"
ALL_SECONDS = 180.0
QUIET_SECONDS = 20.0
"""How long all files may take, and how long the server may say nothing."""

_INSTEAD = "try again later, or name a folder with the files: `outreach congress update FOLDER`"


@contextmanager
def downloaded(
    address: str, *, all_seconds: float = ALL_SECONDS, quiet_seconds: float = QUIET_SECONDS
) -> Iterator[tuple[Path, date | None]]:
    """The JSON files below ``address`` in a folder of their own, and the day they were published.

    The folder is gone afterwards. Only https, or http on this machine; a redirect to another
    host is not followed. Raises WrongUsage for any other address, and OutreachError where a file
    is missing, too large, cut off or too slow. The district offices may be missing.
    """
    base = _checked(address)
    limits = Limits(MOST_BYTES, all_seconds, quiet_seconds)
    late = OutreachError(f"{base} did not send its files within {all_seconds:g} seconds", _INSTEAD)
    files = in_time(lambda: _all_files(base, limits), all_seconds, late)
    with TemporaryDirectory(prefix="outreach-") as name:
        folder = Path(name)
        for stem, file in files.items():
            (folder / f"{stem}.json").write_bytes(file.body)
        yield folder, files[MEMBERS].modified


def _checked(address: str) -> str:
    """The address without a slash at its end."""
    check_address(address, f"name an https address, such as {PUBLIC_ADDRESS}, or a folder")
    parts = urlsplit(address)
    if parts.query or parts.fragment:
        raise WrongUsage(
            f"{parts.hostname} is asked for files by name, without query or fragment",
            "name the address of the folder they lie in",
        )
    return address.rstrip("/")


def _all_files(base: str, limits: Limits) -> dict[str, Download]:
    found = {stem: _json_at(f"{base}/{stem}.json", limits) for stem in (MEMBERS, COMMITTEES, SEATS)}
    with suppress(Missing):
        found[DISTRICT_OFFICES] = _json_at(f"{base}/{DISTRICT_OFFICES}.json", limits)
    return found


def _json_at(address: str, limits: Limits) -> Download:
    file = file_at(address, _INSTEAD, limits)
    try:
        json.loads(file.body)
    except (ValueError, RecursionError):
        raise OutreachError(f"{address} is cut off, or is not JSON", _INSTEAD) from None
    return file
