"""The press kit's own sentences, from the same words as those of letters."""

from __future__ import annotations

from pathlib import Path

from .content import Content
from .press_kit import Sentences
from .wording import print_words


def sentences(content: Content, language: str, folder: Path) -> Sentences:
    """Those that the statement in ``language`` needs. ``folder`` is the templates'.

    Raises NeedsFixing for a word that is missing or broken.
    """
    statement = content.campaign.statement_in(language)
    place = statement.dateline or content.sender.city
    dateline = _dateline(place, dated=statement.date is not None)
    wanted = {
        "media-contact": True,
        "signed-by": bool(statement.signatories),
        "notes": "[^" in statement.body,
        "about": not statement.boilerplates,
        "end-mark": True,
        dateline: bool(dateline),
    }
    keys = [key for key, is_wanted in wanted.items() if is_wanted]
    printed = print_words(content, language, folder, keys, {"place": place})
    said = printed.words
    return Sentences(
        language=printed.language,
        release_line=printed.release_line,
        embargoed=content.embargoed,
        media_contact=said.get("media-contact", ""),
        dateline=said.get(dateline, ""),
        signed_by=said.get("signed-by", ""),
        notes=said.get("notes", ""),
        about=said.get("about", ""),
        end_mark=said.get("end-mark", ""),
    )


def _dateline(place: str, *, dated: bool) -> str:
    if place:
        return "dateline" if dated else "dateline-place"
    return "dateline-date" if dated else ""
