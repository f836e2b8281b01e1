"""The pages themselves, and what the script on them asks of whoever serves them.

Everything works without the script: links are links, forms are forms. With it a link fetches its
page and only the regions that changed are replaced (``data-region`` in the templates), so that
scroll positions, open parts and the words searched for stay.

**Assets.** ``ASSETS`` are served below ``PreviewPage.assets`` or ``InboxPage.assets``, by name.

**Changes of a preview.** ``events`` answers with server-sent events, ``data: {"kind": "letter"}``
or ``{"kind": "roster"}``. On ``letter`` the script loads the frames anew behind those shown, then
fetches the page's own address and compares; on ``roster`` only that. Events that come meanwhile
lead to one more fetch. A page fetched after the frames loads them again only if a save came
between; else a frame is loaded anew if its address or a digest of ``panes`` changed, or if no
digest is known. A frame's document that is one
of these pages (``data-page``) is not shown: the page around it says what is wrong. When the
connection comes back after a loss, everything is fetched again. An answer with other regions is
taken whole; one that is another kind of page covers the letter until the address answers again.

**Changes of an inbox.** ``events`` answers ``{"stamp": "…"}`` as JSON, asked for every 2 seconds.

**Search.** ``action`` is fetched with ``q`` added to its query: for a preview the answer is
``people_page`` of what was found, for an inbox it is the page itself. ``more``, ``earlier`` and
``excluded_more`` are fetched as they are, and the rows in the answer are added to the list.

**Forms.** A test letter is posted to ``TestSend.action`` with ``token`` and one ``to`` for each
recipient chosen; clearing an inbox posts ``token`` to ``InboxPage.clear``. Both answers redirect.

**Widths.** The script changes ``width`` in the address without asking for the page again; a page
that was written as a file reads it from its own address.

**Policy.** No page has a script or style of its own inside: ``script-src 'self'; style-src 'self'``
is enough, with ``img-src 'self' data:``, ``frame-src``, ``connect-src`` and ``form-action 'self'``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from hashlib import sha256
from importlib.resources import files
from urllib.parse import parse_qsl, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from .frame import FRAME_SANDBOX
from .marks import visible
from .model import InboxPage, Picker, PreviewPage
from .source import SYNTAX_CSS

_STATIC = files("outreach.viewer") / "static"

ASSETS: Mapping[str, tuple[str, bytes]] = {
    "viewer.css": ("text/css; charset=utf-8", (_STATIC / "viewer.css").read_bytes()),
    "viewer.js": ("text/javascript; charset=utf-8", (_STATIC / "viewer.js").read_bytes()),
    "marks.js": ("text/javascript; charset=utf-8", (_STATIC / "marks.js").read_bytes()),
    "syntax.css": ("text/css; charset=utf-8", SYNTAX_CSS.encode()),
}
"""File name -> media type, content."""


def preview_page(page: PreviewPage) -> str:
    return printed("preview.html", page=page, assets=page.assets, title=page.title)


def people_page(picker: Picker, assets: str, title: str = "Recipients") -> str:
    """The answer to a search: read by the script, and a page of its own for those without it."""
    return printed("people.html", picker=picker, assets=assets, title=title)


def inbox_page(page: InboxPage) -> str:
    return printed("inbox.html", page=page, assets=page.assets, title=page.title)


def notice_page(title: str, text: str, assets: str, back: str = "/") -> str:
    """A sentence instead of a page, such as that there is no such letter. ``back`` may be blank."""
    return printed("notice.html", title=title, text=text, assets=assets, back=back)


def printed(template: str, **values: object) -> str:
    """A template of this room, filled in; every value is escaped."""
    return _environment().get_template(template).render(values)


@cache
def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("outreach.viewer", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals["FRAME_SANDBOX"] = FRAME_SANDBOX
    env.filters |= {
        "size": _size,
        "number": _number,
        "asked": _asked,
        "opens": _opens,
        "visible": visible,
    }
    env.filters |= {"short": _short, "named": _named}
    return env


def _size(count: int) -> str:
    """
    >>> _size(900), _size(2048), _size(3_500_000)
    ('900 bytes', '2 KB', '3.3 MB')
    """
    if count < 1024:
        return f"{count} bytes"
    return f"{count / 1024:.0f} KB" if count < 1024 * 1024 else f"{count / 1024 / 1024:.1f} MB"


def _number(count: int) -> str:
    return f"{count:,}"


def _asked(address: str) -> list[tuple[str, str]]:
    """What an address already asks for: a form that is sent by GET drops it, unless it is said."""
    pairs = parse_qsl(urlsplit(address).query)
    return [(name, value) for name, value in pairs if name not in ("q", "start")]


def _opens(address: str) -> str:
    """The address of an editor, or nothing where it would run something in the page instead."""
    scheme = urlsplit(address).scheme.lower()
    return "" if scheme in ("", "javascript", "data", "vbscript", "blob") else address


def _short(place: str) -> str:
    """A place without its folders, for where there is little room.

    >>> _short("campaigns/visit/campaign.toml:12:11")
    'campaign.toml:12:11'
    """
    return place.rpartition("/")[2]


def _named(parts: Sequence[str]) -> str:
    """The same name for the same thing, wherever it stands in a list."""
    return sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:12]
