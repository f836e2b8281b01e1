"""The answers under ``/v3`` about account-wide settings, as a new account has them."""

from __future__ import annotations

from .answers import Answer
from .calls import Call
from .sandbox import Sandbox

_TRACKING = ("open", "click", "subscription", "google_analytics")
_TRACKED_BY_DEFAULT = ("open", "click")
_MAIL = (
    *("address_whitelist", "bounce_purge", "footer", "forward_bounce", "forward_spam"),
    "template",
)


def tracking(sandbox: Sandbox, call: Call) -> Answer:
    """SendGrid tracks opens and clicks where nobody says otherwise."""
    return Answer(200, {"result": [_row(name, name in _TRACKED_BY_DEFAULT) for name in _TRACKING]})


def mail(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"result": [_row(name, on=False) for name in _MAIL]})


def _row(name: str, on: bool) -> dict[str, object]:
    title = name.replace("_", " ").title()
    return {"name": name, "title": title, "description": "", "enabled": on}
