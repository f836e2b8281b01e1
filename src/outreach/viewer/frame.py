"""A letter's document for the frame it is shown in: altered as the view asks, and kept in place.

Nothing in a letter runs or fetches. Four things see to it, and each would do for most attacks:

- The frame's ``sandbox`` (``FRAME_SANDBOX``) and the policy's own allow no scripts, forms, popups,
  downloads, autofocus, or moving of the page around it. They leave the letter its origin, so that
  the page's script can read and mark what is in the frame.
- The policy lets nothing be fetched but pictures within the letter, or by choice from elsewhere.
- ``<link>`` and ``<iframe>`` lose what they point to or hold: no policy is asked before a browser
  looks up a host's name or connects to it ahead of time. Looking up names of links so is turned
  off.
- Links keep their targets to be read, copied, or opened by the reader's own command, but a click
  does nothing: each asks for a window of its own, which the sandbox refuses. To follow one would
  tell the campaign's tracker of a reader who is none, and lose the letter from the frame.

What is added stands together behind ``<head>``, and in tags behind their name, where the first of
two attributes counts; the rest stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape

from .css_text import with_scheme, without_addresses
from .forced_dark import canvas_style, forced_dark
from .markup import Attribute, Edit, Kind, Piece, edited, openings, pieces, rewritten, short_tag
from .state import Images, Scheme

FRAME_SANDBOX = "allow-same-origin"
"""The value of the frame's ``sandbox`` attribute."""

_PICTURES = {Images.OFF: "", Images.ENCLOSED: "data:", Images.REMOTE: "data: https:"}
_FETCHED = {"src", "srcset", "imagesrcset", "poster", "background", "lowsrc", "dynsrc"}
_FETCHED_IN_SVG = {"href", "xlink:href"}
_BLANK = " \t\r\n\f\ufeff"
_SVG_PICTURES = {"image", "feimage"}
_TARGET = re.compile(r"""[\s/"']target[\s=/>]""", re.IGNORECASE)
_DOUBTFUL = re.compile(r"refresh|security-policy|prefetch|referrer|delegate|accept-ch")


def policy(images: Images) -> str:
    """The Content-Security-Policy that the letter's document is served with."""
    return f"sandbox {FRAME_SANDBOX}; {_inner_policy(images)}; frame-ancestors 'self'"


def framed(
    html: str,
    scheme: Scheme,
    images: Images,
    *,
    policy_inside: bool = False,
    style: str = "",
    enclosed: Mapping[str, str] | None = None,
) -> str:
    """``style`` is CSS of the page's own, such as that of marks. ``policy_inside`` is for files,

    which come without headers. ``enclosed`` has the ``data:`` address of each picture that the
    letter names by ``cid:``, by its content id.
    """
    dark = scheme is Scheme.DARK
    canvas = canvas_style(html) if scheme is Scheme.FORCED else ""
    letter = edited(html, _scheme_edits(html, dark=dark))
    if scheme is Scheme.FORCED:
        letter = forced_dark(letter)
    if images is Images.OFF:
        letter = edited(letter, _without_pictures(letter))
    elif enclosed:
        letter = edited(letter, _with_enclosed(letter, enclosed))
    letter = edited(letter, _inert(letter, images))
    at = _head(letter)
    shade = "light" if scheme is Scheme.LIGHT else "dark"
    added = _added(shade, f"{canvas}{style}", _inner_policy(images) if policy_inside else "")
    return f"{letter[:at]}{added}{letter[at:]}"


def _inner_policy(images: Images) -> str:
    """Without what a ``<meta>`` cannot say (Content Security Policy 3, 3.3)."""
    sources = _PICTURES[images]
    pictures = f"img-src {sources}; " if sources else ""
    return (
        f"default-src 'none'; style-src 'unsafe-inline'; {pictures}form-action 'none'; "
        "base-uri 'none'"
    )


def _added(shade: str, style: str, inner_policy: str) -> str:
    """The first ``color-scheme`` and ``<base>`` of a document count, and of equal names the first.

    In a file the policy has to come before all that it is to hold for.
    """
    inside = (
        '<meta charset="utf-8"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(inner_policy)}">'
        if inner_policy
        else ""
    )
    return (
        f'{inside}<meta http-equiv="x-dns-prefetch-control" content="off">'
        f'<meta name="color-scheme" content="only {shade}"><base target="_blank">'
        f"<style>:root:root:root{{color-scheme:only {shade} !important}}{style}</style>"
    )


def _head(html: str) -> int:
    """Right behind ``<head>``, or as far up as it can be where something comes before that.

    Never before the doctype, on which the browser's way of drawing hangs.
    """
    at = 0
    for piece in pieces(html):
        words = html[piece.start : piece.end]
        if piece.kind is Kind.START and piece.name in {"html", "head"}:
            at = piece.end
            if piece.name == "head":
                break
        elif words[:9].lower() == "<!doctype":
            at = piece.end
        elif piece.kind is not Kind.OTHER and words.strip(_BLANK):
            break
    return at


def _scheme_edits(html: str, *, dark: bool) -> Iterator[Edit]:
    for piece in pieces(html):
        if piece.kind is Kind.RAW and piece.name == "style":
            sheet = html[piece.start : piece.end]
            yield Edit(piece.start, piece.end, with_scheme(sheet, dark=dark))
        for attribute in piece.attributes:
            if attribute.name == "media":
                settled = with_scheme(attribute.value, dark=dark)
                if settled != attribute.value:
                    yield rewritten(attribute, settled)


def _without_pictures(html: str) -> Iterator[Edit]:
    for piece in pieces(html):
        if piece.kind is Kind.RAW and piece.name == "style":
            sheet = html[piece.start : piece.end]
            yield Edit(piece.start, piece.end, without_addresses(sheet))
        for attribute in piece.attributes:
            if _fetches(piece, attribute):
                yield Edit(attribute.start, attribute.end, "")
            elif attribute.name == "style":
                bare = without_addresses(attribute.value)
                if bare != attribute.value:
                    yield rewritten(attribute, bare)


def _fetches(piece: Piece, attribute: Attribute) -> bool:
    return attribute.name in _FETCHED or (
        piece.name in _SVG_PICTURES and attribute.name in _FETCHED_IN_SVG
    )


def _with_enclosed(html: str, enclosed: Mapping[str, str]) -> Iterator[Edit]:
    for piece in pieces(html):
        for attribute in piece.attributes:
            value = attribute.value.strip()
            found = enclosed.get(value[4:]) if value[:4].lower() == "cid:" else None
            if found and attribute.name in _FETCHED:
                yield rewritten(attribute, found)


def _inert(html: str, images: Images) -> Iterator[Edit]:
    """Added behind the names of tags, wherever one could be; without quotes, which could close
    others there."""
    first: list[tuple[tuple[str, ...], str]] = [
        (("link",), "rel=none"),
        (("iframe", "frame", "embed"), "srcdoc src=about:blank"),
    ]
    if _TARGET.search(html):
        first.append((("a", "area"), "target=_blank"))
    if images is Images.REMOTE:
        first.append((("img", "image"), "referrerpolicy=no-referrer"))
    for names, attribute in first:
        for _, at in openings(html, names):
            yield Edit(at, at, f" {attribute} ")
    for start, at in openings(html, ("meta",)):
        if _is_doubtful(short_tag(html, start)):
            yield Edit(at, at, " name=none http-equiv=none ")


def _is_doubtful(meta: Piece | None) -> bool:
    """It moves the reader on, or has a word in what is fetched and told to whom."""
    return meta is None or any(_DOUBTFUL.search(one.value.lower()) for one in meta.attributes)
