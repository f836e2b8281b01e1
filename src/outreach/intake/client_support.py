"""The workspace's copy of caniemail.com's data: what mail programs support.

The format is that of https://www.caniemail.com/api/data.json, version 1: ``data`` lists features,
each with ``stats`` of ``family -> platform -> version -> "y|a|n|u #1 #2"``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from outreach.domain.client_support import ClientSupport, Feature, Support, Verdict
from outreach.errors import NeedsFixing, OutreachError, Place, Problem

from .toml_files import as_seen

CLIENT_SUPPORT_FILE = "client-support.json"
MOST_BYTES = 20_000_000
_AGAIN = "fetch it again: `outreach clients update`"
_AGAIN_OR_NOT = f"{_AGAIN}, or delete the file"
_LONGEST = 1000
_MONTH = re.compile(r"\d{4}-\d{2}")
_CELL = re.compile(r"([yanu])\b((?:\s+#\d+)*)")


def kept_support(root: Path) -> ClientSupport | None:
    """The copy that the workspace in ``root`` has, if any. Raises as ``read_client_support``."""
    file = root / CLIENT_SUPPORT_FILE
    return read_client_support(file) if file.exists() else None


def support_at_hand(root: Path) -> tuple[ClientSupport | None, tuple[Problem, ...]]:
    """The copy that the workspace in ``root`` has, or none, and why one that is there is no use.

    Nobody's letter hangs on it, so that a broken one is a warning.
    """
    try:
        return kept_support(root), ()
    except OutreachError as refusal:
        why = refusal.problems if isinstance(refusal, NeedsFixing) else ()
        said = why[0].message if why else refusal.message
        line = why[0].place.line if why and why[0].place else 0
        place = Place(as_seen(root / CLIENT_SUPPORT_FILE), line)
        message = f"what mail programs support is not looked at: {said}"
        return None, (Problem("client-support", message, place, _AGAIN_OR_NOT, "warning"),)


def read_client_support(file: Path) -> ClientSupport:
    """Raises OutreachError where the file cannot be read, NeedsFixing where it holds other data."""
    return support_from(read_content(file), str(file))


def read_content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as exc:
        raise OutreachError(f"cannot read {file}: {exc.strerror}", _AGAIN) from None
    if len(content) > MOST_BYTES:
        raise OutreachError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB", _AGAIN)
    return content


def support_from(content: bytes, name: str) -> ClientSupport:
    """The data in ``content``, which came from ``name``. Raises NeedsFixing."""
    try:
        whole = json.loads(content)
    except (ValueError, RecursionError) as exc:
        line = getattr(exc, "lineno", 0)
        raise _refused(name, "this is not JSON", line) from None
    if not isinstance(whole, dict) or not isinstance(whole.get("data"), list):
        raise _refused(name, "this has no list “data” of features")
    features = {feature.slug: feature for feature in _features(whole["data"])}
    if not features:
        raise _refused(name, "this has no features with stats")
    nice = _mapping(whole.get("nicenames"))
    columns = dict.fromkeys(column for feature in features.values() for column in feature.clients)
    families, platforms = _mapping(nice.get("family")), _mapping(nice.get("platform"))
    names = {column: _nice_name(column, families, platforms) for column in columns}
    return ClientSupport(_text(whole.get("last_update_date")), features, names)


def _refused(name: str, message: str, line: int = 0) -> NeedsFixing:
    problem = Problem("client-support", message, Place(name, line), _AGAIN)
    return NeedsFixing(f"{name} is no data of caniemail.com", [problem])


def _features(entries: list[object]) -> Iterator[Feature]:
    for entry in entries:
        one = _mapping(entry)
        slug, stats = _text(one.get("slug")), _mapping(one.get("stats"))
        if slug and stats:
            yield Feature(
                slug=slug,
                title=_text(one.get("title")) or slug,
                url=_text(one.get("url")),
                tested=_text(one.get("last_test_date")),
                clients=dict(_clients(stats, _mapping(one.get("notes_by_num")))),
            )


def _clients(
    stats: Mapping[str, object], notes: Mapping[str, object]
) -> Iterator[tuple[str, Support]]:
    for family, platforms in stats.items():
        for platform, versions in _mapping(platforms).items():
            cell = _CELL.match(_text(_mapping(versions).get(newest(_mapping(versions)))))
            if cell:
                numbers = re.findall(r"\d+", cell[2])
                told = tuple(text for n in numbers if (text := _text(notes.get(n))))
                yield f"{family}/{platform}", Support(cast(Verdict, cell[1]), told)


def newest(versions: Mapping[str, object]) -> str:
    """The latest of tested versions; blank if there is none.

    They stand in the order of time, but for some lists of months alone.

    >>> newest({"2019-10": "n", "16.80": "y"})
    '16.80'
    >>> newest({"2024-03": "n", "2019-05": "a"})
    '2024-03'
    """
    names = list(versions)
    if not names:
        return ""
    return max(names) if all(map(_MONTH.fullmatch, names)) else names[-1]


def _nice_name(
    column: str, families: Mapping[str, object], platforms: Mapping[str, object]
) -> tuple[str, str]:
    family, _, platform = column.partition("/")
    return _text(families.get(family)) or family, _text(platforms.get(platform)) or platform


def _mapping(value: object) -> Mapping[str, object]:
    return value if isinstance(value, dict) else {}


def _text(value: object) -> str:
    """One line, whatever the value holds: it is shown on terminals."""
    if not isinstance(value, str):
        return ""
    shown = "".join(one for one in " ".join(value.split()) if one.isprintable())
    return shown[:_LONGEST]
