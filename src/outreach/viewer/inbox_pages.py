"""Pages of the inbox beside the inbox itself."""

from __future__ import annotations

from .pages import printed


def unsubscribe_page(recipient: str, action: str, assets: str) -> str:
    """What the way out of a letter leads to: one button, posted to ``action``."""
    return printed(
        "unsubscribe.html",
        title="Unsubscribe",
        recipient=recipient,
        action=action,
        assets=assets,
    )
