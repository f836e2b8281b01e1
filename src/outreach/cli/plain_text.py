"""What an output shows that cannot encode a character: the nearest plain ones."""

from __future__ import annotations

import codecs
import io
import sys
from typing import TextIO

_STAND_INS = {
    **dict(zip("→←–—…×·•", ("->", "<-", "-", "-", "...", "x", "-", "*"), strict=True)),
    **dict(zip("“”„‘’\u00a0\u202f", '"""\'\'  ', strict=True)),
    **dict.fromkeys("▏▎▍▌▋▊▉█", "#"),
    **dict(zip("▁▂▃▄▅▆▇", "_.-=+*#", strict=True)),
    **dict.fromkeys("─━", "-"),
}
ERRORS = "outreach.plain"


def stand_in(exc: UnicodeError) -> tuple[str, int]:
    """As ``codecs.register_error`` wants it. A name in a script that the output does not know is
    no reason to fail: it comes as ``\\u…``, which says which characters they are."""
    if not isinstance(exc, UnicodeEncodeError):
        raise exc
    unknown = exc.object[exc.start : exc.end]
    return "".join(_STAND_INS.get(ch) or _escaped(ch) for ch in unknown), exc.end


def _escaped(ch: str) -> str:
    return ch.encode("ascii", "backslashreplace").decode()


def use_plain_text() -> None:
    """From now on, on stdout and stderr."""
    codecs.register_error(ERRORS, stand_in)
    outputs: tuple[TextIO, ...] = (sys.stdout, sys.stderr)
    for output in outputs:
        if isinstance(output, io.TextIOWrapper):
            output.reconfigure(errors=ERRORS)
