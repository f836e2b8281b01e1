"""Whether a record is what it was: every sum and every letter's digest computed anew."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import file_digest
from itertools import product
from pathlib import Path
from typing import Any

from outreach.domain.delivery import Letter
from outreach.domain.spreadsheet import unguarded
from outreach.errors import WrongUsage
from outreach.viewer.mail import Mail, digest_of, mail_of, read_mail

from .record_folder import MANIFEST, SUMS, seal_of
from .record_tables import restored

_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that is not as the record says: ``what`` of which file."""

    file: str
    what: str


@dataclass(frozen=True, slots=True)
class Verified:
    """``seal`` is to be compared with the one noted when the record was made. None where anything
    is not as the record says: the sums alone would still have the one that was noted."""

    files: int
    letters: int
    seal: str | None
    faults: tuple[Fault, ...]


def verify(folder: Path) -> Verified:
    """Raises WrongUsage where ``folder`` holds no record."""
    if not (folder / SUMS).is_file():
        raise WrongUsage(
            f"{folder} holds no record: there is no {SUMS}", "name the folder a record was made in"
        )
    listed, faults = _listed(folder)
    faults.extend(_of_sums(folder, listed))
    letters, more = _of_letters(folder, listed)
    faults += more
    return Verified(len(listed), letters, None if faults else seal_of(folder), tuple(faults))


def _listed(folder: Path) -> tuple[dict[str, str], list[Fault]]:
    """The sums by file. A name that leads out of the folder is not followed."""
    found: dict[str, str] = {}
    faults = []
    text = (folder / SUMS).read_text("utf-8", "replace")
    for number, line in enumerate(text.splitlines(), 1):
        match = _SUM.fullmatch(line)
        parts = Path(match[2]).parts if match else ()
        if match is None or ".." in parts or Path(match[2]).is_absolute():
            faults.append(Fault(SUMS, f"line {number} is no sum of a file here"))
        elif match[2] in found:
            faults.append(Fault(SUMS, f"line {number} is about a file that has its sum already"))
        else:
            found[match[2]] = match[1]
    return found, faults


def _of_sums(folder: Path, listed: dict[str, str]) -> Iterator[Fault]:
    for name, expected in listed.items():
        path = folder / name
        if not _is_ours(folder, path):
            yield Fault(name, "is missing")
            continue
        with path.open("rb") as file:
            if file_digest(file, "sha256").hexdigest() != expected:
                yield Fault(name, "was changed")
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name != SUMS and name not in listed and (path.is_symlink() or not path.is_dir()):
            yield Fault(name, "was added")


def _is_ours(folder: Path, path: Path) -> bool:
    return (
        path.is_file()
        and path.resolve().is_relative_to(folder.resolve())
        and (not path.is_symlink())
    )


def _of_letters(folder: Path, listed: dict[str, str]) -> tuple[int, list[Fault]]:
    """How many letters there are, and what of them differs from what the tables say.

    It finds a change even where somebody mended the sums.
    """
    faults: list[Fault] = []
    named: set[str] = set()
    rows: Counter[str] = Counter()
    tables = [name for name in listed if name.endswith("/deliveries.csv")]
    for table in sorted(tables):
        if not _is_ours(folder, folder / table):
            continue
        place = table.rpartition("/")[0]
        for row in _rows(folder / table):
            rows[f"{place}/{row.get('wave')}"] += 1
            if row.get("file"):
                name = f"{place}/{row['file']}"
                named.add(name)
                if said := _of_letter(folder, name, row):
                    faults.append(Fault(name, said))
    letters = {name for name in listed if name.endswith(".eml") and "/letters/" in name}
    faults += (Fault(name, "is in no table") for name in sorted(letters - named))
    faults += _of_manifest(folder, rows)
    return len(named), faults


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            yield {key: unguarded(value or "") for key, value in row.items() if key}


def _of_letter(folder: Path, name: str, row: dict[str, str]) -> str:
    path = folder / name
    if ".." in Path(name).parts or not _is_ours(folder, path):
        return "is named by a table, and missing"
    mail = read_mail(path.read_bytes())
    if row["letter"] not in _digests(folder, mail):
        return "is not the letter whose digest the table has"
    return (
        ""
        if f"<{row['email']}>" in mail.header("To") or (mail.header("To").strip() == row["email"])
        else "is not to the address that the table has"
    )


def _digests(folder: Path, mail: Mail) -> Iterator[str]:
    """A mail's parts end in a line break, which the letter may not have had."""

    def read(digest: str) -> bytes | None:
        found = sorted((folder / "attachments").glob(f"{digest}*")) if _is_hex(digest) else []
        return found[0].read_bytes() if found and _is_ours(folder, found[0]) else None

    whole = Letter(mail.subject, mail.html, mail.text, mail.attachments)
    files = restored(whole, read).attachments
    for html, text in product(*({one, one.removesuffix("\n")} for one in (mail.html, mail.text))):
        letter = Letter(mail.subject, html, text, files)
        yield digest_of(mail_of(letter, mail.raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"))


def _is_hex(text: str) -> bool:
    return bool(re.fullmatch("[0-9a-f]{64}", text))


def _of_manifest(folder: Path, rows: Counter[str]) -> Iterator[Fault]:
    try:
        manifest: Any = json.loads((folder / MANIFEST).read_text("utf-8"))
        said = {
            f"editions/{one['edition']}/{one['wave']}": one["letters"]
            for one in manifest["editions"]
        }
    except (OSError, ValueError, KeyError, TypeError):
        yield Fault(MANIFEST, "cannot be read")
        return
    for place, count in said.items():
        if rows[place] != count:
            edition = place.rpartition("/")[0]
            yield Fault(f"{edition}/deliveries.csv", f"has {rows[place]:,} letters of {count:,}")
