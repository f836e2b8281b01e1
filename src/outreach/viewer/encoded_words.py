"""Headers as people read them: unfolded, and their encoded words decoded."""

from __future__ import annotations

import re
from email.base64mime import decode as from_base64
from email.quoprimime import header_decode

_WORD = re.compile(r"=\?([^?\s]+)\?([bBqQ])\?([^?\n]*)\?=")
_ADJACENT = re.compile(rf"(?:{_WORD.pattern})(?:\s+(?:{_WORD.pattern}))*")
_FOLD = re.compile(r"\r?\n[ \t]*|\r")
_LINE_END = re.compile(r"[\r\n]+")


def plain(value: str) -> str:
    r"""A header's value on one line (RFC 5322 2.2.3), its encoded words as text (RFC 2047 6.2).

    A word in an unknown encoding, or a broken one, stays as it is written.

    >>> plain("=?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n =?utf-8?q?_an?= alle")
    'Grüße an alle'
    """
    return _LINE_END.sub(" ", _ADJACENT.sub(_run, _FOLD.sub(" ", value).strip()))


def _run(match: re.Match[str]) -> str:
    """Words beside each other are one text, without the blanks between them; a character may

    have been cut in two, which RFC 2047 forbids and mailers do.
    """
    words = list(_WORD.finditer(match[0]))
    text, held, charset = "", b"", ""
    try:
        for word in words:
            named = word[1].partition("*")[0].lower()
            if named != charset:
                text, held, charset = text + held.decode(charset or "ascii"), b"", named
            held += _decoded(word[2], word[3])
        return text + held.decode(charset)
    except (LookupError, ValueError):
        return match[0]


def _decoded(encoding: str, written: str) -> bytes:
    if encoding in "bB":
        return from_base64(written.rstrip("=") + "=" * (-len(written.rstrip("=")) % 4))
    return header_decode(written).encode("latin-1")
