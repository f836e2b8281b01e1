"""The option --since: a moment behind us, as somebody at the workspace's clocks says it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.workspace import Workspace


def since_when(said: str, ws: Workspace, example: str) -> datetime | None:
    """None where nothing was said. Raises WrongUsage for what names no moment that was."""
    from outreach.domain.past_moments import parse_past
    from outreach.errors import WrongUsage

    from . import here

    if not said:
        return None
    try:
        return parse_past(said, here.now(), ws.settings.timezone)
    except ValueError as exc:
        raise WrongUsage(str(exc), f"write, for instance: --since {example}") from None
