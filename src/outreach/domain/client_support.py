"""What mail programs make of HTML and CSS, as caniemail.com found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Verdict = Literal["y", "a", "n", "u"]
"""Supported, partly (a finding has notes on what), not, unknown."""


@dataclass(frozen=True, slots=True)
class Support:
    """How the newest tested version of one program treats a feature, with the testers' notes."""

    verdict: Verdict
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    """``slug`` is caniemail's name, such as css-display-flex; ``tested`` the day of the last test.

    ``clients`` has the support by client: ``family/platform``, such as outlook/windows.
    """

    slug: str
    title: str
    url: str
    tested: str
    clients: Mapping[str, Support] = field(hash=False)


@dataclass(frozen=True, slots=True)
class ClientSupport:
    """The workspace's copy of the data.

    ``updated`` is its publishers' date, ``names`` what family and platform of a client are called.
    """

    updated: str
    features: Mapping[str, Feature] = field(hash=False)
    names: Mapping[str, tuple[str, str]] = field(hash=False)
