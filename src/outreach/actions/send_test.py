"""test letter: one finished letter to the staff's own mailboxes, marked as a test.

It is no delivery: nothing of it is written down, and what SendGrid reports of it counts nowhere.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol
from zoneinfo import ZoneInfo

from outreach.domain.contact import Reason, address_key
from outreach.domain.delivery import Delivery, Letter, Message
from outreach.domain.settings import Settings
from outreach.errors import OutreachError, RateLimited, Unanswered, WrongUsage
from outreach.sendgrid.payload import Envelope, encoded, mail_send

CATEGORY = "test"

_NO_DELIVERY = "test"
"""In place of a batch's and a delivery's id. Events that carry no id at all go by their address,
and would be taken for news of a letter that this person was really sent."""


class Submitter(Protocol):
    """SendGrid's mail/send; ``sendgrid.client`` says what it raises."""

    def submit(self, body: bytes) -> str: ...


@dataclass(frozen=True, slots=True)
class SentTest:
    """Whose mailboxes SendGrid took the letter for, its subject there, and SendGrid's id of it."""

    to: tuple[str, ...]
    subject: str
    message_id: str


def send_test(
    letter: Letter,
    envelope: Envelope,
    to: Sequence[str],
    sendgrid: Submitter,
    *,
    settings: Settings,
    now: datetime,
    barred: Callable[[str], Reason | None],
) -> SentTest:
    """Send ``letter`` as it is to each of ``to``, which are among the settings' test recipients.

    ``barred`` tells by address key why an address must not be written to, as
    ``store.suppressions.suppressed`` does. The way out of the letter is the real one. Its opens and
    clicks are not measured, and its categories are its own. Raises WrongUsage where an address is
    no test recipient or there is none, OutreachError where one is barred, and SendGridError.
    """
    chosen = recipients_among(to, settings, barred)
    subject = f"{mark(now, settings.timezone)} {letter.subject}"
    outside = replace(
        envelope,
        categories=(CATEGORY, *(f"{CATEGORY}/{one}" for one in envelope.categories)),
        opens=False,
        clicks=False,
    )
    message = Message(subject, letter.html, letter.text, attachments=letter.attachments)
    deliveries = [Delivery(_NO_DELIVERY, one, "") for one in chosen]
    body = encoded(mail_send(outside, message, _NO_DELIVERY, deliveries))
    return SentTest(chosen, subject, _submitted(sendgrid, body))


def recipients_among(
    to: Sequence[str], settings: Settings, barred: Callable[[str], Reason | None]
) -> tuple[str, ...]:
    """The test recipients that ``to`` names, each once. Raises as ``send_test`` does."""
    chosen = _chosen(to, settings.test_recipients)
    _refuse_barred(chosen, barred)
    return chosen


def mark(now: datetime, timezone: str) -> str:
    """What a test letter's subject begins with: the time tells one test from the next.

    >>> from datetime import UTC
    >>> mark(datetime(2026, 6, 20, 18, 2, tzinfo=UTC), "America/New_York")
    '[TEST 14:02]'
    """
    return f"[TEST {now.astimezone(ZoneInfo(timezone)):%H:%M}]"


def _chosen(to: Sequence[str], allowed: Sequence[str]) -> tuple[str, ...]:
    """The test recipients that ``to`` names, as the settings spell them, each once."""
    if not allowed:
        raise WrongUsage(
            "there are no test recipients",
            'name them at the top of outreach.toml: test_recipients = ["desk@coalition.example"]',
        )
    known = {address_key(one): one for one in allowed}
    for one in to:
        if address_key(one) not in known:
            raise WrongUsage(
                f"{one} is no test recipient", f"outreach.toml has {', '.join(allowed)}"
            )
    chosen = tuple(dict.fromkeys(known[address_key(one)] for one in to))
    if not chosen:
        raise WrongUsage("to whom?", f"test recipients are {', '.join(allowed)}")
    return chosen


def _refuse_barred(chosen: Sequence[str], barred: Callable[[str], Reason | None]) -> None:
    reasons = {one: barred(address_key(one)) for one in chosen}
    refused = [f"{one} ({reason})" for one, reason in reasons.items() if reason]
    if refused:
        raise OutreachError(
            f"must not be written to: {', '.join(refused)}",
            "choose other test recipients; if it was a mistake, `outreach contacts release` lifts"
            " it",
        )


def _submitted(sendgrid: Submitter, body: bytes) -> str:
    """SendGrid's id of the letter. A lost answer is for a person to look into: no ledger has it."""
    try:
        return sendgrid.submit(body)
    except Unanswered as exc:
        raise Unanswered(
            f"{exc.message}, so the test letter may have gone out",
            "look into the mailbox before you send it again",
        ) from exc
    except RateLimited as exc:
        raise RateLimited(
            exc.message, "nothing was sent; try again in a minute", exc.retry_after
        ) from exc
