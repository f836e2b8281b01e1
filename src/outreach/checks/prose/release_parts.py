"""P117 on what a release lacks, P118 on its headline."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from outreach.domain.campaign import Sender
from outreach.domain.names import name_key
from outreach.domain.statement import Statement
from outreach.errors import Place, Problem

from .passages import Passage

_LONGEST_HEADLINE = 90
_CONTACT = re.compile(
    r"\b(?:(?:media|press) (?:contacts?|inquir|enquir|office)|for (?:more|further) information"
    r"|pressekontakt|ansprechpartner|rückfragen|contacts? presse|contacto (?:de|para la) prensa)"
    r"|新聞聯絡|新闻联络|媒體聯絡|媒体联络|媒體查詢|聯絡人|联系人|[\w.+-]+@[\w-]+\.\w",
    re.IGNORECASE,
)
_DATELINE = re.compile(
    r"[^\n.!?]{2,60}?(?:\s[–—-]{1,2}\s|[–—]|: )\S|[（(【][^\n]{2,40}?[)）】]\s?\S"
)
_ABOUT = re.compile(
    r"^(?:about|über|à propos|sobre|acerca de|關於|关于|notes? to editors?|background)\b",
    re.IGNORECASE,
)


def missing_parts(
    statement: Statement, text: Sequence[Passage], file: str, sender: Sender | None
) -> Iterator[Problem]:
    """What a reporter looks for: whom to call, where it is issued, who issues it.

    Letters print the ``sender``'s where the statement has none of its own.
    """
    body = [passage for passage in text if passage.role == "body"]
    place = Place(file, 1, 1)
    called = statement.media_contacts or (sender and sender.contact_name)
    if not called and not any(_CONTACT.search(one.text) for one in body):
        message = "no contact for the media: reporters have nobody to call"
        hint = "add `media_contacts:` with a name and an email address or a phone number"
        yield Problem("P117", message, place, hint, "warning")
    dated = body and _DATELINE.match(body[0].words[:80])
    if not statement.dateline.strip() and not dated and not (sender and sender.city):
        message = "no dateline says where the statement is issued"
        yield Problem("P117", message, place, "add `dateline: City`", "info")
    told = any(_ABOUT.match(line) for one in body for line in one.words.split("\n"))
    if not statement.boilerplates and not told and not (sender and sender.about):
        message = "no boilerplate says who issues the statement"
        hint = "add `boilerplates:` with a heading and a text"
        yield Problem("P117", message, place, hint, "info")


def headline_slips(statement: Statement, text: Sequence[Passage]) -> Iterator[Problem]:
    headline = next((passage for passage in text if passage.role == "title"), None)
    if headline is None:
        return
    title = statement.title.strip()
    width = sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in title)
    if width > _LONGEST_HEADLINE:
        message = f"the headline has {len(title)} characters; {_LONGEST_HEADLINE} are read"
        if width != len(title):
            message = f"the headline is as wide as {width} letters; {_LONGEST_HEADLINE} are read"
        hint = "leave what is not the news to the subtitle"
        yield Problem("P118", message, headline.at(0), hint, "warning")
    letters = [letter for letter in title if letter.isupper() or letter.islower()]
    if len(letters) >= 20 and all(letter.isupper() for letter in letters):
        message = "the headline is all capitals"
        yield Problem("P118", message, headline.at(0), "write it as a sentence", "warning")
    one, other = name_key(title), name_key(statement.subtitle)
    if other and (one == other or (len(other) > 20 and (other in one or one in other))):
        message = "the subtitle says what the headline says"
        below = next(passage for passage in text if passage.role == "subtitle")
        hint = "say there what is new, or leave it out"
        yield Problem("P118", message, below.at(0), hint, "warning")
