"""CSS of a letter: the rules of its ``style`` elements and of its ``style`` attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import tinycss2
from cssselect import HTMLTranslator, SelectorError
from cssselect import parse as parse_selectors
from lxml import etree
from lxml.html import HtmlElement
from tinycss2 import ast

_ASSUMED_WIDTH = 800
"""CSS pixels of the window in which media queries are decided: a desktop's."""

Specificity = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Declaration:
    """``value`` is in lower case, without comments and outer blanks."""

    name: str
    value: str
    important: bool
    tokens: tuple[ast.Node, ...]


@dataclass(frozen=True, slots=True)
class StyleRule:
    """``media`` is the query around it in lower case, blank where there is none."""

    selector: str
    declarations: tuple[Declaration, ...]
    media: str = ""


@dataclass(frozen=True)
class Sheet:
    """All rules in their order; ``at_rules`` has the name and prelude of every at-rule."""

    text: str
    rules: tuple[StyleRule, ...]
    at_rules: tuple[tuple[str, str], ...]

    @cached_property
    def has_dark_scheme(self) -> bool:
        """Whether it has rules of its own for dark screens, or says that both schemes suit it."""
        return any("prefers-color-scheme" in rule.media for rule in self.rules) or any(
            declaration.name == "color-scheme" and "dark" in declaration.value.split()
            for rule in self.rules
            for declaration in rule.declarations
        )


def sheet_of(tree: HtmlElement) -> Sheet:
    texts = [style.text or "" for style in tree.iter("style") if not style.get("media")]
    texts += [
        f"@media {style.get('media')} {{{style.text or ''}}}"
        for style in tree.iter("style")
        if style.get("media")
    ]
    return parsed("\n".join(texts))


@lru_cache(maxsize=16)
def parsed(text: str) -> Sheet:
    rules: list[StyleRule] = []
    at_rules: list[tuple[str, str]] = []
    top = tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)
    _read(top, "", rules, at_rules)
    return Sheet(text, tuple(rules), tuple(at_rules))


def _read(
    nodes: Sequence[ast.Node], media: str, rules: list[StyleRule], at_rules: list[tuple[str, str]]
) -> None:
    for node in nodes:
        if isinstance(node, ast.QualifiedRule):
            selector = tinycss2.serialize(node.prelude).strip()
            rules.append(StyleRule(selector, _declarations(node.content), media))
        elif isinstance(node, ast.AtRule):
            prelude = tinycss2.serialize(node.prelude).strip().lower()
            at_rules.append((node.lower_at_keyword, prelude))
            if node.content and node.lower_at_keyword in {"media", "supports", "layer"}:
                inner = prelude if node.lower_at_keyword == "media" else node.lower_at_keyword
                within = f"{media} and {inner}" if media else inner
                content = tinycss2.parse_rule_list(
                    node.content, skip_comments=True, skip_whitespace=True
                )
                _read(content, within, rules, at_rules)


@lru_cache(maxsize=4096)
def inline_declarations(style: str) -> tuple[Declaration, ...]:
    """What a ``style`` attribute declares."""
    return _declarations(style)


def _declarations(source: Any) -> tuple[Declaration, ...]:
    found = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True)
    return tuple(
        Declaration(
            node.lower_name,
            " ".join(tinycss2.serialize(node.value).lower().split()),
            node.important,
            tuple(part for part in node.value if not isinstance(part, ast.Comment)),
        )
        for node in found
        if isinstance(node, ast.Declaration)
    )


@lru_cache(maxsize=1024)
def _matchers(selector: str) -> tuple[tuple[Specificity, etree.XPath], ...]:
    """The XPath of each selector of a group; none for those that match no element of a letter."""
    try:
        parsed_selectors = parse_selectors(selector)
    except SelectorError:
        return ()
    translator = HTMLTranslator()
    found: list[tuple[Specificity, etree.XPath]] = []
    for one in parsed_selectors:
        if one.pseudo_element is None:
            try:
                path = translator.selector_to_xpath(one, prefix="descendant-or-self::")
            except SelectorError:
                continue
            found.append((one.specificity(), etree.XPath(path)))
    return tuple(found)


def matches(rule: StyleRule, tree: HtmlElement) -> Iterator[tuple[Specificity, HtmlElement]]:
    for specificity, path in _matchers(rule.selector):
        found: Any = path(tree)
        for element in found:
            yield specificity, element


_CONDITION = re.compile(r"\(\s*([a-z-]+)\s*(?::\s*([^()]*?)\s*)?\)")
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)(px|em|rem)")


def applies(media: str, *, dark: bool) -> bool:
    """Whether a media query holds on a desktop's screen in the scheme. What is unknown does not."""
    return not media or any(_holds(query.strip(), dark) for query in media.split(","))


def _holds(query: str, dark: bool) -> bool:
    bare = _CONDITION.sub("", query).replace("and", " ").split()
    if any(word not in {"screen", "all", "only"} for word in bare):
        return False
    return all(_met(match[1], match[2] or "", dark) for match in _CONDITION.finditer(query))


def _met(feature: str, value: str, dark: bool) -> bool:
    if feature == "prefers-color-scheme":
        return value == ("dark" if dark else "light")
    length = _LENGTH.fullmatch(value)
    if feature in {"min-width", "max-width"} and length:
        pixels = float(length[1]) * (1 if length[2] == "px" else 16)
        wide_enough = pixels <= _ASSUMED_WIDTH
        return wide_enough if feature == "min-width" else pixels >= _ASSUMED_WIDTH
    return False
