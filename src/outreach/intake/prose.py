"""Running text as Markdown: what looks like markup stays text, or is meant and is kept."""

from __future__ import annotations

import re

_EMPHASIS = re.compile(r"(?<![\w*_\\])(\*\*|\*|_)(?=[^\s*_])([^*_\n]{1,120}?)(?<=\S)\1(?![\w*_])")
_SPECIAL = re.compile(
    r"""[*`]                            # emphasis, code
      | (?<![^\W_])_ | _(?![^\W_])      # emphasis, unless inside a word
      | \\(?=[!-/:-@\[-`{-~]|$)         # an escape or a hard break
      | <(?=[A-Za-z/!?])                # an address in angles, a tag
      | &(?=\#?\w+;)                    # an entity
      | \](?=[(\[:])                    # a link
    """,
    re.VERBOSE,
)
_LIKELY = re.compile(r"[*`_\\<&\]]")
_AT_LINE_START = re.compile(
    r"(?:#{1,6}(?=\s|$)|[-+](?=\s|$)|>|~~~|-(?=[-\s]*$)|=(?=[=\s]*$)|!(?=\[))"
    r"|\d{1,9}(?P<dot>[.)](?=\s|$))"
)


def escaped(line: str) -> str:
    """A line as Markdown that shows exactly the line: no character of it is markup."""
    return guarded(_without_markup(line))


def marked_up(text: str) -> tuple[str, tuple[str, ...]]:
    """Text as Markdown in which ``*words*`` typed as such are emphasis, and those words.

    Whatever else looks like markup stays text. A line made of it still has to be ``guarded``.
    """
    parts: list[str] = []
    at = 0
    meant = tuple(_EMPHASIS.finditer(text))
    for match in meant:
        mark = match[1].replace("_", "*")
        parts += [_without_markup(text[at : match.start()]), mark, _without_markup(match[2]), mark]
        at = match.end()
    return "".join([*parts, _without_markup(text[at:])]), tuple(match[2] for match in meant)


def guarded(markdown: str) -> str:
    """Inline Markdown made safe where a line starts and ``1.``, ``#`` or ``-`` begin a block."""
    match = _AT_LINE_START.match(markdown)
    if not match:
        return markdown
    at = match.start("dot") if match["dot"] else 0
    return f"{markdown[:at]}\\{markdown[at:]}"


def _without_markup(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text) if _LIKELY.search(text) else text
