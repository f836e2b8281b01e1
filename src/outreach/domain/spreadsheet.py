"""Cells that a spreadsheet would take for formulas, made harmless and read back.

A cell that begins with ``=``, ``+``, ``-`` or ``@`` runs when the file is opened (OWASP, CSV
Injection). An apostrophe before it keeps it text.
"""

from __future__ import annotations

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'('*[=+\-@\t\r])")


def guarded(cell: str) -> str:
    """The cell as text, whatever it begins with; ``unguarded`` undoes it.

    >>> guarded("=1+1"), guarded("Priya")
    ("'=1+1", 'Priya')
    """
    return f"'{cell}" if _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell before it was guarded, by us or by a spreadsheet.

    >>> unguarded("'+1 202-555-0101"), unguarded("O'Brien")
    ('+1 202-555-0101', "O'Brien")
    """
    return cell[1:] if _GUARDED.match(cell) else cell
