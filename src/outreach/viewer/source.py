"""The views of a letter other than the letter itself: its source, its mail, its headers, its text.

Each is Markup of one element, escaped whatever is in it, with these classes, which SYNTAX_CSS
styles for light and dark:

- ``pre.source.lines`` the HTML, highlighted. Each line is a ``span.line``, numbered by a CSS
  counter, so that numbers are not copied.
- ``pre.raw.lines`` the mail as it is on its way, in lines as above; ``b.name`` is a header's name.
- ``dl.headers`` a ``div`` with ``dt`` and ``dd`` for each; ``details`` where a value is very long.
- ``pre.plain`` the text part, each line a ``span.line[dir=auto]`` that is a block and at most 72
  characters wide; longer lines wrap. ``compared_body`` makes it of what ``marked_text`` gives.
- ``span.unseen`` in all of them stands for a character that nobody would see; its ``title`` names
  it. ``span.rest`` at the end says what is left out of a very long one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from markupsafe import Markup

from .marks import Marks, marked, visible

SYNTAX_CSS = Path(__file__).with_name("syntax.css").read_text(encoding="utf-8")

_MOST_HIGHLIGHTED = 250_000
_MOST_SHOWN = 500_000
_MOST_LINES = 10_000
"""What a browser lays out in a second or two. Gmail shows a fifth of it, and nobody reads more."""
_MOST_RAW = 262_144
_LONG_VALUE = 400
_BEGINNING = 120
_BREAK = re.compile(r"\r\n?")
_MARK, _MARK_END = re.compile(r"<mark\b[^<>]*>|</mark>"), "</mark>"
_HEADER = re.compile(r"([!-9;-~]+):")


def source_body(html: str) -> Markup:
    """Highlighted up to 250,000 characters, as it is beyond; tabs and line ends are kept."""
    shown, left = _beginning(html)
    lines = _highlighted(shown) if len(shown) <= _MOST_HIGHLIGHTED else _escaped(shown)
    return _lines("source", lines, _rest(left, "characters"))


def raw_body(raw: bytes) -> Markup:
    r"""Its first 256 KB. What is no UTF-8 is shown as ``\xff``."""
    text = _BREAK.sub("\n", raw[:_MOST_RAW].decode("utf-8", "backslashreplace"))
    head, blank, body = text.partition("\n\n")
    lines: list[str] = [_header_line(line) for line in head.split("\n")]
    if blank:
        lines += ["", *_escaped(body)]
    return _lines("raw", lines, _rest(len(raw) - _MOST_RAW, "bytes"))


def headers_body(headers: Iterable[tuple[str, str]]) -> Markup:
    """Name and value of each, in the order given."""
    pairs = (f"<div><dt>{visible(name)}</dt>{_value(value)}</div>" for name, value in headers)
    return _markup(f'<dl class="headers">{"".join(pairs)}</dl>')


def text_body(text: str) -> Markup:
    """As a mail program shows it; addresses are text, and nothing can be clicked."""
    written, left = _beginning(text)
    lines = visible(written, Marks.HARMFUL).removesuffix("\n").split("\n")
    return _plain(lines, _rest(left, "characters"))


def compared_body(text: Markup) -> Markup:
    """The same of a text that differences are marked in: escaped, with ``mark`` elements."""
    written = marked(_BREAK.sub("\n", text), Marks.HARMFUL)
    return _plain(_whole_marks(written.removesuffix("\n").split("\n")), "")


def _whole_marks(lines: Iterable[str]) -> Iterator[str]:
    """A mark that goes on over a line's end is closed there, and opened again on the next."""
    opened = ""
    for line in lines:
        shown = f"{opened}{line}"
        last = next(reversed(_MARK.findall(shown)), "")
        opened = "" if last == _MARK_END else last
        yield f"{shown}{_MARK_END}" if opened else shown


def _plain(lines: Iterable[str], rest: str) -> Markup:
    shown = "".join(f'<span class="line" dir="auto">{line}\n</span>' for line in lines)
    return _markup(f'<pre class="plain">{shown}{rest}</pre>')


def _beginning(text: str) -> tuple[str, int]:
    r"""What is shown of it, its lines ending in ``\n``, and how much is left."""
    written = _BREAK.sub("\n", text)
    lines = written[:_MOST_SHOWN].split("\n", _MOST_LINES)
    shown = "\n".join(lines[:_MOST_LINES])
    return shown, len(written.removesuffix("\n")) - len(shown)


def _highlighted(html: str) -> Sequence[str]:
    from pygments import highlight
    from pygments.formatters import HtmlFormatter

    from .html_lexer import LetterLexer

    lexer = LetterLexer(stripnl=False, ensurenl=False)
    written = highlight(html, lexer, HtmlFormatter(nowrap=True))
    return marked(written.removesuffix("\n")).split("\n")


def _escaped(text: str) -> Sequence[str]:
    return visible(text).split("\n")


def _header_line(line: str) -> str:
    name = _HEADER.match(line)
    if not name:
        return visible(line)
    return f'<b class="name">{visible(name[0])}</b>{visible(line[name.end() :])}'


def _value(value: str) -> str:
    if len(value) <= _LONG_VALUE:
        return f'<dd dir="auto">{visible(value)}</dd>'
    summary = f"{visible(value[:_BEGINNING].rstrip())}… ({len(value):,} characters)"
    return f"<dd><details><summary>{summary}</summary>{visible(value)}</details></dd>"


def _lines(kind: str, lines: Iterable[str], rest: str) -> Markup:
    shown = "".join(f'<span class="line">{line}\n</span>' for line in lines)
    return _markup(f'<pre class="{kind} lines">{shown}{rest}</pre>')


def _rest(left: int, unit: str) -> str:
    said = f"{left:,} {unit} more are not shown; the .eml has them all."
    return f'<span class="rest">{said}</span>' if left > 0 else ""


def _markup(escaped: str) -> Markup:
    return Markup(escaped)  # noqa: S704
