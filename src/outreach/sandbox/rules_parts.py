"""SendGrid's rules for addresses, headers and the parts that one message shares. Pure."""

from __future__ import annotations

import base64
import binascii
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from .answers import HELP, Refusal

Mail = Mapping[str, Any]

LONGEST_ADDRESS = 320
LONGEST_LOCAL_PART = 64
LONGEST_CATEGORY = 255
MOST_CATEGORIES = 10
MOST_GROUPS = 25
MOST_REPLY_TOS = 1000

RESERVED_HEADERS = frozenset(
    (
        *("x-sg-id", "x-sg-eid", "received", "dkim-signature"),
        *("content-type", "content-transfer-encoding"),
        *("to", "from", "subject", "reply-to", "cc", "bcc"),
    )
)

EMPTY_SUBJECT = "The subject of your email must be a string at least one character in length."
FROM_MISSING = (
    "The from object must be provided for every email send. It is an object that requires the "
    'email parameter, but may also contain a name parameter.  e.g. {"email" : '
    '"example@example.com"}  or {"email" : "example@example.com", "name" : "Example Recipient"}.'
)
REPLY_TO_INVALID = (
    "The reply_to object, when used, must at least have an email parameter with a valid email "
    'address and it may also contain a name parameter. e.g. {"email": "example@example.com"} or '
    '{"email": "example@example.com", "name": "Example Recipient"}'
)

_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@(?:{_LABEL}\.)+{_LABEL}")
_HEADER_NAME = re.compile(r"[!-9;-~]+")
_TITLES = {"to": "To", "cc": "CC", "bcc": "BCC", "from": "From", "reply_to": "Reply-To"}


def refusal(message: str, field: str, anchor: str | None = None) -> Refusal:
    """A 400 whose help is the field's documentation: ``anchor``, else the path's names."""
    names = anchor or ".".join(part for part in field.split(".") if not part.isdigit())
    return Refusal(message, field, f"{HELP}message.{names}")


def is_address(text: str) -> bool:
    """SendGrid does not publish its grammar; RFC 5321's dot-atom with a dotted host, in ASCII."""
    local = text.rpartition("@")[0]
    return _ADDRESS.fullmatch(text) is not None and len(local) <= LONGEST_LOCAL_PART


def address_refusals(person: Mail, field: str, role: str, anchor: str) -> Iterator[Refusal]:
    """What is wrong with one recipient."""
    address = person.get("email", "")
    if not address:
        yield refusal(f"The {role} email parameter is required.", field, anchor)
    elif len(address) > LONGEST_ADDRESS:
        yield _too_long(role, field, anchor)
    elif not is_address(address):
        yield refusal("Does not contain a valid address.", field, anchor)


def _too_long(role: str, field: str, anchor: str) -> Refusal:
    return refusal(
        f"The {_TITLES[role]} email exceeds the maximum total length of 320 characters",
        field,
        anchor,
    )


def sender(mail: Mail) -> Iterator[Refusal]:
    address = mail.get("from", {}).get("email", "")
    if not address:
        yield refusal(FROM_MISSING, "from.email", "from")
    elif len(address) > LONGEST_ADDRESS:
        yield _too_long("from", "from.email", "from")
    elif not is_address(address):
        yield refusal("The from email does not contain a valid address.", "from.email", "from")


def reply_to(mail: Mail) -> Iterator[Refusal]:
    if "reply_to" in mail:
        yield from _reply_to(mail["reply_to"], "reply_to")
    several = mail.get("reply_to_list", [])
    for index, person in enumerate(several):
        yield from _reply_to(person, f"reply_to_list.{index}")
    if several and "reply_to" in mail:
        yield refusal("Only one of reply_to or reply_to_list may be specified.", "reply_to")
    if len(several) > MOST_REPLY_TOS:
        yield refusal("There is a limit of 1000 reply_to_list addresses.", "reply_to_list")


def _reply_to(person: Mail, field: str) -> Iterator[Refusal]:
    address = person.get("email", "")
    if len(address) > LONGEST_ADDRESS:
        yield _too_long("reply_to", f"{field}.email", "reply_to")
    elif not is_address(address):
        yield refusal(REPLY_TO_INVALID, f"{field}.email", "reply_to")


def content(mail: Mail) -> Iterator[Refusal]:
    blocks = mail.get("content", [])
    if not blocks:
        yield refusal(
            "Unless a valid template_id is provided, the content parameter is required. There "
            "must be at least one defined content block. We typically suggest both text/plain "
            "and text/html blocks are included, but only one block is required.",
            "content",
        )
    for index, block in enumerate(blocks):
        yield from _content_block(block, f"content.{index}")
    types = [block.get("type", "") for block in blocks]
    if types != sorted(types, key=_content_order):
        yield refusal(
            "Following RFC 1341, section 7.2, if either text/html or text/plain are to be sent "
            "in your email: text/plain needs to be first, followed by text/html, followed by any "
            "other content.",
            "content",
            "content.value",
        )


def _content_block(block: Mail, field: str) -> Iterator[Refusal]:
    kind = block.get("type", "")
    if not kind:
        yield refusal(
            "Your content type must be a string with length of at least one character.",
            f"{field}.type",
        )
    elif re.search(r"[;,\r\n]", kind):
        yield refusal("Cannot contain ';', or CRLF characters.", f"{field}.type")
    if not block.get("value"):
        yield refusal(
            "The content value must be a string at least one character in length.",
            f"{field}.value",
        )


def _content_order(kind: str) -> int:
    return {"text/plain": 0, "text/x-amp-html": 1, "text/html": 2}.get(kind, 3)


def attachments(mail: Mail) -> Iterator[Refusal]:
    for index, attachment in enumerate(mail.get("attachments", [])):
        field = f"attachments.{index}"
        yield from _attachment_content(attachment.get("content", ""), f"{field}.content")
        yield from _attachment_names(attachment, field)
        shown = attachment.get("disposition", "attachment")
        if shown not in ("inline", "attachment"):
            yield refusal(
                'The disposition of your attachment can be either "inline" or "attachment". '
                f"You provided {shown}.",
                f"{field}.disposition",
            )


def _attachment_content(text: str, field: str) -> Iterator[Refusal]:
    if not text:
        yield refusal(
            "The attachment content must be a string at least one character in length.", field
        )
        return
    try:
        base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        yield refusal("The attachment content must be base64 encoded.", field)


def _attachment_names(attachment: Mail, field: str) -> Iterator[Refusal]:
    if not attachment.get("filename"):
        yield refusal("filename is required.", f"{field}.filename")
    elif _breaks_header(attachment["filename"]):
        yield refusal(
            "The filename of your attachment cannot contain CRLF characters.", f"{field}.filename"
        )
    if attachment.get("type") == "":
        yield refusal(
            "The attachment type must be a string and at least one character in length.",
            f"{field}.type",
        )
    elif _breaks_header(attachment.get("type", "")):
        yield refusal("The type cannot contain ';', or CRLF characters.", f"{field}.type")
    if _breaks_header(attachment.get("content_id", "")):
        yield refusal(
            "The content ID of your attachment cannot contain CRLF characters.",
            f"{field}.content_id",
        )


def _breaks_header(text: str) -> bool:
    return re.search(r"[;,\r\n]", text) is not None


def template(mail: Mail) -> Iterator[Refusal]:
    """The sandbox's account has no templates, so every id is one it does not have."""
    if "template_id" in mail:
        yield refusal(
            "The Template ID must be a valid template id for your account. "
            f"You provided {mail['template_id']}.",
            "template_id",
        )


def ip_pool(mail: Mail) -> Iterator[Refusal]:
    """Nor has it pools of addresses to send from."""
    if "ip_pool_name" in mail:
        yield refusal(
            "The IP Pool name must be a valid pool name for your account. "
            f"You provided {mail['ip_pool_name']}.",
            "ip_pool_name",
        )


def header_refusals(headers: Mapping[str, str], field: str) -> Iterator[Refusal]:
    if any(_HEADER_NAME.fullmatch(name) is None for name in headers):
        yield refusal("Header keys cannot contain non-ASCII characters or empty spaces.", field)
    if any(name.lower() in RESERVED_HEADERS for name in headers):
        yield refusal("Header cannot be one of the reserved keys.", field)


def categories(mail: Mail) -> Iterator[Refusal]:
    given: list[str] = mail.get("categories", [])
    field = "categories"
    if len(given) > MOST_CATEGORIES:
        yield refusal(
            "There is a limit of 10 categories for each email that is sent. You provided "
            f"{len(given)} categories.",
            field,
        )
    for category, count in Counter(given).items():
        if len(category) > LONGEST_CATEGORY:
            yield refusal(
                f"Each category must not be longer than 255 characters. {category} exceeds this "
                "limit",
                field,
            )
        if count > 1:
            yield refusal(
                f"The categories must be a unique list, and you have included {category} more "
                "than once.",
                field,
            )
    if not all(category.isascii() for category in given):
        yield refusal("Categories can not contain non-ASCII characters.", field)
