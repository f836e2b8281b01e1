"""Whose letters to show: the one somebody named, or those that show all there is to see."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from dataclasses import dataclass

from outreach.actions.preview import Preview
from outreach.actions.roster import Entry, Roster
from outreach.actions.selection import looking_up
from outreach.domain.campaign import Campaign
from outreach.domain.contact import address_key
from outreach.errors import NeedsFixing, OutreachError, WrongUsage

from .addresses import Spot

_LOOK_AGAIN_SECONDS = 0.02
_NAMED_AT_MOST = 3
_TELLING = "one of each message, and those to look at first"


Letter = tuple[Spot, Entry, str]
"""Where it is found, whose it is, and why it is looked at; blank if as one of its message."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """An edition's letters to look at: ``which`` they are, and how many more such there are."""

    edition: str
    spots: tuple[Letter, ...]
    left_out: int = 0
    which: str = ""


def named(preview: Preview, slug: str, editions: Sequence[str], who: str) -> list[Chosen]:
    """The letter of the person who has this address or name, in each edition that she gets.

    Raises OutreachError with the reason if there are none, WrongUsage if several fit.
    """
    rosters = {edition: _with_people(preview, slug, edition) for edition in editions}
    found = [
        Chosen(edition, ((Spot(slug, edition, entry.uid), entry, ""),))
        for edition, roster in rosters.items()
        if (entry := _the_one(roster, who))
    ]
    if found:
        return found
    for edition, roster in rosters.items():
        left = [one for one in roster.left_out(who)[1] if _is(one, who)]
        left = left or list(roster.left_out(who)[1])
        if left:
            raise OutreachError(f"{who} is left out of {edition}: {left[0].reason}")
    raise _unknown(preview.campaign(slug).campaign, editions, who)


def _the_one(roster: Roster, who: str) -> Entry | None:
    count, some = roster.page(who)
    exact = [one for one in some if _is(one, who)]
    if len(exact) == 1 or count == 1:
        return (exact or list(some))[0]
    if count:
        names = "; ".join(f"{one.name} <{one.email}>" for one in some[:_NAMED_AT_MOST])
        raise WrongUsage(f"{count} recipients are found by {who!r}", f"give an address: {names}")
    return None


def _is(entry: Entry, who: str) -> bool:
    return address_key(entry.email) == address_key(who) or entry.uid == who


def _unknown(campaign: Campaign, editions: Sequence[str], who: str) -> OutreachError:
    edition = campaign.edition(editions[0])
    names = editions[0] if len(editions) == 1 else "any edition"
    why = f"see why: {looking_up(campaign, edition)} --why {shlex.quote(who)}" if edition else ""
    return OutreachError(f"{who} is not in the audience of {names}", why if "@" in who else "")


def telling(preview: Preview, slug: str, edition: str, most: int) -> Chosen:
    """One letter of each message, and the worst cases; at most ``most``. Waits until all are read.

    Raises NeedsFixing where the edition's people cannot be read.
    """
    roster = _with_people(preview, slug, edition)
    while roster.state in ("reading people", "reading letters"):
        time.sleep(_LOOK_AGAIN_SECONDS)
        roster = preview.roster(slug, edition)
    _or_raise(roster)
    found: dict[str, Letter] = {}
    for why, entry in (*(("", one) for one in roster.messages()), *roster.worst()):
        if entry.uid not in found or why:
            found[entry.uid] = (Spot(slug, edition, entry.uid), entry, why)
    left = max(len(found) - most, 0)
    return Chosen(edition, tuple(found.values())[:most], left, _TELLING)


def _with_people(preview: Preview, slug: str, edition: str) -> Roster:
    while (roster := preview.roster(slug, edition)).state == "reading people":
        time.sleep(_LOOK_AGAIN_SECONDS)
    _or_raise(roster)
    return roster


def _or_raise(roster: Roster) -> None:
    if roster.state == "failed":
        raise NeedsFixing("the recipients cannot be read", roster.faults)
