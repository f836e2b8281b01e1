"""Which words are a country, in the languages that pages are written in."""

from __future__ import annotations

import re
from functools import cache

from outreach.domain.names import name_key

_LOCALES = ("en", "de", "fr", "es", "it", "zh", "zh_Hant", "ug", "bo")
_ALSO = """
Hong Kong, Hongkong, Hong-Kong, Macau, Taiwan, Tibet, East Turkistan, USA, U.S.A., US, UK, U.K.
United States of America, Great Britain, England, Scotland, Wales, Northern Ireland, Korea
South Korea, Czech Republic, The Netherlands, Holland, Turkey, Catalonia, Quebec, EU
European Union, 香港, 台灣, 台湾, 臺灣, 美國, 英國, 加拿大, 澳洲, 西藏, Großbritannien, États-Unis
Royaume-Uni, Pays-Bas, Reino Unido, Estados Unidos, Vereinigte Staaten
"""
_CITIES = """
    amsterdam bangkok barcelona beijing berlin bern bonn brussels bruxelles brüssel canberra
    chicago copenhagen dharamsala dharamshala dublin edinburgh frankfurt geneva genf genève hamburg
    helsinki istanbul jakarta kyiv köln leeds lisbon london londres los-angeles madrid manila
    melbourne mexico milan montreal montréal munich münchen new-york nairobi new-delhi oslo ottawa
    paris prague prag rome roma seoul singapore stockholm strasbourg straßburg sydney taipei tokyo
    toronto vancouver vienna wien warsaw washington zurich zürich hong-kong hongkong the-hague
"""
CITIES = frozenset(_CITIES.split())


@cache
def _countries() -> frozenset[str]:
    from babel import Locale, UnknownLocaleError

    names = {name_key(name) for name in re.split(r"[,\n]", _ALSO) if name.strip()}
    for tag in _LOCALES:
        try:
            territories = Locale.parse(tag).territories
        except UnknownLocaleError:
            continue
        names |= {name_key(name) for code, name in territories.items() if code.isalpha()}
    return frozenset(names)


def is_country(text: str) -> bool:
    """Whether the text is nothing but a country's or a territory's name.

    >>> is_country("Deutschland"), is_country("Hong Kong Watch")
    (True, False)
    """
    return len(text) < 40 and name_key(text) in _countries()
