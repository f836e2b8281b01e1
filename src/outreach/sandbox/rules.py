"""What SendGrid refuses in a mail/send body, in SendGrid's words. Pure.

Every rule is documented (SendGrid's table of mail/send errors, its OpenAPI description) or was
captured from the live service. Documented without their sentence, so worded here: the bytes of
substitutions, the limits of reply_to_list, and an unknown batch id ("invalid batch id" is what
GET /v3/mail/batch says).
``rules_parts`` has the rules for the parts that one message shares.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from . import rules_parts as parts
from .answers import HELP, Refusal
from .rules_parts import Mail, address_refusals, header_refusals, refusal
from .shape import misshapen

MOST_PERSONALIZATIONS = 1000
MOST_RECIPIENTS = 1000
MOST_SUBSTITUTIONS = 10_000
MOST_CUSTOM_ARG_BYTES = 10_000
FARTHEST_SEND_AT = 72 * 3600
ROLES = ("to", "cc", "bcc")


@dataclass(frozen=True, slots=True)
class Account:
    """What the account knows when a request comes in. ``groups`` None accepts any."""

    now: float
    batch_ids: Container[str] = ()
    groups: Container[int] | None = None
    substitution_bytes: int = 10_000


def refusals(mail: object, account: Account) -> tuple[Refusal, ...]:
    """Everything wrong with ``mail``, as many as can be found at once; empty: it is accepted."""
    bad = misshapen(mail)
    if bad or not isinstance(mail, dict):
        return bad
    return tuple(
        chain(
            _personalizations(mail, account),
            parts.sender(mail),
            parts.reply_to(mail),
            _subject(mail),
            parts.content(mail),
            parts.attachments(mail),
            parts.template(mail),
            header_refusals(mail.get("headers", {}), "headers"),
            parts.categories(mail),
            _empty_custom_args(mail, "custom_args"),
            _send_at(mail, "send_at", account.now),
            _batch_id(mail, account),
            _groups(mail, account.groups),
            parts.ip_pool(mail),
        )
    )


def _personalizations(mail: Mail, account: Account) -> Iterator[Refusal]:
    blocks = mail.get("personalizations", [])
    field = "personalizations"
    if not blocks:
        yield Refusal(
            "The personalizations field is required and must have at least one personalization.",
            field,
            f"{HELP}-Personalizations-Errors",
        )
    if len(blocks) > MOST_PERSONALIZATIONS:
        yield refusal(
            "The personalization block is limited to 1000 personalizations per API request. You "
            f"have provided {len(blocks)} personalizations. Please consider splitting this into "
            "multiple requests and resending your request.",
            field,
        )
    elif sum(len(b.get(role, ())) for b in blocks for role in ROLES) > MOST_RECIPIENTS:
        yield refusal(
            "There is a limit of 1000 total recipients (to + cc + bcc) per request.", field
        )
    for index, block in enumerate(blocks):
        yield from _personalization(block, f"{field}.{index}", mail, account)


def _personalization(block: Mail, field: str, mail: Mail, account: Account) -> Iterator[Refusal]:
    yield from _recipients(block, field)
    if block.get("subject") == "":
        yield refusal(parts.EMPTY_SUBJECT, f"{field}.subject", "personalizations.subject")
    yield from header_refusals(block.get("headers", {}), f"{field}.headers")
    yield from _substitutions(block, field, account.substitution_bytes)
    yield from _empty_custom_args(block, f"{field}.custom_args")
    yield from _custom_arg_bytes(mail, block, field)
    yield from _send_at(block, f"{field}.send_at", account.now)


def _recipients(block: Mail, field: str) -> Iterator[Refusal]:
    if not block.get("to"):
        yield refusal(
            "The to array is required for all personalization objects, and must have at least "
            "one email object with a valid email address.",
            f"{field}.to",
            "personalizations.to",
        )
    for role in ROLES:
        for index, person in enumerate(block.get(role, ())):
            where = f"{field}.{role}.{index}.email"
            yield from address_refusals(person, where, role, f"personalizations.{role}")
    yield from _repeated(block, field)


def _repeated(block: Mail, field: str) -> Iterator[Refusal]:
    seen: set[str] = set()
    for role in ROLES:
        for person in block.get(role, ()):
            address = person.get("email", "").lower()
            if address in seen:
                yield refusal(
                    "Each email address in the personalization block should be unique between "
                    "to, cc, and bcc. We found the first duplicate instance of "
                    f"[{person['email']}] in the {field}.{role} field.",
                    field,
                    "recipient-errors",
                )
                return
            if address:
                seen.add(address)


def _substitutions(block: Mail, field: str, most_bytes: int) -> Iterator[Refusal]:
    substitutions = block.get("substitutions", {})
    where, anchor = f"{field}.substitutions", "personalizations.substitutions"
    if len(substitutions) > MOST_SUBSTITUTIONS:
        yield refusal("You are limited to 10,000 substitutions.", where, anchor)
    elif _bytes(substitutions) > most_bytes:
        yield refusal(
            f"The substitutions may not exceed {most_bytes:,} bytes per personalization object.",
            where,
            anchor,
        )


def _empty_custom_args(owner: Mail, field: str) -> Iterator[Refusal]:
    if owner.get("custom_args") == {}:
        yield refusal("custom_args cannot be empty.", field)


def _custom_arg_bytes(mail: Mail, block: Mail, field: str) -> Iterator[Refusal]:
    merged = {**mail.get("custom_args", {}), **block.get("custom_args", {})}
    if _bytes(merged) > MOST_CUSTOM_ARG_BYTES:
        yield refusal(
            "The combined size of both global and personalization custom arguments may not "
            "exceed 10,000 bytes per personalization.",
            f"{field}.custom_args",
        )


def _bytes(texts: Mapping[str, Any]) -> int:
    """SendGrid does not say how it counts; JSON in UTF-8 is the strictest reading."""
    return len(json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass"))


def _send_at(owner: Mail, field: str, now: float) -> Iterator[Refusal]:
    if owner.get("send_at", 0) > now + FARTHEST_SEND_AT:
        yield refusal("Scheduling more than 72 hours in advance is forbidden.", field)


def _subject(mail: Mail) -> Iterator[Refusal]:
    if mail.get("subject") == "":
        yield refusal(parts.EMPTY_SUBJECT, "subject")
    blocks = mail.get("personalizations", [])
    everywhere = bool(blocks) and all("subject" in block for block in blocks)
    if "subject" not in mail and not everywhere:
        yield refusal(
            "The subject is required. You can get around this requirement if you use a template "
            "with a subject defined or if every personalization has a subject defined.",
            "subject",
        )


def _batch_id(mail: Mail, account: Account) -> Iterator[Refusal]:
    if "batch_id" in mail and mail["batch_id"] not in account.batch_ids:
        yield refusal("invalid batch id", "batch_id")


def _groups(mail: Mail, known: Container[int] | None) -> Iterator[Refusal]:
    asm = mail.get("asm")
    if asm is None:
        return
    if "group_id" not in asm:
        yield refusal("The ASM group ID must be an integer.", "asm.group_id")
    elif known is not None and asm["group_id"] not in known:
        yield refusal(
            "The ASM group ID must be a valid Group ID on your account. "
            f"You provided {asm['group_id']}.",
            "asm.group_id",
        )
    yield from _groups_to_display(asm.get("groups_to_display", []), known)


def _groups_to_display(shown: list[int], known: Container[int] | None) -> Iterator[Refusal]:
    field = "asm.groups_to_display"
    if len(shown) > parts.MOST_GROUPS:
        yield refusal(
            "There is a limit of 25 unsubscribe groups that can be displayed to a user at a time.",
            field,
        )
    unknown = [str(group) for group in shown if known is not None and group not in known]
    if unknown:
        yield refusal(
            "All ASM groups to display must be valid ASM groups IDs on your account. "
            f"You provided {', '.join(unknown)}.",
            field,
        )
