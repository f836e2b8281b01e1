"""What a check-up of the workspace and the SendGrid account says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Health = Literal["good", "look", "bad", "unknown"]
"""``bad`` keeps letters from arriving or numbers from being true; ``look`` deserves a look;
``unknown``: it cannot be told from here."""


@dataclass(frozen=True, slots=True)
class Sign:
    """One thing that was looked at: of which area, how it is, and what to do where it is not good.

    ``said`` may hold text from outside, of the DNS or of SendGrid: escape it where it is shown.
    """

    area: str
    health: Health
    said: str
    way_out: str = ""


WORST_FIRST: tuple[Health, ...] = ("bad", "look", "unknown", "good")


def in_order(signs: Iterable[Sign]) -> list[Sign]:
    """What is bad first, then what deserves a look, then what cannot be told, then the rest."""
    return sorted(signs, key=lambda one: WORST_FIRST.index(one.health))


def worst(signs: Iterable[Sign]) -> Health:
    """The worst health among them, ``good`` if there are none."""
    return min((one.health for one in signs), key=WORST_FIRST.index, default="good")


@dataclass(frozen=True, slots=True)
class Untold:
    """Why something could not be learnt of SendGrid, as the end of a sentence."""

    why: str
