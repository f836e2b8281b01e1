"""A statement's web page, copied as text or saved as HTML, as a Statement.

Navigation, labels, captions, sharing and footers stay behind and are listed. Spacing is mended
and reported, words are not changed, and signatories are exactly what the page prints.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from outreach.domain.campaign import Embargo
from outreach.domain.statement import Boilerplate, Statement
from outreach.domain.typography import mended
from outreach.errors import NeedsFixing, Place, Problem, WrongUsage

from .page_body import body_markdown
from .page_doubts import doubts, missing
from .page_encoding import decoded
from .page_html import WebPage, html_page, looks_like_html
from .page_language import language_of, plainly_not
from .page_parts import Parts, parts_of
from .page_text import text_lines
from .page_words import ASKING

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
_ITEM = re.compile(r"(?:(-)|\d+\.) ")
# The check lets no letter go out that says so.
_NO_TITLE = "TODO: the headline"


@dataclass(frozen=True, slots=True)
class Words:
    """A page's words, each counted once: kept in the body, moved to another field, or left out."""

    kept: int
    moved: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Page:
    """What a page gave.

    ``left_out`` are its other lines, each with its number. ``heading`` is the one above the
    signatories, such as “Signed by (in alphabetical order):”, or blank. ``embargo`` is the one the
    page names, None where it names none or leaves its day, time or zone open; ``release_line`` is
    the number of the line that does.
    """

    statement: Statement
    problems: tuple[Problem, ...]
    left_out: tuple[tuple[int, str], ...]
    words: Words
    heading: str = ""
    embargo: Embargo | None = None
    release_line: int = 0


def read_page(data: bytes, filename: str, *, language: str = "") -> Page:
    """Read a page; ``filename`` names it in problems, ``language`` overrides what is detected.

    Raises NeedsFixing when there is no text, or nothing in it that could be a statement, and
    WrongUsage for a language that is no tag.
    """
    if language and not _LANGUAGE_TAG.fullmatch(language):
        raise WrongUsage(f"“{language}” is not a language", "write a tag such as de or zh-Hant")
    text, problems = decoded(data, filename)
    web = html_page(text) if looks_like_html(text) else WebPage(text_lines(text))
    parts = parts_of(web)
    if not parts.body:
        raise NeedsFixing(
            f"{filename} holds no statement: no paragraph of text was found",
            hint="copy the whole page, from its title to the last signatory",
        )
    said = "\n".join(line.text for line in parts.body[:200])[:20_000]
    problems = (*problems, *_other_language(language, said, filename))
    language = language or _tag(web.language) or language_of(said)
    statement = _statement(parts, web, PurePath(filename), language)
    found = doubts(parts, web, filename, language)
    in_order = sorted(found, key=lambda problem: problem.place.line if problem.place else 0)
    return Page(
        statement=statement,
        problems=(*problems, *missing(parts, web, statement.title, filename), *in_order),
        left_out=tuple((line.number, line.printed) for line in parts.left_out),
        words=_words(parts),
        heading=parts.signed.claim.text if parts.signed else "",
        embargo=parts.until.embargo if parts.until else None,
        release_line=parts.release.number if parts.release else 0,
    )


def _other_language(language: str, text: str, file: str) -> Iterator[Problem]:
    """That a text reads as another language than it is said to be in."""
    reads_as = plainly_not(language, text) if language else ""
    if reads_as:
        message = f"the text reads as “{reads_as}”, and is said to be in “{language}”"
        hint = "look if this is the page that was meant, and name its language"
        yield Problem("I214", message, Place(file), hint, "warning")


def embargo_lines(embargo: Embargo) -> str:
    """The table of a campaign file that holds the embargo."""
    until = embargo.until
    return f'[embargo]\nuntil = {until:%Y-%m-%dT%H:%M:%S}\ntimezone = "{until.tzinfo}"\n'


def _statement(parts: Parts, web: WebPage, file: PurePath, language: str) -> Statement:
    title = " ".join(line.text for line in parts.title) or web.title or _NO_TITLE
    subtitle = parts.subtitle.text.rstrip(":：").strip() if parts.subtitle else ""
    body = body_markdown(parts.body, language)
    return Statement(
        title=mended(title, language),
        subtitle=mended(subtitle, language),
        date=parts.date,
        body=body,
        language=language,
        source=web.address or file.name,
        signatories=tuple(one.who for one in parts.signed.names.signed) if parts.signed else (),
        dateline=mended(parts.dateline.place, language) if parts.dateline else "",
        media_contacts=tuple(one for block in parts.contacts for one in block.contacts),
        boilerplates=tuple(
            Boilerplate(about.heading.text.rstrip(":："), body_markdown(about.lines, language))
            for about in parts.abouts
        ),
        asks_list=_asks_list(body.split("\n\n")),
    )


def _words(parts: Parts) -> Words:
    kept = sum(line.words for line in parts.body)
    left_out = sum(line.words for line in parts.left_out)
    return Words(kept, sum(line.words for line in parts.moved), left_out)


def _asks_list(blocks: Sequence[str]) -> int:
    """Which list holds the asks: the first that words of asking announce, else the first."""
    announced = [at for at, before in _lists(blocks) if _announces(before)]
    return announced[0] if announced else 1


def _lists(blocks: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The number of each list, as Markdown counts them, and the paragraph above it."""
    count, before, kind = 0, "", ""
    for block in blocks:
        item = _ITEM.match(block)
        now = (item[1] or "number") if item else ""
        if now and now != kind:
            count += 1
            yield count, before
        if not block.startswith("    "):
            before, kind = block, now


def _announces(paragraph: str) -> bool:
    last = re.split(r"(?<=[.!?。！？])\s+", paragraph)[-1]
    return last.rstrip("*").endswith((":", "：")) and ASKING.search(last) is not None


def _tag(language: str) -> str:
    tag = language.replace("_", "-")
    return tag if _LANGUAGE_TAG.fullmatch(tag) else ""
