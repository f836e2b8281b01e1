"""Who signed: ``signatories.txt``, one a line, or a table as a form of signatures exports it.

A line is the name as signed, then, if need be, details: ``Hong Kong Watch | native: 香港監察 |
city: London | country: United Kingdom | url: https://…``. Blank lines and ``#`` comments do not
count.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from outreach.domain.collation import sort_key
from outreach.domain.names import name_key
from outreach.domain.statement import Signatory
from outreach.errors import NeedsFixing, OutreachError, Place, Problem

from .tables import BrokenRow, Table, open_tables
from .text_files import read_text

Signed = tuple[tuple[Signatory, ...], tuple[Problem, ...]]

_TABLES = frozenset({".csv", ".tsv", ".xlsx", ".json"})
_DETAILS = {"native": "native_name", "city": "city", "country": "country", "url": "url"}
_ONE_LINE = re.compile(r"[^\r\n]+")
# A name that begins like a comment or a byte order mark is written with a backslash before it,
# and so is one that begins with such a backslash.
_NEEDS_BACKSLASH = ("#", "\ufeff", "\\")
_BACKSLASHED = ("\\#", "\\\ufeff", "\\\\")
_BETWEEN = re.compile(r"\s+\|\s+")
_PIPE = re.compile(r"(\\*)\|")
_ESCAPED_PIPE = re.compile(r"(\\+)\|")
_DETAIL = re.compile(r"(\w+)\s*:\s*(.*)")
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)
_HEADERS = {
    "name": "name|name as signed|organisation|organization|organisation name|organization name"
    "|name of organisation|name of organization|signatory|organisationsname|nom|nombre|group",
    "native_name": "native|native name|name in native script|name in own language|original name",
    "city": "city|town|stadt|ville|ciudad|location",
    "country": "country|land|pays|pais|country of origin",
    "url": "url|website|web|homepage|site web|link",
    "position": "position|order|no|number|nr|rank",
}
_COLUMNS = {name: key for key, names in _HEADERS.items() for name in names.split("|")}


def read_signatories(path: Path, *, order: str = "as-listed") -> Signed:
    """The signatories in the order they are printed in, each with its place.

    ``order`` is ``as-listed``, ``alphabetical`` or ``alphabetical-without-articles``. A name is
    exactly as written but for blanks around it.
    """
    if path.suffix.lower() in _TABLES:
        signed, problems = _from_table(path)
    else:
        text, problems = read_text(path)
        signed, more = _from_lines(text or "", str(path))
        problems = (*problems, *more)
    if order == "as-listed":
        return signed, problems
    key = sort_key(articles=order != "alphabetical-without-articles")
    return tuple(sorted(signed, key=lambda one: key(one.name))), problems


def signatories_text(signatories: Sequence[Signatory], comments: Sequence[str] = ()) -> str:
    """The file that reads back as these; NeedsFixing for a name that one line cannot hold."""
    lines = [f"# {comment}" for comment in comments]
    for one in signatories:
        values = [getattr(one, field) for field in _DETAILS.values()]
        for text in (one.name, *filter(None, values)):
            if text.strip() != text or not _ONE_LINE.fullmatch(text):
                raise NeedsFixing(
                    f"a signatory's name is blank, broken over lines or has blanks around it: "
                    f"“{' '.join(text.split())}”",
                    hint="write each name on one line",
                )
        details = (f" | {key}: {_piped(v)}" for key, v in zip(_DETAILS, values, strict=True) if v)
        lines.append(_escaped(_piped(one.name)) + "".join(details))
    return "".join(f"{line}\n" for line in lines)


def _from_lines(text: str, file: str) -> Signed:
    signed: list[Signatory] = []
    problems: list[Problem] = []
    for number, line in enumerate(text.split("\n"), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        name, *details = _BETWEEN.split(stripped)
        place = Place(file, number, line.index(stripped) + 1)
        known, more = _details(details, place)
        problems += more
        signed.append(Signatory(_unpiped(_unescaped(name)), **known, place=place))
    return tuple(signed), tuple(problems)


def _details(given: Sequence[str], place: Place) -> tuple[dict[str, str], list[Problem]]:
    known: dict[str, str] = {}
    problems: list[Problem] = []
    for detail in given:
        match = _DETAIL.fullmatch(detail)
        key = match[1].lower() if match else ""
        if match is None or key not in _DETAILS:
            near = get_close_matches(key, _DETAILS, n=1)
            hint = f"did you mean “{near[0]}: …”?" if near else f"known are {', '.join(_DETAILS)}"
            message = f"“{detail}” behind a | is no detail of a signatory"
            hint += "; write a | that belongs to the name as \\|"
            problems.append(Problem("F108", message, place, hint))
        elif key == "url" and not _WEB.fullmatch(match[2]):
            hint = "write it in full, as in https://organisation.example"
            problems.append(Problem("F108", f"“{match[2]}” is no web address", place, hint))
        else:
            known[_DETAILS[key]] = _unpiped(match[2].strip())
    return known, problems


def _from_table(path: Path) -> Signed:
    file = str(path)
    try:
        table, *others = open_tables(path)
        columns = {_COLUMNS.get(name_key(head), ""): at for at, head in enumerate(table.header)}
        if others or "name" not in columns:
            what = "several lists" if others else "no column of names"
            hint = "name the column of the organisations “name”; native, city, country and url may"
            return (), (Problem("F109", f"{path.name} has {what}", Place(file, 1), hint),)
        signed, problems = _rows(table, columns, file)
    except OutreachError as refusal:
        return (), (Problem("F109", refusal.message, Place(file), refusal.hint),)
    return tuple(signed), tuple(problems)


def _rows(
    table: Table, columns: dict[str, int], file: str
) -> tuple[list[Signatory], list[Problem]]:
    signed: list[tuple[int, Signatory]] = []
    problems: list[Problem] = []
    for row in table.read():
        if isinstance(row, BrokenRow):
            problems.append(Problem("F109", row.reason, Place(file, row.line), "mend the row"))
            continue
        cells = {key: " ".join(row.cells[at].split()) for key, at in columns.items() if key}
        rank = cells.pop("position", "")
        if cells.get("url") and not _WEB.fullmatch(cells["url"]):
            cells["url"] = f"https://{cells['url']}"
        if cells["name"]:
            details = {key: cells.get(key, "") for key in _DETAILS.values()}
            one = Signatory(cells["name"], **details, place=Place(file, row.line, 1))
            signed.append((int(rank) if rank.isdecimal() else len(signed) + 1, one))
    return [one for _, one in sorted(signed, key=lambda pair: pair[0])], problems


def _escaped(name: str) -> str:
    return f"\\{name}" if name.startswith(_NEEDS_BACKSLASH) else name


def _unescaped(name: str) -> str:
    return name[1:] if name.startswith(_BACKSLASHED) else name


def _piped(text: str) -> str:
    r"""The text with each ``|`` written ``\|`` and the backslashes before one doubled."""
    return _PIPE.sub(lambda found: f"{2 * found[1]}\\|", text)


def _unpiped(text: str) -> str:
    return _ESCAPED_PIPE.sub(lambda found: f"{found[1][: len(found[1]) // 2]}|", text)
