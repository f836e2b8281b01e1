"""Which line of a page is what: title, date, body, signatories, or nothing of the statement's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from urllib.parse import urlsplit

from outreach.domain.names import name_key
from outreach.domain.residue import ends_page, is_control, is_page_number, is_residue

from .dates import date_in, date_line
from .page_body import ends_sentence, is_prose, weight
from .page_contacts import ContactBlock, contact_blocks
from .page_dateline import Dateline, dateline_in, place_and_day
from .page_html import WebPage
from .page_release import Until, is_embargo, release_end, until
from .page_signed import SignedBy, announced, signed_at, signed_beside
from .page_text import Line, cut
from .page_title import title_at
from .page_words import ABOUT, CONTACT, SIGNED

_ABOUT_WORDS = 9
_MOST_ABOUTS = 20


@dataclass(frozen=True, slots=True)
class About:
    """A boilerplate: the line above it, and its lines."""

    heading: Line
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Parts:
    """A page's lines, each in the one place it belongs to, and those that belong nowhere.

    ``body`` is kept, ``moved`` went into the statement's other fields, all else is ``left_out``.
    ``release`` is the line that says when to publish, ``until`` its moment if it can be read.
    """

    title: tuple[Line, ...]
    subtitle: Line | None
    date: date | None
    dateline: Dateline | None
    release: Line | None
    until: Until | None
    body: tuple[Line, ...]
    signed: SignedBy | None
    contacts: tuple[ContactBlock, ...]
    abouts: tuple[About, ...]
    moved: tuple[Line, ...]
    left_out: tuple[Line, ...]


def parts_of(web: WebPage) -> Parts:
    every = _page_breaks([part for line in web.lines for part in announced(line)])
    lines = [line for line in every if not line.outside]
    host = urlsplit(web.address).netloc
    furniture = [line for line in every if line.outside]
    signed = signed_at(lines, host) or signed_beside(furniture, host)
    named = _ids(signed.region if signed else ())
    unsigned = [line for line in lines if id(line) not in named]
    contacts = tuple(contact_blocks(unsigned))
    release = [line for line in unsigned if release_end(line.text)]
    aside = _ids([*release, *(line for block in contacts for line in block.lines)])
    free = [line for line in lines if id(line) not in aside]
    start, title = title_at(free, web.title)
    abouts = tuple(_abouts([one for one in free[start + len(title) :] if id(one) not in named]))
    about = [line for one in abouts for line in (one.heading, *one.lines)]
    running = _running(free, start + len(title), signed, without=_ids(about))
    titled = " ".join(line.text for line in title) or web.title
    kept = [line for line in running if name_key(line.text) != name_key(titled)]
    dated = [line for line in (*free[:start], *kept) if date_line(line.whole)]
    days = _ids(dated)
    body = [line for line in kept if id(line) not in days]
    subtitle = body.pop(0) if len(body) > 1 and _repeats(body[0], titled) else None
    dateline, opening, text = _dateline(body)
    every = _with_cut(every, body, text, opening)
    body = text
    if dateline and not subtitle and len(body) > 1 and _is_subtitle(body[0]):
        subtitle = body.pop(0)
    lift = next(filter(None, (until(line.text) for line in release)), None)
    said = web.date or (dateline.day if dateline else None)
    beside = [date_in(line.text) for block in contacts for line in block.lines]
    day = next(filter(None, [*map(date_of, dated), said, *beside, *map(date_of, release)]), None)
    moved = [
        *(title or _shown(every, web.title, signed)), *filter(None, [subtitle, opening]), *release,
        *_telling(dated, every, day), *(line for block in contacts for line in block.lines),
        *about, *_of_signatories(signed),
    ]  # fmt: skip
    used = _ids([*moved, *body])
    return Parts(
        title=title, subtitle=subtitle, date=day, dateline=dateline,
        release=_which(release), until=lift, body=tuple(body), signed=signed, contacts=contacts,
        abouts=abouts, moved=tuple(moved),
        left_out=tuple(line for line in every if id(line) not in used),
    )  # fmt: skip


def date_of(line: Line) -> date | None:
    """The day of a line that is a date or says when to publish."""
    end = release_end(line.text)
    return date_in(line.text[end:]) if end else date_line(line.whole)


def _ids(lines: Iterable[Line]) -> set[int]:
    """Lines by identity: two of a page may look alike."""
    return {id(line) for line in lines}


def _page_breaks(lines: Sequence[Line]) -> list[Line]:
    """The lines with page numbers as furniture, and what a new page broke in two made whole."""
    out: list[Line] = []
    shift: dict[int, int] = {}
    broken = False
    for line in lines:
        if not line.outside and is_page_number(line.whole):
            out.append(replace(line, outside=True))
            broken = True
            continue
        before = next((one for one in reversed(out[-4:]) if not one.outside), None)
        if broken and before and not line.outside:
            broken = False
            if not ends_sentence(before.text) and line.stanza not in shift:
                shift[line.stanza] = before.stanza
        out.append(replace(line, stanza=shift[line.stanza]) if line.stanza in shift else line)
    return out


def _running(
    lines: Sequence[Line], start: int, signed: SignedBy | None, *, without: set[int]
) -> list[Line]:
    """The lines of the text: those above the signatories, or below if there is none above."""
    end = len(lines)
    if signed:
        end = next((at for at, line in enumerate(lines) if line is signed.claim), end)
    above = end < len(lines)
    text = list(_text(lines[start:end], without, cut=not above))
    if signed and above and not any(is_prose(line) for line in text):
        below = lines[end + 1 + len(signed.region) :]
        text += _text(below, without, cut=True)
    return text


def _text(lines: Sequence[Line], without: set[int], *, cut: bool) -> Iterator[Line]:
    """The lines that are no residue; with ``cut``, up to what closes the page."""
    seen_prose = False
    for line in lines:
        seen_prose = seen_prose or is_prose(line)
        if cut and seen_prose and ends_page(line.text):
            return
        if not ends_page(line.text) and not is_residue(line.text) and id(line) not in without:
            yield line


def _repeats(line: Line, title: str) -> bool:
    """Whether a line only says the title again, in other words or at greater length."""
    said, known = set(name_key(line.text).split()), set(name_key(title).split())
    if line.kind not in ("text", "heading") or line.text[-1] in ".!?。" or not known:
        return False
    return len(said) > 2 and len(said & known) * 10 >= min(len(said), len(known)) * 7


def _is_subtitle(line: Line) -> bool:
    """Whether a line between the title and the dateline says what the title leaves out."""
    ends = line.text[-1] in ".:：!?。,"
    return line.kind in ("text", "heading") and not ends and 2 < weight(line.text) <= 30


def _dateline(body: list[Line]) -> tuple[Dateline | None, Line | None, list[Line]]:
    """The dateline, the line or part of one that it stands in, and the body without it."""
    if len(body) > 1 and (found := place_and_day(body[0].text)):
        return found, body[0], body[1:]
    for at, line in enumerate(body[:3]):
        found = dateline_in(line.text) if line.kind == "text" and not line.marker else None
        if found:
            opening, rest = cut(line, found.end)
            return found, opening, [*body[:at], rest, *body[at + 1 :]]
        if is_prose(line) and ends_sentence(line.text):
            break
    return None, None, body


def _with_cut(
    every: list[Line], before: Sequence[Line], after: Sequence[Line], opening: Line | None
) -> list[Line]:
    """All lines, with the one that holds the dateline in its two parts."""
    whole, parts = _ids(before) - _ids(after), _ids(after) - _ids(before)
    if opening is None or not parts:
        return every
    rest = [line for line in after if id(line) in parts]
    return [part for line in every for part in ([opening, *rest] if id(line) in whole else [line])]


def _abouts(lines: Sequence[Line]) -> list[About]:
    """The boilerplates: sections “About …” after which no other text follows."""
    found: list[About] = []
    end = len(lines)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if ends_page(line.text) and not ABOUT.match(line.text):
            end = at
        elif len(found) < _MOST_ABOUTS and _is_about(lines, at):
            below = _about_text(lines[at + 1 : end])
            rest = lines[at + 1 + len(below) : end]
            if below and not any(is_prose(one) for one in rest):
                found.append(About(line, below))
                end = at
    return found[::-1]


def _is_about(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    short = weight(line.text) <= _ABOUT_WORDS and not is_prose(line)
    below = lines[at + 1] if at + 1 < len(lines) else None
    named = ABOUT.match(line.text) is not None and line.text[-1] not in ".!?"
    return short and named and below is not None and is_prose(below)


def _about_text(lines: Sequence[Line]) -> tuple[Line, ...]:
    below: list[Line] = []
    for line in lines:
        stop = line.kind == "heading" or SIGNED.match(line.text) or is_control(line.text)
        goes_on = bool(below) and line.stanza == below[-1].stanza and line.column > 0
        if stop or CONTACT.fullmatch(line.text.rstrip(" :：")):
            break
        if not (is_prose(line) or goes_on):
            break
        below.append(line)
    return tuple(below)


def _shown(lines: Sequence[Line], title: str, signed: SignedBy | None) -> tuple[Line, ...]:
    """Where a title that stands outside the text is shown."""
    taken = _ids(_of_signatories(signed))
    outside = (line for line in lines if line.outside and id(line) not in taken)
    found = (line for line in outside if name_key(line.text) == name_key(title))
    return tuple(islice(found, 1 if title else 0))


def _telling(dated: Sequence[Line], every: Sequence[Line], day: date | None) -> Iterator[Line]:
    """The lines that the date was taken from."""
    if day is None:
        return
    told = [line for line in dated if date_line(line.whole) == day]
    outside = (line for line in every if line.outside and date_line(line.whole) == day)
    yield from told or islice(outside, 1)


def _which(release: Sequence[Line]) -> Line | None:
    """The line that names an embargo, else the first of them."""
    ordered = sorted(release, key=lambda line: not is_embargo(line.text))
    return ordered[0] if ordered else None


def _of_signatories(signed: SignedBy | None) -> Iterator[Line]:
    if signed:
        unused = _ids(signed.names.unused)
        yield signed.claim
        yield from (line for line in signed.region if id(line) not in unused)
