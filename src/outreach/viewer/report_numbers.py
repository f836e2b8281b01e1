"""Numbers as the report says them: shares with their base, bounds, hours of a clock."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from markupsafe import Markup

from .marks import Marks, visible

SMALL = 3
"""Of fewer people it is not said whether one opened or clicked: it would say who did."""

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'=]+@[^\s<>()\[\],;:\"']+")
_LONGEST = 160


def share(part: int, whole: int) -> str:
    """In percent. All and none are said only where it is all, or none.

    >>> share(212, 220), share(9999, 10_000), share(1, 10_000), share(0, 5), share(1, 0)
    ('96.4 %', '>99.9 %', '<0.1 %', '0 %', '')
    """
    if whole <= 0:
        return ""
    if part <= 0 or part >= whole:
        return "0 %" if part <= 0 else "100 %"
    percent = round(100 * part / whole, 1)
    if percent < 0.1 or percent > 99.9:
        return "<0.1 %" if percent < 0.1 else ">99.9 %"
    return f"{percent:g} %"


def between(least: int, doubtful: int) -> str:
    """
    >>> between(12, 7), between(12, 0)
    ('12–19', '12')
    """
    return f"{least:,}–{least + doubtful:,}" if doubtful else f"{least:,}"


def many(n: int, one: str, more: str = "") -> str:
    """
    >>> many(1, "letter"), many(1200, "letter"), many(2, "person", "people")
    ('1 letter', '1,200 letters', '2 people')
    """
    return f"{n:,} {one if n == 1 else more or one + 's'}"


def hour(moment: datetime) -> str:
    """
    >>> hour(datetime(2026, 6, 20, 14)), hour(datetime(2026, 6, 20, 0, 30))
    ('2 p.m.', '12:30 a.m.')
    """
    minutes = f":{moment:%M}" if moment.minute else ""
    return f"{moment.hour % 12 or 12}{minutes} {'a.m.' if moment.hour < 12 else 'p.m.'}"


def zone(moment: datetime) -> str:
    """Its letters; where it has none, how far it is from UTC."""
    name = moment.tzname() or ""
    return name if name[:1] not in ("", "+", "-") else f"UTC{moment.isoformat()[-6:]}"


def plain(text: str) -> str:
    """For where no markup may stand, such as a window's title: what nobody sees is replaced."""
    return Marks.HARMFUL.value.sub(lambda found: "\ufffd" if found[1] else found[0], text)


def shown(text: str) -> Markup:
    """Escaped; characters that change what is read are named instead."""
    return visible(text, Marks.HARMFUL)


def reason(text: str) -> Markup:
    """A foreign server's words, cut where they have no end, without an address in them.

    >>> str(reason("550 <a.b@press.example> unknown"))
    '550 &lt;(address)&gt; unknown'
    """
    said = _ADDRESS.sub("(address)", " ".join(text.split()))
    return shown(said if len(said) <= _LONGEST else said[:_LONGEST] + "…")


def link(url: str) -> Markup:
    """What follows the path may be one person's own, and is left out.

    >>> str(link("https://coalition.example/a?token=1#b")), str(link("mailto:a@press.example"))
    ('https://coalition.example/a?…', 'mailto:(address)')
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return reason(url)
    more = "?…" if parts.query or parts.fragment else ""
    host = parts.netloc.rpartition("@")[2]
    where = f"//{host}" if host else ""
    return reason(
        f"{parts.scheme}:{where}{parts.path}{more}" if parts.scheme else parts.path + more
    )
