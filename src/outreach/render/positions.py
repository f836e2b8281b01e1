"""Where in a page a tag may stand while the page is inlined.

In running text and in attributes that no style rule looks at, a value can be filled in after
inlining. In ``class``, ``style``, ``<style>``, a comment and the like it decides what inlining
does, so there it must be part of the skeleton.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

_FREE_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "summary", "content"})
_URL_ATTRIBUTES = frozenset({"href", "src"})
_FIXED_ELEMENTS = frozenset({"style", "script", "noscript", "textarea"})

# What HTML serialisation leaves alone in a URL, so that filling in later comes to the same.
_PLAIN_URL = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")


@lru_cache(maxsize=64)
def positions(html: str, prefix: str) -> tuple[frozenset[str], frozenset[str]]:
    """The tags of a page that must be part of the skeleton, and those that stand in a URL."""
    tag = re.compile(re.escape(prefix) + r"\d{3}-")
    everywhere = set(tag.findall(html))
    if not everywhere:
        return frozenset(), frozenset()
    free: list[str] = []
    in_url: list[str] = []
    for element in etree.HTML(html).iter():
        if isinstance(element.tag, str) and element.tag not in _FIXED_ELEMENTS:
            free += tag.findall(element.text or "")
        free += tag.findall(element.tail or "")
        for name, value in _attributes(element):
            styled = re.search(rf"\[\s*{re.escape(name)}\b", html) is not None
            if name in _URL_ATTRIBUTES and not styled:
                in_url += tag.findall(value)
            elif name in _FREE_ATTRIBUTES and not styled:
                free += tag.findall(value)
    found = {*free, *in_url}
    # A tag printed once that does not turn up whole stood where parsing takes it apart.
    doubled = {name for name in found if html.count(name) != (free + in_url).count(name)}
    # Parsers do not take a tag for an element's name; a recipient's data could be one.
    names = set(re.findall(rf"</?({re.escape(prefix)}\d{{3}}-)", html))
    return frozenset((everywhere - found) | doubled | names), frozenset(in_url)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def plain_in_url(value: str) -> bool:
    """Whether an HTML-escaped value can be filled into a URL as it is."""
    return _PLAIN_URL.fullmatch(value) is not None
