"""Which features of HTML and CSS a letter uses, by the names caniemail.com gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import urlsplit

from lxml.etree import Comment
from lxml.html import HtmlElement
from tinycss2 import ast

from .styles import Declaration, Sheet, inline_declarations

_SUFFIX = re.compile(r"\.([a-z0-9]{2,5})$")
_PSEUDO = re.compile(r"(?<!:):([a-z-]+)")
_PSEUDO_ELEMENT = re.compile(r"::([a-z-]+)|(?<!:):(before|after|first-line|first-letter)\b")
_MEDIA_FEATURE = re.compile(r"\(\s*(?:-webkit-)?(?:min-|max-)?([a-z-]+)")
_CSS_ADDRESS = re.compile(r"url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)


@dataclass(slots=True)
class Used:
    """What a letter is made of, in lower case.

    ``values`` are the values of each property, without those that hold in a media query alone:
    a program that knows no queries shows the letter without them, as it should. ``attributes``
    are ``name=value``; ``images`` the kinds of picture.
    """

    values: dict[str, set[str]] = field(default_factory=dict)
    functions: set[str] = field(default_factory=set)
    units: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    at_rules: set[str] = field(default_factory=set)
    media: set[str] = field(default_factory=set)
    pseudo: set[str] = field(default_factory=set)
    elements: set[str] = field(default_factory=set)
    attributes: dict[str, set[str]] = field(default_factory=dict)
    images: set[str] = field(default_factory=set)


def features_used(tree: HtmlElement, sheet: Sheet) -> Used:
    used = Used()
    for element in tree.iter():
        if element.tag is Comment:
            continue
        if isinstance(element.tag, str):
            _take_element(used, element)
    for rule in sheet.rules:
        selector = rule.selector.lower()
        used.pseudo.update(_PSEUDO.findall(selector))
        used.pseudo.update(f":{a or b}" for a, b in _PSEUDO_ELEMENT.findall(selector))
        if not rule.media and "[data-ogs" not in selector:
            _take_declarations(used, rule.declarations)
    for name, prelude in sheet.at_rules:
        used.at_rules.add(name)
        if name == "media":
            used.media.update(_MEDIA_FEATURE.findall(prelude))
    return used


def _take_element(used: Used, element: HtmlElement) -> None:
    tag = str(element.tag).rpartition("}")[2].lower()
    used.elements.add(tag)
    for name, value in element.attrib.items():
        used.attributes.setdefault(str(name).lower(), set()).add(str(value).strip().lower())
    if tag in {"input", "button", "img"}:
        used.elements.add(f"{tag}:{(element.get('type') or '').lower()}")
    if tag == "img":
        used.images.update(picture_kind(element.get("src") or ""))
    if tag in {"img", "source"}:
        for candidate in (element.get("srcset") or "").split(","):
            used.images.update(picture_kind(candidate.strip().partition(" ")[0]))
    _take_declarations(used, inline_declarations(element.get("style") or ""))


def _take_declarations(used: Used, declarations: Iterable[Declaration]) -> None:
    for one in declarations:
        used.values.setdefault(one.name, set()).add(one.value)
        _take_tokens(used, one.tokens)
        for address in _CSS_ADDRESS.findall(one.value):
            used.images.update(picture_kind(address))


def _take_tokens(used: Used, tokens: Iterable[ast.Node]) -> None:
    for token in tokens:
        if isinstance(token, ast.DimensionToken):
            used.units.add(token.lower_unit)
        elif isinstance(token, ast.PercentageToken):
            used.units.add("percent")
        elif isinstance(token, ast.IdentToken):
            used.words.add(token.lower_value)
        elif isinstance(token, ast.FunctionBlock):
            used.functions.add(token.lower_name)
            _take_tokens(used, token.arguments)


def picture_kind(address: str) -> Iterator[str]:
    """``data`` for a picture in the letter itself, and its format, as the address shows it.

    >>> list(picture_kind("https://coalition.example/logo.WEBP?v=2"))
    ['webp']
    """
    text = address.strip().lower()
    if text.startswith("data:"):
        yield "data"
        kind = re.match(r"data:image/([a-z]+)", text)
        if kind:
            yield kind[1]
        return
    try:
        path = urlsplit(text).path
    except ValueError:
        return
    if suffix := _SUFFIX.search(path):
        yield suffix[1]


_Test = Callable[[Used], bool]

_SIDES = "(?:-(?:top|right|bottom|left))?"
_CORNERS = "(?:-(?:top|bottom)-(?:left|right))?"
_FAMILIES = {
    "margin": f"margin{_SIDES}",
    "padding": f"padding{_SIDES}",
    "border": f"border{_SIDES}(?:-(?:width|style|color))?",
    "border-radius": f"border{_CORNERS}-radius",
    "border-radius-logical": "border-(?:start|end)-(?:start|end)-radius",
    "border-image": "border-image(?:-.*)?",
    "border-inline-block": "border-(?:inline|block)",
    "border-inline-block-individual": ("border-(?:inline|block)-(?:color|style|width|start|end)"),
    "border-inline-block-longhand": ("border-(?:inline|block)-(?:start|end)-(?:color|style|width)"),
    "block-inline-size": "(?:block|inline)-size",
    "margin-inline-block": "margin-(?:inline|block)",
    "padding-inline-block": "padding-(?:inline|block)",
    "margin-block-start-end": "margin-block-(?:start|end)",
    "margin-inline-start-end": "margin-inline-(?:start|end)",
    "padding-block-start-end": "padding-block-(?:start|end)",
    "padding-inline-start-end": "padding-inline-(?:start|end)",
    "left-right-top-bottom": "left|right|top|bottom",
    "inset": "inset(?:-.*)?",
    "overflow": "overflow(?:-[xy])?",
    "animation": "animation(?:-.*)?",
    "transition": "transition(?:-.*)?",
    "gap": "gap|(?:row|column)-gap",
    "grid-template": "grid-template(?:-.*)?",
    "column-layout-properties": "columns|column-(?:fill|span|width|rule.*)",
    "scroll-snap": "scroll-snap-.*",
    "white-space-collapse": "white-space-collapse",
}


@lru_cache(maxsize=512)
def _property(name: str, value: str = "") -> _Test:
    pattern = re.compile(_FAMILIES.get(name, re.escape(name)))
    wanted = re.compile(value) if value else None
    return lambda used: any(
        pattern.fullmatch(one) and (wanted is None or any(map(wanted.search, values)))
        for one, values in used.values.items()
    )


def _function(*names: str) -> _Test:
    return lambda used: any(name in used.functions for name in names)


def _element(*names: str) -> _Test:
    return lambda used: any(name in used.elements for name in names)


def _attribute(name: str, value: str = "") -> _Test:
    wanted = re.compile(value)
    return lambda used: any(map(wanted.search, used.attributes.get(name, ())))


def _word(*names: str) -> _Test:
    return lambda used: any(name in used.words for name in names)


def _image(*kinds: str) -> _Test:
    return lambda used: any(kind in used.images for kind in kinds)


_SPECIAL: Mapping[str, _Test] = {
    "css-display-flex": _property("display", r"\bflex\b|inline-flex"),
    "css-display-grid": _property("display", r"\bgrid\b|inline-grid"),
    "css-display-none": _property("display", r"^none$"),
    "css-flex-direction": _property("flex-direction"),
    "css-flex-wrap": _property("flex-wrap"),
    "css-position": _property("position", r"^(?:absolute|fixed|sticky)$"),
    "css-variables": lambda used: (
        "var" in used.functions or any(name.startswith("--") for name in used.values)
    ),
    "css-modern-color": _function("lch", "oklch", "lab", "oklab", "color", "color-mix"),
    "css-intrinsic-size": _word("fit-content", "min-content", "max-content"),
    "css-sytem-ui": _word("system-ui", "ui-serif", "ui-sans-serif", "ui-rounded", "ui-monospace"),
    "css-unit-initial": _word("initial"),
    "css-unit-calc": _function("calc"),
    "css-rgb": _function("rgb"),
    "css-rgba": _function("rgba"),
    "css-scroll-snap": _property("scroll-snap"),
    "html-style": _element("style"),
    "html-h1-h6": _element("h1", "h2", "h3", "h4", "h5", "h6"),
    "html-lists": _element("ul", "ol", "dl"),
    "html-semantics": _element(
        "article", "aside", "details", "figcaption", "figure", "footer", "header", "main", "mark",
        "nav", "section", "summary", "time",
    ),
    "html-object": _element("object", "embed"),
    "html-anchor-links": _attribute("href", "^#."),
    "html-mailto-links": _attribute("href", "^mailto:"),
    "html-image-maps": _element("map"),
    "html-meta-color-scheme": _attribute("name", "^color-scheme$"),
    "html-loading-attribute": _attribute("loading"),
    "html-srcset": _attribute("srcset"),
    "html-button-submit": _element("button:submit"),
    "html-button-reset": _element("button:reset"),
    "css-inert-attribute": _attribute("inert"),
    "image-base64": _image("data"),
    "image-jpg": _image("jpg", "jpeg"),
    "image-tiff": _image("tif", "tiff"),
    "image-heif": _image("heif", "heic"),
}  # fmt: skip
_UNKNOWABLE = re.compile(
    r"css-selector-|css-comments$|css-important$|css-nesting$|html-comments$|html-doctype$|amp$|bimi$"
)
"""Selectors count for nothing: what they pick has its style inlined. The others are no features

a letter could do without."""


def uses(used: Used, slug: str) -> bool:
    """Whether the letter uses the feature of that name; False for names that are not known."""
    if special := _SPECIAL.get(slug):
        return special(used)
    if _UNKNOWABLE.match(slug):
        return False
    family, _, name = slug.partition("-")
    if family == "css":
        return _uses_css(used, name)
    if family == "html":
        kind, _, of = name.partition("-")
        if kind == "input" and of:
            return f"input:{of}" in used.elements
        return name in used.elements or name in used.attributes
    return family == "image" and name in used.images


def _uses_css(used: Used, name: str) -> bool:
    kinds: tuple[tuple[str, Iterable[str]], ...] = (
        ("pseudo-class-", used.pseudo),
        ("pseudo-element-", [one[1:] for one in used.pseudo if one.startswith(":")]),
        ("at-media-", used.media),
        ("at-", used.at_rules),
        ("unit-", used.units),
        ("function-", used.functions),
    )
    for prefix, known in kinds:
        if name.startswith(prefix):
            return name.removeprefix(prefix) in known
    if name.endswith("-gradient"):
        return name in used.functions or f"repeating-{name}" in used.functions
    return _property(name)(used)
