"""An approval as the file it is kept in: TOML in a fixed order, to be read in a review."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from .approval import Approval

_HEAD = """\
# A second person's approval of one plan, by `outreach approve`. It holds for this plan and no
# other; `outreach approve {campaign} --edition {edition} --withdraw` takes it back.
"""


def approval_text(approval: Approval) -> str:
    """Read back, it is the same approval. ``edition`` is a name without anything to escape."""
    head = _HEAD.format(campaign=approval.campaign, edition=approval.edition)
    return "\n".join((head, *_lines(approval))) + "\n"


def _lines(one: Approval) -> Iterator[str]:
    yield f"campaign = {_text(one.campaign)}"
    yield f"edition = {_text(one.edition)}"
    yield f"wave = {one.wave}"
    yield f"plan = {_text(one.digest)}"
    yield f"approved_by = {_text(one.approved_by)}"
    yield f"approved_at = {_moment(one.approved_at)}"
    if one.planned_by:
        yield f"planned_by = {_text(one.planned_by)}"
    yield ""
    yield f"recipients = {one.recipients}"
    yield f"sender = {_text(one.sender)}"
    yield from _list("subjects", one.subjects)
    yield f"release_line = {_text(one.release_line)}"
    if one.lifts_at:
        yield f"lifts_at = {_moment(one.lifts_at)}"
    yield from _list("files", one.files)
    yield from _table("left_out", one.left_out)
    yield from _table("parts", one.parts)


def _list(key: str, values: Sequence[str]) -> Iterator[str]:
    if len(values) < 2:
        yield f"{key} = [{''.join(map(_text, values))}]"
        return
    yield f"{key} = ["
    yield from (f"  {_text(value)}," for value in values)
    yield "]"


def _table(key: str, values: Mapping[str, str | int]) -> Iterator[str]:
    if values:
        yield ""
        yield f"[{key}]"
        yield from (f"{_key(name)} = {_value(values[name])}" for name in sorted(values))


def _key(name: str) -> str:
    """A bare key of TOML 1.0 where that will do."""
    return name if re.fullmatch("[A-Za-z0-9_-]+", name) else _text(name)


def _value(value: str | int) -> str:
    return str(value) if isinstance(value, int) else _text(value)


def _text(text: str) -> str:
    """A basic string of TOML 1.0, whose escapes are those of JSON, and of DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _moment(iso: str) -> str:
    """An offset date-time of TOML 1.0."""
    return iso.replace("+00:00", "Z")
