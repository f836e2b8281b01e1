"""One person's letter: what was filled in, and whether it is hers.

Only the lines that differ by recipient are looked at for each of them: the rest is the message's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from outreach.domain.campaign import Edition
from outreach.domain.contact import Contact, Member
from outreach.domain.delivery import Message
from outreach.domain.names import name_key
from outreach.errors import Level, Problem

from .reading import Reading

LONGEST_NAME = 80

_SYNTAX = re.compile(
    r"\{\{|\}\}|\{%|%\}|\{#|#\}|<%|%>|\[\[|\]\]|\*\|\w+\|\*|<<\w+>>|«(?:\w+_\w+|(?:first|last|full|vor|nach)?name|vorname|nom|prénom|nombre)»|%recipient[.\w]*%"
    r"|\[(?:first |last |full )?name\]",
    re.IGNORECASE,
)
_UNFINISHED = re.compile(r"\b(?:TODO|TK|TKTK|FIXME|XXX|LOREM)\b|\b[Ll]orem ipsum\b")
_NO_VALUE = re.compile(
    r"none|nan|undefined|#n/?a|#ref!|#name\?|#value!|\[object object\]", re.IGNORECASE
)
_PROBABLY_NONE = re.compile(r"null|n/a|tbd|unknown|-+|\?+", re.IGNORECASE)
_TITLES = r"Mr|Ms|Mrs|Miss|Dr|Prof|Professor|Herrn?|Frau|M|Mme|Mlle|Sr|Sra|Srta"
_GREETING = (
    r"Dear|Sehr geehrter?|Liebe[rs]?|Chère?|Estimad[oa]|Querid[oa]|Car[oa]|Gentile|Prezad[oa]"
    r"|尊敬的|親愛的|亲爱的"
)
_BLANK_GREETING = re.compile(
    rf"^\s*(?:{_GREETING})(?:\s+(?:{_TITLES})\b\.?)*\s*[,:;!，：！]", re.MULTILINE
)
_GAP_IN_GREETING = re.compile(
    rf"^\s*(?:{_GREETING}|Hello|Hi|Hallo|Bonjour|Hola)\b[^,\n]{{0,80}}\s,"
)
_OF_CONGRESS = re.compile(
    rf"^\s*(?:{_GREETING}|Hello)\s+(?P<title>Senator|Representative|Congress(?:wo)?man|Delegate"
    r"|Resident Commissioner|Sen\.|Rep\.)\s+(?P<name>[^,:;\n]+)[,:;]"
)
_MARKUP = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|[a-z]{2,8});|\*\*")
_TWO_NAMES = re.compile(r"([a-z]{3,})[._-]([a-z]{3,})")
_DESKS = """
press news desk media office team editor editors editorial info contact foreign world asia
europe international politics newsroom tips letters opinion staff support admin general
communications public affairs service redaktion redaction presse kontakt
"""
_OF_DESKS = frozenset(_DESKS.split())

_Line = tuple[str | int, ...]
"""A line's text, with the number of a field in place of each tag."""


@dataclass(frozen=True, slots=True)
class Openings:
    """What of a message differs by recipient: the lines of its subject and its text with fields,

    and the numbers of the fields whose values are plain text. ``subject`` is empty where all
    recipients have the same.
    """

    lines: tuple[_Line, ...] = ()
    plain: tuple[int, ...] = ()
    subject: _Line = ()


def openings(message: Message) -> Openings:
    numbers = {one.tag: number for number, one in enumerate(message.fields)}
    if not numbers:
        return Openings()
    tags = re.compile("(" + "|".join(map(re.escape, numbers)) + ")")
    subject, *lines = [
        tuple(numbers.get(piece, piece) for piece in tags.split(line) if piece)
        if tags.search(line)
        else ()
        for line in (message.subject, *message.text.splitlines())
    ]
    plain = tuple(n for n, one in enumerate(message.fields) if one.part != "html")
    return Openings(tuple(filter(None, (subject, *lines))), plain, subject)


def filled(line: _Line, values: Sequence[str]) -> str:
    return "".join(one if isinstance(one, str) else values[one] for one in line)


def check_letter(
    opening: Openings, contact: Contact, values: Sequence[str], edition: Edition
) -> list[Problem]:
    """T002, T003, T007 and R708 on one recipient's letter; as a rule there are none."""
    found: dict[tuple[str, str], Problem] = {}
    for code, said, hint, level in _faults(opening, contact, values):
        message = f"{said} (for {contact.email})"
        place = edition.place("template")
        found[code, said] = Problem(code, message, place, hint, level, edition.name)
    return list(found.values())


_Fault = tuple[str, str, str, Level]


def _faults(opening: Openings, contact: Contact, values: Sequence[str]) -> Iterator[_Fault]:
    for line in opening.lines:
        doubled = any("  " in one for one in line if isinstance(one, str))
        for shown in filled(line, values).splitlines():  # a value may be a wrapped paragraph
            yield from _in_line(shown, contact.member, doubled=doubled)
    for number in opening.plain:
        yield from _in_value(values[number])
    yield from _in_name(contact, values)


def _in_line(line: str, member: Member | None, *, doubled: bool) -> Iterator[_Fault]:
    if _BLANK_GREETING.search(line) or _GAP_IN_GREETING.search(line):
        yield "T003", f"the letter greets nobody: “{line.strip()}”", "fill the name in", "error"
        return
    if member and (greeted := _OF_CONGRESS.search(line)):
        yield from _greeted(greeted["title"], greeted["name"], member)
    if "  " in line.strip() and not doubled:
        yield "T007", f"two spaces run together in “{line.strip()}”", _LOOK, "warning"


_LOOK = "look at the contact with `outreach contacts show`"


def _greeted(title: str, name: str, member: Member) -> Iterator[_Fault]:
    senate = title.startswith("Sen")
    if not set(name_key(member.last_name).split()) & set(name_key(name).split()):
        message = f"the letter greets {title} {name}, and the office is that of {member.name}"
        yield "R708", message, "correct the contact's salutation or office", "error"
    elif senate != (member.chamber == "senate"):
        message = f"the letter calls {member.name} {title}, who is a {member.title}"
        yield "R708", message, "print member.salutation instead of a title", "error"


def _in_value(value: str) -> Iterator[_Fault]:
    said = value.strip()
    if _NO_VALUE.fullmatch(said):
        yield "T002", f"“{said}” is printed as a value", "correct the contact", "error"
    elif _PROBABLY_NONE.fullmatch(said):
        yield "T002", f"“{said}” is printed as a value", _LOOK, "warning"
    elif left := _SYNTAX.search(said):
        yield "T002", f"“{left[0]}” is left in a value", "correct the contact", "error"
    elif marked := _MARKUP.search(said):
        yield "T007", f"“{marked[0]}” is shown as it is written", "correct the contact", "warning"


def _in_name(contact: Contact, values: Sequence[str]) -> Iterator[_Fault]:
    """What is odd about her name, if the letter prints it."""
    name = contact.name.strip()
    odd = _odd(name)
    if odd and any(name in value or (value and value in name) for value in values):
        yield "T007", f"the name “{name[:LONGEST_NAME]}” {odd}", _LOOK, "warning"


def _odd(name: str) -> str:
    if not name:
        return ""
    if len(name) >= LONGEST_NAME:
        return f"has {len(name)} characters"
    if len(name) == 1 and name.isascii():
        return "is one character"
    if any(ch.isdigit() for ch in name):
        return ""
    if name.isascii() and name.islower():
        return "is all in small letters"
    words = [word for word in name.split() if len(word.strip(".,")) > 1]
    shouted = name.isupper() and len(words) > 1 and max(map(len, words)) > 4
    return "is all in capitals" if shouted else ""


def check_leftovers(reading: Reading) -> Iterator[Problem]:
    """T002 and T003 in what all recipients of a message read."""
    for key, text in (("subject", reading.message.subject), ("template", reading.message.text)):
        plain = text.replace(reading.unsubscribe, "")
        for one in reading.message.fields:
            plain = plain.replace(one.tag, "\x00")
        where = "subject" if key == "subject" else "letter"
        left = _UNFINISHED.search(plain) or _SYNTAX.search(plain)
        if left:
            said = f"“{left[0]}” is left in the {where}"
            yield reading.problem("T002", said, "write what is meant there", key=key)
        if blank := _BLANK_GREETING.search(plain):
            said = f"the {where} greets nobody: “{blank[0].strip()}”"
            yield reading.problem("T003", said, "print a name there", key=key)


@dataclass(frozen=True, slots=True)
class Suspect:
    """A recipient whose address spells another name than hers; ``other`` is its folded key."""

    email: str
    name: str
    other: str


def suspect(contact: Contact) -> Suspect | None:
    """A contact with an address such as ``jane.smith@`` under a name that shares nothing with it.

    Names in other scripts than Latin, nicknames that begin alike and initials are no ground.
    """
    email = contact.email.lower()
    spelled = _TWO_NAMES.fullmatch(email.partition("@")[0])
    words = name_key(contact.name).split()
    if not spelled or len(words) < 2 or not "".join(words).isascii():
        return None
    given, family = spelled.groups()
    if _OF_DESKS & {given, family, *words}:
        return None
    if any(_alike(one, other) for one in (given, family) for other in words):
        return None
    return Suspect(contact.email, contact.name, f"{given} {family}")


def _alike(one: str, other: str) -> bool:
    return len(other) > 1 and (one[:3] == other[:3] or one in other or other in one)


def check_addresses(
    suspects: Sequence[Suspect], known: Collection[str], edition: Edition
) -> Iterator[Problem]:
    """T008 where the name that the address spells is another contact's; ``known`` are name keys."""
    for one in suspects:
        if one.other in known:
            message = f"{one.email} is greeted as {one.name}, and another contact has that name"
            hint = "compare both with their list: rows may have slipped"
            place = edition.place("audience")
            yield Problem("T008", message, place, hint, "warning", edition.name)
