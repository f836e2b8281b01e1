"""P112: quotations of which nobody is told who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.signatories import unbalanced
from outreach.domain.statement import Statement
from outreach.errors import Problem

from .passages import Passage
from .sentences import quoted, sentences
from .tags import primary

_LONG_BLOCK = 25
"""Words; a shorter block quotation may be a motto, or the text that is spoken of."""
_LONG_PARAGRAPH = 8
_LONG_SENTENCE = 12
_ATTRIBUTES = re.compile(
    r"\b(?:sa(?:id|ys)|stated|states(?= that\b|:)|wr(?:ote|ites)|t(?:old|ells)"
    r"|not(?:ed|es)|add(?:ed|s)"
    r"|according to|warn(?:ed|s)|emphasi[sz]e[ds]|declare[ds]|conclude[ds]|explain(?:ed|s)"
    r"|comment(?:ed|s)|quot(?:e|ed|es|ing)|promise[ds]|reads|sagte?|erklärte?|betonte?|schrieb"
    r"|recall(?:ed|s)|remember(?:ed|s)|remark(?:ed|s)|repl(?:ied|ies)|respond(?:ed|s)|argue[ds]"
    r"|insist(?:ed|s)|continue[ds]|testif(?:ied|ies)|describe[ds]|observe[ds]|put it|words of"
    r"|erinnert|fasst|kritisiert|warnt|résume|rappel|racont|déplor|conclut|recuerd|señal|subray"
    r"|advirti|lament|schreibt|laut|déclar|affirm|selon|écri|expliqu|dijo|dice|declar|según|afirm|escrib)\w*"
    r"|[說说表示指稱称寫写]",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^(?:>\s*)*[\s*_]*[—–―-]\s*[^\s-]", re.MULTILINE)
_LEADS = re.compile(r"[:：,]\s*$")
_PERSON = re.compile(
    r"\b(?:Mrs?|Ms|Dr|Prof|Sen|Rep|Frau|Herrn?|Mme|Sra?|Secretary|President|Minister|Ambassador"
    r"|Director|Senator|Representative)\b\.? [A-ZÀ-Þ][\w’-]+"
    r"|(?<![Tt]he )\b[A-ZÀ-Þ][\w’-]+ [A-ZÀ-Þ][\w’-]+, (?:an? |the |who |whose |[a-zà-þ]|\d\d\b)"
)
_ENDS = ("", *".!?…”“»。！？」")
_OPENING = tuple('“„«「『"')
_OUTSIDE = re.compile(r"[“„«「『\"][^”“»」』\"]*(?:[”“»」』\"]|$)")


def quotes_without_speaker(statement: Statement, text: Sequence[Passage]) -> Iterator[Problem]:
    """Quotes of the front matter, and those of the body that are a paragraph or more.

    The latter only in languages of which it is known how they name a speaker. He may be named in
    the sentence before or after, or in a line of his own; what a paragraph farther off says of
    other words names nobody here.
    """
    fields = [passage for passage in text if passage.role == "quote"]
    shown = [quote for quote in statement.quotes if quote.text.strip()]
    for quote, passage in zip(shown, fields, strict=True):
        if not quote.speaker.strip():
            message = f"nobody is named who said “{_beginning(quote.text)}”"
            yield Problem("P112", message, passage.at(0), "add `speaker: …`", "warning")
    if primary(statement.language) in ("en", "de", "fr", "es", "zh"):
        yield from _in_body([passage for passage in text if passage.role == "body"])


def _in_body(body: Sequence[Passage]) -> Iterator[Problem]:
    at = 0
    while at < len(body):
        end = at + 1
        while _is_quotation(body[at]) and end < len(body) and _is_quotation(body[end]):
            end += 1
        said, start = _unattributed(body[at:end])
        if said and not _is_attributed(
            body[at:end], body[at - 1] if at else None, body[end] if end < len(body) else None
        ):
            yield Problem(
                code="P112",
                message=f"nobody is named who said “{_beginning(said)}”",
                place=body[at].where(start),
                hint="say in the sentence, or in a line “— Name”, whose words these are",
                level="warning",
            )
        at = end


def _unattributed(block: Sequence[Passage]) -> tuple[str, int]:
    """What is quoted long enough to want a speaker, and where it begins."""
    words = " ".join(one.words for one in block)
    if _is_quotation(block[0]):
        shortest = _LONG_PARAGRAPH if _opens(words) else _LONG_BLOCK
        return (words, 0) if _length(words) > shortest else ("", 0)
    for start, end in quoted(words):
        if _length(words[start:end]) > _LONG_SENTENCE and _is_whole(words, start, end):
            return words[start:end], start
    return "", 0


def _is_whole(words: str, start: int, end: int) -> bool:
    """Whether the quotation is no part of a sentence but one or more of its own."""
    before = words[:start].rstrip()
    return before[-1:] in _ENDS and words[end - 2 : end - 1] in _ENDS


def _is_attributed(
    quotation: Sequence[Passage], before: Passage | None, after: Passage | None
) -> bool:
    words = " ".join(one.words for one in quotation)
    # Where a mark is missing, nobody can tell what stands outside.
    lonely = len(quotation) == 1 and unbalanced(words)
    within = words if lonely else _OUTSIDE.sub("", words)
    return bool(
        any(_SIGNED.search(one.text) for one in quotation)
        or _ATTRIBUTES.search(within)
        or _PERSON.search(within)
        or (before and _leads(before.words))
        or (after and (_SIGNED.match(after.text) or _follows(after.words)))
    )


def _leads(words: str) -> bool:
    """The last sentence names the speaker, or the paragraph has already quoted him."""
    if _LEADS.search(words):
        return True
    last = words[slice(*(sentences(words) or ((0, 0),))[-1])]
    return bool(
        _ATTRIBUTES.search(last)
        or _PERSON.search(last)
        or (_OUTSIDE.search(words) and _ATTRIBUTES.search(_OUTSIDE.sub("", words)))
    )


def _follows(words: str) -> bool:
    """The first sentence names the speaker."""
    first = words[slice(*(sentences(words) or ((0, 0),))[0])]
    return bool(_ATTRIBUTES.search(first) or _PERSON.search(first))


def _is_quotation(passage: Passage) -> bool:
    """A block quotation, or a paragraph that is all in quotation marks."""
    if passage.text.lstrip().startswith(">"):
        return True
    words = passage.words.strip()
    outside = _OUTSIDE.sub("", words)
    return _opens(words) and words != outside and len(outside.split()) < 2


def _opens(words: str) -> bool:
    return words.lstrip()[:1] in _OPENING


def _length(words: str) -> int:
    """Words; of Chinese every two characters."""
    return len(words.split()) + len(re.findall(r"[\u3400-\u9fff]", words)) // 2


def _beginning(words: str) -> str:
    said = " ".join(words.strip('“”„«»「」『』" \n').split()[:6])
    return f"{said[:60]} …"
