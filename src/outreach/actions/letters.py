"""What exactly does, or did, this person get?"""

from __future__ import annotations

import shlex
from pathlib import Path

from outreach.domain.contact import address_key
from outreach.domain.delivery import Letter, personalise
from outreach.domain.selection import Exclusion
from outreach.errors import OutreachError
from outreach.render.edition import Content, compile_edition, finish, render_recipient
from outreach.render.eml import as_eml
from outreach.sendgrid.payload import Envelope, shown_name
from outreach.store.database import Store
from outreach.store.plans import Plan, exclusions, read_delivery, read_plan

from .selection import looking_up, selection

_PREFIX = "-xlettr"


def letter_for(db: Store, content: Content, templates: Path, address: str) -> tuple[Letter, str]:
    """The letter and the recipient's name: as sent once the edition is being sent, else as it
    would be sent now. Raises OutreachError with the reason if this person gets, or got, none.
    """
    edition = content.edition
    plan = read_plan(db, content.campaign.slug, edition.name)
    if plan and plan.started:
        return _frozen_letter(db, plan, address)
    for one in selection(db, content.campaign, edition):
        if isinstance(one, Exclusion):
            if address_key(one.contact.email) == address_key(address):
                raise _left_out(address, edition.name, one.reason, one.detail)
        elif address_key(one.email) == address_key(address):
            compiled = compile_edition(content, templates, _PREFIX)
            rendered = render_recipient(compiled, one)
            message = finish(compiled, rendered.skeleton)
            return personalise(message, rendered.values), one.name
    raise OutreachError(
        f"{address} is not in the audience of {edition.name}",
        f"see why: {looking_up(content.campaign, edition)} --why {shlex.quote(address.strip())}",
    )


def outside_of(db: Store, content: Content, now: Envelope, address: str) -> tuple[Envelope, str]:
    """What stands on the letter's outside, and the address it goes, or went, to.

    Of an edition that is being sent it is the plan's, whatever the settings have become.
    """
    plan = read_plan(db, content.campaign.slug, content.edition.name)
    if plan is None or not plan.started:
        return now, address.strip()
    frozen = read_delivery(db, plan.id, address_key(address))
    return Envelope.from_dict(plan.envelope), frozen[1].email if frozen else address.strip()


def _frozen_letter(db: Store, plan: Plan, address: str) -> tuple[Letter, str]:
    frozen = read_delivery(db, plan.id, address_key(address))
    if frozen:
        message, delivery = frozen
        return personalise(message, delivery.values), delivery.name
    for one in exclusions(db, plan.id):
        if address_key(one.email) == address_key(address):
            raise _left_out(address, plan.edition, one.reason, one.detail)
    raise OutreachError(
        f"{address} is not among those {plan.edition} was planned for",
        f"an edition that is being sent keeps its plan, of {plan.planned_at[:16]}Z",
    )


def _left_out(address: str, edition: str, reason: str, detail: str) -> OutreachError:
    why = f"{reason} ({detail})" if detail else reason
    return OutreachError(f"{address} is left out of {edition}: {why}")


def eml_of(letter: Letter, envelope: Envelope, to_name: str, to_email: str) -> bytes:
    people = {
        "From": (shown_name(envelope.from_name), envelope.from_email),
        "To": (shown_name(to_name), to_email.strip()),
    }
    if envelope.reply_to:
        people["Reply-To"] = ("", envelope.reply_to)
    more = {"List-Unsubscribe": envelope.unsubscribe} if envelope.unsubscribe else {}
    return as_eml(letter, people, more)
