"""Filling a roster: first the people, then what each one's letter turns out to be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Message, personalise
from outreach.domain.inbox import room
from outreach.domain.language import reads
from outreach.domain.selection import Exclusion, why
from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import Skeleton, compile_edition, finish, render_recipient
from outreach.store.accounts import edition_account
from outreach.store.database import Store
from outreach.store.plans import Plan, exclusions, recipients_after

from .check import check_campaign
from .check_edition import Desk, Listener
from .content import content_of
from .enclosures import Folders
from .letters import being_sent
from .roster import Entry, LettersRead, Roster, entry_of
from .selection import nobody, selection
from .stand_ins import CampaignCalled, stand_ins, waits_for

_PAGE = 1000
_PREFIX = "-xrostr"
_REFUSED = "the letter cannot be made"


@dataclass(slots=True)
class Reader:
    """Reads one edition's people and letters.

    ``pause`` is called before each of them; an error that it raises ends the reading. ``now`` says
    on which side of the embargo's lift the letters are that are still to go.
    """

    campaign: Campaign
    edition: Edition
    called: CampaignCalled
    pause: Callable[[], object]
    now: Callable[[], datetime]
    _languages: dict[tuple[str, str], str] = field(default_factory=dict)

    def people(self, db: Store, roster: Roster) -> None:
        """Raises NeedsFixing where the audience cannot be read."""
        if waves := being_sent(db, self.campaign.slug, self.edition.name):
            self._frozen(db, roster, waves)
            return
        for one in selection(db, self.campaign, self.edition):
            self._take(roster, one)
        if roster.total or roster.excluded_total:
            return
        if clause := waits_for(db, self.campaign, self.edition):
            roster.note = f"{clause}: these are those whom it would go to now"
            roster.standing_in = True
            for one in stand_ins(db, self.campaign, self.edition, self.called):
                self._take(roster, one)
        elif problem := nobody(db, self.campaign, self.edition):
            roster.nobody = problem

    def counts(self, db: Store) -> tuple[int, int]:
        """Recipients and those left out. Raises NeedsFixing where the audience cannot be read."""
        if being_sent(db, self.campaign.slug, self.edition.name):
            account = edition_account(db, self.campaign.slug, self.edition.name)
            return account.planned, account.excluded
        found = [0, 0]
        for one in selection(db, self.campaign, self.edition):
            self.pause()
            found[isinstance(one, Exclusion)] += 1
        return found[0], found[1]

    def _take(self, roster: Roster, one: Contact | Exclusion) -> None:
        self.pause()
        if isinstance(one, Contact):
            roster.add(entry_of(one, self._language(one)))
        else:
            roster.leave_out(entry_of(one), why(one.reason))

    def _language(self, contact: Contact) -> str:
        said = contact.language, contact.organisation.language if contact.organisation else ""
        if said not in self._languages:
            self._languages[said] = reads(self.edition, self.campaign, contact)
        return self._languages[said]

    def _frozen(self, db: Store, roster: Roster, waves: Sequence[Plan]) -> None:
        """As planned, each with the last letter. Who was erased since has no row, which is said."""
        account = edition_account(db, self.campaign.slug, self.edition.name)
        roster.sent, roster.planned = True, (account.planned, account.excluded)
        numbers: dict[int, int] = {}
        erased: set[str] = set()
        for plan in reversed(waves):
            erased |= self._frozen_recipients(db, roster, plan, numbers)
        told: set[str] = set()
        for plan in reversed(waves):
            for left in exclusions(db, plan.id):
                self.pause()
                if left.uid in told or roster.position(left.uid) is not None:
                    continue
                told.add(left.uid)
                because = why(left.reason, left.detail)
                entry = Entry(left.uid, left.email, left.name, "", "", reason=because)
                roster.leave_out(entry, why(left.reason))
        roster.note = _planned_when(waves)
        if erased:
            roster.note += f"; {len(erased):,} who were erased since are not listed"

    def _frozen_recipients(
        self, db: Store, roster: Roster, plan: Plan, numbers: dict[int, int]
    ) -> set[str]:
        """Add those that have no later letter; the uids of those who were erased."""
        erased = set()
        last, lifted = 0, plan.lifted(self.now())
        while page := recipients_after(db, plan.id, last, _PAGE, lifted=lifted):
            for one in page:
                self.pause()
                if not one.email:
                    erased.add(one.uid)
                elif roster.position(one.uid) is None:
                    number = numbers.setdefault(one.message, len(numbers) + 1)
                    roster.letters.letter(roster.total, number, 0)
                    roster.add(Entry(one.uid, one.email, one.name, one.place, one.language))
            last = page[-1].id
        return erased

    def letters(self, desk: Desk, roster: Roster, letters: LettersRead) -> list[Problem]:
        """What check finds on the edition and the campaign; ``letters`` of all, on the way."""
        heard = _Heard(roster, letters, self.pause)
        found = check_campaign(
            desk.db,
            self.campaign,
            desk.folder,
            desk.settings,
            desk.templates,
            desk.now,
            [self.edition],
            listener=heard,
        )
        if roster.standing_in and desk.db is not None:
            with suppress(NeedsFixing):  # which check has found
                self._of_stand_ins(desk.db, heard, desk)
        return found

    def _of_stand_ins(self, db: Store, heard: _Heard, desk: Desk) -> None:
        """Nobody is a recipient, so `check` has read no letter."""
        folders = Folders(desk.folder, desk.templates)
        content = content_of(self.campaign, self.edition, desk.settings, desk.now, folders)
        compiled = compile_edition(content, desk.templates, _PREFIX)
        known: dict[Skeleton, tuple[int, Message]] = {}
        for one in stand_ins(db, self.campaign, self.edition, self.called):
            if isinstance(one, Exclusion):
                continue
            try:
                rendered = render_recipient(compiled, one)
                if rendered.skeleton not in known:
                    message = finish(compiled, rendered.skeleton)
                    known[rendered.skeleton] = len(known) + 1, message
            except NeedsFixing as refusal:
                heard.refused(one, refusal)
                continue
            number, message = known[rendered.skeleton]
            heard.letter(one, number, personalise(message, rendered.values).subject)


def _planned_when(waves: Sequence[Plan]) -> str:
    """Of when the letters are, for a person to read."""
    when = f"as planned {waves[0].planned_at[:16]}Z; its send has begun"
    later = [plan.planned_at[:16] for plan in waves[1:]]
    if not later:
        return when
    return f"{when}, and {len(later)} later {'wave' if len(later) == 1 else 'waves'} of it"


class _Heard(Listener):
    """Notes each letter at its recipient's row; who came after the roster was read has none."""

    def __init__(self, roster: Roster, letters: LettersRead, pause: Callable[[], object]) -> None:
        self._roster, self._letters, self._pause = roster, letters, pause

    def letter(self, contact: Contact, number: int, subject: str) -> None:
        self._pause()
        at = self._roster.position(contact.uid)
        if at is not None and not self._roster.sent:
            size = len(subject) if subject.isascii() else room(subject)
            self._letters.letter(at, number, size)

    def refused(self, contact: Contact, refusal: NeedsFixing) -> None:
        self._pause()
        at = self._roster.position(contact.uid)
        if at is not None and not self._roster.sent:
            said = refusal.problems[0].message if refusal.problems else refusal.message
            self._letters.refused(at, said or _REFUSED)

    def pause(self) -> None:
        self._pause()


def apart(
    found: list[Problem], edition: Edition
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Findings on the edition, and those on the whole campaign."""
    own = tuple(one for one in found if one.edition == edition.name)
    return own, tuple(one for one in found if one.edition is None)
