"""Where a title, or a lead, opens with those who sign and what they call for."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .passages import Passage
from .sentences import sentence_at

_TODAY = {
    "en": r"(?:earlier )?today",
    "de": r"(?:am )?heute\w*",
    "fr": r"aujourd['’]hui",
    "es": r"hoy",
    "zh": r"今[天日]",
}
_COALITION = {
    "en": r"an? (?:[\w-]+ ){0,2}?(?:coalition|alliance|group|network) of",
    "de": r"eine?\w* (?:[\w-]+ )?(?:bündnis|koalition|allianz|gruppe|netzwerk) (?:von|aus)",
    "fr": r"une? (?:\w+ )?(?:coalition|collectif|groupe|alliance|réseau) de",
    "es": r"una? (?:\w+ )?(?:coalición|alianza|grupo|red|colectivo) de",
    "zh": r"由",
}
_IN_A_LETTER = {
    "en": r"in an? (?:open |joint )?(?:letter|statement|appeal)[^,.]{0,40},\s*",
    "de": r"in (?:einem|einer) (?:\w+ )?(?:brief|erklärung|appell)\s*",
    "fr": r"dans une? (?:lettre|déclaration|appel)[^,.]{0,40},\s*",
    "es": r"en una? (?:carta|declaración|comunicado)[^,.]{0,40},\s*",
    "zh": r"在聲明中，",
}
_DATELINE = r"(?-i:[A-ZÀ-Þ(])[^!?\n]{2,70}?(?:\s*(?:[–—:)]|--)|\s-)\s+"
_OTHER_CLAUSE = {
    "en": r"that|which|who|whose|were|was|been|being|after|before|when|because|by"
    r"|are(?! (?:\w+ly )?\w+ing)",
    "de": r"wurden?|werden|waren|sind|weil|nachdem|die,",
    "fr": r"qui|que|sont|étaient|furent|dont|été",
    "es": r"que|fueron|eran|son|sido|cuy[ao]s",
}
_NOW = {
    "en": r"call(?:s|ing)?|urg(?:es?|ing)|demand(?:s|ing)?|ask(?:s|ing)?|condemn(?:s|ing)?"
    r"|appeal(?:s|ing)?",
    "de": r"forder(?:n|t)|appellier(?:en|t)|verlang(?:en|t)|ruf(?:en|t)|bitte(?:n|t)"
    r"|verurteil(?:en|t)|kritisier(?:en|t)",
    "fr": r"(?:demande|appelle|exhorte|exige|condamne|interpelle|prie|réclame)(?:nt)?",
    "es": r"pide[n]?|exigen?|instan?|reclaman?|solicitan?|condenan?|urgen?|llaman?",
}
_THEN = {
    "en": r"(?:called(?= (?:up)?on| for)|urged|demanded|asked|condemned|appealed(?= to))"
    r"(?! (?:by|to be)\b)",
    "de": r"forderten|appellierten|verlangten|baten|verurteilten"
    r"|(?:haben|hat)\b[^.;]{0,200}?\b(?:(?:auf)?gefordert|appelliert|verlangt|gebeten|gewandt"
    r"|verurteilt)",
    "fr": r"(?:ont|a) (?:demandé|appelé|exhorté|exigé|condamné|interpellé|réclamé)",
    "es": r"pidi(?:eron|ó)|exigi(?:eron|ó)|inst(?:aron|ó)|reclam(?:aron|ó)|solicit(?:aron|ó)"
    r"|conden(?:aron|ó)|(?:han|ha) (?:pedido|exigido|instado|reclamado|solicitado|condenado)",
}
_WITH_TODAY = {
    "en": r"wr(?:ite|ote|itten)|sen[dt]|issued?|released?|published?|warn(?:ed)?",
    "de": r"(?:haben|hat)\b",
    "fr": r"écri(?:vent|t)|publient",
    "es": r"escrib(?:en|ieron)|publican",
}
_MONTH = r"(?-i:Jan|Feb|Ma[ry]|Apr|Ju[nl]|Aug|Sep|Oct|Nov|Dec)\w*"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ANOTHER_TIME = {
    "en": rf"last|ago|yesterday|on {_WEEKDAY}|previous(?:ly)?|in (?:{_MONTH}|\d{{4}})",
    "de": r"gestern|am \w+tag|vergangenen?|letzte[snr]?"
    r"|vor (?:\w+ )?(?:tagen|wochen|monaten|jahren)|im jahr",
    "fr": r"hier|derni(?:er|ère)s?|il y a|en \d{4}",
    "es": r"ayer|pasad[oa]|hace|en \d{4}",
}
_CALL_ZH = re.compile(r"[^。]{0,12}(?:要求|呼籲|呼吁|促請|促请|譴責|谴责)")


def opens_with(text: Sequence[Passage], passage: Passage, start: int, end: int, base: str) -> bool:
    """Whether who stands at ``start:end`` of ``passage`` opens a sentence, and calls for something.

    That is the title, the subtitle or the first sentence of the body; another only if it tells
    of today. Before it may stand a dateline, “Today” and “A coalition of”.
    """
    at, until = sentence_at(passage.words, start)
    before, after = passage.words[at:start], passage.words[end:until]
    leads = passage.plain or (at == 0 and passage is _lead(text))
    if not (leads or is_of_today(before, base) or _today_first(after, base)):
        return False
    today = rf"(?:{_TODAY[base]}\s*[,，]?\s*)?"
    opening = rf"(?:{_DATELINE})?{today}(?:{_IN_A_LETTER[base]})?(?:{_COALITION[base]}\s*)?"
    if not re.fullmatch(opening, before, re.IGNORECASE):
        return False
    if base == "zh":
        return _CALL_ZH.match(after) is not None
    return calls(after, base, today=is_of_today(f"{before}…{after}", base))


def is_of_today(sentence: str, base: str) -> bool:
    return re.search(rf"\b(?:{_TODAY[base]})", sentence, re.IGNORECASE) is not None


def _today_first(after: str, base: str) -> bool:
    """“today called on”, “have today called on”; not “called for protests today”."""
    return re.match(rf"\s+(?:\w+\s+)?(?:{_TODAY[base]})\b", after, re.IGNORECASE) is not None


def calls(after: str, base: str, *, today: bool) -> bool:
    """Whether the words that follow a subject say that it calls for something, now.

    What is told as past is of now if it was ``today``, or if no other time is named.
    """
    between = rf",?\s+(?:(?!(?:{_OTHER_CLAUSE[base]})\b)[\w’',()-]+\s+){{0,9}}?"

    def said(verbs: str) -> bool:
        return re.match(rf"{between}(?:{verbs})(?!\w)", after, re.IGNORECASE) is not None

    if said(_NOW[base]) or (today and said(f"{_THEN[base]}|{_WITH_TODAY[base]}")):
        return True
    another = re.search(rf"\b(?:{_ANOTHER_TIME[base]})\b", after, re.IGNORECASE)
    return another is None and said(_THEN[base])


def _lead(text: Sequence[Passage]) -> Passage | None:
    """The first paragraph, or the next if the first is a line of place and day."""
    body = [one for one in text if one.role == "body" and not one.text.startswith("#")]
    short = len(body) > 1 and len(body[0].words) <= 80 and body[0].words.strip()[-1:] not in ".!?"
    return body[short] if body else None
