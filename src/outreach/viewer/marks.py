"""Characters that nobody sees, made visible on a page."""

from __future__ import annotations

import re
from enum import Enum
from html import escape

from markupsafe import Markup

from outreach.domain.unseen import named

_FLAG = "\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
"""A flag of a part of a country is spelled in tags."""
_HARMFUL = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202d\u202e\ufff9-\ufffb\ud800-\udfff"
    "\U000e0001\U000e0020-\U000e007f"
)
_SILENT = "\u00ad\u034f\u061c\u200b\u200e\u200f\u202a-\u202c\u2060-\u2069\ufeff"


class Marks(Enum):
    """HARMFUL are controls, overrides of direction and the like, which change what is read.

    ALL are besides these the marks that writers set and the fillers of preheaders; only joiners
    are left alone, for they make letters and emoji what they are.
    """

    HARMFUL = re.compile(f"{_FLAG}|([{_HARMFUL}])")
    ALL = re.compile(f"{_FLAG}|([{_HARMFUL}{_SILENT}])")


_CONTROLS = """
NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN EM SUB
ESC FS GS RS US
"""
_SHOWN = {
    **{chr(code): name for code, name in enumerate(_CONTROLS.split())},
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS", "\u2029": "PS",
    "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO",
    "\u2066": "LRI", "\u2067": "RLI", "\u2068": "FSI", "\u2069": "PDI",
    "\u00ad": "·", "\u034f": "·", "\u200b": "·", "\u2060": "·", "\ufeff": "·", "\x7f": "DEL",
}  # fmt: skip
"""By the names Unicode abbreviates them to; a dot where there is nothing to beware of."""


def visible(text: str, marks: Marks = Marks.ALL) -> Markup:
    """The text escaped, each unseen character as a ``span.unseen`` whose ``title`` names it."""
    return marked(escape(text, quote=False), marks)


def marked(escaped: str, marks: Marks = Marks.ALL) -> Markup:
    """The same for what is escaped already, tags in it included."""
    return Markup(marks.value.sub(_span, escaped))  # noqa: S704


def _span(match: re.Match[str]) -> str:
    char = match[1]
    if not char:
        return match[0]
    title, shown = escape(named(char)), _SHOWN.get(char, f"U+{ord(char):04X}")
    return f'<span class="unseen" title="{title}">{shown}</span>'
