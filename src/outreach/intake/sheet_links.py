"""Addresses that a workbook's cells only link to: ``Send mail`` says nobody where mail goes."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from posixpath import basename, dirname
from typing import Any
from zipfile import ZipFile

from outreach.errors import NeedsFixing

from .addresses import addresses_in

Links = dict[tuple[int, int], str]
"""Addresses by row and column, both counted from 1."""

_MOST_LINKS = 200_000
"""Excel writes 66,530 a sheet at most; formulas may be more."""
_MOST_CELLS_OF_ONE = 1_000
_FORMULA = re.compile(r'HYPERLINK\(\s*"\s*(mailto:[^"]+)"', re.IGNORECASE)


def relations_of(part: str) -> str:
    """The part of the archive that says where the links of another one lead."""
    return f"{dirname(part)}/_rels/{basename(part)}.rels"


def mail_links(archive: ZipFile, sheet: str, columns: Collection[int]) -> Links:
    """Where the links and HYPERLINK formulas in these columns of a sheet send mail to.

    ``sheet`` is the name of its part. Raises NeedsFixing for more links than any list has.
    """
    targets = _targets(archive, relations_of(sheet))
    links: Links = {}
    for tag, element in _elements(archive, sheet):
        if tag == "c" and (address := _in_formula(element)):
            _link(links, element.get("r", ""), address, columns)
        elif tag == "hyperlink":
            address = next((targets.get(v, "") for k, v in element.items() if k[-3:] == "}id"), "")
            if address:
                _link(links, element.get("ref", ""), address, columns)
        if len(links) > _MOST_LINKS:
            raise NeedsFixing(
                f"a sheet has more than {_MOST_LINKS:,} links to addresses",
                hint="split the list into several files",
            )
    return links


def _targets(archive: ZipFile, relations: str) -> dict[str, str]:
    """The addresses behind the links of a sheet, by the name it has for each."""
    if relations not in archive.namelist():
        return {}
    targets = {}
    for tag, element in _elements(archive, relations):
        target = element.get("Target", "")
        if tag == "Relationship" and (address := _address(target)):
            targets[element.get("Id", "")] = address
    return targets


def _elements(archive: ZipFile, part: str) -> Iterator[tuple[str, Any]]:
    """The elements of a part as they end, by their names without namespace.

    openpyxl parses through defusedxml, and so does this. What was gone past is let go.
    """
    from openpyxl.xml.functions import iterparse

    open_elements: list[Any] = []
    with archive.open(part) as xml:
        for event, element in iterparse(xml, events=("start", "end")):
            if event == "start":
                open_elements.append(element)
                continue
            open_elements.pop()
            tag = element.tag.rpartition("}")[2]
            yield tag, element
            if tag in {"row", "hyperlink", "Relationship"} and open_elements:
                open_elements[-1].clear()


def _in_formula(cell: Any) -> str:
    for child in cell:
        if child.tag.endswith("}f") and (found := _FORMULA.search(child.text or "")):
            return _address(found[1])
    return ""


def _address(target: str) -> str:
    if target[:7].lower() != "mailto:":
        return ""
    return "; ".join(addresses_in(target.partition("?")[0]).addresses)


def _link(links: Links, place: str, address: str, columns: Collection[int]) -> None:
    """Link the cells of a place (``B2``, ``B2:B5``), as far as they lie in the columns."""
    from openpyxl.utils.cell import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(place)
    except (ValueError, TypeError):
        return
    if left is None or top is None or right is None or bottom is None:
        return
    for row in range(top, min(bottom, top + _MOST_CELLS_OF_ONE - 1) + 1):
        for column in columns:
            if left <= column <= right:
                links.setdefault((row, column), address)
