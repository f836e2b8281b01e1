"""Whether the text part says what the HTML says: the same words, numbers and addresses."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import unquote

from lxml.html import HtmlElement

from outreach.domain.inbox import cut
from outreach.errors import Problem

from .reading import Reading

_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_SILENT = frozenset(("head", "style", "script", "title", "template", "noscript"))
_BREAKING = frozenset(
    (
        *("address", "article", "blockquote", "br", "div", "dd", "dl", "dt", "figure", "footer"),
        *("h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre"),
        *("section", "table", "td", "th", "tr", "ul"),
    )
)
_ADDRESS = re.compile(
    r"(?:https?://|www\.|mailto:|tel:)[^\s<>“”\"]+|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_SITE = re.compile(r"\b(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,63}\b(?:/\S*)?", re.IGNORECASE)
_NO_PAGE = re.compile(r"(?:mailto|tel):|[^/]*@", re.IGNORECASE)
_MARKS = re.compile(r"^\s*(?:\d{1,3}[.)]|[-*•>])\s|\[\d{1,3}\]", re.MULTILINE)
# Scripts without spaces between words: each character counts as one.
_WORD = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]"
    "|[^\\W_\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u3400-\u9fff\uf900-\ufaff]+"
)
_LEAST_SHARED = 0.9
_HINT = "say the same in both templates"


def check_parity(reading: Reading) -> Iterator[Problem]:
    """T006: words, numbers and links that stand in one part only."""
    if not reading.sample.text.strip():
        return
    html = visible_text(reading.tree)
    text = reading.sample.text.replace(reading.unsubscribe or "\0", " ")
    yield from _words(reading, html, text)
    yield from _numbers(reading, html, text)
    yield from _links(reading, html, text)


def visible_text(tree: HtmlElement) -> str:
    """What a reader sees of the HTML, a line for each block; what is hidden is left out."""
    pieces: list[str] = []
    _collect(tree, pieces)
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)


def words_of(text: str) -> list[str]:
    """The words as they are compared: without case, accents' spelling or web addresses."""
    plain = _MARKS.sub(" ", _SITE.sub(" ", _ADDRESS.sub(" ", text)))
    folded = unicodedata.normalize("NFKC", plain).casefold().replace("\u00ad", "")
    return _WORD.findall(re.sub(r"[’']", "", folded))


def _collect(element: HtmlElement, pieces: list[str]) -> None:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SILENT or _HIDDEN.search(element.get("style") or ""):
        return
    edge = "\n" if tag in _BREAKING else ""
    pieces.append(edge + (element.text or "").replace("\n", " "))
    for child in element:
        _collect(child, pieces)
        pieces.append((child.tail or "").replace("\n", " "))
    pieces.append(edge)


def _words(reading: Reading, html: str, text: str) -> Iterator[Problem]:
    seen, said = words_of(html), words_of(text)
    passages = {
        ("text part", "HTML"): _missing(html.split("\n"), said),
        ("HTML", "text part"): _missing(text.split("\n"), seen),
    }
    for (part, other), lacking in passages.items():
        if lacking:
            more = f" and {len(lacking) - 1} more lines" if len(lacking) > 1 else ""
            message = f"the {part} lacks “{cut(lacking[0], 60)}”{more} of the {other}"
            yield reading.problem("T006", message, _HINT, "warning")
    most = max(len(seen), len(said))
    shared = (Counter(seen) & Counter(said)).total()
    if most and shared / most < _LEAST_SHARED and not any(passages.values()):
        part, other = ("text part", "HTML") if len(seen) >= len(said) else ("HTML", "text part")
        message = f"the {part} lacks {1 - shared / most:.0%} of the {other}'s words"
        yield reading.problem("T006", message, _HINT, "warning")


def _missing(lines: Sequence[str], other: Sequence[str]) -> list[str]:
    """The lines most of whose words do not stand beside each other in the other part."""
    there = _runs(other)
    found: list[str] = []
    for line in lines:
        runs = _runs(words_of(line))
        if len(runs & there) < len(runs) / 2:
            found.append(" ".join(line.split()))
    return found


def _runs(words: Sequence[str]) -> set[tuple[str, ...]]:
    """Every three words in a row; of fewer there are none, for they may be a label."""
    return set(zip(words, words[1:], words[2:], strict=False))


def _numbers(reading: Reading, html: str, text: str) -> Iterator[Problem]:
    """A count or a date that was changed in one template alone."""
    seen, said = _figures(html), _figures(text)
    for here, there, part in ((seen, said, "HTML"), (said, seen, "text part")):
        if alone := [figure for figure in here if figure not in there]:
            yield reading.problem(
                "T006",
                f"{_listed(alone)} in the {part} only",
                "let both templates print the same value",
                "warning",
            )


def _figures(text: str) -> list[str]:
    return [w for w in dict.fromkeys(words_of(text)) if w.isdecimal() and len(w) > 1]


def _links(reading: Reading, html: str, text: str) -> Iterator[Problem]:
    seen = {
        _normal(a): a
        for element in reading.tree.iter("a", "area")
        if (a := (element.get("href") or "").strip()) and a != reading.unsubscribe
    }
    said, flat = _addresses(text, reading), _flat(text)
    missing = [a for key, a in seen.items() if not _stands(key, a, said, flat)]
    printed = _addresses(html, reading)
    extra = [a for key, a in said.items() if key not in seen and key not in printed]
    for alone, part, lacking in ((missing, "HTML", "text part"), (extra, "text part", "HTML")):
        for address in alone:
            yield reading.problem(
                "T006",
                f"“{address}” can be followed from the {part} only",
                f"print it in the {lacking} as well",
                "warning",
            )


def _stands(key: str, address: str, said: dict[str, str], flat: str) -> bool:
    """Whether the text part has the link, or what a mailto: or tel: link opens."""
    kind, _, rest = address.partition(":")
    match kind.lower():
        case "http" | "https":
            return key in said
        case "mailto":
            return _flat(unquote(rest.partition("?")[0])) in flat
        case "tel":
            digits = re.sub(r"\D", "", rest.partition(";")[0])
            return digits in re.sub(r"\D", "", flat)
    return True


def _addresses(text: str, reading: Reading) -> dict[str, str]:
    found = (match[0].rstrip(".,;:!?’'*_)]") for match in _ADDRESS.finditer(text))
    way_out = _normal(reading.unsubscribe)
    return {
        key: address
        for address in found
        if not _NO_PAGE.match(address) and (key := _normal(address)) != way_out
    }


def _normal(address: str) -> str:
    """An address as it is compared: http or https, with or without its last slash."""
    plain = re.sub(r"^https?://(?:www\.)?", "", address.strip(), flags=re.IGNORECASE)
    return re.sub(r"^www\.", "", plain).rstrip("/.,;:!?’'*_)]").casefold()


def _flat(text: str) -> str:
    return re.sub(r"\s+", " ", text).casefold()


def _listed(figures: Sequence[str]) -> str:
    shown = ", ".join(figures[:5]) + (" …" if len(figures) > 5 else "")
    return f"{shown} {'stands' if len(figures) == 1 else 'stand'}"
