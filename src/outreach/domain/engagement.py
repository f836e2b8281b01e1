"""Who opened a letter and followed its links: a person, perhaps a person, or a machine.

Mail gateways fetch pictures and links before anybody reads, and mail programs load pictures
unasked, so one open says little. All opens and clicks of a delivery are judged together, by rules
that mail senders use in the field:

- **surely a machine**: SendGrid says so (``sg_machine_open``, Event Webhook Reference); its
  program is no mail reader or browser (``Act.machine``); or links to different addresses were
  followed within two seconds of each other, which gateways do that try every link of a letter.
- **doubtful**: it came before the letter was delivered or within 30 seconds after, when gateways
  look; within ten minutes at ``.gov`` and ``.mil``, whose gateways hold mail back to read it; an
  open within two seconds of a gateway's clicks; or nobody said when the letter was delivered.
- **surely a person**, as far as can be known: all others.

The judgement is a function of the set of acts, so the order in which they are heard of does not
matter. A later act may change what an earlier one is taken for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import NamedTuple

from .event import Event, EventKind, Outcome, fold

BURST_SECONDS = 2
GATEWAY_SECONDS = 30
GUARDED_SECONDS = 600
GUARDED = ("gov", "mil")
"""Top-level domains whose mail gateways are known to follow links."""


class Act(NamedTuple):
    """An open or a click. ``at`` is in unix seconds; ``machine``: by its own account."""

    at: int
    kind: EventKind
    url: str = ""
    machine: bool = False


class By(IntEnum):
    """Who did it; the least is the one that counts."""

    PERSON = 0
    DOUBTFUL = 1
    MACHINE = 2


@dataclass(frozen=True, slots=True)
class Engagement:
    """The first open and the first click of each sort, in unix seconds, or None."""

    opened: int | None = None
    opened_doubtful: int | None = None
    opened_by_machine: int | None = None
    clicked: int | None = None
    clicked_doubtful: int | None = None
    clicked_by_machine: int | None = None


def engagement(acts: Iterable[Act], delivered: int | None, domain: str) -> Engagement:
    """What the acts say together. ``domain`` is that of the address the letter went to."""
    first: dict[tuple[EventKind, By], int] = {}
    for act, by in judged(acts, delivered, domain).items():
        known = first.get((act.kind, by))
        if known is None or act.at < known:
            first[act.kind, by] = act.at
    return Engagement(*(first.get((kind, by)) for kind in _KINDS for by in By))


_KINDS = (EventKind.OPEN, EventKind.CLICK)


def by_link(acts: Iterable[Act], delivered: int | None, domain: str) -> Mapping[str, By]:
    """By address of a link: who followed it, at the most a person."""
    found: dict[str, By] = {}
    for act, by in judged(acts, delivered, domain).items():
        if act.kind is EventKind.CLICK and act.url:
            found[act.url] = min(by, found.get(act.url, by))
    return found


def judged(acts: Iterable[Act], delivered: int | None, domain: str) -> Mapping[Act, By]:
    """Each act once, with who did it."""
    once = set(acts)
    clicks = [act for act in once if act.kind is EventKind.CLICK]
    bursts = _bursts(clicks) if len(clicks) > 1 else []
    guarded = domain.rpartition(".")[2] in GUARDED
    quiet = GUARDED_SECONDS if guarded else GATEWAY_SECONDS
    # Before this moment it is not known to be a person's.
    until = None if delivered is None else delivered + quiet
    return {act: _by(act, bursts, until) for act in once}


def _by(act: Act, bursts: Sequence[int], until: int | None) -> By:
    if act.machine or (act.kind is EventKind.CLICK and act.at in bursts):
        return By.MACHINE
    if until is None or act.at < until or any(at in _near(act.at) for at in bursts):
        return By.DOUBTFUL
    return By.PERSON


def _bursts(clicks: Iterable[Act]) -> Sequence[int]:
    """The seconds in which a click was made that another link's click is near to."""
    urls: dict[int, set[str]] = {}
    for click in clicks:
        urls.setdefault(click.at, set()).add(click.url)
    return [at for at in urls if len(set().union(*(urls.get(one, ()) for one in _near(at)))) > 1]


def _near(at: int) -> range:
    return range(at - BURST_SECONDS, at + BURST_SECONDS + 1)


def known_of(events: Iterable[Event], domain: str) -> Outcome:
    """What all events of one delivery say, opens and clicks included."""
    all_of_them = tuple(events)
    outcome = fold(Outcome(), all_of_them)
    acts = (Act(e.at, e.kind, e.url, e.machine) for e in all_of_them if e.kind in _KINDS)
    seen = engagement(acts, outcome.delivered, domain)
    return replace(outcome, **{name: getattr(seen, name) for name in Engagement.__slots__})
