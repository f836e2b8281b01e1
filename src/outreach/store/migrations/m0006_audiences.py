"""What makes an audience of a million contacts quick."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
