"""Pages that would not reach a reader whole: empty ones, and those that something cuts off."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

_LONGEST_QUOTED = 30
_QUOTE_OR_TAG = re.compile("[\"'<]")
_HALF_A_CHARACTER = re.compile("[\ud800-\udfff]")


class CutOffError(ValueError):
    """Why a page cannot go out, and ``hint``, the way out."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def read_page(html: str) -> etree._Element | None:
    """The page's first element; None where there is none, or where it declares an encoding."""
    try:
        return etree.fromstring(html.strip(), etree.HTMLParser())
    except ValueError:
        return None


def refuse_halves(text: str) -> None:
    """CutOffError for half of a character, which cannot be sent and ends a page where it stands."""
    if half := _HALF_A_CHARACTER.search(text):
        raise CutOffError(
            f"half of a character is printed: \\u{ord(half[0]):x}",
            "write the character itself, or its whole number, as in \\U0001f54a",
        )


def refuse_cut_off(html: str, prefix: str) -> None:
    """CutOffError unless the inliner's parser reads the page to its end, and all of it as one.

    That parser stops without a word at what it finds too deep or too long; a quotation mark, a
    comment or a style sheet that is left open takes the rest with it, here as in a mail program.
    A comment added at the end comes out of it only if nothing did so. ``prefix`` begins tags.
    """
    refuse_halves(html)
    if html.lstrip().startswith("<?xml"):
        raise CutOffError(
            "the page begins with an XML declaration", "take <?xml … ?> out: a letter is HTML"
        )
    end = f"{prefix}end-"
    parser = etree.HTMLParser()
    root = etree.fromstring(f"{html.strip()}<!--{end}-->", parser)
    if root is None:
        raise CutOffError("the template prints no HTML", "write the letter into it")
    last = re.sub(re.escape(prefix) + r"\w+-", "…", _last_words(root))
    if any(error.type_name == "ERR_RESOURCE_LIMIT" for error in parser.error_log):
        raise CutOffError(
            f"the letter breaks off{last}: its elements are nested too deep, or one is too long",
            "nest fewer than 250 elements, and keep files out of the page",
        )
    _refuse_open(root, end, last)
    if root.find("body") is None:
        raise CutOffError("the template prints nothing into the page's body", "write the letter")


def _refuse_open(root: etree._Element, end: str, last: str) -> None:
    node = root
    for node in _all(root):
        whole = isinstance(node.tag, str)
        if whole and node.getparent() is None and node is not root:
            hint = "move it before </body>"
            raise CutOffError("something is printed after </html>, where it is lost", hint)
        if whole and any(map(_QUOTE_OR_TAG.search, map(str, node.attrib))):
            message = f"a quotation mark or a “>” is missing in <{node.tag}>, or before it"
            raise CutOffError(message, "close what is open there")
    if node.text == end:
        return
    if end in (node.text or ""):
        what = f"<{node.tag}>" if isinstance(node.tag, str) else "a comment"
        raise CutOffError(f"{what} is not closed, so the letter breaks off there", "close it")
    message = f"the letter breaks off{last}: a quotation mark or a “>” is missing"
    raise CutOffError(message, "close what is open there")


def _last_words(root: etree._Element) -> str:
    """What stands last in what was read, to find the place by: `` after “…the word”``."""
    texts = [text for text in map(str, root.itertext("*")) if text.strip()]
    words = " ".join(texts[-1].split()) if texts else ""
    return f" after “{words[-_LONGEST_QUOTED:]}”" if words else ""


def _all(root: etree._Element) -> Iterator[etree._Element]:
    yield from root.iter()
    yield from root.itersiblings()
