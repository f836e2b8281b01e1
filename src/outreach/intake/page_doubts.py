"""What an import is unsure of or has changed, each with its place on the page."""

from __future__ import annotations

from collections.abc import Iterator

from outreach.domain.residue import ends_page, is_residue, reads_as_sentence
from outreach.domain.signatories import claims_alphabetical, signatory_problems
from outreach.domain.typography import slips
from outreach.errors import Place, Problem

from .dates import odd_weekday
from .page_body import broken_words, is_prose
from .page_html import WebPage
from .page_parts import Parts
from .page_release import is_embargo
from .page_signed import may_name, set_apart
from .page_text import Line
from .page_words import SIGN_OFF


def missing(parts: Parts, web: WebPage, title: str, file: str) -> Iterator[Problem]:
    if not parts.title and not web.title:
        hint = f"“{title}” stands in for it: write the title into statement.md"
        yield Problem("I201", "no title found", Place(file), hint, "warning")
    if not parts.date:
        hint = "add `date: YYYY-MM-DD` to statement.md"
        yield Problem("I202", "no date found", Place(file), hint, "warning")
    if not parts.signed:
        yield _no_signatories(parts, file)
    if not any(line.kind in ("bullet", "number") for line in parts.body):
        hint = "if there are asks, make them a list: lines that begin with “- ”"
        yield Problem("I204", "no list of asks found", Place(file), hint, "info")


def _no_signatories(parts: Parts, file: str) -> Problem:
    """That none were found; names below “Sincerely,” stay in the text and are pointed at."""
    message, place = "no list of signatories found", Place(file)
    hint = "write them into signatories.txt, one a line"
    for number, line in enumerate(parts.body):
        if SIGN_OFF.fullmatch(line.text.rstrip(" ,，.。!")):
            below = [one for one in parts.body[number + 1 :] if not is_prose(one)]
            if below:
                lines = "the line" if len(below) == 1 else f"{len(below)} lines"
                message += f"; {lines} below “{line.text}” stayed in the text"
                hint = "if these are names, move them into signatories.txt, one a line"
            place = at(line, file, 0)
    return Problem("I203", message, place, hint, "warning")


def doubts(parts: Parts, web: WebPage, file: str, language: str) -> Iterator[Problem]:
    yield from _removed(parts, file)
    yield from _repairs(parts, file, language)
    yield from _odd_names(parts, file)
    yield from _release(parts, file)
    yield from _contacts(parts, file)
    yield from _left_behind(parts, file)
    yield from _rivals(parts, web, file)


def _removed(parts: Parts, file: str) -> Iterator[Problem]:
    """Characters that steer a terminal or turn text round, and did not come in."""
    for line in (*parts.moved, *parts.body):
        begins = line.column - len(line.marker)
        for stray in line.strays:
            place = Place(file, line.number, stray.start + 1 if begins > 0 else 0)
            hint = "compare the words there with the page as it is shown"
            yield Problem("P103", stray.what, place, hint, stray.level)


def _repairs(parts: Parts, file: str, language: str) -> Iterator[Problem]:
    subtitle = (parts.subtitle,) if parts.subtitle else ()
    for line in (*parts.title, *subtitle, *parts.body):
        if line.kind == "bullet" and line.marker not in ("- ", ""):
            message = f"typed bullet “{line.marker.strip()}” became an item of a list"
            yield Problem("P109", message, at(line, file, -len(line.marker)), level="info")
        for slip in slips(line.text, language):
            yield Problem("P103", f"mended: {slip.what}", at(line, file, slip.start), level="info")
        for words in line.emphasised:
            place = at(line, file, line.text.find(words))
            yield Problem("P107", f"“{words}” between marks became emphasis", place, level="info")
    for line, after in broken_words(parts.body):
        halves = line.text.split()[-1], after.text.split()[0]
        yield Problem(
            code="I209",
            message=f"“{halves[0]}” and “{halves[1]}” became “{halves[0][:-1]}{halves[1]}”",
            place=at(line, file, len(line.text) - 1),
            hint="put the hyphen back if the word has one",
            level="info",
        )


def _odd_names(parts: Parts, file: str) -> Iterator[Problem]:
    if not parts.signed:
        return
    names = parts.signed.names.signed
    claim = parts.signed.claim
    if claim.outside:
        message = f"the signatories below “{claim.text}” stand outside the page's article"
        hint = "look if the list is this statement's"
        yield Problem("I210", message, at(claim, file, 0), hint, "warning")
    if may_name(claim):
        message = f"“{claim.text}” was taken as the heading of the list"
        hint = "if it names who signed, add the name to signatories.txt"
        yield Problem("I210", message, at(claim, file, 0), hint, "warning")
    taken = {id(one.line) for one in names}
    for line in set_apart(parts.signed.region):
        if id(line) in taken:
            yield Problem(
                code="I205",
                message=f"“{line.text}” stands apart from the list and was taken as a signatory",
                place=at(line, file, 0),
                hint="if the list ended there, remove it and what follows from signatories.txt",
                level="warning",
            )
    for one in names:
        if one.doubt:
            message = f"signatory “{one.who.name}”: {one.doubt}"
            hint = "compare it with how the organisation signed"
            yield Problem("I210", message, at(one.line, file, one.start), hint, "warning")
    for line in parts.signed.names.nameless:
        message = f"the table's row “{line.text}” names no signatory"
        hint = "add the name to signatories.txt if one is missing"
        yield Problem("I210", message, at(line, file, 0), hint, "warning")
    signed = [(one.who.name, at(one.line, file, one.start)) for one in names]
    yield from signatory_problems(signed, alphabetical=claims_alphabetical(parts.signed.claim.text))


def _release(parts: Parts, file: str) -> Iterator[Problem]:
    line = parts.release
    if line and is_embargo(line.text) and not parts.until:
        hint = "add [embargo] with until = YYYY-MM-DDTHH:MM:SS and timezone to campaign.toml"
        message = f"“{line.text}”: day and time of the embargo could not be read"
        yield Problem("I208", message, at(line, file, 0), hint, "warning")
    elif line and parts.until and not parts.until.zone:
        said = f"until = {parts.until.clock:%Y-%m-%dT%H:%M:%S}"
        hint = f'add to campaign.toml: [embargo], {said}, timezone = "…"'
        message = f"“{line.text}” names no time zone that is known"
        yield Problem("I208", message, at(line, file, 0), hint, "warning")
    elif line and parts.until and parts.until.misnamed:
        message = f"the embargo says {parts.until.misnamed}, which is not the time of that season"
        hint = f"it was read as {parts.until.zone}: ask if that is meant"
        yield Problem("I208", message, at(line, file, 0), hint, "warning")
    odd = odd_weekday(line.text) if line and is_embargo(line.text) else None
    if line and odd:
        message = f"“{odd[0]}” does not fit the embargo's date: {odd[1]} is a {odd[1]:%A}"
        hint = "ask which is meant; the date was taken"
        yield Problem("I208", message, at(line, file, 0), hint, "warning")
    dateline = parts.dateline
    if dateline and dateline.day and parts.date and dateline.day != parts.date:
        message = f"the dateline says {dateline.day}, the page {parts.date}"
        hint = "the page's date was taken: put right the one that is wrong"
        yield Problem("I211", message, Place(file), hint, "warning")


def _contacts(parts: Parts, file: str) -> Iterator[Problem]:
    for block in parts.contacts:
        for address in block.unread:
            message = f"“{address}” was not taken: its contact has another address already"
            hint = "add it to the contacts in statement.md if it is wanted"
            yield Problem("I212", message, at(block.lines[0], file, 0), hint, "warning")


def _left_behind(parts: Parts, file: str) -> Iterator[Problem]:
    """Running text that stayed behind, one finding for every stretch of it.

    Between the paragraphs of the text any sentence counts, even one that pages put around a text.
    """
    running = [line for line in (*parts.body, *parts.left_out) if _is_running(line)]
    first = min((line.number for line in parts.body), default=0)
    last = max((line.number for line in running), default=0)
    behind = [
        line
        for line in parts.left_out
        if not line.outside
        and (_is_running(line) or (first < line.number < last and reads_as_sentence(line.text)))
    ]
    stretches: list[list[Line]] = []
    for line in behind:
        if stretches and line.stanza - stretches[-1][-1].stanza <= 2:
            stretches[-1].append(line)
        else:
            stretches.append([line])
    for stretch in stretches:
        count = sum(line.words for line in stretch)
        opening = " ".join(stretch[0].text.split()[:6])
        yield Problem(
            code="I207",
            message=f"{count} words of running text were left out, from “{opening}”",
            place=at(stretch[0], file, 0),
            hint="copy them into statement.md if they belong to the statement",
            level="warning",
        )


def _is_running(line: Line) -> bool:
    return is_prose(line) and not is_residue(line.text) and not ends_page(line.text)


def _rivals(parts: Parts, web: WebPage, file: str) -> Iterator[Problem]:
    for line in web.rivals[:3]:
        message = "another article of like length stands on the page and was left out"
        hint = "look if the right one was taken; save the statement's own page if not"
        yield Problem("I213", message, Place(file, line), hint, "warning")
    second = parts.signed.second if parts.signed else None
    if second:
        message = f"“{second.text}” opens another list of names, which was not taken"
        hint = "if there are two statements on the page, copy each into a file of its own"
        yield Problem("I213", message, at(second, file, 0), hint, "warning")


def at(line: Line, file: str, offset: int) -> Place:
    return Place(file, line.number, line.column + offset if line.column else 0)
