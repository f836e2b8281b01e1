"""Data on mail programs in the format of caniemail.com, made up: no program behaves like this."""

from __future__ import annotations

import json
from typing import Any

from outreach.domain.client_support import ClientSupport
from outreach.intake.client_support import support_from

DATA: dict[str, Any] = {
    "api_version": "1.0.4",
    "last_update_date": "2026-02-03 10:00:00 +0000",
    "nicenames": {
        "family": {"gmail": "Gmail", "outlook": "Outlook", "gmx": "GMX"},
        "platform": {"ios": "iOS", "windows": "Windows", "desktop-webmail": "Webmail"},
    },
    "data": [],
}


def feature(
    slug: str, stats: dict[str, Any], notes: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    return {
        "slug": slug,
        "title": slug.partition("-")[2],
        "url": f"https://features.example/{slug}/",
        "category": slug.partition("-")[0],
        "last_test_date": "2025-11-14",
        "stats": stats,
        "notes_by_num": notes,
        **more,
    }


def everywhere(cell: str) -> dict[str, Any]:
    """The same of four programs."""
    return {
        "gmail": {"ios": {"2025-01": cell}, "desktop-webmail": {"2025-01": cell}},
        "outlook": {"windows": {"2016": cell, "2019": cell}},
        "gmx": {"desktop-webmail": {"2025-01": cell}},
    }


def encoded(*features: dict[str, Any]) -> bytes:
    return json.dumps({**DATA, "data": list(features)}).encode()


def support(*features: dict[str, Any]) -> ClientSupport:
    return support_from(encoded(*features), "data.json")
