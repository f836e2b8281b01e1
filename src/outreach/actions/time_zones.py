"""The time zone somebody is likely in, by her country."""

from __future__ import annotations

from collections import Counter
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_WHERE_MOST_ARE = {
    "AR": "America/Argentina/Buenos_Aires",
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "CD": "Africa/Kinshasa",
    "CL": "America/Santiago",
    "CN": "Asia/Shanghai",
    "CY": "Asia/Nicosia",
    "DE": "Europe/Berlin",
    "EC": "America/Guayaquil",
    "ES": "Europe/Madrid",
    "ID": "Asia/Jakarta",
    "KZ": "Asia/Almaty",
    "MN": "Asia/Ulaanbaatar",
    "MX": "America/Mexico_City",
    "MY": "Asia/Kuala_Lumpur",
    "NZ": "Pacific/Auckland",
    "PS": "Asia/Gaza",
    "PT": "Europe/Lisbon",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
    "US": "America/New_York",
    "UZ": "Asia/Tashkent",
}
"""Countries with several zones: the one of the capital, or of most of its people."""


@cache
def zone_of_country(code: str) -> str:
    """The zone of a country by its ISO 3166 code (CLDR); blank where that cannot be said."""
    if code in _WHERE_MOST_ARE:
        return _WHERE_MOST_ARE[code]
    zones, count = _zones()
    return zones[code] if count.get(code) == 1 else ""


@cache
def _zones() -> tuple[dict[str, str], Counter[str]]:
    from babel.core import get_global

    of = get_global("zone_territories")
    return {code: zone for zone, code in of.items()}, Counter(of.values())


@cache
def zone_called(name: str, otherwise: str) -> ZoneInfo:
    """The zone with this name; the second where there is none."""
    try:
        return ZoneInfo(name or otherwise)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo(otherwise)
