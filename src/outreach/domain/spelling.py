"""How far two spellings are apart."""

from __future__ import annotations


def edits(one: str, other: str) -> int:
    """Damerau's distance: letters added, dropped, replaced, or swapped with their neighbour.

    >>> edits("Blinken", "Blinkne"), edits("Uyghur", "Uighur"), edits("abc", "xyz")
    (1, 1, 3)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        two_before, before, row = before, row, [i]
        for j, b in enumerate(other, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                cost = min(cost, two_before[j - 2] + 1)
            row.append(cost)
    return row[-1]
