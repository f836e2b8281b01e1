"""What a mail that came in is, decided by rules that are read in order and name themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence

from . import absence_words as words
from .absence_dates import last_day
from .contact import address_key
from .reply import Incoming, ReplyKind, Stand, Verdict

_SENTENCE_END = re.compile(r"(?<=[^\W\d_]{3}[.!?])\s+|(?<=[\d)\]][!?])\s+|(?<=[。！？])|\n{2,}")
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,200}[A-Za-z0-9]")
_NAME = re.compile(
    r"((?:(?!(?:Please|Contact|Reach|Dear|For|My|Bitte|Email|The|Our|Ask|Try|Write|Call|To|Mail)\b)"
    r"[^\W\d_][\w'’.-]*\s+){0,3}"
    r"[^\W\d_][\w'’-]*)\s*(?:,\s*)?(?:\(|<|at|on|via|under|unter|an|à|en|auf|:|-|–|\[mailto:)*\s*$"
)
_MACHINES = ("mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply")
_REPLY_TO = re.compile(
    r"^\s*(?:(?:re|aw|antw|sv|vs|ynt|odp|回复|回覆|答复)\s?[:：]\s*)+", re.IGNORECASE
)
_LONGEST_EVIDENCE = 300
_WORDS_OF_A_RESPONDER = 120
_WORDS_OF_A_REQUEST = 60


def verdict(mail: Incoming, *, names: Collection[str] = (), own: Collection[str] = ()) -> Verdict:
    """What it is.

    ``names`` are the contact's given and family name, as a colleague might write them. ``own``
    are address keys of ours, whom nobody is to write to instead.
    """
    said = _sentences(mail.body)
    own_keys = {*own, address_key(mail.sender)}
    for rule in (_failure, _challenge, _removal, _departure, _absence):
        found: Verdict | None = rule(mail, said, names, own_keys)
        if found is not None:
            return found
    if _automatic(mail):
        rule_name = "headers" if mail.marks.automatic else "sender-or-subject"
        return Verdict(ReplyKind.AUTOMATIC, rule_name, _short(mail.subject))
    moved = _moved_to(said, own_keys)
    evidence = _first(said, words.MY_NEW_ADDRESS.search) if moved else ""
    return Verdict(ReplyKind.REPLY, "no-other-rule", _short(evidence), moved_to=moved)


def _sentences(text: str) -> list[str]:
    """Wrapped lines made whole; quotation marks as typewriters have them."""
    plain = text.replace("’", "'").replace("\u00a0", " ")
    whole = re.sub(r"(?<!\n)\n(?!\n)", " ", plain)
    found = (" ".join(one.split()) for one in _SENTENCE_END.split(whole))
    return [one for one in found if one]


def _automatic(mail: Incoming) -> bool:
    local = mail.sender.partition("@")[0].lower()
    return (
        mail.marks.automatic
        or words.ANSWERS_ITSELF.search(mail.subject) is not None
        or local.startswith(_MACHINES)
    )


def _failure(
    mail: Incoming, said: Sequence[str], names: Collection[str], own: Collection[str]
) -> Verdict | None:
    if mail.marks.report:
        evidence = mail.status or next(iter(said), mail.subject)
        return Verdict(ReplyKind.FAILURE, "delivery-status", _short(evidence))
    local = mail.sender.partition("@")[0].lower()
    if local in _MACHINES[:2]:
        found = _first([mail.subject, *said], words.UNDELIVERED.search)
        if found:
            return Verdict(ReplyKind.FAILURE, "undelivered", _short(found))
    return None


def _challenge(
    mail: Incoming, said: Sequence[str], names: Collection[str], own: Collection[str]
) -> Verdict | None:
    if not (_automatic(mail) or mail.marks.suppress or "http" in mail.body):
        return None
    found = _first([mail.subject, *said], words.CHALLENGE.search)
    strong = _automatic(mail) or (found and "deliver" in mail.body.lower() and "http" in mail.body)
    return Verdict(ReplyKind.CHALLENGE, "words", _short(found)) if found and strong else None


def _removal(
    mail: Incoming, said: Sequence[str], names: Collection[str], own: Collection[str]
) -> Verdict | None:
    """A person's word, however short; a machine's and a newsletter's foot are none."""
    if _automatic(mail):
        return None
    bare = _REPLY_TO.sub("", mail.subject)
    first_line = next((line for line in mail.body.splitlines() if line.strip()), "")
    if words.ONLY_REMOVE.search(first_line) and _words(mail.body) <= _WORDS_OF_A_REQUEST:
        return Verdict(ReplyKind.REMOVAL, "whole-mail", _short(first_line))
    if words.ONLY_REMOVE.search(bare) and _words(mail.body) <= _WORDS_OF_A_REQUEST:
        return Verdict(ReplyKind.REMOVAL, "subject", _short(bare))
    found = _first(
        said, lambda one: words.REMOVE_ME.search(one) and not words.NOT_REMOVE.search(one)
    )
    return Verdict(ReplyKind.REMOVAL, "words", _short(found)) if found else None


def _departure(
    mail: Incoming, said: Sequence[str], names: Collection[str], own: Collection[str]
) -> Verdict | None:
    machine = _automatic(mail) or mail.marks.suppress
    patterns = [words.NOBODY_THERE, words.LEFT if machine else words.I_LEFT]
    found, rule = "", ""
    for pattern, name in zip(
        patterns, ("mailbox", "machine" if machine else "person"), strict=True
    ):
        found = found or _first(said, pattern.search)
        rule = rule or (name if found else "")
    if not found and not machine and (named := _of_her(names)):
        found, rule = _first(said, named.search), "colleague"
    if not found:
        return None
    moved = _moved_to(said, own)
    others = [one for one in _stands(said, own) if one.address != moved]
    return Verdict(
        ReplyKind.LEFT, rule, _short(found), moved_to=moved, successor=next(iter(others), None)
    )


def _of_her(names: Collection[str]) -> re.Pattern[str] | None:
    """Her name, and that she is gone."""
    known = "|".join(re.escape(one) for one in names if len(one) > 1)
    if not known:
        return None
    return re.compile(
        rf"\b(?:{known})\b(?:\s+[\w'.-]+)?\s+(?:is no longer (?:with|at|here|working|employed)"
        rf"|no longer"
        r" works?|has (?:now |recently )?(?:left|retired|moved on)|arbeitet nicht mehr"
        r"|ist nicht mehr"
        r" (?:bei|im|in)|ne travaille plus|a quitté|ya no trabaja)",
        re.IGNORECASE,
    )


def _absence(
    mail: Incoming, said: Sequence[str], names: Collection[str], own: Collection[str]
) -> Verdict | None:
    machine = _automatic(mail) or mail.marks.suppress
    away = [one for one in said if words.AWAY.search(one) and not words.BACK.search(one)]
    subject = _subject_of_its_own(mail.subject)
    by_subject = words.AWAY.search(subject) is not None and not words.BACK.search(subject)
    if machine and (away or by_subject):
        rule = "headers" if mail.marks.automatic else "subject"
        rule = rule if _automatic(mail) else "exchange"
    elif away and away[0] in said[:4] and _reads_like_a_note(mail, said):
        rule = "words"
    else:
        return None
    evidence = away[0] if away else mail.subject
    until = last_day(_about_the_absence(away, said, subject), mail.at.date())
    return Verdict(
        ReplyKind.OUT_OF_OFFICE,
        rule,
        _short(evidence),
        until=until,
        stand_ins=tuple(_stands(said, own)),
    )


def _reads_like_a_note(mail: Incoming, said: Sequence[str]) -> bool:
    return (
        "?" not in mail.body
        and "？" not in mail.body
        and _words(mail.body) <= _WORDS_OF_A_RESPONDER
        and any(words.RESPONDER.search(one) for one in said)
    )


def _about_the_absence(away: Sequence[str], said: Sequence[str], subject: str) -> list[str]:
    """The sentences that may name its end: those that say so, and what follows the first."""
    start = said.index(away[0]) if away else 0
    return [subject, *said[start : start + 4]]


def _subject_of_its_own(subject: str) -> str:
    """Without ours, which an autoresponder repeats behind its own words."""
    if words.ANSWERS_ITSELF.search(subject):
        return re.split(r"[:：]", subject, maxsplit=1)[0]
    return "" if _REPLY_TO.match(subject) else subject


def _moved_to(said: Sequence[str], own: Collection[str]) -> str:
    for number, one in enumerate(said):
        if words.MY_NEW_ADDRESS.search(one):
            for found in _ADDRESS.finditer(" ".join(said[number : number + 2])):
                if address_key(found[0]) not in own:
                    return found[0]
    return ""


def _stands(said: Sequence[str], own: Collection[str]) -> Iterator[Stand]:
    """Who is named with an address, each once; the sender's own foot is not."""
    seen = set(own)
    for one in said:
        for found in _ADDRESS.finditer(one):
            key = address_key(found[0])
            if key in seen:
                continue
            seen.add(key)
            before = one[: found.start()][-120:]
            name = _NAME.search(before)
            yield Stand(found[0], _as_name(name[1]) if name else "")


def _as_name(text: str) -> str:
    """The capitalised words at the end of it; blank unless there are two."""
    kept: list[str] = []
    for word in reversed(text.split()):
        if not word[:1].isupper():
            break
        kept.insert(0, word.rstrip(","))
    return " ".join(kept) if len(kept) > 1 else ""


def _first(said: Sequence[str], test: Callable[[str], object]) -> str:
    return next((one for one in said if test(one)), "")


def _words(text: str) -> int:
    return len(text.split())


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_EVIDENCE else f"{text[: _LONGEST_EVIDENCE - 1]}…"
