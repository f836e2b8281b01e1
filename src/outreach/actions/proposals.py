"""Accept what a mail suggests of a contact, or refuse it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from outreach.domain.contact import Contact, Reason, Suppression, address_key
from outreach.errors import WrongUsage
from outreach.store.contact_record import record
from outreach.store.contacts import by_id as contact_by_id
from outreach.store.contacts import find
from outreach.store.database import Store, transaction
from outreach.store.proposals import Proposal, by_id, decide
from outreach.store.suppressions import suppress

from .contacts_edit import add, change
from .note import LEFT_NOTE

ASKED_NOTE = "asked for it by mail"


def accept(
    db: Store, id_: int, *, by: str, now: datetime, new_uid: Callable[[], str]
) -> tuple[Proposal, str]:
    """Make the change; the proposal as it is now and what was done, in a sentence.

    Both or neither. Raises WrongUsage where it was decided before, and what adding or editing
    the contact raises.
    """
    with transaction(db):
        one = _open(db, id_)
        did = _APPLIED[one.change](db, one, now, new_uid)
        decide(db, id_, "accepted", by, now)
    return by_id(db, id_) or one, did


def refuse(db: Store, id_: int, *, by: str, now: datetime) -> Proposal:
    """Leave everything as it is. Raises WrongUsage where it was decided before."""
    with transaction(db):
        one = _open(db, id_)
        decide(db, id_, "refused", by, now)
    return by_id(db, id_) or one


def _open(db: Store, id_: int) -> Proposal:
    one = by_id(db, id_)
    if one is None:
        raise WrongUsage(f"there is no proposal {id_}", "`outreach proposals` lists them")
    if one.state != "open":
        raise WrongUsage(
            f"proposal {id_} was {one.state} on {one.decided_at[:10]}",
            "`outreach proposals` lists those that are open",
        )
    return one


def _contact(db: Store, one: Proposal) -> Contact:
    row = db.execute("SELECT id FROM contacts WHERE uid = ?", [one.contact_uid]).fetchone()
    if row is None:
        raise WrongUsage(
            f"the contact of proposal {one.id} is gone", f"outreach proposals refuse {one.id}"
        )
    return contact_by_id(db, int(row[0]))


def _left(db: Store, one: Proposal, now: datetime, new_uid: Callable[[], str]) -> str:
    """The mailbox alone: she may be written to under another address of hers."""
    address = one.detail["address"]
    suppress(db, Suppression(address_key(address), Reason.BOUNCE, now, "hand"), LEFT_NOTE)
    return f"{address} is not written to any more; her other addresses are"


def _suppress(db: Store, one: Proposal, now: datetime, new_uid: Callable[[], str]) -> str:
    address = one.detail["address"]
    suppress(db, Suppression(address_key(address), Reason.UNSUBSCRIBE, now, "hand"), ASKED_NOTE)
    return f"{address} is suppressed: nobody writes to her again"


def _new_address(db: Store, one: Proposal, now: datetime, new_uid: Callable[[], str]) -> str:
    contact = _contact(db, one)
    address = one.detail["address"]
    holder = find(db, address)
    if holder is not None and holder.id == contact.id:
        # One of her further addresses becomes the first.
        change(db, contact, [f"-address:{address}"], now=now)
    change(db, contact, [f"email={address}"], now=now)
    return f"she is written to at {address}; {contact.email} stays as a further address"


def _successor(db: Store, one: Proposal, now: datetime, new_uid: Callable[[], str]) -> str:
    """With organisation, office, role and what she is listed for; no name where none was said."""
    gone = _contact(db, one)
    known = record(db, gone.id)
    office = known["office"] or {}
    clue = " ".join(filter(None, (office.get("bioguide"), office.get("committee"))))
    values = {
        "name": one.detail.get("name", ""),
        "organisation": gone.organisation.name if gone.organisation else "",
        "office": f"{clue} {office['side']}" if office.get("side") else clue,
        "title": gone.title,
        "role": gone.role,
        "language": gone.language,
        "country": gone.country,
    }
    address = one.detail["address"]
    add(
        db, address, gone.kind, values, tags=gone.tags, topics=gone.topics, now=now,
        new_uid=new_uid,
    )  # fmt: skip
    return f"{address} was added, with what {gone.email} was listed for"


_APPLIED = {
    "left": _left,
    "suppress": _suppress,
    "new-address": _new_address,
    "successor": _successor,
}
