"""P112: quotations of which nobody is told who said them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.statement import Statement
from outreach.errors import Problem

from .passages import Passage
from .tags import primary

_LONG = 25
_ATTRIBUTES = re.compile(
    r"\b(?:sa(?:id|ys)|stat(?:ed|es)|wr(?:ote|ites)|t(?:old|ells)|not(?:ed|es)|add(?:ed|s)"
    r"|according to|warn(?:ed|s)|emphasi[sz]e[ds]|declare[ds]|conclude[ds]|explain(?:ed|s)"
    r"|comment(?:ed|s)|quot(?:e|ed|es|ing)|promise[ds]|reads|sagte?|erklärte?|betonte?|schrieb"
    r"|schreibt|laut|déclar|affirm|selon|écri|expliqu|dijo|dice|declar|según|afirm|escrib)\w*"
    r"|[說说表示指稱称寫写]",
    re.IGNORECASE,
)
_SIGNED = re.compile(r"^(?:>\s*)*[\s*_]*[—–―-]\s*[^\s-]", re.MULTILINE)
_LEADS = re.compile(r"[:：,]\s*$")
_OUTSIDE = re.compile(r"[“„«「『\"][^”“»」』\"]*(?:[”“»」』\"]|$)")


def quotes_without_speaker(statement: Statement, text: Sequence[Passage]) -> Iterator[Problem]:
    """Quotes of the front matter, and long ones that are a paragraph of the body.

    The latter only in languages of which it is known how they name a speaker.
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
    for at, passage in enumerate(body):
        if not _is_quotation(passage) or (at and _is_quotation(body[at - 1])):
            continue
        last = at
        while last + 1 < len(body) and _is_quotation(body[last + 1]):
            last += 1
        before = body[at - 1].words if at else ""
        after = body[last + 1] if last + 1 < len(body) else None
        words = " ".join(one.words for one in body[at : last + 1])
        named = (
            _LEADS.search(before)
            or _ATTRIBUTES.search(before)
            or any(_SIGNED.search(one.text) for one in body[at : last + 1])
            or _ATTRIBUTES.search(_OUTSIDE.sub("", words))
            or (after and (_SIGNED.match(after.text) or _ATTRIBUTES.search(after.words)))
        )
        if not named and _length(words) > _LONG:
            yield Problem(
                code="P112",
                message=f"nobody is named who said “{_beginning(words)}”",
                place=passage.where(0),
                hint="say in the sentence, or in a line “— Name”, whose words these are",
                level="warning",
            )


def _is_quotation(passage: Passage) -> bool:
    """A block quotation, or a paragraph that is all in quotation marks."""
    if passage.text.lstrip().startswith(">"):
        return True
    words = passage.words.strip()
    outside = _OUTSIDE.sub("", words)
    return words[:1] in '“„«「『"' and words != outside and len(outside.split()) < 2


def _length(words: str) -> int:
    """Words; of Chinese every two characters."""
    return len(words.split()) + len(re.findall(r"[\u3400-\u9fff]", words)) // 2


def _beginning(words: str) -> str:
    said = " ".join(words.strip('“”„«»「」『』" \n').split()[:6])
    return f"{said[:60]} …"
