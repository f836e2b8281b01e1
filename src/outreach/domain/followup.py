"""Whose turn it is to be asked again after a campaign's letters, whose it is not yet, and who must
not be asked.

``turn`` decides for one person by what is known of her. Everybody has one turn with one reason, so
that the sums add up to the recipients. An answer never makes anybody due, and whoever is due stays
so until something else is known of her.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum

from .contact import Reason
from .working_days import working_day_after


class Turn(StrEnum):
    """Where a recipient stands: to be called now, later, for her address, or not at all."""

    DUE = "due"
    WRONG_ADDRESS = "wrong-address"
    NOT_YET = "not-yet"
    MUST_NOT = "must-not"


class Why(StrEnum):
    """Why it is her turn, or is not."""

    NO_ANSWER = "no-answer"
    BOUNCED = "bounced"
    REFUSED = "refused"
    ASKED_LATELY = "asked-lately"
    NOT_A_CONTACT = "not-a-contact"
    SUPPRESSED = "suppressed"
    LEFT = "left"
    DECLINED = "declined"
    COVERED = "covered"
    REPLIED = "replied"
    UNCERTAIN = "uncertain"
    NOT_SENT = "not-sent"
    ENOUGH = "enough"
    AWAY = "away"
    CONTACTED_LATELY = "contacted-lately"


CLAUSES = {
    Why.NO_ANSWER: "has not answered",
    Why.BOUNCED: "the letter did not arrive",
    Why.REFUSED: "the letter was refused, though the address is right",
    Why.ASKED_LATELY: "was asked lately",
    Why.NOT_A_CONTACT: "is not among the contacts any more",
    Why.SUPPRESSED: "is suppressed: do not contact",
    Why.LEFT: "is not there any more",
    Why.DECLINED: "declined",
    Why.COVERED: "covered it",
    Why.REPLIED: "has replied",
    Why.UNCERTAIN: "may have the letter, which is not settled",
    Why.NOT_SENT: "was not sent the letter",
    Why.ENOUGH: "was followed up often enough",
    Why.AWAY: "is out of office",
    Why.CONTACTED_LATELY: "was in contact with us lately",
}
"""Each reason for a person to read, as a clause about her."""


@dataclass(frozen=True, slots=True)
class Rules:
    """In working days, at most a year each: ``after`` we last asked her she is due, but not within
    ``quiet`` of any other contact; ``most`` is how often anyone is followed up."""

    after: int = 3
    quiet: int = 2
    most: int = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one recipient of a campaign. Moments are aware.

    ``asked_at`` is the last letter of the campaign that went out to her, or call about it; None
    if none did, and ``uncertain`` then says that one may have. ``bounced``: her address did not
    take the last letter; ``refused``: it was not passed on, for what it is or who we are.
    ``follow_ups`` counts what she got after her first letter, letters and calls.
    ``away_until`` is the last day of an absence. ``last_contact`` is the last of anything that
    passed between us, ``in_person_at`` of what was no letter of ours. ``federal``: her office keeps
    the federal holidays.
    """

    asked_at: datetime | None = None
    uncertain: bool = False
    bounced: bool = False
    refused: bool = False
    follow_ups: int = 0
    contact: bool = True
    suppressed: Reason | None = None
    left: bool = False
    declined: bool = False
    covered: bool = False
    replied: bool = False
    away_until: date | None = None
    last_contact: datetime | None = None
    in_person_at: datetime | None = None
    federal: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """``day`` is the first on which she is, or was, due, as far as that can be said; None where
    no day will change it."""

    turn: Turn
    why: Why
    day: date | None = None


_OF_THE_MAILBOX = (Reason.BOUNCE, Reason.DROPPED)
"""Such a suppression says nothing of the person: she can be called."""


def turn(known: Known, rules: Rules, now: datetime, zone: tzinfo) -> Verdict:
    """Where she stands at ``now``, by the calendar in ``zone``, which is hers."""
    if why := _for_good(known, rules):
        return Verdict(Turn.MUST_NOT, why)
    today = now.astimezone(zone).date()
    if known.away_until and today <= known.away_until:
        back = working_day_after(known.away_until, 1, federal=known.federal)
        return Verdict(Turn.MUST_NOT, Why.AWAY, back)
    wrong = known.bounced or known.suppressed in _OF_THE_MAILBOX
    if wrong or known.refused:
        free = _on(known.in_person_at, rules.quiet, zone, federal=known.federal)
        if free and today < free:
            return Verdict(Turn.MUST_NOT, Why.CONTACTED_LATELY, free)
        if wrong:
            return Verdict(Turn.WRONG_ADDRESS, Why.BOUNCED)
        return Verdict(Turn.DUE, Why.REFUSED)
    due = _on(known.asked_at, rules.after, zone, federal=known.federal)
    if due and today < due:
        return Verdict(Turn.NOT_YET, Why.ASKED_LATELY, due)
    free = _on(known.last_contact, rules.quiet, zone, federal=known.federal)
    if free and today < free:
        return Verdict(Turn.MUST_NOT, Why.CONTACTED_LATELY, free)
    return Verdict(Turn.DUE, Why.NO_ANSWER, due)


def _for_good(known: Known, rules: Rules) -> Why | None:
    """What time alone does not change; of several the weightiest."""
    suppressed = known.suppressed and known.suppressed not in _OF_THE_MAILBOX
    found = {
        Why.NOT_A_CONTACT: not known.contact,
        Why.SUPPRESSED: bool(suppressed),
        Why.LEFT: known.left,
        Why.DECLINED: known.declined,
        Why.COVERED: known.covered,
        Why.REPLIED: known.replied,
        Why.UNCERTAIN: known.asked_at is None and known.uncertain,
        Why.NOT_SENT: known.asked_at is None,
        Why.ENOUGH: known.follow_ups >= rules.most,
    }
    return next((why for why, holds in found.items() if holds), None)


def _on(moment: datetime | None, days: int, zone: tzinfo, *, federal: bool) -> date | None:
    """The day that many working days after a moment."""
    if moment is None:
        return None
    return working_day_after(moment.astimezone(zone).date(), days, federal=federal)
