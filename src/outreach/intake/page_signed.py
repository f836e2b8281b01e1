"""Where on a page the signatories stand: below which heading, and up to which line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, pairwise

from outreach.domain.residue import ends_page, is_control

from .dates import date_line
from .page_body import is_prose, weight
from .page_names import NameList, read_names
from .page_release import release_end
from .page_runs import names_in_run
from .page_text import Line, cut
from .page_words import ABOUT, ANNOUNCES, CONTACT, EMAIL, PHONE, SIGNED, SIGNED_ALONE, SIGNED_LEAD

_INLINE = re.compile(r"[^:：]{3,90}[:：](?!in(?:nen)?\b)\s*(?=\S)")
# “Signed by the following groups”, “Signatories, 44 of them”: words about the list, no names.
_DESCRIBES = re.compile(
    r"(?:the |these |those |all |our )*(?:\d|(?:following|undersigned|below|more than|over|hundreds"
    r"|dozens|many|several|members|representatives|organi[sz]ations|civil society|groups)\b)",
    re.IGNORECASE,
)
_KINDS = re.compile(
    r"[^,;]*\b(?:organi[sz]ations|groups|ngos|individuals|signatories|experts|scholars"
    r"|organisationen|gruppen|personen|organizaciones|associations)",
    re.IGNORECASE,
)
_FOR_WHOM = re.compile(
    r"(?:on behalf of|im Namen|au nom d[eu]|en nombre del?)(?: the| der| des| von| la)? (\w)"
)
_NAME_WORDS = 10
_HEADING_WORDS = 14


@dataclass(frozen=True, slots=True)
class SignedBy:
    """The heading, the lines below it that belong to the list, and what they gave."""

    claim: Line
    region: tuple[Line, ...]
    names: NameList
    second: Line | None = None


def announced(line: Line) -> tuple[Line, ...]:
    """The line, or two: “Signed by:” and the names, “For immediate release” and a contact."""
    if line.outside:
        return (line,)
    inline = _INLINE.match(line.text)
    if inline and SIGNED.match(line.text) and not ANNOUNCES.search(inline[0].strip()):
        rest = line.text[inline.end() :]
        if weight(inline[0]) <= _HEADING_WORDS and (names_in_run(rest) or not is_prose(line)):
            return cut(line, inline.end())
    if at := _names_at(line):
        return cut(line, at)
    end = release_end(line.text)
    rest = line.text[end:].strip(" .:–—-|") if end else ""
    if rest and CONTACT.match(rest):
        return cut(line, line.text.index(rest))
    return (line,)


def _names_at(line: Line) -> int:
    """Where names begin behind “Signed,” or “Signed by” and no colon; 0 where none do."""
    lead = SIGNED_LEAD.match(line.text)
    if not lead or line.kind in ("bullet", "number"):
        return 0
    rest = line.text[lead.end() :]
    run = names_in_run(rest, sure=rest.endswith((",", "，")))
    if not run and (is_prose(line) or rest[-1] in ".!?;:"):
        return 0
    for name in [one.text for one in run] or [rest]:
        first = name.removeprefix("the ")[:1]
        if first.islower() or weight(name) > _NAME_WORDS or re.search("[!?]", name):
            return 0
    if not run and (_KINDS.fullmatch(rest) or date_line(rest) or EMAIL.search(rest)):
        return 0
    return 0 if _DESCRIBES.match(rest) else lead.end()


def may_name(claim: Line) -> bool:
    """Whether the heading may itself name who signed: “Signed by The Order of Scholars”."""
    signer = _FOR_WHOM.search(claim.text)
    if signer:
        return signer[1].isupper() and not _DESCRIBES.match(claim.text, signer.start(1))
    lead = SIGNED_LEAD.match(claim.text)
    rest = claim.text[lead.end() :] if lead else ""
    return rest[:1].isupper() and bool(_KINDS.fullmatch(rest)) and not _DESCRIBES.match(rest)


def _read(region: Sequence[Line], claim: Line, host: str) -> NameList:
    """The names; a single one that only “Signed by” parts from the heading is doubted."""
    names = read_names(region, host)
    beside = [one for one in names.signed if one.line.goes_on]
    if len(beside) != 1 or claim.text[-1] in ":：":
        return names
    doubt = f"it stood on one line with “{claim.text}”, without a colon"
    doubted = (replace(one, doubt=doubt) if one in beside else one for one in names.signed)
    return replace(names, signed=tuple(doubted))


def signed_at(lines: Sequence[Line], host: str) -> SignedBy | None:
    """Of the headings that could announce signatories, the one above the most names."""
    headings = [at for at, line in enumerate(lines) if is_signed_heading(line)]
    lists: list[SignedBy] = []
    end = 0
    for at in headings:
        if at < end:
            continue
        region = tuple(_region(lines[at + 1 :], lines[at]))
        found = bool(region) and not _are_clauses(region)
        names = _read(region, lines[at], host) if found else NameList(())
        end = at + len(region) if names.signed else end
        lists.append(SignedBy(lines[at], region, names))
    full = sorted(
        (one for one in lists if one.names.signed), key=lambda one: -len(one.names.signed)
    )
    if not full:
        return None
    best = full[0]
    inside = {id(line) for line in best.region}
    others = (one.claim for one in full[1:] if id(one.claim) not in inside)
    second = next(others, None)
    return SignedBy(best.claim, best.region, best.names, second)


def signed_beside(lines: Sequence[Line], host: str) -> SignedBy | None:
    """A list of signatories in the furniture of a page, below a heading of its own.

    Nothing but a heading will do: “Signatories” may be an entry of a menu.
    """
    below = [replace(line, outside=line.kind != "heading") for line in lines]
    found = signed_at(below, host)
    if found is None:
        return None
    own = dict(zip(map(id, below), lines, strict=True))
    region = tuple(own[id(line)] for line in found.region)
    return SignedBy(own[id(found.claim)], region, _read(region, found.claim, host))


def set_apart(region: Sequence[Line]) -> tuple[Line, ...]:
    """The first line of every stanza but the first, where the list began unbroken.

    Of those below a list on one line, the first.
    """
    if region and region[0].goes_on and names_in_run(region[0].text):
        below = (line for line in region[1:] if line.stanza != region[0].stanza)
        return tuple(islice(below, 1))
    if len(region) < 2 or region[0].stanza != region[1].stanza or not region[0].column:
        return ()
    return tuple(after for before, after in pairwise(region) if after.stanza != before.stanza)


def is_signed_heading(line: Line) -> bool:
    if line.outside or not line.text:
        return False
    short = weight(line.text) <= _HEADING_WORDS and line.text[-1] not in ".;,!?"
    if SIGNED_ALONE.fullmatch(line.text):
        return True
    return short and bool(SIGNED.match(line.text)) and not ANNOUNCES.search(line.text)


def _region(lines: Sequence[Line], heading: Line) -> Iterator[Line]:
    before: Line | None = None
    for at, line in enumerate(lines):
        apart = before is not None and line.stanza != before.stanza
        if _ends(line, heading, lines[at + 1 : at + 3], apart=apart):
            return
        before = line
        yield line


def _ends(line: Line, heading: Line, after: Sequence[Line], *, apart: bool) -> bool:
    if (
        ends_page(line.text)
        or date_line(line.whole)
        or EMAIL.search(line.text)
        or PHONE.search(line.text)
    ):
        return True
    if release_end(line.text) or (CONTACT.fullmatch(line.text.rstrip(" :：")) is not None):
        return True
    if is_prose(line) and not names_in_run(line.text):
        return True
    below = after[0] if after else None
    if ABOUT.match(line.text) and below and is_prose(below) and not names_in_run(below.text):
        return True
    deeper = heading.kind == "heading" and line.level > heading.level
    grouped = line.kind == "heading" and (deeper or heading.kind != "heading") and _is_group(line)
    return (apart and is_control(line.text)) or (line.kind == "heading" and not (deeper or grouped))


def _is_group(line: Line) -> bool:
    from .page_places import is_country

    return is_country(re.sub(r"\s*(?:\(\d+\)|[:：])+\s*$", "", line.text))


def _are_clauses(region: Sequence[Line]) -> bool:
    """Whether the lines are rather demands: most end in a comma or semicolon, the last as well."""
    clauses = sum(line.text.endswith((";", ",")) for line in region)
    if clauses * 2 <= len(region):
        return False
    last = region[-1].text
    short = all(weight(line.text) <= 9 and not line.text[0].islower() for line in region)
    return last.endswith((";", ",")) or not (short and last[-1] not in ",;")
