"""Where in a workspace's files something is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from jinja2.environment import Template

from outreach.errors import Place


def place_of(exc: BaseException, instead: Mapping[str, Place | None]) -> Place | None:
    """The innermost template line an exception came from; ``instead`` places unnamed sources."""
    place = None
    frame = exc.__traceback__
    while frame is not None:
        template = frame.tb_frame.f_globals.get("__jinja_template__")
        if isinstance(template, Template):
            line = template.get_corresponding_lineno(frame.tb_lineno)
            name = template.filename or template.name or ""
            place = instead.get(name) or Place(short(name), line)
        frame = frame.tb_next
    return place


def short(path: Path | str) -> str:
    """Relative to the working folder where that is shorter."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except ValueError:
        return str(path)
