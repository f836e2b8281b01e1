"""Whom reporters may call: the blocks of a page that name them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outreach.domain.residue import is_control
from outreach.domain.statement import MediaContact

from .dates import date_in, without_date
from .page_body import is_prose, weight
from .page_release import release_end
from .page_text import Line
from .page_words import ABOUT, CONTACT, EMAIL, PHONE, SIGNED

_LABEL = re.compile(
    r"\b(?:e-?mail|mail|tel(?:ephone|efon|éfono|éphone)?|phone|mobile?|mobil|cell|fax|whatsapp"
    r"|signal|office|電話|电话|電郵|邮箱)\s*[.:：]+\s*"
    r"|(?<![\w.])[etmp]\s*[:：]\s*",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r".{0,80}?\b(?:please )?(?:contact|call|e-?mail|write to|reach out to|wenden sie sich"
    r"(?: bitte)? an|contacter|contacte a|póngase en contacto con)\b:?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*[,;|\t•·、，；]\s*|\s+[–—-]\s+|\s*[()（）]\s*|\s+(?:at|or|on|via|unter|oder)\s+(?=$|[,;])"
)
_TITLE = re.compile(
    r"\b(?:director|officer|manager|coordinator|spokes|press|media|communications?|secretary"
    r"|president|chair|head|research|advis[eo]r|editor|founder|executive|policy|advocacy|campaigner"
    r"|sprecher|leiter|leitung|geschäftsführ|referent|vorsitzend|direct(?:eur|rice)|responsable"
    r"|chargée?|porte-parole|portavoz|director|coordinador|presidente|président)"
    r"|主任|發言人|发言人|總監|总监|幹事|干事|主席|秘書|秘书",
    re.IGNORECASE,
)
_LINES, _LINE_WORDS = 14, 30


@dataclass(frozen=True, slots=True)
class ContactBlock:
    """The lines of one block, who is named there, and the addresses that found no place."""

    lines: tuple[Line, ...]
    contacts: tuple[MediaContact, ...]
    unread: tuple[str, ...]


def contact_blocks(lines: Sequence[Line]) -> Iterator[ContactBlock]:
    """The blocks below such headings as “Media contact:” that give an address or a phone."""
    end = 0
    for at, line in enumerate(lines):
        if at < end or not _opens(line):
            continue
        block = (line, *_below(lines[at + 1 : at + 1 + _LINES], line))
        read = _read(block)
        if any(one.email or one.phone for one in read.contacts):
            end = at + len(block)
            yield read


def _opens(line: Line) -> bool:
    match = CONTACT.match(line.text)
    if not match or weight(line.text) > _LINE_WORDS:
        return False
    rest = line.text[match.end() :].strip()
    return not rest or rest[0] in ":：(/" or _reaches(rest) or weight(line.text) <= 6


def _below(lines: Sequence[Line], heading: Line) -> Iterator[Line]:
    """The short lines below, as long as each stanza of them gives an address or a phone."""
    before = heading
    opened = _reaches(heading.text)
    for at, line in enumerate(lines):
        stanza = [one for one in lines[at:] if one.stanza == line.stanza]
        apart = line.stanza != before.stanza
        if apart and not any(_reaches(one.text) for one in stanza):
            ahead = [one for one in lines[at : at + 5] if not is_prose(one)]
            if opened or not any(_reaches(one.text) for one in ahead):
                return
        if line.kind == "heading" or _is_other(line) or _opens(line):
            return
        opened = opened or _reaches(line.text)
        before = line
        yield line


def _is_other(line: Line) -> bool:
    if (
        release_end(line.text)
        or SIGNED.match(line.text)
        or (ABOUT.match(line.text) and not _reaches(line.text))
    ):
        return True
    return is_control(line.text) or (is_prose(line) and not _reaches(line.text))


def _reaches(text: str) -> bool:
    return EMAIL.search(text) is not None or PHONE.search(text) is not None


def _read(block: Sequence[Line]) -> ContactBlock:
    found: list[MediaContact] = []
    unread: list[str] = []
    now = MediaContact("")
    before = block[0]
    for line in block:
        text = _without_opening(line.text) if line is block[0] else line.text
        apart = line.stanza != before.stanza and (now.email or now.phone)
        before = line
        for part in _segments(without_date(text) if date_in(text) else text):
            fresh = now.email or now.phone
            if EMAIL.fullmatch(part):
                if now.email:
                    unread.append(part)
                else:
                    now = replace(now, email=part)
            elif PHONE.fullmatch(part):
                now = replace(now, phone=f"{now.phone} / {part}" if now.phone else part)
            elif not now.name or (fresh and (apart or _is_person(part))):
                found, now, apart = [*found, *_complete(now)], MediaContact(part), ""
            else:
                now = _described(now, part)
    found += _complete(now)
    return ContactBlock(tuple(block), tuple(found), tuple(unread))


def _complete(one: MediaContact) -> list[MediaContact]:
    if one.name:
        return [one]
    return [replace(one, name=one.organisation or one.email)] if one.email or one.phone else []


def _without_opening(text: str) -> str:
    lead = _LEAD.match(text)
    if lead and (_reaches(text[lead.end() :]) and lead.end() > 8):
        return text[lead.end() :]
    match = CONTACT.match(text)
    rest = text[match.end() :] if match else text
    before, colon, after = rest.partition(":") if ":" in rest else rest.partition("：")
    return after if colon and not _reaches(before) else rest if _reaches(rest) else ""


def _segments(text: str) -> Iterator[str]:
    text = _LABEL.sub(" , ", text)
    for match in (
        *EMAIL.finditer(text),
        *PHONE.finditer(EMAIL.sub(lambda m: " " * len(m[0]), text)),
    ):
        text = text.replace(match[0], f" , {match[0]} , ", 1)
    for part in _BETWEEN.split(text):
        said = re.sub(
            r"^(?:or|and|at|oder|und|ou|o|et|y)\b\s*|\s*\b(?:at|or|and|on|via)$",
            "",
            part.strip(" :"),
        )
        if said and any(character.isalnum() for character in said):
            yield said


def _is_person(text: str) -> bool:
    words = text.split()
    named = all(word[0].isupper() or not word[0].isascii() for word in words)
    return 1 < len(words) <= 5 and named and not _TITLE.search(text)


def _described(one: MediaContact, part: str) -> MediaContact:
    if _TITLE.search(part):
        return replace(one, title=f"{one.title}, {part}" if one.title else part)
    if one.organisation:
        return replace(one, organisation=f"{one.organisation}, {part}")
    return replace(one, organisation=part)
