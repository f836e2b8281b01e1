"""Putting results on the screen: tables on a terminal, plain lines in a pipe, JSON on demand.

Results go to stdout, messages to stderr. Text from outside cannot become a terminal escape.
"""

from __future__ import annotations

import json
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TextIO

from outreach.errors import Problem

if TYPE_CHECKING:
    from rich.table import Table

_KEPT = frozenset("\u200c\u200d")
"""Joiners that Persian, Uyghur and Indic spelling needs."""


def safe(text: object) -> str:
    """Text without control, bidi-override and other invisible characters; line breaks as spaces."""
    return "".join(_stand_in(ch) if _is_unsafe(ch) else ch for ch in str(text))


def _stand_in(ch: str) -> str:
    return " " if ch in "\r\n\t" else ""


def _is_unsafe(ch: str) -> bool:
    return ch not in _KEPT and unicodedata.category(ch) in ("Cc", "Cf", "Cs")


def say(message: str = "") -> None:
    """A line for a person, on stderr."""
    print(message, file=sys.stderr)  # noqa: T201


def out(line: str = "") -> None:
    """A line of a result, on stdout."""
    print(line)  # noqa: T201


def as_json(data: Mapping[str, Any]) -> None:
    """JSON that says the same and holds no character that a terminal might obey."""
    out(_json(data))


def as_json_lists(
    data: Mapping[str, Any], lists: Mapping[str, Iterable[Mapping[str, Any]]]
) -> None:
    """As ``as_json``, with lists besides that are written as they come, an item a line."""
    out("{")
    for key, value in data.items():
        out(f"  {json.dumps(key)}: {_json(value, None)},")
    for number, (key, items) in enumerate(lists.items(), 1):
        comma = ""
        print(f"  {json.dumps(key)}: [", end="")  # noqa: T201
        for item in items:
            print(f"{comma}\n    {_json(item, None)}", end="")  # noqa: T201
            comma = ","
        out("\n  ]" + ("," if number < len(lists) else ""))
    out("}")


def _json(data: object, indent: int | None = 2) -> str:
    unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    text = json.dumps(data, ensure_ascii=not unicode, indent=indent)
    return "".join(json.dumps(ch)[1:-1] if _is_unsafe(ch) and ch != "\n" else ch for ch in text)


def table(
    columns: Sequence[str], rows: Sequence[Sequence[object]], whole: Sequence[str] = ()
) -> None:
    """Numbers to the right; in a pipe, tab-separated with a header line.

    A table of numbers too wide for the terminal is turned on its side. ``whole`` columns are not
    broken over lines as long as others can give way.
    """
    if not sys.stdout.isatty():
        out("\t".join(columns))
        for row in rows:
            out("\t".join(safe(_cell(value)) for value in row))
        return
    from rich.console import Console

    console = Console()
    grid = _grid(columns, rows, whole)
    unbroken = console.options.update(width=10 * console.width)
    if _mostly_numbers(rows) and console.measure(grid, options=unbroken).maximum > console.width:
        turned = [[name, *values] for name, *values in zip(columns, *rows, strict=True)]
        grid = _grid([str(one) for one in turned[0]], turned[1:], whole)
    console.print(grid)


def _mostly_numbers(rows: Sequence[Sequence[object]]) -> bool:
    values = [value for row in rows for value in row]
    return 2 * sum(isinstance(value, int) for value in values) > len(values)


def _grid(
    columns: Sequence[str], rows: Sequence[Sequence[object]], whole: Sequence[str] = ()
) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=(0, 1, 0, 0))
    for number, column in enumerate(columns):
        numeric = any(isinstance(row[number], int) for row in rows)
        justify = "right" if numeric else "left"
        grid.add_column(column, justify=justify, overflow="fold", no_wrap=column in whole)  # type: ignore[arg-type]
    for row in rows:
        grid.add_row(*(Text(safe(_cell(value))) for value in row))
    return grid


def _cell(value: object) -> str:
    if value is None:
        return "–"
    return f"{value:,}" if isinstance(value, int) else str(value)


_COLOURS = {"error": "bold red", "warning": "yellow", "info": "dim", "accepted": "green"}


def problems(found: Sequence[Problem]) -> None:
    """Each with its place, level and way out, on stderr."""
    for one in found:
        problem(one, hint=one.hint)


def problem(one: Problem, *, hint: str, level: str = "", to: TextIO | None = None) -> None:
    """One of them, with this way out and, where given, another word for its level.

    On stderr, or on ``to`` where problems are the result.
    """
    where = f"{one.place}: " if one.place else ""
    edition = f" [{one.edition}]" if one.edition else ""
    _passage(where, level or one.level, f"{one.message}{edition} ({one.code})", hint, to)


def heading(text: str, to: TextIO) -> None:
    """What the lines below are; on a terminal alone, where lines are read together."""
    if to.isatty():
        from rich.console import Console
        from rich.rule import Rule
        from rich.text import Text

        Console(file=to).print(Rule(Text(safe(text), "bold"), align="left", style="dim"))


def aside(text: str, to: TextIO) -> None:
    """What is said of the lines above."""
    text = safe(text)
    if not to.isatty():
        print(f"    {text}", file=to)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=to, highlight=False)
    console.print(Padding(Text(text, "dim"), (0, 0, 0, 4)))


def fault(message: str, hint: str) -> None:
    """What could not be done, and the way out, on stderr."""
    _passage("", "error", message, hint)


def _passage(where: str, level: str, message: str, hint: str, to: TextIO | None = None) -> None:
    """On a terminal in colour and broken between words; elsewhere one line each."""
    to = to or sys.stderr
    where, message, hint = safe(where), safe(message), safe(hint)
    if not to.isatty():
        print(f"{where}{level}: {message}", file=to)
        if hint:
            print(f"    → {hint}", file=to)
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    console = Console(file=to, highlight=False)
    console.print(Text.assemble(where, (f"{level}:", _COLOURS[level]), " ", message))
    if hint:
        console.print(Padding(Text(f"→ {hint}"), (0, 0, 0, 4)))


def problem_json(one: Problem) -> dict[str, Any]:
    place = one.place
    return {
        "code": one.code,
        "level": one.level,
        "message": one.message,
        "hint": one.hint,
        "edition": one.edition,
        "place": place and {"file": place.file, "line": place.line, "column": place.column},
    }


def plural(count: int, noun: str, many: str = "") -> str:
    """``1 letter``, ``1,200 letters``."""
    return f"{count:,} {noun if count == 1 else many or noun + 's'}"
