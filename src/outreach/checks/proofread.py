"""What an editor would mend in a statement before it goes out. Narrow rules, few false alarms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from outreach.domain.campaign import Sender
from outreach.domain.signatories import claims_alphabetical, signatory_problems, unbalanced
from outreach.domain.statement import Statement
from outreach.errors import Place, Problem

from .prose.chinese import chinese_slips
from .prose.consistency import styles_that_differ
from .prose.counts import counts_that_disagree
from .prose.dates import dates_that_do_not_fit
from .prose.footnotes import footnote_slips
from .prose.glossary import off_glossary
from .prose.high_marks import french_spaces, spanish_opening_marks
from .prose.lists import uneven_items
from .prose.markup import fake_lists, residue, stray_markup
from .prose.names import names_spelled_two_ways
from .prose.passages import Passage, comments, passages
from .prose.placeholders import left_to_fill_in
from .prose.quotations import quotes_without_speaker
from .prose.readability import hard_to_read
from .prose.release_parts import headline_slips, missing_parts
from .prose.repeats import repeated_words
from .prose.said_names import signatories_misspelled
from .prose.spacing import badly_spaced
from .prose.tense import past_told_as_coming
from .prose.terms import terms_spelled_two_ways
from .prose.typed_links import mistyped_addresses
from .prose.unfinished_lists import lists_cut_off


def proofread(
    statement: Statement,
    *,
    statement_file: str,
    statement_text: str,
    signatories_file: str = "",
    signatories_text: str = "",
    today: date,
    translation: bool = False,
    glossary: Mapping[str, Sequence[str]] | None = None,
    sender: Sender | None = None,
) -> tuple[Problem, ...]:
    """Problems P101 to P118, P121, P122 and T002, each with its place in one of the two files.

    The texts are what the files hold, the statement is what was read from them. An error must
    not go out; what a person may have meant is a warning. ``today`` is the day of sending: what
    the text calls coming is judged by it. An alphabetical order is checked where the body or a
    comment above the names claims it. Of a ``translation`` neither the signatories are read again
    nor the parts that it shares with the original. ``glossary`` has the spellings to use, each
    with those not to. What the statement lacks of a release the ``sender`` may have. Rules that
    need words know English, German, French, Spanish and Chinese, and are silent on others.
    """
    text = passages(statement, statement_file, statement_text)
    language = statement.language
    found = [
        *off_glossary(text, glossary or {}),
        *names_spelled_two_ways(text, language),
        *signatories_misspelled(text, statement.signatories),
        *_unbalanced(text),
        *badly_spaced(text, language),
        *french_spaces(text, language),
        *spanish_opening_marks(text, language),
        *chinese_slips(text, language),
        *terms_spelled_two_ways(text, language),
        *styles_that_differ(text, language),
        *_as_markdown(text),
        *counts_that_disagree(text, statement, language),
        *uneven_items(statement.body, text, language),
        *lists_cut_off(statement.body, text),
        *quotes_without_speaker(statement, text),
        *dates_that_do_not_fit(text, language, statement.date or today),
        *past_told_as_coming(text, language, statement.date, today),
        *hard_to_read(text, language),
        *headline_slips(statement, text),
        *footnote_slips(text),
        *repeated_words(text, language),
        *left_to_fill_in(text),
    ]
    if translation:
        return tuple(sorted(found, key=_position))
    found += missing_parts(statement, text, statement_file, sender)
    listed = _signatories(statement, signatories_file, signatories_text)
    return (*sorted(found, key=_position), *sorted(listed, key=_position))


def _as_markdown(text: Sequence[Passage]) -> Iterator[Problem]:
    body = [passage for passage in text if passage.role in ("body", "note")]
    yield from stray_markup(text)
    yield from mistyped_addresses(text)
    yield from residue(body)
    yield from fake_lists(body)


def _signatories(statement: Statement, file: str, text: str) -> tuple[Problem, ...]:
    said = (*comments(text), statement.body)
    signed = [(one.name, one.place or Place(file)) for one in statement.signatories]
    return signatory_problems(signed, alphabetical=any(map(claims_alphabetical, said)))


def _unbalanced(text: Sequence[Passage]) -> Iterator[Problem]:
    following = [*(passage.text for passage in text[1:]), ""]
    for passage, after in zip(text, following, strict=True):
        for offset in unbalanced(passage.text):
            mark = passage.text[offset]
            # A quotation over several paragraphs opens each of them and closes the last.
            if not (mark in "“„" and after.lstrip("> ").startswith(mark)):
                message = f"the mark {mark} has no partner"
                yield Problem("P102", message, passage.at(offset), "close it or drop it", "warning")


def _position(problem: Problem) -> tuple[int, int]:
    return (problem.place.line, problem.place.column) if problem.place else (0, 0)
