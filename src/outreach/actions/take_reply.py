"""Take in a mail that answers us: what it is, whose, and what it suggests."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from outreach.domain.contact import address_key
from outreach.domain.reply import KEPT_AS, Incoming, InteractionKind, ReplyKind, Verdict
from outreach.domain.reply_verdict import verdict
from outreach.intake.replies import incoming
from outreach.store.answered import Tie, own_addresses, tie
from outreach.store.database import Store, transaction
from outreach.store.interactions import Interaction, known, record
from outreach.store.proposals import propose


@dataclass(frozen=True, slots=True)
class Heard:
    """What a mail was: a ``ReplyKind``, ``own`` of ourselves, or ``repeated``.

    ``matched`` says whether it was tied to a letter. There is nothing personal in it.
    """

    kind: str
    matched: bool


def take_reply(
    db: Store,
    form: Mapping[str, str | bytes],
    now: datetime,
    new_id: Callable[[], str] | None = None,
    *,
    own: Collection[str] = (),
) -> Heard:
    """Write down the mail in a post of Inbound Parse; told twice, the second changes nothing.

    ``own`` are addresses of ours beside those that letters were sent from: the test recipients'.
    Whatever is in the post, it is data; the errors raised are the store's.
    """
    mail = incoming(form, now)
    with transaction(db):
        ours = {*own_addresses(db), *map(address_key, own)}
        if address_key(mail.sender) in ours:
            return Heard("own", matched=False)
        if known(db, mail.message_id):
            return Heard("repeated", matched=False)
        whom = mail.failed_address or mail.sender
        tied = tie(db, whom, mail.references, mail.at)
        found = verdict(mail, names=tied.names, own=ours)
        _keep(db, mail, found, tied, whom, now)
    return Heard(str(found.kind), matched=tied.delivery_id is not None)


def _keep(db: Store, mail: Incoming, found: Verdict, tied: Tie, whom: str, now: datetime) -> None:
    """A mail whose sender may be another is kept as that, so that nothing follows from it."""
    doubtful = _doubtful(mail, found, tied)
    refused = found.kind is ReplyKind.FAILURE and mail.status.startswith("5.1.")
    kind = InteractionKind.LEFT if refused else KEPT_AS[found.kind]
    id_ = record(
        db,
        Interaction(
            kind=InteractionKind.UNVERIFIED if doubtful else kind,
            at=mail.at,
            contact_uid=tied.contact_uid,
            email=whom,
            delivery_id=tied.delivery_id,
            campaign=tied.campaign,
            edition=tied.edition,
            subject=mail.subject,
            body=mail.body,
            until=found.until,
            source="inbound",
            message_id=mail.message_id,
            heard_as=str(found.kind),
            rule=found.rule,
            noted_at=now,
        ),
    )
    if id_ is not None:
        _propose(db, id_, found, tied, whom, refused=refused)


def _of_whom(found: Verdict, tied: Tie, whom: str) -> str:
    """The address that is to be written to no more.

    A machine speaks for its own mailbox; a person for the one that our letter went to, whether she
    writes from another or answers for a colleague.
    """
    if not tied.letter_to:
        return whom
    by_machine = found.kind is ReplyKind.FAILURE or found.rule in ("machine", "mailbox")
    return whom if by_machine and address_key(whom) in tied.hers else tied.letter_to


def _doubtful(mail: Incoming, found: Verdict, tied: Tie) -> bool:
    """Whether somebody else may have sent it.

    A check that failed is enough. Where none passed either, a mail that a person wrote must name
    the letter it answers, whose id only those know who got it.
    """
    if mail.failed:
        return True
    if found.kind in (ReplyKind.REPLY, ReplyKind.LEFT, ReplyKind.REMOVAL, ReplyKind.FAILURE):
        return not (mail.vouched or tied.by_reference)
    return False


def _propose(db: Store, id_: int, found: Verdict, tied: Tie, whom: str, *, refused: bool) -> None:
    evidence = {"evidence": found.evidence}
    uid = tied.contact_uid
    address = _of_whom(found, tied, whom)
    if found.kind is ReplyKind.REMOVAL and address:
        propose(db, id_, uid, "suppress", {"address": address, **evidence})
    if not uid:
        return
    if found.kind is ReplyKind.LEFT or refused:
        propose(db, id_, uid, "left", {"address": address, **evidence})
    if found.moved_to:
        propose(db, id_, uid, "new-address", {"address": found.moved_to, **evidence})
    if found.successor:
        stand = {"address": found.successor.address, "name": found.successor.name}
        propose(db, id_, uid, "successor", {**stand, **evidence})
