"""P111: a list whose last item looks cut off."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from outreach.errors import Problem

from .lists import ListItem, lists
from .passages import Passage

_AFTER_END = re.compile(r"(?:\s|\*|_|\[\^[^\]\s]+\])+$")
_OPEN_END = re.compile(r"[;,；，]$|(?<=[\s;,*_])(?:and|or|und|oder|sowie|et|ou|y)$")
_MARKS = tuple(".!?…;,。！？；，")
_LINK = re.compile(r"\s*\b(?:and|or|und|oder|sowie|et|ou|y)$")
_GOES_ON = re.compile(r"[\s>*_–—]*[a-zß-öø-ÿ]")


def lists_cut_off(body: str, text: Sequence[Passage]) -> Iterator[Problem]:
    """The last item ends in “;”, “,” or “and”, and no sentence goes on below it.

    Where the others end otherwise, the item is told of as uneven already.
    """
    blocks = [passage for passage in text if passage.role in ("body", "note")]
    first = min((block.places[0].line for block in blocks), default=1)
    above = first - next((at for at, line in enumerate(body.split("\n")) if line.strip()), 0)
    starts = [block.places[0].line for block in blocks]
    for items in lists(body):
        last = items[-1]
        end = _open_end(last)
        if not end or last.nested or _is_uneven(items, end):
            continue
        line = above + last.line
        below = bisect_right(starts, line + last.text.count("\n"))
        if not (below < len(blocks) and _GOES_ON.match(blocks[below].text)):
            block = blocks[bisect_right(starts, line) - 1]
            place = block.places[line - block.places[0].line]
            message = f"the last item ends with “{end}”, as if more were to come"
            hint = "end the sentence, or add what is missing"
            yield Problem("P111", message, place, hint, "warning")


def _open_end(item: ListItem) -> str:
    found = _OPEN_END.search(_words(item))
    return found[0] if found else ""


def _words(item: ListItem) -> str:
    return _AFTER_END.sub("", item.text)


def _is_uneven(items: Sequence[ListItem], end: str) -> bool:
    """Whether the last of three and more items ends otherwise than the others do.

    A comma after items without any mark is as even as a full stop there.
    """
    if len(items) < 3 or end.isalpha():
        return False
    if end == "," and not any(_words(item).endswith(_MARKS) for item in items[:-1]):
        return False
    return {_LINK.sub("", _words(item))[-1:] for item in items[:-1]} != {end}
