"""Common slips in TOML, in words for people who do not know that it is called TOML."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_CURLY = "“”„‟‘’‚‛«»"
_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$")
_KEY = re.compile(r"\s*([^\s=\[\]#]+)\s*=")
_CLOSE = 'close the text with "; one of several lines stands between two """'
_ONE_A_LINE = "write one key = value on each line; a remark begins with #"


@dataclass(frozen=True, slots=True)
class Slip:
    """What is wrong, the way out, and where; ``line`` and ``column`` count from 1, 0 is unknown."""

    message: str
    hint: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class _Fault:
    """What the parser said, with ``row``, the line it stopped at, and ``rest``, what it stopped at.

    Where it stopped at the end of the text, both are blank.
    """

    text: str
    said: str
    line: int
    column: int

    @property
    def row(self) -> str:
        return self.text.split("\n")[self.line - 1] if self.column else ""

    @property
    def rest(self) -> str:
        return self.row[self.column - 1 :].strip()


_Told = tuple[str, str] | None


def slip(exc: Exception, text: str) -> Slip:
    """The fault for which ``tomllib`` refused ``text``."""
    said = str(exc)
    match = _AT.search(said)
    line, column = (text.count("\n") + 1, 0)
    if match and match[1]:
        line, column = int(match[1]), int(match[2])
    fault = _Fault(text, _AT.sub("", said), line, column)
    if (opened := _left_open(fault)) is not None:
        return opened
    for told in _told(fault):
        if told:
            return Slip(*told, line, column)
    return Slip(f"not valid TOML: {fault.said}", "see toml.io", line, column)


def _told(fault: _Fault) -> Iterator[_Told]:
    yield _curly(fault)
    yield from (tell(fault) for said, tell in _TELLING if fault.said.startswith(said))


def _left_open(fault: _Fault) -> Slip | None:
    """Text that runs to the end of the file: told where it begins, not where the parser gave up."""
    if fault.column or not fault.said.startswith(("Unterminated string", "Expected \"'")):
        return None
    marks = ("'''", "'") if fault.said.startswith("Expected") else ('"""', '"')
    mark = marks[0] if fault.text.count(marks[0]) % 2 else marks[1]
    line = fault.text.count("\n", 0, fault.text.rfind(mark)) + 1
    if len(mark) > 1:
        return Slip(f"the text that {mark} begins is not closed", f"write {mark} below it", line, 0)
    return Slip(
        "a quotation mark is missing at the end of the line", f"close the text with {mark}", line, 0
    )


def _curly(fault: _Fault) -> _Told:
    ended = fault.said.startswith("Illegal character '\\n'") and fault.row.rstrip()[-1:] in _CURLY
    if not ended and fault.rest[:1] not in tuple(_CURLY):
        return None
    mark = fault.row.rstrip()[-1] if ended else fault.rest[0]
    return f"{mark} is no quotation mark here", 'write " in its place, before the text and after it'


def _illegal(fault: _Fault) -> _Told:
    if not fault.said.startswith("Illegal character '\\n'"):
        return "a character that nobody sees stands in the text", "take it out"
    return "a quotation mark is missing at the end of the line", _CLOSE


def _bracket(fault: _Fault) -> _Told:
    opening = "[[" if fault.row.lstrip().startswith("[[") else "["
    row = fault.row.partition("#")[0].strip()
    name = row.strip("[] ")
    whole = f"{opening}{name}{']' * len(opening)}"
    if fault.rest.partition("#")[0].strip("] "):
        return "a table's name is of one word", f'join its words by hyphens, or write ["{name}"]'
    return f"a bracket is missing after {row}", f"write {whole}"


def _no_equals(fault: _Fault) -> _Told:
    key = fault.row[: fault.column - 1].strip()
    if fault.rest.startswith(":"):
        return f"a colon stands after {key} where = belongs", f"write {key} = …"
    if "=" in fault.rest.partition('"')[0]:
        return "a name is of one word", "join its words by hyphens or underscores"
    return f"= is missing after {key}", f'write {key} = "…"'


def _no_value(fault: _Fault) -> _Told:
    if not fault.rest or fault.rest.startswith("#"):
        return "nothing stands after =", "write a value, or take the line out"
    if fault.rest.startswith("="):
        return "= stands twice", "write it once"
    first = re.split(r"[\s,\]}#]", fault.rest)[0]
    if first.lower() in ("true", "false", "yes", "no", "on", "off"):
        return f"{first} is not known here", "write true or false, in small letters"
    return "a text stands without quotation marks", 'write it as "…"'


def _twice(fault: _Fault) -> _Told:
    key = _KEY.match(fault.row)
    if key:
        return f"{key[1]} is there already", "keep one of them"
    return f"{fault.row.strip()} is there already", "write all of it in one place"


def _more(fault: _Fault) -> _Told:
    value = fault.row.partition("=")[2].strip()
    if fault.rest.startswith("]"):
        return "a bracket is one too many", "take it out"
    if fault.rest.startswith(","):
        return "a comma ends the line", "take it out: the next key begins on a line of its own"
    if value[:1] in ('"', "'") and value[0] in fault.rest and "=" not in fault.rest:
        hint = 'write \\" for each inside, or the curly “ ”'
        return "a quotation mark stands inside the text", hint
    if value[:1].isdigit():
        hint = 'write a day as 2030-01-31, a time as 06:00:00, a text as "…"'
        return "this is no number, day or time", hint
    return "something stands after the value", _ONE_A_LINE


def _always(message: str, hint: str) -> Callable[[_Fault], _Told]:
    return lambda _fault: (message, hint)


_TELLING: tuple[tuple[str, Callable[[_Fault], _Told]], ...] = (
    ("Illegal character", _illegal),
    ("Expected ']", _bracket),
    ("Expected '=", _no_equals),
    ("Invalid value", _no_value),
    ("Cannot overwrite", _twice),
    ("Cannot declare", _twice),
    ("Expected newline", _more),
    (
        "Unclosed array",
        _always("a list is not closed, or has no comma here", 'write it as ["…", "…"]'),
    ),
    (
        "Unclosed inline table",
        _always("a } is missing, or a comma", 'write it on one line as { key = "…", other = "…" }'),
    ),
    (
        "Unescaped",
        _always("a \\ stands in the text", "write \\\\ for it, or put the text between ' and '"),
    ),
    ("Invalid statement", _always("this line is no key with a value", _ONE_A_LINE)),
)
"""By how the parser's message begins: what to say in its place."""
