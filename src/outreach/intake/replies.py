"""A mail as SendGrid's Inbound Parse posts it, in fields or raw, read into an ``Incoming``.

Whatever is in it is data: a charset that lies, a header that is none and a part without an end
make a poorer text and never an error. Attachments are not read.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime

from outreach.domain.reply import Incoming, Marks

from .addresses import Unusable, clean_address, tidy
from .reply_text import new_text, text_of_html

LONGEST_BODY = 20_000
LONGEST_LINE = 500

_LONGEST_TEXT = 500_000
_LONGEST_HEADERS = 200_000
_LONGEST_PART_WALK = 200
_AUTOREPLY = ("x-autoreply", "x-autorespond", "x-autoreply-from", "x-auto-reply")
_IN_BRACKETS = re.compile(r"<([^<>\s]{1,500})>")
_DKIM = re.compile(r"@?([A-Za-z0-9.-]{1,255})\s*:\s*([A-Za-z]{1,20})")
_STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_OLDEST = timedelta(days=30)


def incoming(form: Mapping[str, str | bytes], now: datetime) -> Incoming:
    """The mail in the fields of a post (Inbound Parse, "Default parameters" and "Raw").

    Its time is what it says of itself, if that can be: not after ``now`` nor a month before.
    """
    if form.get("email"):
        mail = _parsed(_bytes_of(form["email"])[:_LONGEST_TEXT])
        subject, body = _line(_decoded(mail["Subject"])), _body_of(mail)
    else:
        mail = _parsed(_bytes_of(form.get("headers", ""))[:_LONGEST_HEADERS] + b"\r\n\r\n")
        charsets = _charsets(form.get("charsets", ""))
        subject = _line(_field(form, "subject", charsets)) or _line(_decoded(mail["Subject"]))
        plain = _field(form, "text", charsets)
        body = plain if plain.strip() else text_of_html(_field(form, "html", charsets))
        if mail["From"] is None and form.get("from"):
            mail["From"] = _line(_field(form, "from", charsets))
    name, sender = _sender(mail)
    at = _time(mail, now)
    envelope = _envelope(form.get("envelope", ""))
    failed, vouched = _checks(form, sender, envelope)
    status, failed_address = _failure(mail, body)
    return Incoming(
        message_id=_own_id(mail, sender, at, subject, body),
        at=at,
        sender=sender,
        sender_name=name,
        subject=subject,
        body=new_text(body)[:LONGEST_BODY],
        references=_references(mail),
        marks=_marks(mail, envelope),
        failed=failed,
        vouched=vouched,
        status=status,
        failed_address=failed_address,
    )


def _parsed(data: bytes) -> Message:
    try:
        return message_from_bytes(data, policy=policy.compat32)
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError):
        pass  # nested or broken beyond what the parser bears: its head still says whose it is
    try:
        return BytesHeaderParser(policy=policy.compat32).parsebytes(data)
    except (RecursionError, ValueError, LookupError, AttributeError, IndexError):
        return Message()


def _bytes_of(text: str | bytes) -> bytes:
    """The bytes of a field that was read as UTF-8 or, where that failed, as Latin-1."""
    if isinstance(text, bytes):
        return text
    try:
        data = text.encode("latin-1")
        data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    except UnicodeEncodeError:
        pass
    return text.encode("utf-8", "surrogateescape" if _escaped(text) else "replace")


def _escaped(text: str) -> bool:
    return any("\udc80" <= ch <= "\udcff" for ch in text) and not any(
        "\ud800" <= ch < "\udc80" or "\udcff" < ch <= "\udfff" for ch in text
    )


def _charsets(text: str | bytes) -> dict[str, str]:
    try:
        found = json.loads(text) if len(text) < 10_000 else {}
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _field(form: Mapping[str, str | bytes], name: str, charsets: Mapping[str, str]) -> str:
    """A field's text: as UTF-8, or as the charset it is said to be in where that reads it."""
    value = form.get(name, "")
    said = charsets.get(name, "").strip().lower()
    # Those escape with ASCII alone, and so pass for UTF-8.
    escaping = isinstance(value, str) and value.isascii() and said.startswith(("iso-2022", "hz"))
    if isinstance(value, str) and not escaping and any(ch > "\xff" for ch in value):
        return _printable(value[:_LONGEST_TEXT])
    return _printable(_text_of(_bytes_of(value)[: 4 * _LONGEST_TEXT], said)[:_LONGEST_TEXT])


def _text_of(data: bytes, charset: str) -> str:
    for name in (charset, "utf-8", "cp1252"):
        if not name:
            continue
        try:
            return data.decode(name)
        except (LookupError, ValueError):  # unknown, no text encoding at all, or another one
            continue
    return data.decode("latin-1")


def _printable(text: str) -> str:
    """Without what no store and no terminal takes: half characters and nulls."""
    return re.sub("[\x00\ud800-\udfff]", "\ufffd", text)


def _line(text: str) -> str:
    return tidy(text)[:LONGEST_LINE]


def _decoded(value: object) -> str:
    """A header's text, RFC 2047 decoded as far as it can be."""
    raw = str(value or "")[:_LONGEST_HEADERS]
    try:
        parts = decode_header(raw)
    except (ValueError, LookupError):  # binascii.Error among them
        return _printable(raw)
    texts = (
        _text_of(data, (charset or "").lower()) if isinstance(data, bytes) else data
        for data, charset in parts
    )
    return _printable("".join(texts))


def _sender(mail: Message) -> tuple[str, str]:
    """Name and address in From; blank where there is none to read."""
    raw = str(mail["From"] or "")[:2_000]
    found = list(_IN_BRACKETS.finditer(raw))
    address = clean_address(found[-1][1] if found else raw)
    if isinstance(address, Unusable):
        return "", ""
    return (_line(_decoded(raw[: found[-1].start()])).strip(" \"'") if found else ""), address


def _time(mail: Message, now: datetime) -> datetime:
    try:
        said = parsedate_to_datetime(str(mail["Date"] or "")[:200])
        at = said.astimezone(UTC) if said.tzinfo else said.replace(tzinfo=UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return now
    return at if now - _OLDEST <= at <= now else now


def _references(mail: Message) -> tuple[str, ...]:
    """In-Reply-To first, then References from its end: the nearest letter comes first."""
    direct = _IN_BRACKETS.findall(str(mail["In-Reply-To"] or "")[:5_000])
    chain = _IN_BRACKETS.findall(str(mail["References"] or "")[-20_000:])
    found = (*direct, *reversed(chain), *_returned(mail))
    return tuple(dict.fromkeys(_printable(one) for one in found))[:100]


def _returned(mail: Message) -> list[str]:
    """The id of the letter that a delivery status notification gives back (RFC 3462, 1)."""
    found: list[str] = []
    for part in _parts(mail) if mail.get_content_type() == "multipart/report" else ():
        payload = part.get_payload()
        if part.get_content_type() == "text/rfc822-headers" and isinstance(payload, str):
            letter = _parsed(_bytes_of(payload)[:_LONGEST_HEADERS])
        elif part.get_content_type() == "message/rfc822" and isinstance(payload, list):
            letter = next((one for one in payload if isinstance(one, Message)), Message())
        else:
            continue
        found += _IN_BRACKETS.findall(str(letter["Message-ID"] or "")[:5_000])
    return found


def _own_id(mail: Message, sender: str, at: datetime, subject: str, body: str) -> str:
    """Its Message-ID; of a mail without one, a digest of what a repeated post has in common."""
    found = _IN_BRACKETS.search(str(mail["Message-ID"] or "")[:5_000])
    if found:
        return _printable(found[1])
    day = str(mail["Date"] or at.date())
    text = "\0".join((sender, day, subject, body))
    return f"none:{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()}"


def _marks(mail: Message, envelope: str | None) -> Marks:
    def first_word(name: str) -> str:
        words = re.split(r"[\s;]+", str(mail[name] or "").strip().lower()[:200], maxsplit=1)
        return words[0]

    about = str(mail.get_param("report-type") or "").lower()
    report = mail.get_content_type() == "multipart/report"
    receipt = report and about == "disposition-notification"
    path = str(mail["Return-Path"]).strip() if mail["Return-Path"] is not None else None
    return Marks(
        auto_submitted=first_word("Auto-Submitted"),
        precedence=first_word("Precedence"),
        autoreply=receipt
        or any(first_word(one) not in ("", "no", "0", "false") for one in _AUTOREPLY),
        suppress=mail["X-Auto-Response-Suppress"] is not None,
        null_path=path == "<>" or (path is None and envelope == ""),
        report=report and not receipt,
    )


def _envelope(text: str | bytes) -> str | None:
    """The envelope's sender, blank for ``<>``; None where nothing is said."""
    try:
        found = json.loads(text) if 0 < len(text) < 100_000 else None
    except (ValueError, RecursionError):
        return None
    sender = found.get("from") if isinstance(found, dict) else None
    return sender.strip().strip("<>") if isinstance(sender, str) else None


def _checks(
    form: Mapping[str, str | bytes], sender: str, envelope: str | None
) -> tuple[tuple[str, ...], bool]:
    """Which of SPF and DKIM failed, and whether one passed for the domain in From (RFC 7489, 3.1).

    A signature that passes stands for the sender whatever way the mail took (as DMARC has it).
    """
    domain = _domain(sender)
    spf = _bytes_of(form.get("SPF", "")).decode("ascii", "replace").strip().lower()
    dkim = _DKIM.findall(_bytes_of(form.get("dkim", "")).decode("ascii", "replace")[:5_000])
    signed = any(
        said.lower() == "pass" and _aligned(signer.lower(), domain) for signer, said in dkim
    )
    from_there = spf.startswith("pass") and _aligned(_domain(envelope or ""), domain)
    failed = []
    if spf.startswith(("fail", "softfail")) and not signed:
        failed.append("spf")
    if any(said.lower() == "fail" for _, said in dkim) and not (signed or from_there):
        failed.append("dkim")
    if not domain:
        failed.append("from")
    return tuple(failed), signed or from_there


def _domain(address: str) -> str:
    return address.rpartition("@")[2].lower().rstrip(".")


def _aligned(one: str, other: str) -> bool:
    """Whether one is the other or below it."""
    if not one or not other or "." not in one or "." not in other:
        return False
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _parts(mail: Message) -> Sequence[Message]:
    """The parts of a mail, not too many and not too deep; those of attached mails are none."""
    found: list[Message] = []
    waiting = [mail]
    while waiting and len(found) < _LONGEST_PART_WALK:
        one = waiting.pop(0)
        found.append(one)
        payload = one.get_payload()
        if isinstance(payload, list) and one.get_content_maintype() == "multipart":
            waiting = [part for part in payload if isinstance(part, Message)] + waiting
    return found


def _body_of(mail: Message) -> str:
    texts: dict[str, str] = {}
    for part in _parts(mail):
        kind = part.get_content_type()
        if kind not in ("text/plain", "text/html") or kind in texts:
            continue
        if part.get_content_disposition() == "attachment":
            continue
        try:
            data = part.get_payload(decode=True)
            charset = part.get_content_charset() or ""
        except (ValueError, LookupError, RecursionError, AttributeError):
            continue
        if isinstance(data, bytes):
            text = _text_of(data, charset)
            texts[kind] = _printable(text[:_LONGEST_TEXT])
    if texts.get("text/plain", "").strip():
        return texts["text/plain"]
    return text_of_html(texts.get("text/html", ""))


def _failure(mail: Message, body: str) -> tuple[str, str]:
    """Status and address of a delivery status notification (RFC 3464, 2.3), as far as said."""
    if mail.get_content_type() != "multipart/report":
        return "", ""
    status = address = ""
    for part in _parts(mail):
        payload = part.get_payload()
        if part.get_content_type() != "message/delivery-status" or not isinstance(payload, list):
            continue
        for block in payload:
            if not isinstance(block, Message):
                continue
            found = _STATUS.search(str(block["Status"] or "")[:200])
            status = status or (found[1] if found else "")
            said = str(block["Final-Recipient"] or "")[:500].rpartition(";")[2]
            clean = clean_address(said) if said.strip() else Unusable("")
            address = address or ("" if isinstance(clean, Unusable) else clean)
    if not status and (found := _STATUS.search(body[:5_000])):
        status = found[1]
    return status, address
