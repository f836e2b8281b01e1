"""The digest that names a plan, over digests of its parts."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256


def plan_digest(parts: Mapping[str, str]) -> str:
    """16 hexadecimal digits over the digests of a plan's parts."""
    return digest_of(dict(parts))


def digest_of(data: object) -> str:
    """16 hexadecimal digits over JSON data, whatever the order of its keys."""
    return sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()[:16]
