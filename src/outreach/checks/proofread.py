"""What an editor would mend in a statement before it goes out. Narrow rules, few false alarms."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.residue import ends_page, is_residue
from outreach.domain.signatories import claims_alphabetical, signatory_problems, unbalanced
from outreach.domain.statement import Statement
from outreach.domain.typography import slips
from outreach.errors import Level, Problem

from .counts import counts_that_disagree
from .names import names_spelled_two_ways
from .passages import Passage, passages, signed_lines

_LIST_ITEM = re.compile(r"\s*(?:[-*+]|\d{1,9}[.)])\s")
_BLOCK_MARK = re.compile(r"\s*(?:[-*+>]|\d{1,9}[.)]|#{1,6})\s+|\s*(?:[-*_]\s*){3,}$|\s+")
_FAKE_BULLET = re.compile(r"\s*[–—•‣◦▪●○·]\s+\S")
_SURE_BULLET = re.compile(r"\s*[•‣◦▪●○·]")
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_MEANT = re.compile(
    r"<(?:https?://|mailto:)[^<>\s]+>|(?<=\]\()(?:https?://|mailto:)[^\s)]*|(?<!\w)_{3,}(?!\w)"
)
_EMPHASIS = re.compile(r"(\*\*|\*|__|_)(?=\S)(.+?)(?<=\S)\1", re.DOTALL)
_Rules = tuple[tuple[str, str, Level], ...]
_STRAY: _Rules = (
    (r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>", "an HTML tag is shown as it is written", "error"),
    (r"â€[\u2122\u0153\u009d“”˜¦]|Ã[\u0080-\u00bf]|Â[\u00a0«»]", "a garbled character", "error"),
    (r"`[^`\n]*`?", "a backtick is shown as it is written", "warning"),
)
_STRAY_IN_BODY: _Rules = (
    # A blanked address was a good one.
    (r"(?<!!)\[[^\]\n]*\]\((?!\x00)[^)\n]*\)", "a link that leads nowhere", "error"),
    (r"!\[[^\]\n]*\]\([^)\n]*\)", "a picture is not sent, only its description", "warning"),
    (r"\*\*|(?<!\w)[*_](?=\w)|(?<=\w)\*(?!\w)", "emphasis without its other end", "warning"),
)
_STRAY_IN_TITLE: _Rules = (
    (r"(\*\*?|__?)(?=\S)[^*_]+(?<=\S)\1", "Markdown has no effect here", "error"),
    (r"&(?:#\d+|[a-z]+);", "an entity is shown as it is written", "error"),
)
_NAME_WORDS, _NAME_LINES = 8, 3


def proofread(
    statement: Statement,
    *,
    statement_file: str,
    statement_text: str,
    signatories_file: str = "",
    signatories_text: str = "",
) -> tuple[Problem, ...]:
    """Problems P101 to P104 and P107 to P110, each with its place in one of the two files.

    The texts are what the files hold, the statement is what was read from them. An error must
    not go out; what a person may have meant is a warning. An alphabetical order is checked
    where the body or a comment above the names claims it.
    """
    text = passages(statement, statement_file, statement_text)
    body = [passage for passage in text if not passage.plain]
    comments, places = signed_lines(signatories_file, signatories_text)
    claimed = any(claims_alphabetical(said) for said in (*comments, statement.body))
    names = [signatory.name for signatory in statement.signatories]
    found = [
        *names_spelled_two_ways(text),
        *_unbalanced(text),
        *_badly_spaced(text, statement.language),
        *_stray_markup(text),
        *_residue(body),
        *_fake_lists(body),
        *(counts_that_disagree(text, len(names)) if names else ()),
    ]
    found.sort(key=_position)
    signed = list(zip(names, places, strict=False))
    return (*found, *sorted(signatory_problems(signed, alphabetical=claimed), key=_position))


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)


def _unbalanced(text: Sequence[Passage]) -> Iterator[Problem]:
    following = [*(passage.text for passage in text[1:]), ""]
    for passage, after in zip(text, following, strict=True):
        for offset in unbalanced(passage.text):
            mark = passage.text[offset]
            # A quotation over several paragraphs opens each of them and closes the last.
            if not (mark == "“" and after.startswith(("“", "> “"))):
                message = f"the mark {mark} has no partner"
                yield Problem("P102", message, passage.at(offset), "close it or drop it", "warning")


def _badly_spaced(text: Sequence[Passage], language: str) -> Iterator[Problem]:
    for passage in text:
        offset = 0
        for line in passage.lines:
            mark = _BLOCK_MARK.match(line)
            start = mark.end() if mark else 0
            for slip in slips(line[start:].rstrip(), language):
                place = passage.at(offset + start + slip.start)
                yield Problem("P103", f"a {slip.what}", place, "mend the spacing", "warning")
            offset += len(line) + 1


def _stray_markup(text: Sequence[Passage]) -> Iterator[Problem]:
    for passage in text:
        shown = passage.text if passage.plain else _without_meant(passage.text)
        more = _STRAY_IN_TITLE if passage.plain else _STRAY_IN_BODY
        for pattern, what, level in (*_STRAY, *more):
            for match in re.finditer(pattern, shown):
                place = passage.at(match.start())
                message = f"“{_as_written(passage, match)}”: {what}"
                yield Problem("P107", message, place, "remove the mark or escape it", level)


def _as_written(passage: Passage, match: re.Match[str]) -> str:
    return passage.text[match.start() : match.end()]


def _without_meant(text: str) -> str:
    """The text with what is rightly Markdown blanked, each offset staying where it was."""
    lines = [_BLOCK_MARK.sub(_blank, line, count=1) for line in text.split("\n")]
    text = _MEANT.sub(_blank, _ESCAPED.sub(_blank, "\n".join(lines)))
    while (paired := _EMPHASIS.sub(_without_marks, text)) != text:
        text = paired
    return text


def _blank(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _without_marks(match: re.Match[str]) -> str:
    marks = "\x00" * len(match[1])
    return f"{marks}{match[2]}{marks}"


def _residue(body: Sequence[Passage]) -> Iterator[Problem]:
    for passage in body:
        line = passage.text.strip()
        if len(passage.lines) > 1 or _BLOCK_MARK.match(line):
            continue
        level: Level | None = (
            "error" if is_residue(line) else "warning" if ends_page(line) else None
        )
        if level:
            message = f"“{line}” seems left over from a web page"
            yield Problem("P108", message, passage.at(0), "remove the line", level)


def _fake_lists(body: Sequence[Passage]) -> Iterator[Problem]:
    typed = [
        (passage, at)
        for passage in body
        for at, line in enumerate(passage.lines)
        if _FAKE_BULLET.match(line)
    ]
    for passage, at in typed:
        # A lone dash opens an attribution.
        if len(typed) > 1 or _SURE_BULLET.match(passage.lines[at]):
            place = passage.at(passage.starts[at])
            message = "a typed bullet makes no list in Markdown"
            yield Problem("P109", message, place, "begin the line with “- ”", "warning")
    for passage in body:
        if _looks_like_names(passage):
            message = "Markdown joins these lines into one paragraph"
            hint = "make them a list with “- ”, or move names to signatories.txt"
            yield Problem("P109", message, passage.at(0), hint, "warning")


def _looks_like_names(passage: Passage) -> bool:
    lines = passage.lines
    return len(lines) >= _NAME_LINES and all(
        len(line.split()) <= _NAME_WORDS
        and line[:1].isupper()
        and not _LIST_ITEM.match(line)
        and not line.rstrip(" ").endswith((",", ";", "\\"))
        and not line.endswith("  ")
        for line in lines
    )
