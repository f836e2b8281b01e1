"""Words printed before any letter: the release line, and what a press kit says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from outreach.errors import Place

from .content import Content, given_to_all
from .fields import Recorder
from .places import place_of, short
from .refusals import refusal
from .templates import Templates, load, print_template
from .words import WordNotThereError, Words, read_words


@dataclass(frozen=True, slots=True)
class Wording:
    """Printed words by their keys, as plain text in ``language``, and the release line in it."""

    language: str
    release_line: str
    words: Mapping[str, str]


def print_words(
    content: Content,
    language: str,
    folder: Path,
    keys: Sequence[str],
    more: Mapping[str, Any] | None = None,
) -> Wording:
    """What ``keys`` say beside the statement in ``language``, to nobody in particular.

    ``more`` are names that the words are given besides a letter's. ``folder`` is the templates';
    in one without words there are none. Raises NeedsFixing for a word that is missing, broken or
    about a recipient.
    """
    words = read_words(folder, language)
    common = {**given_to_all(content, language, words, ""), **(more or {})}
    given = frozenset(common) | {"release_line"}
    templates = Templates(folder, words, Recorder("-", tagging=False), given)
    common["release_line"] = release_line_in(content, templates, common)
    printed = {key: _print_word(content, templates, key, common) for key in keys if words.exists}
    return Wording(words.language, str(common["release_line"]), printed)


def release_line_in(content: Content, templates: Templates, common: Mapping[str, Any]) -> Any:
    """In the words' language; in English where a folder has no words.

    Undefined where the file of the language lacks it, so that who does not print it needs none.
    """
    words = templates.words
    if not words.exists:
        return content.release_line
    key = "release-embargoed" if content.embargoed else "release-immediate"
    if key not in words.sources:
        hint = f"{short(words.file)} has no word {key!r}"
        return templates.undefined(hint, name="release_line", exc=WordNotThereError)
    return _print_word(content, templates, key, common)


def subject_of(content: Content, words: Words) -> str:
    """The edition's subject; that of an update says so first, unless it tells of it itself.

    In English where the folder has no such word.
    """
    subject = content.edition.subject
    if content.earlier is None or re.search(r"\bearlier\b", subject):
        return subject
    mark = '{% include "words/updated-subject.txt" %}'
    return (mark if "updated-subject" in words.sources else "Updated: ") + subject


def _print_word(content: Content, templates: Templates, key: str, common: Mapping[str, Any]) -> str:
    file, edition = Place(short(templates.words.file)), content.edition.name
    template = load(templates, f"words/{key}.txt", file, edition)
    try:
        return print_template(template, common)
    except Exception as exc:
        raise refusal(exc, templates, place_of(exc, {}) or file, edition) from exc
