"""Tables of signatories: which column is what, by its heading or by what it holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, islice

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
    """One row: its cells by column, the line that each came from, and the widths above 1."""

    cells: dict[int, str]
    lines: dict[int, Line]
    wide: dict[int, int] = field(default_factory=dict)

    def spans(self, columns: int) -> bool:
        """Whether one cell is the whole row, ``columns`` wide."""
        return len(self.cells) == 1 and self.wide.get(0, 1) >= max(columns, 2)


@dataclass(frozen=True, slots=True)
class SignedRow:
    """A signatory, the lines that tell of it, its name's first, and where in that it begins.

    ``doubt`` says what may be wrong, or is blank.
    """

    who: Signatory
    used: tuple[Line, ...]
    start: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class SignedRows:
    """The signatories of a table, the lines that head a group, and rows that name nobody."""

    found: tuple[SignedRow, ...] = ()
    headings: tuple[Line, ...] = ()
    nameless: tuple[Line, ...] = ()


def web_rows(lines: Sequence[Line]) -> tuple[Row, ...]:
    """The rows of a table in HTML; none unless every line is a cell of its own."""
    if not lines or any(line.cell is None for line in lines):
        return ()
    cells = [line.cell for line in lines if line.cell]
    if len(set(cells)) < len(cells) or len({table for table, _, _ in cells}) > 1:
        return ()
    rows: dict[int, dict[int, Line]] = {row: {} for _, row, _ in cells}
    for line in lines:
        first, column = line.cell[1:] if line.cell else (0, 0)
        for number in rows if line.span[0] > 1 else (first,):
            if first <= number < first + line.span[0]:
                rows[number][column] = line
    return tuple(_row(at) for at in rows.values())


def _row(lines: dict[int, Line]) -> Row:
    ordered = dict(sorted(lines.items()))
    wide = {at: line.span[1] for at, line in ordered.items() if line.span[1] > 1}
    return Row({at: line.text for at, line in ordered.items()}, ordered, wide)


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


def signatories_of_rows(rows: Sequence[Row]) -> SignedRows:
    """The signatories, one a row; none where no column is clearly that of the names."""
    width = max((at + row.wide.get(at, 1) for row in rows for at in row.cells), default=0)
    below = list(dropwhile(lambda row: row.spans(width), rows))
    columns, rest = _columns(below) if below else ({}, ())
    if "name" not in columns.values():
        return SignedRows()
    if rest is below:
        rest = rows
    found: list[SignedRow] = []
    headings: list[Line] = []
    nameless: list[Line] = []
    seen: set[int] = set()
    country = ""
    for row in rest:
        whole = row.spans(width)
        if whole and is_country(row.cells[0]):
            country = row.cells[0]
            headings.append(row.lines[0])
        elif (one := _signed_row(row, columns, country, whole=whole)) is None:
            own = (line for line in row.lines.values() if id(line) not in seen)
            nameless += islice(own, 1)
        elif id(one.used[0]) not in seen:
            found.append(one)
        seen |= {id(line) for line in row.lines.values()}
    return SignedRows(tuple(found), tuple(headings), tuple(nameless))


def _signed_row(
    row: Row, columns: dict[int, str], country: str, *, whole: bool
) -> SignedRow | None:
    at = {columns[column]: column for column in row.cells if column in columns}
    named = next(column for column, key in columns.items() if key == "name")
    for column, width in row.wide.items():
        if column <= named < column + width:
            at = {key: one for key, one in at.items() if one != column} | {"name": column}
    said = {key: row.cells[column] for key, column in at.items()}
    if not said.get("name"):
        return None
    url = said.get("url", "")
    if url and not url.lower().startswith("http"):
        url = f"https://{url}"
    who = Signatory(
        said["name"], said.get("native", ""), said.get("city", ""),
        said.get("country", "") or country, url if ADDRESS.fullmatch(url) else "",
    )  # fmt: skip
    first = row.lines[at["name"]]
    others = (row.lines[column] for key, column in at.items() if key not in ("name", "number"))
    doubt = "its cell spans the table, so it may be a heading" if whole else ""
    return SignedRow(who, (first, *others), max(first.text.find(who.name), 0), doubt)


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
