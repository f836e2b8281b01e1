"""Leadership, district offices, hand-kept groups and terms."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
