"""Subject and preheader: what an inbox shows before a letter is opened."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import chain

from outreach.domain.campaign import Edition
from outreach.domain.inbox import characters, cut, room
from outreach.errors import Level, Problem

from .reading import Reading

_PHONE = 41
_MANY_SHOW, _MOST_SHOW, _NOBODY_SHOWS = 60, 78, 150
_SHORTEST_PREHEADER, _LONGEST_PREHEADER = 40, 140
_ANSWER = re.compile(
    r"\s*(?:re|fwd?|aw|wg|antw|回复|回覆|转发|轉寄)\s*(?:\[\d+\])?\s*[:：]", re.IGNORECASE
)
_MARKS = re.compile(r"[!！]{2,}|[!！][?？]|[?？][!！]|\${2,}|[!！].*[!！]")
_ADVERTISING = re.compile(
    r"\bACT NOW\b|\bURGENT\b|\bFREE (?:GIFT|OFFER|TRIAL)\b"
    r"|(?i:\b(?:limited time|risk[- ]free|click here|money[- ]back|100 ?% free|no obligation"
    r"|you(?:['’]ve| have) won|dear friend|don['’]t miss|last chance to)\b)"
)
_OUR_CAPITALS = re.compile(r"\b(?:FOR IMMEDIATE RELEASE|EMBARGOED(?: UNTIL)?|CORRECTION|UPDATE)\b")
_LABEL = re.compile(r"[^:：]*[:：]\s*(?=\S)")
"""A release line in whatever language stands before the subject's own words."""
_CAPITALS_WORD = re.compile(r"[^\W\d_]{2,}")
_LONGEST_ACRONYM = 5
_GENERIC = re.compile(
    r"\b(?:(?:for immediate |press |media |news )?release|press|media|news|joint|public|open|new"
    r"|statement|letter|communiqu[eé]s?|de presse|presse|pressemitteilung|medienmitteilung"
    r"|erkl[aä]rung|gemeinsame|d[eé]claration|commune|comunicado|de prensa|declaraci[oó]n|conjunta"
    r"|reminder|erinnerung|rappel|recordatorio|correction|korrektur|rectificatif|correcci[oó]n"
    r"|announcement|update|information|newsletter|notice|follow-?up|by|from|of|on|the|a|our|and)\b"
    r"|提醒|更正|新聞稿|新闻稿|聯合聲明|联合声明|聲明|声明",
    re.IGNORECASE,
)
_MONTHS = re.compile(
    r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b", re.IGNORECASE
)
_NOT_NEWS_FIRST = re.compile(
    r"\s*(?:https?://|www\.|view (?:this|in|it|online)|can['’]?t (?:see|read)|having trouble"
    r"|unsubscribe|if you (?:can|are having))",
    re.IGNORECASE,
)
_TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_UNSEEN = "\u00ad\u115f\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\u034f"
_DIRECTION_MARKS = "\u200e\u200f\u061c"
_JOINERS = "\u200c\u200d"


def check_headers(reading: Reading) -> Iterator[Problem]:
    """H101 to H103, H107 and H108 of the filled-in sample."""
    edition, subject = reading.edition, reading.sample.subject
    if problem := subject_length_problem(subject, edition):
        yield problem
    if subject.strip():
        yield from chain(
            subject_problems(subject, edition), _without_news(subject, reading), _emoji(reading)
        )
    yield from _preheader(reading)


def subject_length_problem(subject: str, edition: Edition) -> Problem | None:
    """H101 of one recipient's subject, as filled in; None if it fits.

    Lengths are in letters' room: an ideograph takes that of two. Of an edition it is enough to
    ask for the longest and the shortest.
    """
    length = room(subject.strip())
    if not length:
        return _problem("H101", "the subject is empty", "write one", edition)
    if length <= _MANY_SHOW:
        return None
    level: Level = (
        "error" if length > _NOBODY_SHOWS else "warning" if length > _MOST_SHOW else "info"
    )
    return _problem(
        "H101",
        f"the subject {_as_long(subject.strip())}; a phone shows about “{cut(subject, _PHONE)}”",
        "put the news first and leave the rest to the preheader",
        edition,
        level,
    )


def _as_long(text: str) -> str:
    """“has 63 characters”, or, where ideographs take the room of two, how wide that is."""
    width = room(text)
    if width == len(text):
        return f"has {width} characters"
    return f"is as wide as {width} letters"


def subject_problems(subject: str, edition: Edition) -> Iterator[Problem]:
    """H102 and H108 of one recipient's subject, as filled in."""
    if found := _ANSWER.match(subject):
        said = f"the subject begins with “{found[0].strip()}”, but answers nothing"
        yield _problem("H102", said, "leave it out", edition)
    if found := _MARKS.search(subject):
        said = f"the subject shouts: “{found[0] if len(found[0]) < 4 else '! … !'}”"
        yield _problem("H102", said, "say it soberly", edition, "warning")
    if found := _ADVERTISING.search(subject):
        said = f"“{found[0]}” in the subject reads like advertising"
        yield _problem("H102", said, "say what is new", edition, "warning")
    if words := _shouted(subject):
        said = f"the subject is in capitals: {' '.join(words[:4])}"
        yield _problem("H102", said, "write it in small letters", edition, "warning")
    yield from _unseen(subject, edition)


def _shouted(subject: str) -> list[str]:
    """The words in capitals, if they are most of the subject and no acronyms."""
    rest = _OUR_CAPITALS.sub(" ", _LABEL.sub("", subject, count=1))
    cased = [c for c in rest if c.isupper() or c.islower()]
    upper = sum(c.isupper() for c in cased)
    words = [w for w in _CAPITALS_WORD.findall(rest) if w.isupper()]
    long = [w for w in words if len(w) > _LONGEST_ACRONYM]
    loud = len(words) >= 3 and long and upper * 2 > len(cased)
    return words if loud else []


def _unseen(subject: str, edition: Edition) -> Iterator[Problem]:
    runs_left = any(unicodedata.bidirectional(c) in ("R", "AL") for c in subject)
    for at, char in enumerate(subject):
        level: Level | None = None
        if char in _TURNING or char == "\ufffd" or unicodedata.category(char) == "Cc":
            level = "error"
        elif char in _UNSEEN or _is_stray(char, subject[at - 1 : at], runs_left=runs_left):
            level = "warning"
        if level:
            name = unicodedata.name(char, "a control character").lower()
            said = f"the subject has U+{ord(char):04X} ({name}) in it"
            yield _problem("H108", said, "type it again, without copying", edition, level)


def _is_stray(char: str, before: str, *, runs_left: bool) -> bool:
    """Marks of direction belong to subjects that run left, joiners to scripts that join."""
    return (char in _DIRECTION_MARKS and not runs_left) or (char in _JOINERS and before.isascii())


def _emoji(reading: Reading) -> Iterator[Problem]:
    found = [c for c in characters(reading.sample.subject) if _is_emoji(c)]
    if found:
        said = f"the subject has the emoji {found[0]}"
        hint = "leave it out: newsrooms and offices take it for advertising"
        yield _problem("H102", said, hint, reading.edition, "warning")


def _is_emoji(character: str) -> bool:
    return "\U0001f000" <= character[0] <= "\U0001faff" or "\ufe0f" in character


def _without_news(subject: str, reading: Reading) -> Iterator[Problem]:
    rest = _OUR_CAPITALS.sub(" ", subject)
    for name in (reading.sender.organisation, reading.sender.name):
        rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE) if name else rest
    rest = _MONTHS.sub(" ", _GENERIC.sub(" ", rest))
    if not re.search(r"[^\W\d_]{2}|[\u3400-\u9fff]", rest):
        said = f"the subject “{subject.strip()}” says no news"
        yield _problem("H107", said, "name who asks whom for what", reading.edition, "warning")


def _preheader(reading: Reading) -> Iterator[Problem]:
    said, subject = reading.preheader.strip(), reading.sample.subject
    length = room(said)
    if not said:
        message = "there is no preheader; inboxes show what the letter begins with"
        hint = 'add preheader = "…" with what the subject had no room for'
    elif _plain(said) == _plain(subject):
        message, hint = "the preheader says the subject again", "say what comes next"
    elif _NOT_NEWS_FIRST.match(said):
        message = f"the preheader begins with “{cut(said, 30)}”"
        hint = "begin with what is new"
    elif length < _SHORTEST_PREHEADER:
        message = f"the preheader {_as_long(said)}; inboxes fill the line with the letter"
        hint = f"say more: {_SHORTEST_PREHEADER} to {_LONGEST_PREHEADER} characters"
    elif length > _LONGEST_PREHEADER:
        message = f"the preheader {_as_long(said)}; inboxes show 40 to 100 of them"
        hint = f"keep it below {_LONGEST_PREHEADER}, with the news first"
    else:
        return
    yield _problem("H103", message, hint, reading.edition, "warning", key="preheader")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _problem(
    code: str,
    message: str,
    hint: str,
    edition: Edition,
    level: Level = "error",
    key: str = "subject",
) -> Problem:
    return Problem(code, message, edition.place(key), hint, level, edition.name)
