"""What the mail programs of an audience make of the features a letter uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from outreach.domain.client_support import ClientSupport, Feature
from outreach.errors import Level, Problem

from .features import Used, features_used, uses
from .reading import Reading

BREAKS = {
    "css-display-flex": ("display: flex", "Gmail and Outlook stack what should stand side by side"),
    "css-display-grid": ("display: grid", "Gmail and Outlook stack what should stand side by side"),
    "css-position": ("position", "most programs drop it, and what it lifted covers the text"),
    "css-variables": ("a CSS variable", "Gmail and Outlook drop every declaration with one"),
    "css-at-import": ("@import", "most programs fetch no style sheets"),
    "html-svg": ("<svg>", "most programs show nothing in its place"),
    "html-picture": ("<picture>", "most programs take it out"),
    "image-svg": ("an SVG picture", "Gmail and Outlook do not show it"),
    "image-webp": ("a WebP picture", "Outlook on Windows does not show it"),
    "image-avif": ("an AVIF picture", "most programs do not show it"),
    "image-heif": ("an HEIF picture", "most programs do not show it"),
    "image-tiff": ("a TIFF picture", "most programs do not show it"),
    "image-base64": ("a data: picture", "Gmail and Outlook do not show it"),
}
"""Features without which a letter cannot be read somewhere: known without any data."""

_CHANGES_MEANING = {
    "css-text-align", "css-background-color", "css-float", "css-direction", "css-display-none",
    "css-visibility", "css-white-space", "css-font-weight", "css-text-decoration",
    "css-list-style-type", "html-lists", "html-h1-h6", "html-p", "html-div", "html-span",
    "html-table", "html-blockquote", "html-strong", "html-img", "html-mailto-links",
    "html-anchor-links", "html-del",
}  # fmt: skip
_FAILS_SAFE = re.compile(
    r"""css-(?:color-scheme|at-(?:media|supports|font-face).*|pseudo-.*|border-radius.*|max-width
    |box-sizing|box-shadow|text-shadow|cursor|outline.*|transition|animation|hyphen.*|word-break
    |overflow-wrap|word-wrap|overflow|max-height|letter-spacing|font-kerning|font-stretch|sytem-ui
    |text-(?:wrap|underline-.*|decoration-.+)|orphans|widows|margin|padding|user-select|tab-size)
    |html-(?:role|aria-.*|lang|dir|body|style|hidden|meta-color-scheme|semantics|bdi|wbr|target
    |loading-attribute|abbr|acronym|width|height|cellpadding|cellspacing|align|valign|small)""",
    re.VERBOSE,
)
"""What a program may drop with no harm: the letter is plainer there, and reads the same."""

_FORBIDDEN = re.compile(
    r"html-(?:form|input.*|button.*|select|textarea|video|audio|object|base|link|dialog|marquee"
    r"|meter|progress|required|popover)$"
)
"""S205 says these."""

_MATTERS = {
    "css-white-space": r"white-space:(?!nowrap|normal)",
    "css-text-decoration": r"text-decoration:.*line-through",
    "css-display": r"display:(?!none$|block$|inline$|inline-block$|table)",
    "html-mailto-links": r"href=mailto:.*[?&]b?cc=",
}
_MATTERS_IN_PART = {
    "css-text-align": r"text-align:.*\b(?:start|end|match-parent|justify-all)\b",
    "css-font-size": r"font-size:.*(?:rem|\()",
    "css-display-none": r"(?!)",
    "css-font-weight": r"font-weight:(?!bold|normal)",
    "css-vertical-align": r"vertical-align:(?!top$|middle$|bottom$|baseline$)",
    "css-background-color": r"background-color:(?:\w+\(|transparent)",
    "css-line-height": r"line-height:.*(?:em|px|normal)",
    "css-border": r"border.*:.*(?:double|groove|ridge|inset|outset)",
    "css-list-style-type": r"list-style-type:(?!none|disc|decimal|circle|square)",
    "html-lists": r"(?:reversed|value)=",
}
"""The declarations and attributes for which lacking support, or partial support, matters. A

feature that is not named here always matters."""

_EVERYWHERE = (
    "gmail/desktop-webmail", "gmail/ios", "gmail/android", "outlook/windows",
    "outlook/outlook-com", "outlook/macos", "outlook/ios", "outlook/android", "apple-mail/macos",
    "apple-mail/ios", "yahoo/desktop-webmail", "thunderbird/macos", "protonmail/desktop-webmail",
    "protonmail/ios", "protonmail/android",
)  # fmt: skip
_FAMILIES = {
    "gmail": "gmail.com googlemail.com",
    "outlook": "outlook.com hotmail.com live.com msn.com hotmail.fr hotmail.co.uk outlook.fr"
    " outlook.de live.fr",
    "yahoo": "yahoo.com yahoo.co.uk yahoo.fr yahoo.de ymail.com rocketmail.com",
    "aol": "aol.com",
    "apple-mail": "icloud.com me.com mac.com",
    "gmx": "gmx.de gmx.net gmx.at gmx.ch gmx.com",
    "web-de": "web.de",
    "t-online-de": "t-online.de",
    "orange": "orange.fr wanadoo.fr",
    "laposte": "laposte.net",
    "free-fr": "free.fr",
    "sfr": "sfr.fr neuf.fr",
    "protonmail": "proton.me protonmail.com pm.me protonmail.ch",
    "fastmail": "fastmail.com fastmail.fm",
    "hey": "hey.com",
    "mail-ru": "mail.ru bk.ru inbox.ru list.ru",
    "wp-pl": "wp.pl",
}
_FAMILY_OF = {domain: family for family, domains in _FAMILIES.items() for domain in domains.split()}
_OUT_OF_USE = {"gmail/mobile-webmail", "outlook/windows-mail"}
_LONGEST_NOTE = 160


def check_clients(reading: Reading) -> Iterator[Problem]:
    """S204 for each feature that some program of the audience lacks, or has in part.

    What makes a letter unreadable is an error with or without data; the rest needs the
    workspace's copy of it.
    """
    used = features_used(reading.tree, reading.sheet)
    yield from _breaking(reading, used)
    if reading.support is None:
        return
    clients = clients_of(reading.domains, reading.support)
    for feature in reading.support.features.values():
        if _concerns(feature.slug, used):
            yield from _finding(reading, reading.support, feature, clients, used)


def _breaking(reading: Reading, used: Used) -> Iterator[Problem]:
    for slug, (what, why) in BREAKS.items():
        if uses(used, slug):
            support = reading.support
            feature = support.features.get(slug) if support else None
            told = f" ({_tested(feature)})" if feature else ""
            hint = "lay the letter out in one column"
            if slug.startswith(("image-", "html-")):
                hint = "put a PNG or JPEG on your server, and name it by its https address"
            elif slug == "css-variables":
                hint = "write the value itself"
            elif slug == "css-at-import":
                hint = "write the rules into the <style> of the layout"
            yield reading.problem("S204", f"the letter uses {what}: {why}{told}", hint)


def _concerns(slug: str, used: Used) -> bool:
    if slug in BREAKS or _FAILS_SAFE.fullmatch(slug) or _FORBIDDEN.match(slug):
        return False
    return uses(used, slug)


def _finding(
    reading: Reading,
    support: ClientSupport,
    feature: Feature,
    clients: Mapping[str, int],
    used: Used,
) -> Iterator[Problem]:
    lacking = [client for client in clients if _verdict(feature, client) == "n"]
    partly = [client for client in clients if _verdict(feature, client) == "a"]
    if not _written(_MATTERS_IN_PART.get(feature.slug), used):
        partly = []
    if not (lacking or partly) or not _written(_MATTERS.get(feature.slug), used):
        return
    parts = []
    if lacking:
        parts.append(f"not in {_named(support, lacking, clients)}")
    if partly:
        notes = {note: None for client in partly for note in feature.clients[client].notes}
        told = f" ({'; '.join(_plain(note) for note in notes)})" if notes else ""
        parts.append(f"in part in {_named(support, partly, clients)}{told}")
    level: Level = "warning" if lacking and feature.slug in _CHANGES_MEANING else "info"
    yield reading.problem(
        "S204",
        f"“{feature.title}”: {'; '.join(parts)} ({_tested(feature)})",
        f"see how it looks without, or leave it out: {feature.url}",
        level,
    )


def _verdict(feature: Feature, client: str) -> str:
    support = feature.clients.get(client)
    return support.verdict if support else "u"


def _tested(feature: Feature) -> str:
    return f"caniemail.com, tested {feature.tested or 'at an unknown date'}"


def _written(pattern: str | None, used: Used) -> bool:
    """Whether the letter has what the pattern is about; without one it has."""
    if pattern is None:
        return True
    of = re.compile(pattern)
    pairs = [*((name, ":", values) for name, values in used.values.items())]
    pairs += [(name, "=", values) for name, values in used.attributes.items()]
    return any(of.match(f"{name}{is_}{value}") for name, is_, values in pairs for value in values)


def _plain(note: str) -> str:
    """A note without Markdown's links, cut short."""
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", note)
    text = " ".join(text.removeprefix("Partial.").removeprefix("Buggy.").split())
    return text if len(text) <= _LONGEST_NOTE else f"{text[:_LONGEST_NOTE].rstrip()}…"


def _named(support: ClientSupport, clients: Iterable[str], counts: Mapping[str, int]) -> str:
    """``Gmail (iOS, Android; 12 recipients), Outlook (Windows)``."""
    families: dict[str, list[str]] = {}
    people: dict[str, int] = {}
    for client in clients:
        family, platform = support.names.get(client, (client, ""))
        families.setdefault(family, []).append(platform)
        people[family] = counts[client]
    return ", ".join(
        f"{family} ({', '.join(platforms)}{_people(people[family])})"
        for family, platforms in families.items()
    )


def _people(number: int) -> str:
    if not number:
        return ""
    return f"; {number:,} recipient{'' if number == 1 else 's'}"


def clients_of(domains: Mapping[str, int], support: ClientSupport) -> dict[str, int]:
    """The programs to read a letter for, those of most recipients first, with how many they are.

    A domain whose mail people read elsewhere, such as a house's own, counts for the programs most
    in use, with no number.
    """
    return dict(_clients_of(tuple(sorted(domains.items())), tuple(support.names)))


@lru_cache(maxsize=64)
def _clients_of(
    domains: tuple[tuple[str, int], ...], columns: tuple[str, ...]
) -> tuple[tuple[str, int], ...]:
    people: dict[str, int] = {}
    elsewhere = not domains
    for domain, number in domains:
        family = _FAMILY_OF.get(domain.casefold())
        if family is None:
            elsewhere = True
        else:
            people[family] = people.get(family, 0) + number
    found: dict[str, int] = {}
    for family in sorted(people, key=people.__getitem__, reverse=True):
        for column in columns:
            if column.startswith(f"{family}/") and column not in _OUT_OF_USE:
                found[column] = people[family]
    if elsewhere:
        for column in _EVERYWHERE:
            found.setdefault(column, 0)
    return tuple(found.items())
