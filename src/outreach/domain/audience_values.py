"""What a value of the audience language can be, and what was likely meant by one that cannot."""

from __future__ import annotations

import re

from .names import name_key
from .seats import DISTRICTS, STATES, district_number, no_such_seat, seat_in

MINUSES = "-–−‐‑‒—﹣－"
"""A hyphen, and the signs that look like one."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
"""BCP 47 (RFC 5646, 2.1): no language of five letters and more is registered."""

_LAST_LABEL = re.compile(r".+\.[A-Za-z]{2,}")


def _by_name(table: dict[str, str]) -> dict[str, str]:
    return {name_key(name): code for code, names in table.items() for name in names.split("|")}


_LANGUAGES = _by_name({
    "ar": "arabic|arabisch|arabe|árabe|ara", "bo": "tibetan|tibetisch|tibétain|bod",
    "cs": "czech|tschechisch|čeština|ces", "da": "danish|dänisch|dansk|dan",
    "de": "german|deutsch|allemand|alemán|tedesco|deu|ger",
    "en": "english|englisch|anglais|inglés|inglese|eng",
    "es": "spanish|spanisch|español|castellano|espagnol|spa",
    "fa": "persian|farsi|persisch|fas", "fi": "finnish|finnisch|suomi|fin",
    "fr": "french|französisch|français|francés|fra|fre", "he": "hebrew|hebräisch|heb",
    "hi": "hindi|hin", "hu": "hungarian|ungarisch|magyar|hun",
    "it": "italian|italienisch|italiano|italien|ita", "ja": "japanese|japanisch|japonais|jpn",
    "ko": "korean|koreanisch|coréen|kor", "mn": "mongolian|mongolisch|mon",
    "nl": "dutch|niederländisch|nederlands|nld", "no": "norwegian|norwegisch|norsk|nor",
    "pl": "polish|polnisch|polski|pol", "pt": "portuguese|portugiesisch|português|por",
    "ro": "romanian|rumänisch|română|ron", "ru": "russian|russisch|russe|rus",
    "sv": "swedish|schwedisch|svenska|swe", "tr": "turkish|türkisch|türkçe|tur",
    "ug": "uyghur|uighur|uigurisch|ouïghour|uig", "uk": "ukrainian|ukrainisch|ukr",
    "vi": "vietnamese|vietnamesisch|vie", "zh": "chinese|chinesisch|chinois|mandarin|zho|chi",
    "zh-Hans": "simplified chinese|chinese simplified",
    "zh-Hant": "traditional chinese|chinese traditional",
})  # fmt: skip

_COUNTRIES = _by_name({
    "AT": "austria|österreich|aut", "AU": "australia|aus", "BE": "belgium|belgien|belgique|bel",
    "BR": "brazil|brasil|bra", "CA": "canada|kanada|can",
    "CH": "switzerland|schweiz|suisse|che", "CN": "china|prc|chn",
    "CZ": "czechia|czech republic|tschechien|cze", "DE": "germany|deutschland|allemagne|ger|deu",
    "DK": "denmark|dänemark|danmark|dnk", "EE": "estonia|estland|est",
    "ES": "spain|spanien|españa|esp", "FI": "finland|finnland|fin",
    "FR": "france|frankreich|fra", "GB": "uk|u k|united kingdom|great britain|britain|england"
    "|scotland|wales|gbr", "GR": "el|greece|griechenland|grc", "HK": "hong kong|hongkong|hkg",
    "HU": "hungary|ungarn|hun", "IE": "ireland|irland|irl", "IL": "israel|isr",
    "IN": "india|indien|ind", "IT": "italy|italien|italia|ita", "JP": "japan|japon|jpn",
    "KR": "korea|south korea|südkorea|kor", "KZ": "kazakhstan|kaz",
    "LT": "lithuania|litauen|ltu", "LV": "latvia|lettland|lva", "MN": "mongolia|mng",
    "MX": "mexico|mexiko|méxico|mex", "NL": "netherlands|the netherlands|holland|niederlande|nld",
    "NO": "norway|norwegen|norge|nor", "NP": "nepal|npl", "NZ": "new zealand|neuseeland|nzl",
    "PL": "poland|polen|polska|pol", "PT": "portugal|prt", "RO": "romania|rumänien|rou",
    "RU": "russia|russland|rus", "SE": "sweden|schweden|sverige|swe",
    "SG": "singapore|singapur|sgp", "SK": "slovakia|slowakei|svk", "TH": "thailand|tha",
    "TR": "turkey|türkiye|türkei|tur", "TW": "taiwan|twn", "UA": "ukraine|ukr",
    "US": "usa|u s|u s a|united states|united states of america|america|vereinigte staaten",
    "VN": "vietnam|viet nam|vnm", "ZA": "south africa|südafrika|zaf",
})  # fmt: skip


def country_code(name: str) -> str:
    """The ISO 3166 code of a country that people often write otherwise; blank if none is known.

    >>> country_code("UK"), country_code("Deutschland"), country_code("GB")
    ('GB', 'DE', '')
    """
    return _COUNTRIES.get(name_key(name), "")


def language_code(name: str) -> str:
    """The BCP 47 tag of a language by its name; blank if none is known.

    >>> language_code("English"), language_code("Ouïghour"), language_code("en")
    ('en', 'ug', '')
    """
    return _LANGUAGES.get(name_key(name), "")


def impossible(field: str, value: str) -> str | None:
    """The way out where no contact can ever have this value; None where one may.

    >>> impossible("domain", "@example.org"), impossible("language", "en-GB")
    ('write domain:example.org', None)
    """
    match field:
        case "domain":
            return _domain(value)
        case "email":
            return _email(value)
        case "language":
            return None if _TAG.fullmatch(value) else _language(value)
        case "district":
            return _district(value)
        case _:
            return None


def _domain(value: str) -> str | None:
    name, at, domain = value.rpartition("@")
    if at and "." in domain:
        return f"write domain:{domain}" + (f", or email:{value}" if name else "")
    if at or not value.strip("."):
        return "write all of it, such as example.org"
    return f"write domain:{value.strip('.')}" if value != value.strip(".") else None


def _email(value: str) -> str | None:
    name, _, domain = value.rpartition("@")
    if name and domain:
        return None
    if name or domain != value:
        domain = value.strip("@")
    is_domain = _LAST_LABEL.fullmatch(domain) is not None
    others = f", or domain:{domain} for everybody there" if is_domain else ""
    return f"write all of the address{others}"


def _language(value: str) -> str:
    known = language_code(value)
    if known:
        return f"did you mean {known}?"
    parts = re.split("[-_]", value)
    cased = (part.title() if len(part) == 4 else part.upper() for part in parts[1:])
    tag = "-".join((parts[0].lower(), *cased))
    hint = "write its code, such as en or zh-Hant"
    return f"did you mean {tag}?" if _TAG.fullmatch(tag) else hint


def _district(value: str) -> str | None:
    number = district_number(value)
    if number.isdigit():
        most = max(DISTRICTS.values())
        return None if int(number) <= most else f"no state has more than {most} districts"
    state, dash, number = value.partition("-")
    state = state.upper()
    if dash and state in STATES:
        return no_such_seat(state, district_number(number)) or None
    seat = seat_in(value)
    if seat:
        wrong = no_such_seat(seat.state, seat.district)
        return wrong or f"did you mean {seat.name}?"
    if dash and len(state) == 2:
        return no_such_seat(state, number)
    return "write 11, CA-11 or at-large"
