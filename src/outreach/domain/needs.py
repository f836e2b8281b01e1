"""What in a campaign asks for a person, the worst first, each with its next command."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from .delivery import Account
from .stats import Need, Tally

MANY_BOUNCES = 0.05
"""The share of letters that bounce above which a list is in bad order (SendGrid, “Bounces”:

keep it below 5 %, or mailbox providers turn against the sender)."""


@dataclass(frozen=True, slots=True)
class Known:
    """Of a campaign, what needs go by.

    ``twice`` are people who may have got a letter two times, ``unheard`` letters that left an hour
    ago or more and of which no word came. ``unmatched`` are events that name no letter of ours;
    ``uncounted`` posts of events wait to be counted, and ``set_aside`` could not be, whosever they
    are. ``changes`` are how often the account's status was changed, by what to. ``proposals`` are
    open, by what they would change. ``public``: the world can reach `listen`, so events are to be
    expected.
    """

    campaign: str
    account: Account
    tally: Tally
    sandbox: bool = False
    public: bool = False
    twice: int = 0
    unheard: int = 0
    unmatched: int = 0
    uncounted: int = 0
    set_aside: int = 0
    changes: Mapping[str, int] = field(default_factory=dict)
    missed_offices: int = 0
    unanswered: int = 0
    proposals: Mapping[str, int] = field(default_factory=dict)


def needs(known: Known) -> tuple[Need, ...]:
    asked = (*_counting(known), *_sending(known), *_letters(known), *_answers(known))
    found = [need for need in asked if need.count]
    return tuple(sorted(found, key=lambda need: need.level != "urgent"))


def _counting(known: Known) -> Iterator[Need]:
    """What keeps these numbers from being the latest."""
    aside, waiting = known.set_aside, known.uncounted
    yield Need(
        "urgent",
        f"{_posts(aside)} could not be counted: these numbers lack them",
        aside,
        "outreach doctor",
    )
    yield Need(
        "look",
        f"{_posts(waiting)} {'is' if waiting == 1 else 'are'} not counted yet: these numbers lag",
        waiting,
        "outreach listen",
    )


def _posts(n: int) -> str:
    return f"{n:,} post{'' if n == 1 else 's'} of events"


def _sending(known: Known) -> Iterator[Need]:
    campaign, account = known.campaign, known.account
    for change, n in sorted(known.changes.items()):
        yield Need(
            "urgent", f"SendGrid changed this account's status: {change}", n, "outreach doctor"
        )
    yield Need(
        "urgent",
        f"{_people(known.twice)} may have got the letter twice",
        known.twice,
        f"outreach status {campaign}",
    )
    yield Need(
        "urgent",
        f"{_letters_are(account.uncertain)} uncertain: taken by SendGrid, or not",
        account.uncertain,
        f"outreach settle {campaign}",
    )
    yield Need(
        "urgent",
        f"{_letters_were(account.failed)} refused by SendGrid, and reached nobody",
        account.failed,
        f"outreach status {campaign}",
    )
    begun = account.submitted or account.uncertain or account.failed
    yield Need(
        "look",
        f"{_letters_are(account.remaining)} not sent yet",
        account.remaining if begun else 0,
        f"outreach send {campaign}",
    )


def _letters(known: Known) -> Iterator[Need]:
    campaign, tally = known.campaign, known.tally
    yield Need(
        "urgent",
        f"{_people(tally.complained)} complained of spam, and will not be written to again",
        tally.complained,
        f"outreach stats {campaign} --people --search complained",
    )
    came_to_an_end = tally.delivered + tally.bounced + tally.dropped
    many = tally.bounced > MANY_BOUNCES * came_to_an_end
    yield Need(
        "urgent" if many and tally.bounced > 1 else "look",
        f"{_letters_in_all(tally.bounced)} bounced",
        tally.bounced,
        f"outreach stats {campaign} --by reason",
    )
    yield Need(
        "look",
        f"{_letters_were(tally.dropped)} dropped: taken by SendGrid, and never sent",
        tally.dropped,
        f"outreach stats {campaign} --by reason",
    )
    missed = known.missed_offices
    yield Need(
        "look",
        f"{missed:,} office{' was' if missed == 1 else 's were'} not reached",
        missed,
        f"outreach stats {campaign} --by office",
    )
    ask = f"outreach listen --check, or: outreach sync {campaign}"
    yield Need(
        "look",
        f"nothing was heard of {_letters_in_all(known.unheard)} for an hour or more",
        0 if known.sandbox else known.unheard,
        ask if known.public else f"outreach sync {campaign}",
    )
    unmatched = known.unmatched
    yield Need(
        "look",
        f"{unmatched:,} report{' names' if unmatched == 1 else 's name'} no letter of ours",
        unmatched,
        f"outreach stats {campaign} --by reason",
    )
    yield Need(
        "look",
        f"{_letters_are(tally.deferred)} deferred: the server said “later”, and is tried again",
        tally.deferred,
        f"outreach stats {campaign} --by reason",
    )


_PROPOSED = {
    "left": ("has left", "have left"),
    "new-address": ("has a new address", "have a new address"),
    "successor": ("names a successor", "name a successor"),
}


def _answers(known: Known) -> Iterator[Need]:
    asked = known.proposals.get("suppress", 0)
    yield Need(
        "urgent",
        f"{_people(asked)} asked in a reply to be removed",
        asked,
        "outreach proposals",
    )
    yield Need(
        "look",
        f"{known.unanswered:,} repl{'y waits' if known.unanswered == 1 else 'ies wait'} for"
        " somebody to note what was done",
        known.unanswered,
        f"outreach replies {known.campaign}",
    )
    for change, n in sorted(known.proposals.items()):
        if change != "suppress":
            one, many = _PROPOSED.get(change, (change, change))
            said = f"by replies, {_people(n)} {one if n == 1 else many}"
            yield Need("look", said, n, "outreach proposals")


def _people(n: int) -> str:
    return f"{n:,} {'person' if n == 1 else 'people'}"


def _letters_in_all(n: int) -> str:
    return f"{n:,} letter{'' if n == 1 else 's'}"


def _letters_are(n: int) -> str:
    return f"{_letters_in_all(n)} {'is' if n == 1 else 'are'}"


def _letters_were(n: int) -> str:
    return f"{_letters_in_all(n)} {'was' if n == 1 else 'were'}"
