"""Breakdowns as the report's tables: by outlet, office and the like, by link and by reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup

from outreach.domain.stats import Breakdown, CampaignStats, Row, Tally

from .charts import bar
from .report_numbers import SMALL, between, link, many, reason, share, shown

TITLES = {
    "outlet": "By outlet or organisation",
    "office": "By office",
    "state": "By state",
    "party": "By party",
    "language": "By language",
    "domain": "By mail domain",
    "link": "Links that were followed",
    "reason": "Why letters did not arrive",
}
"""What is shown, in this order, of what was broken down."""

_HIDDEN = "–"
_ENGAGED = ("opened", "clicked")


@dataclass(frozen=True, slots=True)
class Line:
    """A row. ``share`` is of the second number, of the first as its base; ``bar`` shows it."""

    name: Markup
    cells: tuple[str, ...]
    bar: Markup
    share: str


@dataclass(frozen=True, slots=True)
class TableShown:
    title: str
    of: str
    columns: tuple[str, ...]
    lines: tuple[Line, ...]
    notes: tuple[str, ...]


def tables_shown(stats: CampaignStats) -> list[TableShown]:
    found = {one.by: one for one in stats.breakdowns}
    tables = (_table(stats, found[by]) for by in TITLES if by in found)
    return [table for table in tables if table is not None]


def _table(stats: CampaignStats, broken: Breakdown) -> TableShown | None:
    if broken.by == "reason":
        return _reasons(broken)
    if broken.by == "link":
        return _links(stats, broken)
    return _groups(stats, broken)


def _groups(stats: CampaignStats, broken: Breakdown) -> TableShown | None:
    """None where it parts nothing: one group, and that of whom it is not known."""
    rows, notes = [*broken.rows], []
    if broken.by == "domain":
        rows, folded = _folded(rows)
        if folded:
            notes.append(f"Domains of fewer than {SMALL} people each are counted together.")
    if not any(row.name for row in rows):
        return None
    columns = ["letters", "delivered", "bounced", "answered", "coverage"]
    engaged = _engaged(stats)
    columns += engaged
    hidden = _too_few(rows, complete=not broken.rest)
    lines = [_line(row, engaged, at in hidden) for at, row in enumerate(rows)]
    if hidden and engaged:
        notes.append(
            f"{_HIDDEN} not shown: of fewer than {SMALL} people it would say who,"
            " or could be worked out from the other rows."
        )
    notes += _rest(broken)
    return _table_of(broken.by, columns, lines, notes, always=3)


def _table_of(
    by: str, columns: Sequence[str], lines: Sequence[Line], notes: Sequence[str], always: int
) -> TableShown:
    """Without columns in which nothing is, but for the first ones, and for what was measured."""
    kept = [
        at
        for at, name in enumerate(columns)
        if at < always or name in _ENGAGED or any(line.cells[at] != "0" for line in lines)
    ]
    return TableShown(
        TITLES[by],
        by,
        tuple(columns[at] for at in kept),
        tuple(replace(line, cells=tuple(line.cells[at] for at in kept)) for line in lines),
        tuple(notes),
    )


def _line(row: Row, engaged: Sequence[str], hidden: bool) -> Line:
    t = row.tally
    cells = [f"{n:,}" for n in (t.recipients, t.delivered, t.bounced, t.replied, t.covered)]
    for measure in engaged:
        surely, doubtful = getattr(t, measure), getattr(t, f"{measure}_doubtful")
        cells.append(_HIDDEN if hidden else between(surely, doubtful))
    name = shown(row.name or "none known")
    return Line(
        name, tuple(cells), bar(t.delivered, t.recipients), share(t.delivered, t.recipients)
    )


def _engaged(stats: CampaignStats) -> list[str]:
    """Only what all editions with letters measure: elsewhere a zero would stand for no answer."""
    sent = [one for one in stats.editions if one.tally.recipients]
    found = {"opened": all(e.opens for e in sent), "clicked": all(e.clicks for e in sent)}
    return [name for name, on in found.items() if on and sent]


def _folded(rows: Sequence[Row]) -> tuple[list[Row], bool]:
    small = [row for row in rows if row.tally.recipients < SMALL]
    if not small:
        return [*rows], False
    others = sum((row.tally for row in small), Tally())
    kept = [row for row in rows if row.tally.recipients >= SMALL]
    return [*kept, Row(many(len(small), "small domain"), others)], True


def _too_few(rows: Sequence[Row], *, complete: bool) -> set[int]:
    """The rows whose engagement is not said.

    Where all rows are shown, a lone small one is the total less the others: then the next
    smallest is not said either.
    """
    few = {at for at, row in enumerate(rows) if row.tally.recipients < SMALL}
    if not few or not complete:
        return few
    while 0 < sum(rows[at].tally.recipients for at in few) < SMALL and len(few) < len(rows):
        rest = [at for at in range(len(rows)) if at not in few]
        few.add(min(rest, key=lambda at: rows[at].tally.recipients))
    return few


def _links(stats: CampaignStats, broken: Breakdown) -> TableShown | None:
    """Of letters, not clicks: one that was followed twice counts once."""
    measured = [one for one in stats.editions if one.clicks]
    if sum(one.tally.recipients for one in measured) < SMALL or not broken.rows:
        return None
    most = max(row.tally.clicked + row.tally.clicked_doubtful for row in broken.rows)
    lines = [
        Line(
            link(row.name),
            (
                between(row.tally.clicked, row.tally.clicked_doubtful),
                f"{row.tally.clicked_by_machine:,}",
            ),
            bar(row.tally.clicked + row.tally.clicked_doubtful, most),
            "",
        )
        for row in broken.rows
    ]
    columns = ("people", "machines alone")
    return _table_of("link", columns, lines, [*_rest(broken)], always=1)


def _reasons(broken: Breakdown) -> TableShown | None:
    if not broken.rows:
        return None
    most = max(_failed(row.tally) for row in broken.rows)
    lines = [
        Line(
            reason(row.name or "no reason given"),
            tuple(f"{n:,}" for n in (row.tally.bounced, row.tally.dropped, row.tally.deferred)),
            bar(_failed(row.tally), most),
            "",
        )
        for row in broken.rows
    ]
    columns = ("bounced", "dropped", "deferred")
    return _table_of("reason", columns, lines, [*_rest(broken)], always=0)


def _failed(tally: Tally) -> int:
    return tally.bounced + tally.dropped + tally.deferred


def _rest(broken: Breakdown) -> Iterator[str]:
    if broken.rest:
        yield f"And {broken.rest:,} more that are not listed."
