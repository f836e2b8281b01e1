"""A statement's web page, copied as text or saved as HTML, as a Statement.

Navigation, labels, captions, sharing and footers stay behind and are listed. Spacing is mended
and reported, words are not changed, and signatories are exactly what the page prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import PurePath

from outreach.domain.signatories import claims_alphabetical, signatory_problems
from outreach.domain.statement import Signatory, Statement
from outreach.domain.typography import mended, slips
from outreach.errors import NeedsFixing, Place, Problem

from .page_body import body_markdown
from .page_html import WebPage, html_page, looks_like_html
from .page_parts import Parts, parts_of
from .page_text import Line, decoded, text_lines

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_SCRIPTS = (
    ("ja", "[\u3040-\u30ff]"),
    ("zh", "[\u4e00-\u9fff]"),
    ("ko", "[\uac00-\ud7af]"),
    ("bo", "[\u0f00-\u0fff]"),
    ("ar", "[\u0600-\u06ff]"),
    ("he", "[\u0590-\u05ff]"),
    ("ru", "[\u0400-\u04ff]"),
)
_TRADITIONAL, _SIMPLIFIED = "[們國這說對會時發權與聲]", "[们国这说对会时发权与声]"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page gave.

    ``left_out`` are its other lines, each with its number. ``heading`` is the one above the
    signatories, such as “Signed by (in alphabetical order):”, or blank.
    """

    statement: Statement
    problems: tuple[Problem, ...]
    left_out: tuple[tuple[int, str], ...]
    heading: str = ""


def read_page(data: bytes, filename: str, *, language: str = "") -> Page:
    """Read a page; ``filename`` names it in problems, ``language`` overrides what is detected.

    Raises NeedsFixing when there is no text, or nothing in it that could be a statement.
    """
    text, problems = decoded(data, filename)
    web = html_page(text) if looks_like_html(text) else WebPage(text_lines(text))
    parts = parts_of(web)
    if not parts.body:
        raise NeedsFixing(
            f"{filename} holds no statement: no paragraph of text was found",
            hint="copy the whole page, from its title to the last signatory",
        )
    language = language or _tag(web.language) or _language(parts.body)
    statement = _statement(parts, web, PurePath(filename), language)
    found = chain(_repairs(parts, filename, language), _odd_names(parts, filename))
    in_order = sorted(found, key=lambda problem: problem.place.line if problem.place else 0)
    return Page(
        statement=statement,
        problems=(*problems, *_missing(statement, parts, web, filename), *in_order),
        left_out=tuple((line.number, line.whole) for line in parts.left_out),
        heading=parts.claim.text if parts.claim else "",
    )


def _statement(parts: Parts, web: WebPage, file: PurePath, language: str) -> Statement:
    title = " ".join(line.text for line in parts.title) or web.title or file.stem
    subtitle = parts.subtitle.text.rstrip(":：").strip() if parts.subtitle else ""
    return Statement(
        title=mended(title, language),
        subtitle=mended(subtitle, language),
        date=parts.date,
        body=body_markdown(parts.body, language),
        language=language,
        source=web.address or file.name,
        signatories=tuple(Signatory(name) for name, _ in _signed(parts.names)),
    )


def _signed(names: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """The names as printed; a bullet or number is no part of one if every line has it."""
    bulleted = all(line.kind in ("bullet", "number") for line in names)
    for line in names:
        yield (line.text if bulleted else line.whole), line


def _tag(language: str) -> str:
    tag = language.replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else ""


def _language(body: Sequence[Line]) -> str:
    """The language a script gives away; Latin script is taken for English."""
    text = "".join(line.text for line in body)
    letters = sum(character.isalpha() for character in text)
    likely = (tag for tag, letter in _SCRIPTS if len(re.findall(letter, text)) * 4 > letters)
    tag = next(likely, "en")
    if tag != "zh":
        return tag
    traditional = len(re.findall(_TRADITIONAL, text)) > len(re.findall(_SIMPLIFIED, text))
    return "zh-Hant" if traditional else "zh-Hans"


def _missing(statement: Statement, parts: Parts, web: WebPage, file: str) -> Iterator[Problem]:
    if not parts.title and not web.title:
        hint = f"“{statement.title}” stands in for it: write the title into statement.md"
        yield Problem("I201", "no title found", Place(file), hint, "warning")
    if not statement.date:
        hint = "add `date: YYYY-MM-DD` to statement.md"
        yield Problem("I202", "no date found", Place(file), hint, "warning")
    if not statement.signatories:
        hint = "write them into signatories.txt, one a line"
        yield Problem("I203", "no list of signatories found", Place(file), hint, "warning")
    if not any(line.kind in ("bullet", "number") for line in parts.body):
        hint = "if there are asks, make them a list: lines that begin with “- ”"
        yield Problem("I204", "no list of asks found", Place(file), hint, "info")


def _repairs(parts: Parts, file: str, language: str) -> Iterator[Problem]:
    subtitle = (parts.subtitle,) if parts.subtitle else ()
    for line in (*parts.title, *subtitle, *parts.body):
        if line.kind == "bullet" and line.marker not in ("- ", ""):
            message = f"typed bullet “{line.marker.strip()}” became an item of a list"
            yield Problem("P109", message, _at(line, file, -len(line.marker)), level="info")
        for slip in slips(line.text, language):
            yield Problem("P103", f"mended: {slip.what}", _at(line, file, slip.start), level="info")
        for words in line.emphasised:
            place = _at(line, file, line.text.find(words))
            yield Problem("P107", f"“{words}” between marks became emphasis", place, level="info")


def _odd_names(parts: Parts, file: str) -> Iterator[Problem]:
    for line in parts.unsure:
        yield Problem(
            code="I205",
            message=f"“{line.text}” follows a blank line and was taken as a signatory",
            place=_at(line, file, 0),
            hint="if the list ended there, remove it and what follows from signatories.txt",
            level="warning",
        )
    signed = [
        (name, _at(line, file, len(line.text) - len(name))) for name, line in _signed(parts.names)
    ]
    claimed = parts.claim is not None and claims_alphabetical(parts.claim.text)
    yield from signatory_problems(signed, alphabetical=claimed)


def _at(line: Line, file: str, offset: int) -> Place:
    return Place(file, line.number, line.column + offset if line.column else 0)
