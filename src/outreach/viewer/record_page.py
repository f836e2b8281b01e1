"""The page of a record: what went out, in numbers and digests, and how to check a claim by it.

It names staff, and nobody who was written to. One file: no script, nothing from elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from outreach.domain.delivery import Account

from .pages import printed


@dataclass(frozen=True, slots=True)
class EnclosedShown:
    filename: str
    file: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class WaveShown:
    """A plan. Moments are in words. ``lines`` are release lines, and ``outcomes`` what became of
    its letters, each with how many; ``held`` are letters that did
    not go out, by their standing; ``reasons`` are why candidates were left out."""

    wave: int
    kind: str
    digest: str
    planned: str
    approved: str
    sandbox: bool
    account: Account
    sender: str
    reply_to: str
    lifts: str
    handed_over: str
    held: tuple[tuple[str, int], ...]
    subjects: tuple[str, ...]
    lines: tuple[tuple[str, int], ...]
    outcomes: tuple[tuple[str, int], ...]
    reasons: tuple[tuple[str, int], ...]
    enclosed: tuple[EnclosedShown, ...]
    erased: int


@dataclass(frozen=True, slots=True)
class EditionShown:
    name: str
    folder: str
    account: Account
    waves: tuple[WaveShown, ...]


@dataclass(frozen=True, slots=True)
class RunShown:
    id: str
    by: str
    started: str
    goes_out: str
    state: str
    letters: str


@dataclass(frozen=True, slots=True)
class SettlementShown:
    batch: str
    edition: str
    verdict: str
    source: str
    evidence: str
    at: str


@dataclass(frozen=True, slots=True)
class RecordPage:
    title: str
    campaign: str
    made: str
    made_by: str
    program: str
    embargo: str
    partial: str
    with_attachments: bool
    editions: tuple[EditionShown, ...]
    runs: tuple[RunShown, ...]
    settlements: tuple[SettlementShown, ...]
    sources: tuple[str, ...]

    @property
    def sandbox_only(self) -> bool:
        return all(wave.sandbox for one in self.editions for wave in one.waves)


def record_page(page: RecordPage) -> str:
    return printed("record.html", page=page)
