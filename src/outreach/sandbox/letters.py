"""From an accepted mail/send body to each recipient's own copy. Pure, apart from the ids given.

Substitution is what SendGrid does with inline content: every occurrence of a key is replaced by
its value, literally and unescaped, in the subject, the contents and reply_to; not in custom_args,
headers, categories or names of sender and recipient. Values are not looked through again, for
SendGrid has said both that it nests and that it fails to.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from html import escape

from .rules_parts import Mail

ROLES = ("to", "cc", "bcc")

_UNSUBSCRIBE_TAG = re.compile(
    r"<%\s*asm_(?:group_unsubscribe|global_unsubscribe|preferences)(?P<raw>_raw)?_url\s*%>"
)


@dataclass(frozen=True, slots=True)
class Person:
    email: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """``content`` is base64, as it came."""

    filename: str
    content: str
    type: str = "application/octet-stream"
    disposition: str = "attachment"
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """What one recipient gets, with everything filled in.

    ``position`` counts the recipients of the request from 0. ``contents`` are (type, text) pairs
    in the order given. ``visible`` are the people named in To and Cc. ``send_at`` is in Unix
    seconds, 0 for at once.
    """

    id: str
    position: int
    recipient: str
    sender: Person
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    reply_to: tuple[Person, ...]
    subject: str
    contents: tuple[tuple[str, str], ...]
    headers: Mapping[str, str]
    attachments: tuple[Attachment, ...]
    custom_args: Mapping[str, str]
    categories: tuple[str, ...]
    group: int | None
    send_at: int
    recipient_name: str = ""


def copies(
    mail: Mail, new_id: Callable[[], str], unsubscribe_url: Callable[[str], str]
) -> Iterator[Copy]:
    """One copy per recipient, in the order of the request, made one at a time.

    ``unsubscribe_url`` gives the address at which the copy of that id is unsubscribed.
    """
    position = 0
    attachments = tuple(_attachment(a) for a in mail.get("attachments", ()))
    for block in mail["personalizations"]:
        shared = _shared(mail, block, attachments)
        for role in ROLES:
            for person in block.get(role, ()):
                copy_id = new_id()
                own = replace(
                    shared,
                    id=copy_id,
                    position=position,
                    recipient=person["email"],
                    recipient_name=person.get("name", ""),
                )
                yield _unsubscribable(own, mail, unsubscribe_url(copy_id))
                position += 1


def _shared(mail: Mail, block: Mail, attachments: tuple[Attachment, ...]) -> Copy:
    """What all recipients of one personalization have in common."""
    values = block.get("substitutions", {})
    return Copy(
        id="",
        position=0,
        recipient="",
        sender=_person(block.get("from", mail["from"])),
        to=_people(block.get("to", ())),
        cc=_people(block.get("cc", ())),
        reply_to=_reply_to(mail, values),
        subject=substitute(block.get("subject", mail.get("subject", "")), values),
        contents=tuple((c["type"], substitute(c["value"], values)) for c in mail["content"]),
        headers={**mail.get("headers", {}), **block.get("headers", {})},
        attachments=attachments,
        custom_args={**mail.get("custom_args", {}), **block.get("custom_args", {})},
        categories=tuple(mail.get("categories", ())),
        group=mail.get("asm", {}).get("group_id"),
        send_at=block.get("send_at", mail.get("send_at", 0)),
    )


def _unsubscribable(copy: Copy, mail: Mail, url: str) -> Copy:
    """``copy`` with its own way out, in its contents and, where asked for, in its headers."""
    tracking = mail.get("tracking_settings", {}).get("subscription_tracking", {})
    headers = {**_list_headers(url), **copy.headers} if tracking.get("enable") else copy.headers
    tag = tracking.get("substitution_tag", "") if tracking.get("enable") else ""
    links = {tag: url} if tag else {}
    given = ((kind, substitute(text, links)) for kind, text in copy.contents)
    contents = with_unsubscribe(given, url, footer=copy.group is not None)
    return replace(copy, contents=tuple(contents), headers=headers)


def substitute(text: str, values: Mapping[str, str]) -> str:
    """``text`` with every key of ``values`` replaced by its value, in one pass.

    >>> substitute("Dear -name-, -name-!", {"-name-": "<Ana>"})
    'Dear <Ana>, <Ana>!'
    """
    keys = frozenset(key for key in values if key)
    if not keys:
        return text
    pieces = list(_pieces(text, keys))
    pieces[1::2] = [values[key] for key in pieces[1::2]]
    return "".join(pieces)


@lru_cache(maxsize=32)
def _pieces(text: str, keys: frozenset[str]) -> tuple[str, ...]:
    """``text`` cut at the keys: literal, key, literal, key, ..., literal.

    The recipients of a request share text and keys, so the text is searched once for them all.
    Where keys overlap the longest wins.
    """
    longest_first = sorted(keys, key=lambda key: (-len(key), key))
    return tuple(re.split(f"({'|'.join(map(re.escape, longest_first))})", text))


def with_unsubscribe(
    contents: Iterable[tuple[str, str]], url: str, *, footer: bool
) -> Iterator[tuple[str, str]]:
    """Contents with SendGrid's unsubscribe tags replaced by ``url``.

    With an unsubscribe group and no tag in a content SendGrid appends a footer: so do we.
    """
    for kind, text in contents:
        filled, found = _UNSUBSCRIBE_TAG.subn(partial(_link, kind, url), text)
        yield kind, filled if found or not footer else filled + _footer(kind, url)


def _link(kind: str, url: str, tag: re.Match[str]) -> str:
    if kind == "text/html" and not tag["raw"]:
        return f'<a href="{escape(url)}">Unsubscribe</a>'
    return url


def _footer(kind: str, url: str) -> str:
    if kind == "text/html":
        return f'<p><a href="{escape(url)}">Unsubscribe From This List</a></p>'
    return f"\n\nUnsubscribe From This List ( {url} )\n" if kind == "text/plain" else ""


def _list_headers(url: str) -> dict[str, str]:
    """RFC 8058; SendGrid adds both when subscription tracking is on."""
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _reply_to(mail: Mail, values: Mapping[str, str]) -> tuple[Person, ...]:
    given = mail.get("reply_to_list") or [p for p in (mail.get("reply_to"),) if p]
    return tuple(
        Person(substitute(p["email"], values), substitute(p.get("name", ""), values)) for p in given
    )


def _people(people: list[Mail]) -> tuple[Person, ...]:
    return tuple(map(_person, people))


def _person(person: Mail) -> Person:
    return Person(person["email"], person.get("name", ""))


def _attachment(given: Mail) -> Attachment:
    return Attachment(
        given["filename"],
        given["content"],
        given.get("type", "application/octet-stream"),
        given.get("disposition", "attachment"),
        given.get("content_id", ""),
    )
