"""Suppressions by keyed hash."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
