"""The templates' own sentences, one file per language: ``words/de.toml`` beside the templates.

A file is a flat table ``key = "Jinja source"``, text without markup. A template prints a word by
including ``words/<key>.html`` or, in text, ``words/<key>.txt``: the same source, all of it escaped
or nothing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from jinja2.exceptions import TemplateNotFound, UndefinedError

from outreach.domain.language import language_for
from outreach.domain.toml_slips import slip
from outreach.domain.unseen import is_blank
from outreach.errors import NeedsFixing, Place, Problem

from .places import short

FOLDER = "words"
_DEFAULT = "en"
_NAME = re.compile(rf"{FOLDER}/([^/]+)\.(?:html|txt)")
_COMMENT = re.compile(r"\{#.*?#\}", re.DOTALL)
_KEY = re.compile(
    r"""^[ \t]*(?:"([^"\n]+)"|'([^'\n]+)'|([\w-]+))[ \t]*=[ \t]*(.*)$""", re.MULTILINE
)


class WordMissingError(TemplateNotFound):
    """A template includes a word that the file of its language lacks."""

    def __init__(self, name: str, key: str, file: Path) -> None:
        super().__init__(name)
        self.key = key
        self.file = file


class WordNotThereError(UndefinedError):
    """A template prints what is made of a word that the file lacks."""


@dataclass(frozen=True, slots=True)
class Words:
    """``sources`` are the words in ``language``; ``lines`` is where each source begins in ``file``.

    Where a folder has no words at all, ``exists`` is false and the language English.
    """

    language: str
    file: Path
    exists: bool = True
    sources: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def source(self, name: str) -> tuple[str, int] | None:
        """The source of the template called ``name`` and its line; None if that is no word's name.

        Raises WordMissingError.
        """
        key = word_key(name)
        if key is None:
            return None
        if key not in self.sources:
            raise WordMissingError(name, key, self.file)
        return self.sources[key], self.lines[key]


def word_key(name: str) -> str | None:
    """``signed-by`` for ``words/signed-by.html``; None for another template."""
    match = _NAME.fullmatch(name)
    return match[1] if match else None


def read_words(folder: Path, language: str) -> Words:
    """The words for a statement in ``language``: its own, its nearest relative's, or English.

    Raises NeedsFixing with the file and line if the file cannot be used.
    """
    tags = sorted(file.stem for file in (folder / FOLDER).glob("*.toml"))
    tag = language_for([language], tags) or _DEFAULT
    file = folder / FOLDER / f"{tag}.toml"
    if tag not in tags:
        return Words(tag, file, exists=bool(tags))
    text = _text(file)
    places = _places(text)
    sources: dict[str, str] = {}
    for key, source in _table(file, text).items():
        if not isinstance(source, str):
            place = Place(short(file), places.get(key, 0))
            raise _unusable(f"the word {key!r} is not text", place, 'write it as key = "text"')
        if is_blank(_COMMENT.sub("", source)):
            place = Place(short(file), places.get(key, 0))
            raise _unusable(f"the word {key!r} is empty", place, "write what letters are to say")
        sources[key] = source.rstrip("\n")
    return Words(tag, file, True, sources, {key: places.get(key, 1) for key in sources})


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as exc:
        raise _unusable("this file is not UTF-8 text", Place(short(file)), "save it so") from exc
    except OSError as exc:
        why = exc.strerror or "it cannot be read"
        raise _unusable(f"these words cannot be read: {why}", Place(short(file)), "") from exc


def _table(file: Path, text: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as exc:  # besides bad TOML: huge numbers, deep nesting
        told = slip(exc, text)
        place = Place(short(file), told.line, told.column)
        raise _unusable(told.message, place, told.hint) from exc


def _places(text: str) -> dict[str, int]:
    """The line on which each key's text begins; the first of those that look alike."""
    places: dict[str, int] = {}
    for match in _KEY.finditer(text):
        opens_below = match[4].rstrip() in ('"""', "'''")
        line = text.count("\n", 0, match.start(4)) + 1 + opens_below
        places.setdefault(match[1] or match[2] or match[3], line)
    return places


def _unusable(message: str, place: Place, hint: str) -> NeedsFixing:
    problem = Problem("words", message, place, hint)
    return NeedsFixing(str(problem), [problem])
