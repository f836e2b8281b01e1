"""Where a block begins that a template leaves open; Jinja names the line on which it gave up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

from jinja2.environment import Environment
from jinja2.exceptions import TemplateSyntaxError

_OPENING = frozenset({"if", "for", "block", "macro", "call", "filter", "with", "autoescape", "set"})
_AT_END = "Unexpected end of template"
_UNKNOWN = re.compile(r"Encountered unknown tag '(\w+)'")

Tag = tuple[int, list[str]]
"""A ``{% … %}``: its line, and the words and signs in it."""


class OpenBlockError(TemplateSyntaxError):
    """A block that is not closed, or that something else would close; ``hint`` is the way out."""

    def __init__(self, message: str, hint: str, lineno: int, exc: TemplateSyntaxError) -> None:
        super().__init__(message, lineno, exc.name, exc.filename)
        self.hint = hint


def named_open(
    exc: TemplateSyntaxError, environment: Environment, source: str, above: int
) -> TemplateSyntaxError:
    """The same error about its block, and at the line where that begins, if it is about one.

    ``above`` is how many lines the file has before the source.
    """
    gave_up = exc.lineno
    exc.lineno += above
    unknown = _UNKNOWN.match(str(exc.message))
    if unknown is None and not str(exc.message).startswith(_AT_END):
        return exc
    stack = _open_blocks(environment, source, gave_up if unknown else None)
    name, line = stack[-1] if stack else ("", 0)
    line += above
    if unknown is None:
        message, hint = f"{{% {name} %}} is not closed", f"write {{% end{name} %}} where it ends"
        return OpenBlockError(message, hint, line, exc) if name else exc
    tag = unknown[1]
    if name and tag.startswith("end"):
        message = f"{{% {tag} %}} stands where the {{% {name} %}} of line {line} is still open"
        hint = f"write {{% end{name} %}} before it, or take it out"
        return OpenBlockError(message, hint, exc.lineno, exc)
    if tag.removeprefix("end") in _OPENING:
        message, hint = f"{{% {tag} %}} closes nothing", "take it out, or open its block before it"
        return OpenBlockError(message, hint, exc.lineno, exc)
    return exc


def _open_blocks(environment: Environment, source: str, until: int | None) -> list[tuple[str, int]]:
    """The blocks that are open where Jinja gave up, outermost first, each with its line.

    A tag that does not close the innermost block is where it gave up, on the line ``until``.
    """
    stack: list[tuple[str, int]] = []
    for line, words in _tags(environment, source):
        name = words[0] if words else ""
        if name in _OPENING and not _is_assignment(words):
            stack.append((name, line))
        elif stack and name == f"end{stack[-1][0]}":
            stack.pop()
        elif name.startswith("end") and line == until:
            break
    return stack


def _is_assignment(words: list[str]) -> bool:
    return words[0] == "set" and "=" in takewhile(lambda word: word != "|", words)


def _tags(environment: Environment, source: str) -> Iterator[Tag]:
    tag: Tag | None = None
    for line, kind, value in environment.lex(source):
        if kind == "block_begin":
            tag = (line, [])
        elif kind == "block_end" and tag:
            yield tag
            tag = None
        elif tag and kind != "whitespace":
            tag[1].append(value)
