"""Languages by their BCP 47 tags: which of those there are somebody reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from .campaign import CONTACTS_LANGUAGE, Campaign, Edition
from .contact import Contact

_ALIASES = {"iw": "he", "in": "id", "ji": "yi", "no": "nb", "cmn": "zh", "yue": "zh-hant"}
_TRADITIONAL = frozenset({"tw", "hk", "mo"})
_RIGHT_TO_LEFT = frozenset(
    {"ar", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi"}
)
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"adlm", "arab", "hebr", "nkoo", "rohg", "syrc", "thaa"})


def reads(edition: Edition, campaign: Campaign, contact: Contact) -> str:
    """The language of the statement that this contact gets: always one of the campaign's.

    Hers, else her organisation's, else the edition's first fallback that there is, else the
    statement's own; of an edition with a language, that one.
    """
    languages = campaign.languages
    if len(languages) == 1:
        return languages[0]
    if edition.language != CONTACTS_LANGUAGE:
        wanted: tuple[str, ...] = (edition.language,)
    else:
        organisation = contact.organisation.language if contact.organisation else ""
        wanted = (contact.language, organisation)
    return language_for((*wanted, *edition.fallback), languages) or languages[0]


def by_default(edition: Edition, campaign: Campaign) -> str:
    """The language of a contact of whom none is known."""
    wanted = () if edition.language == CONTACTS_LANGUAGE else (edition.language,)
    languages = campaign.languages
    return language_for((*wanted, *edition.fallback), languages) or languages[0]


def language_for(wanted: Sequence[str], available: Sequence[str]) -> str | None:
    """The one of ``available`` for the first of ``wanted`` that has one, as ``available`` has it.

    Lookup of RFC 4647, 3.4, with Chinese by its script: who reads ``zh-TW`` is served by
    ``zh-Hant`` and never by ``zh-Hans``. Where lookup finds nothing a relative in the same script
    will do: ``en-GB`` for ``en-US``, and for ``zh`` alone either script. Blanks are passed over.

    >>> language_for(["pt", "zh_HK"], ["en", "zh-Hans", "zh-Hant"])
    'zh-Hant'
    >>> language_for(["de-AT"], ["en", "de"]), language_for(["fr"], ["en", "de"])
    ('de', None)
    """
    known: dict[str, str] = {}
    for tag in available:
        known.setdefault(_canonical(tag), tag)
    for tag in filter(None, map(str.strip, wanted)):
        ranges = list(_ever_shorter(_canonical(tag)))
        found = next((one for one in ranges if one in known), None) or _relative(tag, ranges, known)
        if found:
            return known[found]
    return None


def _relative(tag: str, ranges: Sequence[str], known: Iterable[str]) -> str | None:
    """The first known tag that a range begins, none of another script than the tag says."""
    script = [one for one in ranges if _script(one)]
    for base in (*(script or ranges), _plain(tag)):
        for one in known:
            if one.startswith(f"{base}-"):
                return one
    return None


@lru_cache(maxsize=1024)
def direction(tag: str) -> str:
    """``ltr`` or ``rtl``, after the script where the tag names one.

    >>> direction("ug"), direction("ug-Cyrl"), direction("az-Arab"), direction("zh-Hant")
    ('rtl', 'ltr', 'rtl', 'ltr')
    """
    canonical = _canonical(tag)
    if script := _script(canonical):
        return "rtl" if script in _RIGHT_TO_LEFT_SCRIPTS else "ltr"
    return "rtl" if canonical.split("-")[0] in _RIGHT_TO_LEFT else "ltr"


def _script(canonical: str) -> str:
    more = canonical.split("-")[1:]
    return next((one for one in more if len(one) == 4 and one.isalpha()), "")


def _plain(tag: str) -> str:
    return tag.strip().replace("_", "-").lower()


@lru_cache(maxsize=1024)
def _canonical(tag: str) -> str:
    """Lower case, under today's name, and Chinese with its script."""
    language, _, more = _plain(tag).partition("-")
    language = _ALIASES.get(language, language)
    tag = f"{language}-{more}" if more else language
    subtags = tag.split("-")
    if subtags[0] != "zh" or {"hans", "hant"} & set(subtags):
        return tag
    script = "hant" if _TRADITIONAL & set(subtags) else "hans"
    return "-".join(["zh", script, *subtags[1:]])


def _ever_shorter(tag: str) -> Iterator[str]:
    """The range, and what is left of it as subtags go from its end (RFC 4647, 3.4)."""
    subtags = tag.split("-")
    while subtags:
        yield "-".join(subtags)
        subtags.pop()
        if subtags and len(subtags[-1]) == 1:
            subtags.pop()
