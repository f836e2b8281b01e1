"""What the list of letters in an inbox shows of one: sender, subject, and how it begins."""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from outreach.domain.inbox import INBOXES, Inbox, cut, room
from outreach.domain.unseen import is_blank

from .model import Glance
from .tree import texts, tree_of

PROGRAMS = ("Gmail in a browser", "iPhone Mail", "Outlook")
_SHOWN = tuple(next(one for one in INBOXES if one.name == name) for name in PROGRAMS)
_MOST = 2 * max(one.preheader for one in _SHOWN)
"""As much room as anything is read for."""
_MOST_CHARACTERS = 4000
_BLANKS = re.compile("[ \t\n\r\f]+")
"""Those of HTML, which are drawn as one; fillers keep others apart."""
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f]")
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?<![\w-])opacity\s*:\s*0?\.?0*\s*(?:;|!|$)"
    r"|(?<![\w-])(?:font-size|max-height)\s*:\s*0[a-z%]*\s*(?:;|!|$)",
    re.IGNORECASE,
)
_NO_WIDTH = dict.fromkeys(map(ord, "\u00ad\u034f\u180e\u200b\u2060\ufeff"))
_JOINERS = "\u200c\u200d"
_SENDER = re.compile(r"\s*(.*?)\s*<([^<>]*)>\s*", re.DOTALL)


def glances(sender: str, subject: str, html: str) -> tuple[Glance, ...]:
    """One for each of PROGRAMS. ``sender`` is a name, or a name with its address in ``<>``.

    The snippet is the text that the letter begins with, hidden or not: the preheader, and where
    that is short the letter's own. It counts as cut where the preheader does not fit: the text
    after it never does.
    """
    hidden, beginning = _beginning(html)
    title = _on_a_line(subject)
    return tuple(_glance(one, _name(sender), title, hidden, beginning) for one in _SHOWN)


def _glance(inbox: Inbox, sender: str, subject: str, hidden: str, beginning: str) -> Glance:
    lost = (
        ("subject", room(subject) > inbox.subject),
        ("snippet", room(_tidy(hidden)) > inbox.preheader),
    )
    return Glance(
        program=inbox.name,
        sender=sender,
        subject=cut(subject, inbox.subject),
        snippet=_snippet(beginning, inbox.preheader),
        cut=tuple(name for name, is_cut in lost if is_cut),
    )


def _snippet(text: str, length: int) -> str:
    """Fillers take the room they have and show nothing; no ellipsis stands for them."""
    if room(text) <= length:
        return _tidy(text)
    fitting = cut(f"{text}..", length + 1).removesuffix("…")
    rest = text[len(fitting) :]
    if is_blank(fitting[-2:]) or is_blank(rest[:2]):
        return _tidy(fitting)
    return f"{_tidy(cut(text, length).removesuffix('…'))}…"


def _beginning(html: str) -> tuple[str, str]:
    """The hidden text before any that is seen, and the text of the letter's first lines."""
    hidden, pieces, length = "", "", 0
    seen = False
    for element, whole in texts(tree_of(html)):
        text = whole[:_MOST_CHARACTERS]
        pieces += text
        length += len(text)
        seen = seen or not (is_blank(text) or _is_hidden(element))
        if not seen:
            hidden = pieces
        if length > _MOST_CHARACTERS or (length > _MOST and room(_folded(pieces)) > _MOST):
            break
    return _folded(hidden), _folded(pieces)


def _is_hidden(element: HtmlElement) -> bool:
    return any(
        _HIDDEN.search(one.get("style") or "") or one.get("hidden") is not None
        for one in (element, *element.iterancestors())
    )


def _folded(text: str) -> str:
    return _CONTROLS.sub("", _BLANKS.sub(" ", text)).strip(" ")


def _tidy(text: str) -> str:
    """The text as it looks: what has no width is gone, and blanks are one."""
    words = (word.strip(_JOINERS) for word in text.translate(_NO_WIDTH).split())
    return " ".join(word for word in words if word)


def _on_a_line(text: str) -> str:
    return " ".join(text.split())


def _name(sender: str) -> str:
    match = _SENDER.fullmatch(sender)
    name = match[1].strip('" ') if match else sender
    return _on_a_line(name or (match[2] if match else ""))
