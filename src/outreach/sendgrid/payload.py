"""A batch as the body of SendGrid's ``POST /v3/mail/send``: a pure function of the batch.

https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from outreach.domain.delivery import Attachment, Delivery, Message
from outreach.domain.unsubscribe import LINK_TAG, Sign, list_headers, own_link

_NOT_IN_NAMES = re.compile(r"[;,\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Envelope:
    """What every letter of an edition shares beside its message.

    ``categories`` and all else here may be seen by anyone with access to the SendGrid account:
    nothing in it is personal. ``asm_group`` is SendGrid's unsubscribe group, 0 for none;
    ``unsubscribe`` a ``List-Unsubscribe`` value, blank with ``one_click``: SendGrid adds its own.
    ``open_link`` is what each recipient's own link is made of, as ``domain.unsubscribe`` has it,
    blank where the way out is none of ours: it stands before ``unsubscribe`` in the header.
    """

    from_email: str
    from_name: str
    reply_to: str
    categories: tuple[str, ...]
    opens: bool = False
    clicks: bool = False
    asm_group: int = 0
    unsubscribe: str = ""
    one_click: bool = False
    open_link: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Without a link of ours nothing is said of it, as in plans from before there was one."""
        known = {name: getattr(self, name) for name in self.__slots__}
        return known if self.open_link else {k: v for k, v in known.items() if k != "open_link"}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Envelope:
        return cls(**{**data, "categories": tuple(data["categories"])})


def mail_send(
    envelope: Envelope,
    message: Message,
    batch_id: str,
    deliveries: Sequence[Delivery],
    *,
    sign: Sign | None = None,
    send_at: int | None = None,
    sendgrid_batch: str = "",
) -> dict[str, Any]:
    """The request's JSON. Every tracking setting is stated, so that no account default decides.

    ``sign`` makes the tokens of the recipients' links; without it, as in a test letter, the link is
    everybody's and unsubscribes nobody.

    ``send_at``, in unix seconds, has SendGrid keep the letters until then; ``sendgrid_batch`` is
    its id of all that can be stopped together (Mail Send, “Scheduling Parameters”).
    """
    body: dict[str, Any] = {
        "personalizations": [
            _personalization(envelope, message, batch_id, delivery, sign) for delivery in deliveries
        ],
        "from": {"email": envelope.from_email, "name": shown_name(envelope.from_name)},
        "subject": message.subject,
        "content": [
            {"type": "text/plain", "value": message.text},
            {"type": "text/html", "value": message.html},
        ],
        "categories": list(envelope.categories),
        "tracking_settings": {
            "click_tracking": {"enable": envelope.clicks, "enable_text": False},
            "open_tracking": {"enable": envelope.opens},
            "subscription_tracking": _subscription_tracking(envelope),
            "ganalytics": {"enable": False},
        },
    }
    if message.attachments:
        body["attachments"] = [_attached(one) for one in message.attachments]
    if envelope.reply_to:
        body["reply_to"] = {"email": envelope.reply_to}
    if envelope.asm_group:
        body["asm"] = {"group_id": envelope.asm_group}
    if envelope.unsubscribe and not envelope.open_link:
        body["headers"] = {"List-Unsubscribe": envelope.unsubscribe}
    if send_at is not None:
        body["send_at"] = send_at
    if sendgrid_batch:
        body["batch_id"] = sendgrid_batch
    return body


@lru_cache(maxsize=8)
def _attached(attachment: Attachment) -> dict[str, str]:
    """Batches of one message share its attachments, which are encoded once for them all."""
    return {
        "content": b64encode(attachment.content).decode("ascii"),
        "type": attachment.type,
        "filename": attachment.filename,
        "disposition": "attachment",
    }


def _subscription_tracking(envelope: Envelope) -> dict[str, Any]:
    """With it SendGrid adds List-Unsubscribe and List-Unsubscribe-Post (RFC 8058) by itself, which

    a group alone does not bring. A tag of our own keeps it from adding a footer.
    """
    if not envelope.one_click:
        return {"enable": False}
    return {"enable": True, "substitution_tag": LINK_TAG}


def _personalization(
    envelope: Envelope, message: Message, batch_id: str, delivery: Delivery, sign: Sign | None
) -> dict[str, Any]:
    """SendGrid substitutes in no header, so one that differs by recipient is given whole."""
    to = {"email": delivery.email}
    name = shown_name(delivery.name)
    if name:
        to["name"] = name
    one: dict[str, Any] = {
        "to": [to],
        "custom_args": {"outreach_batch": batch_id, "outreach_delivery": delivery.id},
    }
    if message.fields:
        tags = (field.tag for field in message.fields)
        one["substitutions"] = dict(zip(tags, delivery.values, strict=True))
    if envelope.open_link:
        token = sign(delivery.id, batch_id) if sign else LINK_TAG
        link = own_link(envelope.open_link, token)
        one["headers"] = list_headers(link, envelope.unsubscribe)
        if sign:
            one["substitutions"] = {**one.get("substitutions", {}), LINK_TAG: token}
    return one


def shown_name(name: str) -> str:
    """The name as a letter's header shows it.

    Names may hold neither ``;`` nor ``,`` (Mail Send, Limitations), nor start a header.
    """
    return " ".join(_NOT_IN_NAMES.sub(" ", name).split())


def encoded(body: dict[str, Any]) -> bytes:
    """The bytes of a request, made once: UTF-8, so that a Cyrillic letter costs 2 bytes, not 6."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
