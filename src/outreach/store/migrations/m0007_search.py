"""Contacts found by any part of their folded names."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
