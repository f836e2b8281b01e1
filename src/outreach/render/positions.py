"""Where in a page a tag may stand while the page is inlined.

In running text and in attributes that no style rule looks at, a value can be filled in after
inlining. In ``class``, ``style``, ``<style>``, a comment and the like it decides what inlining
does, so there it must be part of the skeleton.
"""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from .cut_off import read_page

_FREE_ATTRIBUTES = frozenset({"alt", "title", "aria-label", "summary", "content"})
_URL_ATTRIBUTES = frozenset({"href", "src"})
_FIXED_ELEMENTS = frozenset(
    {"style", "script", "noscript", "textarea", "iframe", "xmp", "noembed", "noframes", "plaintext"}
)

# What HTML serialisation leaves alone in a URL, so that filling in later comes to the same.
_PLAIN_URL = re.compile(r"[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*")

_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_MARKUP = re.compile(r"""</?[a-zA-Z-](?:"[^"]*"|'[^']*'|[^'"<>])*>""")


@lru_cache(maxsize=64)
def positions(html: str, prefix: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """The tags that must be part of the skeleton, those that stand in a URL, and begin one."""
    tag = re.compile(re.escape(prefix) + r"\d{3}-")
    everywhere = set(tag.findall(html))
    if not everywhere:
        return frozenset(), frozenset(), frozenset()
    free: list[str] = []
    in_url: list[str] = []
    begins: list[str] = []
    page = read_page(html)
    for element in page.iter() if page is not None else ():
        if isinstance(element.tag, str) and element.tag not in _FIXED_ELEMENTS:
            free += tag.findall(element.text or "")
        free += tag.findall(element.tail or "")
        for name, value in _attributes(element):
            styled = re.search(rf"\[\s*{re.escape(name)}\b", html) is not None
            if name in _URL_ATTRIBUTES and not styled:
                in_url += tag.findall(value)
                begins += [match[0]] if (match := tag.match(value.strip())) else []
            elif name in _FREE_ATTRIBUTES and not styled:
                free += tag.findall(value)
    found = {*free, *in_url}
    # A tag printed once that does not turn up whole stood where parsing takes it apart.
    doubled = {name for name in found if html.count(name) != (free + in_url).count(name)}
    return frozenset((everywhere - found) | doubled), frozenset(in_url), frozenset(begins)


def _attributes(element: etree._Element) -> list[tuple[str, str]]:
    return [(str(name), str(value)) for name, value in element.attrib.items()]


def outside_quotes(html: str, prefix: str) -> bool:
    """Whether a tag stands in an HTML tag without quotes around: there data becomes markup."""
    return any(prefix in _QUOTED.sub("", markup) for markup in _MARKUP.findall(html))


def plain_in_url(value: str) -> bool:
    """Whether an HTML-escaped value can be filled into a URL as it is."""
    return _PLAIN_URL.fullmatch(value) is not None and not runs_code(value)


def runs_code(value: str) -> bool:
    """Whether a value could begin a URL that is no link but a program, such as ``javascript:``."""
    scheme = _SCHEME.match("".join(value.split()))
    return scheme is not None and scheme[1].lower() not in ("http", "https", "mailto", "tel")
