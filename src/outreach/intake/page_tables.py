"""Tables of signatories: which column is what, by its heading or by what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from outreach.domain.statement import Signatory

from .page_places import is_country
from .page_text import Line
from .page_words import ADDRESS

_HEADINGS = {
    "name": r"(?:name(?: of)?(?: the)? ?)?(?:organi[sz]ations?"
    r"|signator(?:y|ies)|groups?|names?|members?)(?: name)?"
    r"|organisationen?|name der organisation|unterzeichner(?:innen|in)?"
    r"|organisations? signataires?|nom"
    r"|organizaci[oó]n(?:es)?|nombre|firmantes?|(?:組織|组织|團體|团体|機構|机构|單位|名稱|名称)+",
    "native": r"(?:native|original|local|chinese|tibetan|uyghur) names?"
    r"|name in (?:own|original).*|中文名[稱称]?",
    "city": r"city|town|stadt|ort|ville|ciudad|城市",
    "country": r"countr(?:y|ies)|countr(?:y|ies) ?/ ?regions?|region|land|pays|pa[ií]s"
    r"|國家|国家|地區|地区",
    "url": r"web ?site|url|web|link|homepage|site(?: web)?|sitio web|網站|网站",
    "number": r"no\.?|nr\.?|n°|#|number|序號|序号",
}
_COLUMNS = {key: re.compile(pattern, re.IGNORECASE) for key, pattern in _HEADINGS.items()}
_TYPED = re.compile(r"\t+| \| |\s{3,}")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line that each came from."""

    cells: dict[int, str]
    lines: dict[int, Line]


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A signatory, the lines that tell of it, its name's first, and where in that it begins."""

    who: Signatory
    used: tuple[Line, ...]
    start: int = 0


def web_rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of a table in HTML; none unless every line is a cell of its own."""
    if not lines or any(line.cell is None for line in lines):
        return ()
    cells = [line.cell for line in lines if line.cell]
    if len(set(cells)) < len(cells) or len({table for table, _, _ in cells}) > 1:
        return ()
    rows = groupby(lines, key=lambda line: line.cell[1] if line.cell else 0)
    by_column = ({line.cell[2]: line for line in row if line.cell} for _, row in rows)
    return tuple(Row({at: line.text for at, line in row.items()}, row) for row in by_column)


def typed_rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of a table that was copied as text, with tabs or bars between the cells."""
    rows = []
    for line in lines:
        bare = line.text.strip("| ")
        if not bare.strip("-|: "):
            continue
        cells = [cell.strip() for cell in _TYPED.split(bare)]
        rows.append(Row(dict(enumerate(cells)), dict.fromkeys(range(len(cells)), line)))
    several = sum(len(row.cells) > 1 for row in rows)
    return tuple(rows) if rows and several * 10 >= len(rows) * 8 else ()


def signatories_of_rows(rows: Sequence[Row]) -> tuple[SignedRow, ...]:
    """The signatories, one a row; none where no column is clearly that of the names."""
    columns, rest = _columns(rows) if rows else ({}, ())
    if "name" not in columns.values():
        return ()
    found = []
    for row in rest:
        at = {columns[column]: column for column in row.cells if column in columns}
        said = {key: row.cells[column] for key, column in at.items()}
        if said.get("name"):
            url = said.get("url", "")
            if url and not url.lower().startswith("http"):
                url = f"https://{url}"
            who = Signatory(
                said["name"], said.get("native", ""), said.get("city", ""),
                said.get("country", ""), url if ADDRESS.fullmatch(url) else "",
            )  # fmt: skip
            first = row.lines[at["name"]]
            others = (
                row.lines[column] for key, column in at.items() if key not in ("name", "number")
            )
            found.append(SignedRow(who, (first, *others), max(first.text.find(who.name), 0)))
    return tuple(found)


def _columns(rows: Sequence[Row]) -> tuple[dict[int, str], Sequence[Row]]:
    headed = {at: key for at, text in rows[0].cells.items() if (key := _heading(text))}
    if "name" in headed.values() and len(headed) == len(rows[0].cells):
        return headed, rows[1:]
    width = max(len(row.cells) for row in rows)
    if width < 2 or len(rows) < 2:
        return {}, rows
    kinds = {at: _kind([row.cells[at] for row in rows if at in row.cells]) for at in range(width)}
    names = [at for at, kind in kinds.items() if kind == "name"]
    told = len(names) == 1 and len(kinds) > 1
    return (kinds, rows) if told else ({}, rows)


def _heading(text: str) -> str:
    bare = text.strip(" :*")
    return next((key for key, pattern in _COLUMNS.items() if pattern.fullmatch(bare)), "")


def _kind(cells: Sequence[str]) -> str:
    said = [cell for cell in cells if cell]
    if said and all(cell.strip(" .)#").isdecimal() for cell in said):
        return "number"
    if said and sum(map(is_country, said)) * 10 >= len(said) * 8:
        return "country"
    if said and all(
        ADDRESS.fullmatch(cell) or re.fullmatch(r"[\w.-]+\.\w+/?", cell) for cell in said
    ):
        return "url"
    return "name"
