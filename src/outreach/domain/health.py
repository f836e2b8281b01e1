"""What a check-up of the workspace and the SendGrid account says."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Untold:
    """Why something could not be learnt of SendGrid, as the end of a sentence."""

    why: str
