"""Pictures that travel inside a mail and that its HTML names by ``cid:`` (RFC 2392)."""

from __future__ import annotations

from base64 import b64encode
from email import message_from_bytes, policy
from email.message import Message

from .files import PICTURES


def enclosed_pictures(raw: bytes) -> dict[str, str]:
    """The ``data:`` address of each picture of a mail, by its content id. Odd mail has none."""
    found: dict[str, str] = {}
    if b"content-id" not in raw.lower():
        return found
    for part in message_from_bytes(raw, policy=policy.compat32).walk():
        name = str(part.get("Content-ID", "")).strip().removeprefix("<").removesuffix(">")
        kind = part.get_content_type()
        if name and kind in PICTURES:
            found.setdefault(name, f"data:{kind};base64,{b64encode(_content(part)).decode()}")
    return found


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
