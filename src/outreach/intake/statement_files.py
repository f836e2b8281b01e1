"""statement.md and its translations: read with the place of every fault, and written.

A statement's file is YAML front matter and a Markdown body. ``statement.de.md`` beside it is its
German translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from email_validator import EmailNotValidError, validate_email

from outreach.domain.statement import Boilerplate, MediaContact, Quote, Statement
from outreach.errors import Place, Problem

from .front_matter import FrontMatter, Record, Shape, read_front_matter
from .signatory_files import signatories_text
from .text_files import MOST_STATEMENT, read_text, with_plain_line_ends

STATEMENT_FILE = "statement.md"
SIGNATORIES_FILE = "signatories.txt"

_SHAPE = Shape(
    keys=("title", "subtitle", "date", "dateline", "language", "source", "asks"),
    lists={
        "media_contacts": ("name", "title", "organisation", "phone", "email"),
        "quotes": ("text", "speaker", "title", "source"),
        "boilerplates": ("heading", "text"),
    },
)
_NEEDED = {"media_contacts": "name", "quotes": "text", "boilerplates": "text"}
_YAML_LINE_ENDS = frozenset("\x85\u2028\u2029\ufeff")
_FENCE = re.compile(r"---[ \t]*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def read_statement(
    path: Path, *, language: str = ""
) -> tuple[Statement | None, tuple[Problem, ...]]:
    """The statement, without its signatories, or None and every problem at once.

    ``language`` is what the file's name says; the front matter must not say another.
    """
    text, problems = read_text(path, MOST_STATEMENT)
    if text is None:
        return None, problems
    lines = text.split("\n")
    closing = _front_matter_end(lines)
    if closing is None:
        return None, (_no_front_matter(path, lines),)
    front, problems = read_front_matter("\n".join(lines[1:closing]), str(path), _SHAPE)
    body = "\n".join(lines[closing + 1 :]).strip("\n")
    faults = _faults(front, body, Place(str(path), 1, 1), language)
    problems = tuple(sorted((*problems, *faults), key=_line))
    return (None, problems) if problems else (_statement(front, body, language), ())


def read_translations(
    path: Path, original: Statement
) -> tuple[dict[str, Statement], tuple[Problem, ...]]:
    """The translations beside the statement at ``path``, by language tag, in order of the tags.

    They have the original's signatories, and where they give none of their own its date,
    dateline and media contacts.
    """
    found: dict[str, Statement] = {}
    problems: list[Problem] = []
    for file in sorted(path.parent.glob(f"{_globbed(path.stem)}.*{path.suffix}")):
        tag = file.name[len(path.stem) + 1 : -len(path.suffix)]
        if not _LANGUAGE_TAG.fullmatch(tag):
            hint = f"name it {path.stem}.de{path.suffix}, or move it out of the folder"
            message = f"“{tag}” in the name of {file.name} is not a language"
            problems.append(Problem("F106", message, Place(str(file)), hint))
        elif tag.lower() in (original.language.lower(), *map(str.lower, found)):
            message = f"{file.name} is a second statement in “{tag}”"
            problems.append(Problem("F110", message, Place(str(file)), "keep one of them"))
        else:
            translation, more = read_statement(file, language=tag)
            problems += more
            if translation:
                found[tag] = _completed(translation, original)
    return found, tuple(problems)


def _globbed(stem: str) -> str:
    return re.sub(r"([\[*?])", r"[\1]", stem)


def _completed(translation: Statement, original: Statement) -> Statement:
    return replace(
        translation,
        signatories=original.signatories,
        date=translation.date or original.date,
        dateline=translation.dateline or original.dateline,
        media_contacts=translation.media_contacts or original.media_contacts,
    )


def write_statement(
    statement: Statement, folder: Path, *, comments: Sequence[str] = ()
) -> tuple[Path, Path]:
    """Write statement.md and signatories.txt into ``folder``; reading them gives it back.

    ``comments`` go above the names. Line ends of the body become ``\\n``. Raises NeedsFixing for
    a name that one line cannot hold.
    """
    files = folder / STATEMENT_FILE, folder / SIGNATORIES_FILE
    texts = statement_text(statement), signatories_text(statement.signatories, comments)
    for file, text in zip(files, texts, strict=True):
        file.write_bytes(text.encode())
    return files


def statement_text(statement: Statement) -> str:
    values: dict[str, Any] = {
        "title": statement.title,
        "subtitle": statement.subtitle or None,
        "date": statement.date,
        "dateline": statement.dateline or None,
        "language": statement.language,
        "source": statement.source or None,
        "asks": statement.asks_list if statement.asks_list != 1 else None,
        "media_contacts": [_record(one) for one in statement.media_contacts] or None,
        "quotes": [_record(one) for one in statement.quotes] or None,
        "boilerplates": [_record(one) for one in statement.boilerplates] or None,
    }
    said = {key: value for key, value in values.items() if value is not None}
    front = "".join(_yaml_lines(key, value) for key, value in said.items())
    body = with_plain_line_ends(statement.body).strip("\n")
    return f"---\n{front}---\n\n{body}\n"


def _record(one: MediaContact | Quote | Boilerplate) -> dict[str, str]:
    return {key: value for key, value in asdict(one).items() if value}


def _yaml_lines(key: str, value: object) -> str:
    # PyYAML reads these back as line ends unless they are escaped, which it does in ASCII only.
    odd = any(not _YAML_LINE_ENDS.isdisjoint(text) for text in _texts(value))
    return yaml.safe_dump(
        {key: value}, allow_unicode=not odd, width=10**6, sort_keys=False, indent=2
    )


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for record in value:
            yield from record.values()


def _front_matter_end(lines: Sequence[str]) -> int | None:
    if not _FENCE.fullmatch(lines[0]):
        return None
    fences = (number for number, line in enumerate(lines) if number and _FENCE.fullmatch(line))
    return next(fences, None)


def _no_front_matter(path: Path, lines: Sequence[str]) -> Problem:
    begun = _FENCE.fullmatch(lines[0])
    what = "is not closed" if begun else "is missing"
    return Problem(
        code="F103",
        message=f"the front matter {what}",
        place=Place(str(path), 1, 1),
        hint="begin with a line “---”, `title: …`, `date: YYYY-MM-DD`, and a line “---” again",
    )


def _statement(front: FrontMatter, body: str, language: str) -> Statement:
    return Statement(
        title=front.text("title"),
        subtitle=front.text("subtitle"),
        date=_date(front.text("date")),
        dateline=front.text("dateline"),
        body=body,
        language=front.text("language") or language or "en",
        source=front.text("source"),
        asks_list=int(front.text("asks") or 1),
        media_contacts=tuple(MediaContact(**one) for one in _texts_of(front, "media_contacts")),
        quotes=tuple(Quote(**one) for one in _texts_of(front, "quotes")),
        boilerplates=tuple(
            Boilerplate(**{"heading": "", **one}) for one in _texts_of(front, "boilerplates")
        ),
    )


def _texts_of(front: FrontMatter, key: str) -> Iterator[dict[str, str]]:
    for record in front.records.get(key, ()):
        yield {name: value.text.strip() for name, value in record.items()}


def _faults(front: FrontMatter, body: str, start: Place, language: str) -> Iterator[Problem]:
    title, place = front.text("title"), front.place("title", start)
    if not title.strip():
        yield Problem("F107", "the statement has no title", place, "add `title: …`")
    day = front.text("date")
    if day and _date(day) is None:
        place = front.place("date", start)
        yield Problem("F106", f"“{day}” is not a date", place, "write it as in 2024-04-24")
    tag, place = front.text("language"), front.place("language", start)
    if tag and not _LANGUAGE_TAG.fullmatch(tag):
        hint = "write a language tag such as en, de or zh-Hant"
        yield Problem("F106", f"“{tag}” is not a language", place, hint)
    elif tag and language and tag.lower() != language.lower():
        hint = f"write {language}, or rename the file"
        yield Problem("F106", f"the file's name says “{language}”, not “{tag}”", place, hint)
    asks = front.text("asks")
    if asks and not re.fullmatch(r"[0-9]{1,2}", asks):
        hint = "write the number of the list that holds the asks: 1 for the first, 0 for none"
        yield Problem("F106", f"“{asks}” is no number of a list", front.place("asks", start), hint)
    for key, needed in _NEEDED.items():
        for record in front.records.get(key, ()):
            yield from _record_faults(key, record, needed, start)
    if not body.strip():
        hint = "write it below the second “---”"
        yield Problem("F107", "the statement has no text", start, hint)


def _record_faults(key: str, record: Record, needed: str, start: Place) -> Iterator[Problem]:
    place = next((value.place for value in record.values()), start)
    if needed not in record or not record[needed].text.strip():
        message = f"an entry of “{key}” has no {needed}"
        yield Problem("F107", message, place, f"add `{needed}: …`")
    if address := record.get("email"):
        try:
            validate_email(address.text, check_deliverability=False)
        except EmailNotValidError:
            message = f"“{address.text}” is not an e-mail address"
            yield Problem("F106", message, address.place, "correct it")


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("YYYY-MM-DD") else None
    except ValueError:
        return None


def _line(problem: Problem) -> int:
    return problem.place.line if problem.place else 0
