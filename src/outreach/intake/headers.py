"""What the columns of contact lists are called, in English, German, Spanish and French."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from outreach.domain.names import name_key

_CALLED: Mapping[str, str] = {
    "email": "email | e-mail | email address | e-mail address | mail | work email"
    " | e-mail-adresse | mailadresse | correo | correo electrónico | courriel | adresse e-mail"
    " | adresse électronique | e-mail 1 - value | 電郵 | 电邮 | 電子郵件",
    "given_name": "first name | given name | forename | vorname | kontakt vorname | nombre"
    " | prénom",
    "family_name": "last name | family name | surname | nachname | kontakt nachname | apellido"
    " | apellidos | nom de famille",
    "name": "name | full name | contact name | display name | kontakt | nombre completo"
    " | nom complet",
    "salutation": "salutation | greeting | personal greeting | anrede | tratamiento",
    "title": "title | job title | role | position | organization title | funktion | cargo"
    " | fonction",
    "organisation": "organisation | organization | organisation name | organization name"
    " | company | current employer | verband | organización",
    "outlet": "outlet | outlet name | publication | media | medio | média",
    "aliases": "abkürzung | abkürzung / alias | alias | aliases | acronym | abbreviation"
    " | sigle | siglas",
    "medium": "media type | outlet type | medium | medientyp | tipo de medio | type de média",
    "topics": "beats | beat | topics | topic | subjects | coverage | issues | themen | temas"
    " | sujets",
    "phone": "phone | telephone | phone number | phone 1 - value | telefon | teléfono | téléphone",
    "city": "city | stadt | ort | ciudad | ville",
    "country": "country | country code | land | país | pays",
    "language": "language | sprache | idioma | langue",
    "time_zone": "time zone | timezone | zeitzone | zona horaria | fuseau horaire",
    "tags": "tags | tag list | labels | categories | group membership | schlagworte"
    " | schlagwörter | etiquetas | étiquettes | can2_user_tags",
    "notes": "notes | note | notizen | bemerkungen | notas | remarques",
    "consent": "consent | permission | einwilligung | consentimiento | consentement",
    "signed": "signed | signed on | unterzeichnet | firmado | signé",
    "subscription": "can2_subscription_status | subscription status | status",
    "bioguide": "bioguide | bioguide id",
    "chamber": "chamber",
    "state": "state",
    "district": "district",
    "member_last": "member_last | member last name | member",
    "committee": "committee | committee id",
    "side": "side",
    "listed_on": "source_date | as of | stand",
}
_UNSUBSCRIBED_LISTS = {"unsubtime", "unsubreason", "cleantime"}
"""Columns of Mailchimp's exports of people who left and of addresses that bounced."""


def _folded(header: str) -> str:
    return name_key(header).replace(" ", "")


_FIELDS = {
    _folded(header): field for field, headers in _CALLED.items() for header in headers.split("|")
}


def columns_of(header: Sequence[str]) -> dict[str, int]:
    """The column each known field is read from; of two with one meaning, the first."""
    columns: dict[str, int] = {}
    for index, name in enumerate(header):
        field = _FIELDS.get(_folded(name))
        if field:
            columns.setdefault(field, index)
    return columns


def lists_people_who_left(header: Sequence[str]) -> bool:
    return not _UNSUBSCRIBED_LISTS.isdisjoint(map(_folded, header))
