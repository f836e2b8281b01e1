"""One file of the data set, YAML or JSON, as a tree of texts that knows its lines where it can."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from outreach.errors import NeedsFixing, Place

MOST_BYTES = 20_000_000
"""The largest file there is has a fourteenth of this."""

_TOO_DEEP = re.compile(r"(?:[\[{]\s*){100}|(?:- ){100}")
"""The C parser of YAML ends the process on nesting of many thousands."""

_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_AGAIN = "get the file again: `outreach congress update`"


class Fields(dict[str, Any]):
    """A table of the tree; ``line`` is where it begins, 0 where the format does not tell."""

    line = 0


def read_tree(path: Path) -> Any:
    """Tables as Fields, lists, and scalars as they are written; NeedsFixing if it is neither.

    As written, so that the state NO or the number 05 stays what it is.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise NeedsFixing(f"{path} is larger than {MOST_BYTES // 1_000_000} MB", hint=_AGAIN)
        text = path.read_text(encoding="utf-8-sig")
        return _json(text) if path.suffix == ".json" else _yaml(text, path)
    except RecursionError:
        raise NeedsFixing(f"{path} is nested too deep to be read", hint=_AGAIN) from None
    except (OSError, UnicodeDecodeError) as exc:
        raise NeedsFixing(f"{path} cannot be read: {exc}", hint=_AGAIN) from None
    except json.JSONDecodeError as exc:
        place = Place(str(path), exc.lineno, exc.colno)
        raise NeedsFixing(f"{place} is not JSON: {exc.msg}", hint=_AGAIN) from None
    except yaml.YAMLError as exc:
        mark = getattr(exc, "problem_mark", None)
        place = Place(str(path), mark.line + 1, mark.column + 1) if mark else Place(str(path))
        what = getattr(exc, "problem", None) or "it cannot be parsed"
        raise NeedsFixing(f"{place} is not YAML: {what}", hint=_AGAIN) from None


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def fields(value: Any) -> Fields:
    return value if isinstance(value, Fields) else Fields()


def text_of(table: Mapping[str, Any], key: str) -> str:
    """The scalar in one line, without characters that are not seen: it ends up in letters."""
    value = table.get(key)
    if not isinstance(value, str):
        return ""
    if not value.isprintable():
        value = "".join(
            " " if ch.isspace() else ch
            for ch in value
            if ch.isspace() or unicodedata.category(ch) not in ("Cc", "Cf", "Cs", "Co", "Cn")
        )
    return " ".join(value.split())


def _json(text: str) -> Any:
    return json.loads(text, object_pairs_hook=Fields, parse_int=str, parse_float=str)


def _yaml(text: str, path: Path) -> Any:
    if _TOO_DEEP.search(text):
        raise NeedsFixing(f"{path} is nested too deep to be read", hint=_AGAIN)
    return _plain(yaml.compose(text, Loader=_LOADER), {})


def _plain(node: yaml.Node | None, seen: dict[int, Any]) -> Any:
    """A node that an alias repeats is made once, so that aliases of aliases stay small."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if node is None or id(node) in seen:
        return seen.get(id(node))
    seen[id(node)] = None
    made: Any
    if isinstance(node, yaml.MappingNode):
        made = Fields()
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode):
                made[key.value] = _plain(value, seen)
        made.line = node.start_mark.line + 1
    else:
        made = [_plain(one, seen) for one in node.value]
    seen[id(node)] = made
    return made
