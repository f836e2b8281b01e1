"""The text of a letter that a reader sees, and the elements it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml.html import HtmlElement

from .looks import Look

_SILENT = {"head", "title", "style", "script", "template", "noscript"}
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u034f\u061c\u200b\u200c\u200d\u200e\u200f\u2007\ufeff"))


def visible_texts(looks: Mapping[HtmlElement, Look]) -> Iterator[tuple[HtmlElement, str]]:
    """Each stretch of text in document order, its blanks folded, with the element it is in."""
    for element, look in looks.items():
        if look.hidden or element.tag in _SILENT:
            continue
        texts = [element.text, *(child.tail for child in element)]
        text = folded(" ".join(text for text in texts if text))
        if text:
            yield element, text


def folded(text: str) -> str:
    """Blanks made one, and what has no width left out."""
    return " ".join(text.translate(_INVISIBLE).split())


def words_of(element: HtmlElement) -> str:
    """The element's text as a screen reader says it: its label, else its words and alt texts."""
    if label := folded(element.get("aria-label") or ""):
        return label
    parts: list[str] = []
    for inner in element.iter():
        if isinstance(inner.tag, str) and inner.tag not in _SILENT:
            parts.append(inner.get("alt") or "" if inner.tag == "img" else inner.text or "")
        if inner is not element:
            parts.append(inner.tail or "")
    return folded("".join(parts))


def nearest(element: HtmlElement, attribute: str) -> str:
    """The attribute's value on the element or the nearest around it; blank without one."""
    for one in (element, *element.iterancestors()):
        if value := (one.get(attribute) or "").strip():
            return value
    return ""


def shortened(text: str, length: int = 40) -> str:
    return text if len(text) <= length else f"{text[: length - 1].rstrip()}…"
