"""Files that travel with letters: what gateways refuse, what breaks, and what they give away.

Each finding stands at the edition's ``attachments`` or, for the press kit, at ``press_kit``.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from outreach.domain.campaign import Edition
from outreach.domain.delivery import Attachment
from outreach.errors import Level, Problem

from .enclosure_kinds import dangers, disguise
from .enclosure_traces import is_encrypted, is_untagged, traces

MOST_BYTES = 20 * 2**20
"""SendGrid takes 30 MB a message; gateways of newsrooms and offices 10 to 25 MB."""
MANY_BYTES = 5 * 2**20
MANY = 5
LONGEST_NAME = 100

_BIDI_CONTROLS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|]')


def check_enclosures(
    attachments: Sequence[Attachment],
    message_bytes: int,
    edition: Edition,
    public: Collection[str] = (),
) -> Iterator[Problem]:
    """Findings on all files of one message, whose subject, HTML and text have ``message_bytes``.

    ``public`` are names that files may bear, such as the organisation's: they give nothing away.
    """
    if not attachments:
        return
    yield from _size(attachments, message_bytes, edition)
    if len(attachments) > MANY:
        yield _problem(
            "S216",
            f"{len(attachments)} files travel with each letter",
            "attach what must be at hand, and link the rest",
            edition,
        )
    names = Counter(one.filename.casefold() for one in attachments)
    for name in sorted(name for name, count in names.items() if count > 1):
        yield _problem(
            "S213", f"two files are called {name}", "give each a name of its own", edition
        )
    for attachment in attachments:
        yield from _file(attachment, edition, public)


def encoded_size(content_bytes: int) -> int:
    """What base64 makes of so many bytes: a third more, and a line end every 76 characters."""
    letters = (content_bytes + 2) // 3 * 4
    return letters + (letters + 75) // 76 * 2


def _size(
    attachments: Sequence[Attachment], message_bytes: int, edition: Edition
) -> Iterator[Problem]:
    size = message_bytes + sum(encoded_size(len(one.content)) for one in attachments)
    if size > MANY_BYTES:
        largest = max(attachments, key=lambda one: len(one.content))
        yield _problem(
            "S203",
            f"each letter has {size / 2**20:.1f} MB with its files; the largest is"
            f" {largest.filename} ({len(largest.content) / 2**20:.1f} MB as it lies there)",
            "make the file smaller, or put it on the web and link it",
            edition,
            "error" if size > MOST_BYTES else "warning",
        )


def _file(attachment: Attachment, edition: Edition, public: Collection[str]) -> Iterator[Problem]:
    yield from _name(attachment.filename, edition)
    shown = attachment.filename
    if not attachment.content:
        yield _problem("S210", f"{shown} is empty", "save it again", edition, "error")
        return
    for level, danger in dangers(attachment):
        yield _problem(
            "S211", f"{shown} {danger}", "send a PDF instead, or link it", edition, level
        )
    if wrong := disguise(attachment):
        yield _problem(
            "S212", f"{shown} {wrong}", "export it anew and attach that", edition, "error"
        )
        return
    if is_encrypted(attachment):
        hint = "save it without a password or restrictions"
        yield _problem("S215", f"{shown} is encrypted", hint, edition)
        return
    if found := traces(attachment, public):
        hint = "remove its properties before you attach it (Inspect Document, or print to PDF)"
        yield _problem("S214", f"{shown} gives away {_listed(found)}", hint, edition)
    if is_untagged(attachment):
        hint = "export it as a tagged PDF (PDF/UA), or say the same in the letter"
        yield _problem("S217", f"{shown} has no tags for screen readers", hint, edition, "info")


def _name(name: str, edition: Edition) -> Iterator[Problem]:
    shown = "".join(one if one.isprintable() else "\ufffd" for one in name)
    if any(unicodedata.category(one) == "Cc" for one in name) or _BIDI_CONTROLS.search(name):
        hint = "type the name anew"
        yield _problem(
            "S213", f"the file name {shown!r} holds invisible characters", hint, edition, "error"
        )
    elif _NOT_IN_FILE_NAMES.search(name) or name.strip(" .") != name:
        hint = "use letters, digits, hyphens and one dot"
        yield _problem(
            "S213", f"the file name {shown!r} cannot be saved on every system", hint, edition
        )
    if len(name) > LONGEST_NAME:
        hint = f"shorten it to {LONGEST_NAME} characters"
        yield _problem("S213", f"a file name has {len(name)} characters", hint, edition)
    if not name.isascii():
        hint = "use unaccented Latin letters: some mail programs garble others"
        yield _problem("S213", f"the file name {shown!r} is not plain ASCII", hint, edition)
    if "." not in name.strip("."):
        hint = "add the ending of its kind, such as .pdf"
        yield _problem("S213", f"the file name {shown!r} has no ending", hint, edition)


def _listed(things: Sequence[str]) -> str:
    *most, last = things
    return f"{', '.join(most)} and {last}" if most else last


def _problem(
    code: str, message: str, hint: str, edition: Edition, level: Level = "warning"
) -> Problem:
    return Problem(code, message, edition.place("attachments"), hint, level, edition.name)
