"""Domains that are to get their letters slowly, a minute's worth at a time."""

from __future__ import annotations

from collections.abc import Mapping


def paced_domain(email: str, pacing: Mapping[str, int]) -> str:
    """The configured domain that paces letters to this address, the closest; blank if none does.

    A domain stands for those below it, too.

    >>> paced_domain("ana@Mail.House.example", {"house.example": 50})
    'house.example'
    >>> paced_domain("ana@warehouse.example", {"house.example": 50})
    ''
    """
    if not pacing:
        return ""
    domain = email.rpartition("@")[2].lower()
    while domain:
        if domain in pacing:
            return domain
        domain = domain.partition(".")[2]
    return ""
