"""Hosts that stand for this machine itself."""

from __future__ import annotations

LOOPBACK = ("localhost", "127.0.0.1", "::1")
