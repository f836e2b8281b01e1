"""Who signed, as a page prints it: a name a line, tables, run-on lists, groups by country."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlsplit

from outreach.domain.statement import Signatory

from .page_body import fills, weight
from .page_places import is_country
from .page_runs import Name, names_in_run
from .page_tables import signatories_of_rows, typed_rows, web_rows
from .page_text import Line
from .page_words import ADDRESS, COUNT, MORE, OFFICE, SIGNED_ALSO

_GROUP = re.compile(r"(?P<country>[^:：()]{2,40}?)\s*(?:\(\d+\))?\s*[:：]\s*(?P<rest>.*)")
_COUNTED = re.compile(r"\s*(?:\(\d+\)|[:：])+\s*$")
_TRAILING = re.compile(r"\s*[–—:(-]?\s*(?P<url>(?:https?://|www\.)[^\s()]+)\)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Signed:
    """A signatory, its line, where its name begins in it, and what may be wrong, or blank."""

    who: Signatory
    line: Line
    start: int = 0
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class NameList:
    """What a list of names gave.

    ``unused`` are its lines that hold none, such as “Europe:”; ``nameless`` are where rows of a
    table begin that should.
    """

    signed: tuple[Signed, ...]
    unused: tuple[Line, ...] = ()
    nameless: tuple[Line, ...] = ()


def read_names(lines: Sequence[Line], host: str = "") -> NameList:
    """The signatories in ``lines``; a link to ``host``, the page's own, is nobody's address."""
    for rows in (web_rows(lines), typed_rows(lines)):
        table = signatories_of_rows(rows)
        if table.found:
            used = {id(line) for row in table.found for line in row.used}
            used |= {id(line) for line in table.headings}
            return NameList(
                tuple(Signed(row.who, row.used[0], row.start, row.doubt) for row in table.found),
                tuple(line for line in lines if id(line) not in used),
                table.nameless,
            )
    return _of_lines(lines, host)


def _of_lines(lines: Sequence[Line], host: str) -> NameList:
    signed: list[Signed] = []
    unused: list[Line] = []
    headings = _group_headings(lines)
    in_lists = _are_lists(lines)
    plain = all(line.kind in ("bullet", "number") for line in lines if id(line) not in headings)
    separator = _separator(lines)
    items = list(_together(lines, headings, in_lists=in_lists))
    alone = sum(id(item[0]) not in headings for item in items) == 1
    country = ""
    for group in items:
        line = group[0]
        if id(line) in headings:
            country = headings[id(line)]
            unused += [] if country else group
        elif any(sign.fullmatch(line.text) for sign in (MORE, SIGNED_ALSO, COUNT)):
            unused += group
        else:
            texts = [one.printed if one is line and not plain else one.text for one in group]
            text = " ".join(texts)
            found = _group(text)
            country, rest = found or (country, text)
            skipped = len(text) - len(rest)
            sure = bool(found) or in_lists or (line.goes_on and len(group) > 1)
            lists = sure or alone or line.goes_on
            for name in _names(rest, separator, sure=sure, lists=lists):
                at, offset = _where(texts, skipped + name.start)
                who = _signatory(name.text, country, line, host, alone=name.text == line.text)
                begins = offset - (len(texts[at]) - len(group[at].text))
                signed.append(Signed(who, group[at], begins, name.doubt or _office(name.text)))
    return NameList(tuple(signed), tuple(unused))


def _names(text: str, separator: str, *, sure: bool, lists: bool) -> tuple[Name, ...]:
    """The names in ``text``: one, unless a list of names is to be expected there."""
    bare = text.rstrip(separator).rstrip() if separator else text
    run = names_in_run(bare, sure=sure)
    if run and not lists:
        doubt = "it was taken as one, since each name has a line of its own" if len(run) > 3 else ""
        return (Name(bare, 0, doubt),)
    return run or (Name(bare, 0),)


def _office(name: str) -> str:
    return "it seems to be somebody's office, not a name" if OFFICE.match(name) else ""


def _where(texts: Sequence[str], offset: int) -> tuple[int, int]:
    """In which of the texts, joined by blanks, an offset lies, and where there."""
    for at, text in enumerate(texts):
        if offset <= len(text):
            return at, offset
        offset -= len(text) + 1
    return len(texts) - 1, 0


def _group(text: str) -> tuple[str, str] | None:
    """“Germany: A, B” as the country and the rest."""
    match = _GROUP.fullmatch(text)
    if match and match["rest"] and is_country(match["country"]):
        return match["country"], match["rest"]
    return None


def _group_headings(lines: Sequence[Line]) -> dict[int, str]:
    """Lines above a group, by identity, with the country they name, or blank for another heading.

    A country alone on a line is one where it is set apart or not the only one.
    """
    bare = {id(line): _COUNTED.sub("", line.text) for line in lines}
    countries = [line for line in lines if is_country(bare[id(line)])]
    several = len(countries) > 1 and len(countries) * 2 <= len(lines)
    found: dict[int, str] = {}
    for line in lines:
        marked = line.kind == "heading" or line.text.endswith((":", "："))
        marked = marked or re.fullmatch(r"\*\*[^*]+\*\*:?", line.markup) is not None
        if is_country(bare[id(line)]) and (marked or several):
            found[id(line)] = bare[id(line)]
        elif line.kind == "heading" or line.text.endswith((":", "：")):
            found[id(line)] = ""
    return found


def _are_lists(lines: Sequence[Line]) -> bool:
    """Whether most lines are themselves lists of names."""
    runs = sum(bool(names_in_run(line.text.rstrip(",;"))) for line in lines)
    return runs * 2 > len(lines)


def _together(
    lines: Sequence[Line], headings: Mapping[int, str], *, in_lists: bool
) -> Iterator[list[Line]]:
    """Lines that hold one name or one list: those broken at a width, and items that go on."""
    for _, run in groupby(lines, key=lambda line: (line.stanza, id(line) in headings)):
        stanza = list(run)
        if in_lists and len(stanza) > 1 and stanza[0].column and fills(stanza):
            yield stanza
            continue
        items: list[list[Line]] = []
        for line in stanza:
            if items and (_continues(items[-1][0], line) or _runs_on(items[-1])):
                items[-1].append(line)
            else:
                items.append([line])
        yield from items


def _continues(item: Line, line: Line) -> bool:
    if item.kind not in ("bullet", "number") or line.kind != "text":
        return False
    return bool(line.column) and line.column > item.column - len(item.marker)


def _runs_on(item: Sequence[Line]) -> bool:
    """Whether a list that began on the heading's line goes on in the next."""
    return item[0].goes_on and item[-1].text.endswith((",", "，", "、", ";", "；"))


def _separator(lines: Sequence[Line]) -> str:
    """What ends every name but the last, where names stand on lines of their own."""
    if len(lines) < 3:
        return ""
    ends = Counter(line.text[-1] for line in lines[:-1])
    mark, count = ends.most_common(1)[0]
    clear = mark in ",;，；" and count == len(lines) - 1 and lines[-1].text[-1] != mark
    return mark if clear else ""


def _signatory(name: str, country: str, line: Line, host: str, *, alone: bool) -> Signatory:
    url = ""
    trailing = _TRAILING.search(name)
    if trailing and trailing.start() and weight(name[: trailing.start()]):
        url = trailing["url"] if ADDRESS.fullmatch(trailing["url"]) else ""
        name = name[: trailing.start()].rstrip()
        url = url if url.lower().startswith("http") else f"https://{url}"
    elif alone and line.link.startswith("http") and host and urlsplit(line.link).netloc != host:
        url = line.link
    return Signatory(name=name, country=country, url=url)
