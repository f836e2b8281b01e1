"""What exactly does, or did, this person get?"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact, address_key
from outreach.domain.delivery import Delivery, Letter, Message, personalise
from outreach.domain.selection import why
from outreach.domain.unsubscribe import list_headers
from outreach.errors import OutreachError, WrongUsage
from outreach.render.edition import (
    CompiledEdition,
    Content,
    Skeleton,
    compile_edition,
    finish,
    render_recipient,
)
from outreach.render.eml import as_eml
from outreach.sendgrid.payload import Envelope, shown_name
from outreach.store.database import Store
from outreach.store.plans import (
    Left,
    Plan,
    exclusions,
    read_delivery,
    read_delivery_of,
    read_waves,
)
from outreach.store.standing import id_of

from .one_recipient import standing
from .selection import looking_up

_PREFIX = "-xlettr"
_MOST_MESSAGES = 20
"""How many are kept that letters may share; of a great edition each person may have her own."""


class NoLetter(OutreachError):
    """This person gets, or got, none. ``in_words`` is the message without codes."""

    def __init__(self, message: str, hint: str, in_words: str = "") -> None:
        super().__init__(message, hint)
        self.in_words = in_words or message


@dataclass(slots=True)
class Press:
    """Makes one letter after another of an edition; messages that they share are finished once."""

    compiled: CompiledEdition
    _messages: dict[Skeleton, Message] = field(default_factory=dict)

    def letter(self, contact: Contact) -> tuple[Letter, str]:
        """What this recipient would be sent now, and its language. Raises NeedsFixing."""
        rendered = render_recipient(self.compiled, contact)
        message = self._messages.get(rendered.skeleton)
        if message is None:
            if len(self._messages) >= _MOST_MESSAGES:
                self._messages.clear()
            message = self._messages[rendered.skeleton] = finish(self.compiled, rendered.skeleton)
        return personalise(message, rendered.values), message.language


def press_of(content: Content, templates: Path) -> Press:
    """Raises NeedsFixing where the edition's templates cannot be read."""
    return Press(compile_edition(content, templates, _PREFIX))


def letter_for(
    db: Store, content: Content, templates: Path, address: str, now: datetime, wave: int = 0
) -> tuple[Letter, str]:
    """The letter and the recipient's name: as sent once the edition is being sent, the last one
    of those she got, or that of a ``wave``; else as it would be sent ``now``. Raises OutreachError
    with the reason if this person gets, or got, none.
    """
    campaign, edition = content.campaign, content.edition
    if waves := _asked_for(being_sent(db, campaign.slug, edition.name), edition.name, wave):
        key = address_key(address)
        for plan in reversed(waves):
            if frozen := read_delivery(db, plan.id, key, lifted=plan.lifted(now)):
                message, delivery = frozen
                return personalise(message, delivery.values), delivery.name
        raise _not_planned(db, waves, key, _by_address, address)
    contact = recipient(db, campaign, edition, id_of(db, email=address), address)
    return press_of(content, templates).letter(contact)[0], contact.name


@dataclass(frozen=True, slots=True)
class FrozenLetter:
    """A letter as ``plan`` has it, with its language, and whose it is."""

    plan: Plan
    letter: Letter
    language: str
    delivery: Delivery


def being_sent(db: Store, campaign: str, edition: str) -> list[Plan]:
    """The plans of an edition whose send has begun, of all its waves, the first one first."""
    waves = read_waves(db, campaign, edition)
    return waves if waves and waves[0].started else []


def frozen_letter(
    db: Store, waves: Sequence[Plan], uid: str, called: str, now: datetime
) -> FrozenLetter:
    """What the contact with this uid was, or is being, sent: the last letter of these waves.

    One that is still to go is as it would go ``now``. Raises NoLetter, which calls her ``called``,
    if there is none.
    """
    for plan in reversed(waves):
        if frozen := read_delivery_of(db, plan.id, uid, lifted=plan.lifted(now)):
            message, delivery = frozen
            letter = personalise(message, delivery.values)
            return FrozenLetter(plan, letter, message.language, delivery)
    raise _not_planned(db, waves, uid, lambda one: one.uid, called)


def recipient(
    db: Store, campaign: Campaign, edition: Edition, contact_id: int | None, called: str
) -> Contact:
    """Her with this id as the edition has her, whom errors call ``called``.

    Raises NoLetter with the reason if she is left out, or is no candidate.
    """
    look = f"see why: {looking_up(campaign, edition)} --why {shlex.quote(called.strip())}"
    one = None if contact_id is None else standing(db, campaign, edition, contact_id)
    if isinstance(one, Contact):
        return one
    if one is not None:
        raise _left_out(called, edition.name, one.reason, one.detail, look)
    raise NoLetter(f"{called} is not in the audience of {edition.name}", look)


def _asked_for(waves: Sequence[Plan], edition: str, wave: int) -> Sequence[Plan]:
    found = [plan for plan in waves if wave in (0, plan.wave)]
    if wave and not found:
        there = f"waves of it are 1 to {len(waves)}" if waves else "its send has not begun"
        raise WrongUsage(f"{edition} has no wave {wave}", there)
    return found


def outside_of(
    db: Store, content: Content, now: Envelope, address: str, wave: int = 0
) -> tuple[Envelope, str]:
    """What stands on the letter's outside, and the address it goes, or went, to.

    Of an edition that is being sent it is that of the plan her last letter is of, whatever the
    settings have become.
    """
    edition = content.edition.name
    waves = _asked_for(being_sent(db, content.campaign.slug, edition), edition, wave)
    for plan in reversed(waves):
        if frozen := read_delivery(db, plan.id, address_key(address)):
            return Envelope.from_dict(plan.envelope), frozen[1].email
    return Envelope.from_dict(waves[-1].envelope) if waves else now, address.strip()


def _by_address(one: Left) -> str:
    return address_key(one.email)


def _not_planned(
    db: Store, waves: Sequence[Plan], wanted: str, key: Callable[[Left], str], called: str
) -> NoLetter:
    """Why nobody with this key is among those these waves have letters for."""
    for plan in reversed(waves):
        for one in exclusions(db, plan.id):
            if key(one) == wanted:
                return _left_out(one.email or called, plan.edition, one.reason, one.detail)
    last = waves[-1]
    return NoLetter(
        f"{called} is not among those {last.edition} was planned for",
        f"an edition that is being sent keeps its plan, of {last.planned_at[:16]}Z; who came in"
        f" since: outreach send {last.campaign} --edition {last.edition} --new",
    )


def _left_out(address: str, edition: str, reason: str, detail: str, hint: str = "") -> NoLetter:
    said = f"{reason} ({detail})" if detail else reason
    left = f"{address} is left out of {edition}"
    return NoLetter(f"{left}: {said}", hint, f"{left}: {why(reason, detail)}")


def eml_of(letter: Letter, envelope: Envelope, to_name: str, to_email: str) -> bytes:
    people = {
        "From": (shown_name(envelope.from_name), envelope.from_email),
        "To": (shown_name(to_name), to_email.strip()),
    }
    if envelope.reply_to:
        people["Reply-To"] = ("", envelope.reply_to)
    return as_eml(letter, people, _ways_out(envelope))


def _ways_out(envelope: Envelope) -> dict[str, str]:
    """The headers to leave by. Of ours the link is everybody's: a recipient's own is in no letter

    but hers, or whoever is shown it could unsubscribe her.
    """
    if envelope.open_link:
        return list_headers(envelope.open_link, envelope.unsubscribe)
    return {"List-Unsubscribe": envelope.unsubscribe} if envelope.unsubscribe else {}
