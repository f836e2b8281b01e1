"""P107: addresses typed so that no mail program makes a link of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from outreach.domain.spelling import edits
from outreach.errors import Problem

from .passages import Passage

_SCHEME = re.compile(
    r"(?<![\w./@+-])(?P<scheme>[a-z]{3,7})(?P<mark>[:;]/{1,3}|//)(?=[\w-]+\.)", re.IGNORECASE
)
_WRITTEN_ADDRESS = re.compile(r"\]\([^()\s]*\)|(?<=<)[^<>\s]*(?=>)")
_SLIPS = (
    (
        re.compile(r"https?://[\w.-]{1,253},[a-z]{2,}(?=[/\s)]|$)"),
        "a comma stands in the address",
    ),
    (
        re.compile(r"https?://[^\s<>]{1,2000} \.(?:pdf|docx?|html?|jpe?g|png)\b"),
        "a space cuts the address in two",
    ),
    (
        re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63},[a-z]{2,}(?![\w@-])"),
        "a comma stands in the email address",
    ),
    (re.compile(r"https?://https?:?//\S{0,2000}"), "the address begins twice"),
)


def mistyped_addresses(text: Sequence[Passage]) -> Iterator[Problem]:
    """``htps://``, ``https:/a.example``, ``https://a.example/b .pdf``, ``a@b,example``."""
    for passage in text:
        # What stands in a link of Markdown is looked at there.
        shown = _WRITTEN_ADDRESS.sub(lambda link: " " * len(link[0]), passage.text)
        for match in _SCHEME.finditer(shown):
            if _near_http(match["scheme"].casefold(), match["mark"]):
                begun = shown[match.start() :].split(maxsplit=1)[0]
                message = f"“{begun}” is no link: “{match[0]}” should be “https://”"
                yield _problem(passage, match, message)
        for pattern, what in _SLIPS:
            for match in pattern.finditer(shown):
                yield _problem(passage, match, f"“{match[0]}”: {what}")


def _near_http(scheme: str, mark: str) -> bool:
    right = scheme in ("http", "https")
    return (right and mark != "://") or (
        not right and min(edits(scheme, "http"), edits(scheme, "https")) == 1
    )


def _problem(passage: Passage, match: re.Match[str], message: str) -> Problem:
    return Problem("P107", message, passage.at(match.start()), "correct the address")
