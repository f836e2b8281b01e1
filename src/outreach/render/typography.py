"""A statement's prose as its language sets it: what is glued to its word, before any part is made.

French puts a space inside « » and before ; : ! ?, at which no line may end. Where the author wrote
none there stays none, as in Switzerland.
"""

from __future__ import annotations

import re
from dataclasses import replace

from outreach.domain.statement import Statement

_NO_BREAK = "\u00a0"
# What makes a list, a quotation or a heading at the start of a line, and is no word.
_MARKS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)]|#{1,6})[ \t]+)*")
_BEFORE_SIGN = re.compile(r"(\S+)[ \t]+(?=[»;:!?])")
_AFTER_OPENING = re.compile(r"«[ \t]+(?=\S)")
_LINE_END = re.compile(r"(?<=[^\s\\])[ \t]?\n[ \t]*(?=»)|(?<=«)[ \t]?\n[ \t]*(?=[^\W\d_])")


def typeset(statement: Statement) -> Statement:
    """The same statement with its spaces as they are printed; names and addresses stay."""
    if statement.language.lower().split("-")[0] != "fr":
        return statement
    return replace(
        statement,
        title=_french(statement.title),
        subtitle=_french(statement.subtitle),
        body=_french(statement.body),
        quotes=tuple(replace(quote, text=_french(quote.text)) for quote in statement.quotes),
        boilerplates=tuple(
            replace(one, heading=_french(one.heading), text=_french(one.text))
            for one in statement.boilerplates
        ),
    )


def _french(text: str) -> str:
    joined = _LINE_END.sub(_NO_BREAK, text)
    return "\n".join(map(_french_line, joined.split("\n")))


def _french_line(line: str) -> str:
    match = _MARKS.match(line)
    begin = match.end() if match else 0
    prose = _AFTER_OPENING.sub(f"«{_NO_BREAK}", line[begin:])
    return line[:begin] + _BEFORE_SIGN.sub(_glued, prose)


def _glued(match: re.Match[str]) -> str:
    """An address keeps a space after it, or a mail program would take the sign for part of it."""
    word = match[1]
    if ("://" in word or "@" in word) and not word.endswith(")"):
        return match[0]
    return f"{word}{_NO_BREAK}"
