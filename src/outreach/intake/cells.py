"""What single cells of a contact list say: dates, languages, yes or no, offices, honorifics."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache

from outreach.domain.congress import STATES, district_number
from outreach.domain.contact import Reason
from outreach.domain.contact_list import OfficeClue
from outreach.domain.names import name_key
from outreach.domain.seats import seat_in, state_code

from .dates import date_line

_SEPARATORS = re.compile("[;,；，、]|:::")
_QUOTED_PART = re.compile(r'"((?:[^"]|"")*)"')
_QUOTED = re.compile(rf"{_QUOTED_PART.pattern}(?:\s*,\s*{_QUOTED_PART.pattern})*")


def _words(meanings: Mapping[str, str]) -> dict[str, str]:
    """The meaning of each of several words, by the words' keys."""
    return {name_key(word): one for one, words in meanings.items() for word in words.split("|")}


_ANSWERS = _words({
    "yes": "1|yes|y|true|t|x|on|✓|✔|ja|j|wahr|oui|o|vrai|sí|s|verdadero|vero|sim|verdadeiro|waar"
    "|tak|prawda|да|истина|так|evet|e|نعم|是|はい|예|opted out|opt out|unsubscribed|do not email",
    "no": "0|no|n|false|f|off|nein|falsch|non|faux|falso|não|nee|onwaar|nie|fałsz|нет|ложь|ні|hayır"
    "|h|لا|否|いいえ|아니오|opted in|opt in|subscribed|none|never|null|-",
})  # fmt: skip
_LEFT = _words({
    Reason.UNSUBSCRIBE: "unsubscribed|unsubscribe|opted out|opt out|opted-out|do not contact"
    "|do not email|removed|globally unsubscribed|abgemeldet|abbestellt|désinscrit|désabonné|baja"
    "|dado de baja|disiscritto|descadastrado|afgemeld|uitgeschreven|wypisany|отписан|отписался"
    "|відписаний|відписався|退訂|退订|수신거부|配信停止",
    Reason.BOUNCE: "bouncing|bounced|bounce|hard bounce|hard bounced|cleaned|undeliverable"
    "|invalid email|invalid address",
    Reason.COMPLAINT: "spam complaint|previous spam complaint|spam|complaint|complained|abuse"
    "|abuse complaint|reported as spam",
})  # fmt: skip
_BASIS = _words({
    "consent": "consent|opt in|opted in|double opt in|einwilligung|consentimiento|consentement"
    "|subscribed|granted|given|erteilt",
    "signatory": "signatory|unterzeichner|unterzeichnerin|signataire|firmante",
    "official-capacity": "official capacity|amtlich",
    "legitimate-interest": "legitimate interest|legitimate interests|berechtigtes interesse"
    "|intérêt légitime|interés legítimo",
})  # fmt: skip
_WITHDRAWN = _words({"": "withdrawn|revoked|opt out|opted out|widerrufen|retiré|retirado|revocado"})

_LANGUAGES = _words({
    "ar": "arabic|arabisch|arabe|árabe|العربية|ara",
    "bo": "tibetan|tibetisch|tibétain|བོད་ཡིག|bod|tib",
    "cs": "czech|tschechisch|čeština|ces",
    "da": "danish|dänisch|dansk|dan",
    "de": "german|deutsch|allemand|alemán|tedesco|alemão|duits|niemiecki|немецкий|німецька|德文"
    "|德語|deu|ger",
    "en": "english|englisch|anglais|inglés|inglese|inglês|engels|angielski|английский"
    "|англійська|ingilizce|英文|英語|英语|영어|eng",
    "es": "spanish|spanisch|español|castellano|espagnol|spaans|spa",
    "fa": "persian|farsi|persisch|فارسی|fas|per",
    "fi": "finnish|suomi|fin",
    "fr": "french|französisch|français|francés|francese|francês|frans|francuski|французский"
    "|法文|法語|fra|fre",
    "he": "hebrew|עברית|heb",
    "hi": "hindi|हिन्दी|hin",
    "hu": "hungarian|magyar|ungarisch|hun",
    "it": "italian|italienisch|italiano|italien|ita",
    "ja": "japanese|japanisch|日本語|japonais|jpn",
    "ko": "korean|koreanisch|한국어|kor",
    "nl": "dutch|nederlands|niederländisch|nld|dut",
    "no": "norwegian|norsk|nor",
    "pl": "polish|polski|polnisch|polonais|pol",
    "pt": "portuguese|português|portugiesisch|portugués|portugais|por",
    "ro": "romanian|română|ron",
    "ru": "russian|русский|russisch|russe|ruso|rus",
    "sv": "swedish|svenska|schwedisch|swe",
    "tr": "turkish|türkçe|türkisch|turc|tur",
    "ug": "uyghur|uighur|uigurisch|ئۇيغۇرچە|uig",
    "uk": "ukrainian|українська|ukrainisch|ukr",
    "vi": "vietnamese|tiếng việt|vietnamesisch|vie",
    "zh": "chinese|chinesisch|chinois|chino|中文|漢語|汉语|zho|chi",
    "zh-Hant": "traditional chinese|chinese traditional|繁體中文|正體中文|繁體",
    "zh-Hans": "simplified chinese|chinese simplified|简体中文|简体",
})  # fmt: skip
_TAG = re.compile(r"([A-Za-z]{2})((?:[-_][A-Za-z0-9]{2,8})*)")

_CHAMBERS = _words({
    "house": "house|h|rep|hr|us house|house of representatives|u s house of representatives"
    "|us house of representatives|representative",
    "senate": "senate|s|sen|us senate|u s senate|senator",
})  # fmt: skip
_SIDES = _words({"majority": "majority|maj", "minority": "minority|min"})
_OFFICE_CODE = re.compile(r"([HS])([A-Z]{2})(\d\d)")

_HONORIFICS = frozenset(_words({
    "": "mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|lord|lady|rev|reverend|fr|father|sister"
    "|rabbi|imam|hon|the|honorable|honourable|sen|senator|rep|representative|ambassador|amb|judge"
    "|justice|gen|general|col|colonel|capt|captain|bishop|pastor|president|minister|mp|mep"
    "|herr|frau|dipl|ing|mag|m|mme|mlle|me|monsieur|madame|docteur|maître|sr|sra|srta|señor|señora"
    "|dra|don|doña|sig|ra|signor|signora|dott|ssa|avv|senhor|senhora|dhr|mevr|mw|heer|mevrouw|pan"
    "|pani|г|н|жа|господин|госпожа|пан|пані|bay|bayan|sayın",
}))  # fmt: skip
_HONORIFICS_BEHIND = frozenset(("先生", "女士", "小姐", "様", "さん", "氏", "님", "씨"))
_OPENINGS = re.compile(
    r"(?:dear|hello|hi|liebe[rs]?|sehr geehrte[rs]?|guten tag|hallo|chère?|bonjour|querid[oa]"
    r"|estimad[oa]|hola|car[oa]|gentile|prezad[oa]|car[oa]|beste|geachte)\s+(?=\S)",
    re.IGNORECASE,
)
_SUFFIXES = frozenset(_words({
    "": "jr|sr|ii|iii|iv|ph|phd|d|m|md|esq|j|jd|llm|mba|ma|msc|mp|mep|mdb|cpa|rn|obe|cbe|mbe|qc|kc"
    "|dds|ret",
}))  # fmt: skip


@lru_cache(maxsize=1_000)
def values_in(text: str, separators: re.Pattern[str] = _SEPARATORS) -> tuple[str, ...]:
    """The parts of a cell with several values, each once; all of them may be in quotes.

    A quotation mark inside quotes is written twice.

    >>> values_in('"tier1","dc, press"'), values_in("China; Asia,,China")
    (('tier1', 'dc, press'), ('China', 'Asia'))
    """
    if not text:
        return ()
    if text[0] == '"' and _QUOTED.fullmatch(text):
        parts = [part.replace('""', '"').strip() for part in _QUOTED_PART.findall(text)]
    else:
        parts = [part.strip(' "') for part in separators.split(text)]
    return tuple(dict.fromkeys(filter(None, parts)))


@lru_cache(maxsize=2_000)
def iso_day(text: str) -> str:
    """The ISO date a cell gives, blank if none or if it can be read two ways (03/04/2026).

    >>> iso_day("28.05.2026"), iso_day("2026-05-28 10:00:00"), iso_day("05/28/2026")
    ('2026-05-28', '2026-05-28', '2026-05-28')
    """
    try:
        return datetime.fromisoformat(text).date().isoformat()
    except ValueError:
        found = date_line(text) if len(text) < 80 else None
    return found.isoformat() if found else ""


def utc_moment(text: str) -> str:
    """The ISO time in UTC that a cell gives; one without an offset counts as UTC.

    >>> utc_moment("2026-02-03 08:00:00"), utc_moment("2026-02-03T08:00:00+02:00"), utc_moment("?")
    ('2026-02-03T08:00:00+00:00', '2026-02-03T06:00:00+00:00', '')
    """
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        day = iso_day(text)
        if not day:
            return ""
        moment = datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC)
    return moment.isoformat()


@lru_cache(maxsize=1_000)
def language_tag(text: str) -> str:
    """A language's name or code as BCP 47 writes it; anything else as it is.

    >>> language_tag("German"), language_tag("zh-tw"), language_tag("EN_us"), language_tag("Twi")
    ('de', 'zh-TW', 'en-US', 'Twi')
    """
    if known := _LANGUAGES.get(name_key(text)):
        return known
    match = _TAG.fullmatch(text)
    if not match:
        return text
    parts = [part for part in re.split("[-_]", match[2]) if part]
    cased = (p.title() if len(p) == 4 and p.isalpha() else p.upper() for p in parts)
    return "-".join((match[1].lower(), *cased))


def country(text: str) -> str:
    """A two-letter code in capitals; a name as it is."""
    return text.upper() if len(text) == 2 and text.isascii() else text


@lru_cache(maxsize=1_000)
def answer(text: str) -> bool | None:
    """Yes, no or, where the cell says neither, None. A date in a column of those who left is a yes.

    >>> answer("Ja"), answer(""), answer("2026-01-31"), answer("perhaps")
    (True, False, True, None)
    """
    if not text:
        return False
    said = _ANSWERS.get(name_key(text))
    if said is None and iso_day(text):
        return True
    return None if said is None else said == "yes"


@lru_cache(maxsize=1_000)
def reason_left(status: str) -> Reason | None:
    """Why the person of a row with this status is not to be written to."""
    reason = _LEFT.get(name_key(status))
    return Reason(reason) if reason else None


@lru_cache(maxsize=1_000)
def basis_of(consent: str) -> str | None:
    """Why we may write, by a consent cell; blank where it does not say, None where it says no."""
    if not consent:
        return ""
    if withdrawn(consent):
        return None
    if basis := _BASIS.get(name_key(consent)):
        return basis
    said = answer(consent)
    if said is None:
        return ""
    return "consent" if said else None


def withdrawn(consent: str) -> bool:
    """Whether a consent cell says that it was given once and taken back."""
    return bool(consent) and name_key(consent) in _WITHDRAWN


def office_clue(cells: Mapping[str, str]) -> OfficeClue:
    """What the cells of a row, by field, say about a congressional office.

    A state may be written by its name, and a district as its seat (CA-11, HCA11); one of another
    state than the row names stays as it is. An office code (HCA51: the House's, with the state
    and the district) fills what the columns of their own leave blank. One of the Senate tells no
    more than the state.
    """
    chamber = _CHAMBERS.get(name_key(cells.get("chamber", "")), "")
    state = state_code(cells.get("state", "")) or cells.get("state", "").upper()
    district = district_number(cells.get("district", ""))
    seat = seat_in(cells.get("district", ""))
    if seat:
        chamber = chamber or "house"
        district = seat.district if state in ("", seat.state) else seat.name
        state = state or seat.state
    code = _OFFICE_CODE.fullmatch(cells.get("office", "").upper().replace(" ", ""))
    if code and code[2] in STATES and not cells.get("bioguide"):
        chamber = chamber or ("house" if code[1] == "H" else "senate")
        state = state or code[2]
        district = district or (district_number(code[3]) if chamber == "house" else "")
    side = cells.get("side", "").lower()
    return OfficeClue(
        bioguide=cells.get("bioguide", "").upper(),
        chamber=chamber,
        state=state,
        district=district,
        member_last=cells.get("member_last", ""),
        committee=cells.get("committee", "").upper(),
        side=_SIDES.get(name_key(side), side),
    )


def is_honorific(text: str) -> bool:
    """Whether a text is only what stands before a name: "Dr.", "Frau Prof."

    >>> is_honorific("Prof. Dr."), is_honorific("Asia Editor")
    (True, False)
    """
    words = name_key(text).split()
    return bool(words) and (_HONORIFICS.issuperset(words) or text in _HONORIFICS_BEHIND)


def with_honorific(honorific: str, name: str) -> str:
    """A name as a letter addresses it.

    >>> with_honorific("Frau Dr.", "Weiß"), with_honorific("先生", "陳")
    ('Frau Dr. Weiß', '陳先生')
    """
    if honorific in _HONORIFICS_BEHIND:
        return f"{name}{honorific}"
    return f"{honorific} {name}"


def is_suffix(text: str) -> bool:
    """Whether a text is only what stands after a name: "Jr.", "Ph.D." """
    return _SUFFIXES.issuperset(name_key(text).split())


def form_of_address(text: str) -> str:
    """What follows "Dear", which templates write themselves.

    >>> form_of_address("Dear Ms. Oduya,"), form_of_address("Sehr geehrte Frau Dr. Weiß")
    ('Ms. Oduya', 'Frau Dr. Weiß')
    """
    return _OPENINGS.sub("", text, count=1).rstrip(" ,:!") if _OPENINGS.match(text) else text
