"""Who the letters come from, whether one can answer and leave, and what is measured."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from html import unescape
from urllib.parse import urlsplit

from outreach.domain.campaign import Edition, Sender, Tracking
from outreach.domain.contact import Contact, Kind, domain_of
from outreach.domain.settings import Settings
from outreach.errors import Place, Problem

from .reading import Reading

_FREE = """
gmail.com googlemail.com yahoo.com yahoo.co.uk yahoo.de yahoo.fr ymail.com rocketmail.com
hotmail.com hotmail.co.uk hotmail.de hotmail.fr outlook.com outlook.de outlook.fr live.com
live.co.uk msn.com icloud.com me.com mac.com aol.com proton.me protonmail.com pm.me
tutanota.com tuta.com gmx.de gmx.net gmx.com gmx.at gmx.ch web.de t-online.de freenet.de
mail.com mail.ru yandex.com yandex.ru zoho.com fastmail.com orange.fr wanadoo.fr laposte.net
free.fr sfr.fr libero.it qq.com 163.com 126.com sina.com naver.com daum.net seznam.cz
"""
FREE_MAIL = frozenset(_FREE.split())

_CONSENT = """
AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK
"""
CONSENT_COUNTRIES = frozenset(_CONSENT.split())
"""The European Union, the EEA, the United Kingdom and Switzerland."""

AT_RISK = frozenset(("high-risk", "risk-high", "sensitive"))
"""Tags of contacts whom a record of what they read could harm."""

_NO_REPLY = re.compile(r"(?:do-?not|dont|no)[-._]?reply\b|^noreply", re.IGNORECASE)
_WHY = {
    "en": r"\byou (?:are |have been )?(?:receiv|get|sign)|\bsent to (?:you\b|\S+@)"
    r"|\bwhy (?:you|am I)\b"
    r"|\bbecause you(?:r)?\b|\bthank you for signing\b|\bon behalf of\b",
    "de": r"\bSie (?:erhalten|bekommen)|\bweil Sie\b|\bhaben (?:Sie )?unterzeichnet"
    r"|\b(?:ging|geht|gesandt|geschickt|gerichtet|adressiert) an \S+@",
    "fr": r"\bvous recevez|\bparce que vous\b|\bcar vous\b|\bvous avez signé"
    r"|\b(?:envoy|adress|destin)ée?s? à \S+@",
    "es": r"\b(?:usted )?(?:recibe|recibió) (?:este|esta)|\bporque (?:usted|ha)\b"
    r"|\bha firmado"
    r"|\b(?:envía|enviad[oa]|dirigid[oa]) a \S+@",
    "zh": r"[您你]收到|因[為为][您你]|[寄發发][給给至往到][您你]|[簽签]署"
    r"|[寄發发送][給给至往到] ?\S+@",
}
"""Ways to say it; the address that a letter was sent to says as much."""
_SETTINGS = "[sender] in outreach.toml"


Places = Callable[[str], Place | None]
"""Where a key of the sender stands in the settings."""


def check_sender(settings: Settings, at: Places = lambda _key: None) -> tuple[Problem, ...]:
    """C601 and H104: the address, the domain, and where answers go."""
    sender = settings.sender
    return (*_postal_address(sender, at), *_from(settings, at), *_answers(sender, at))


def _postal_address(sender: Sender, at: Places) -> Iterator[Problem]:
    if not sender.postal_address:
        hint = f"add postal_address = […] to {_SETTINGS}"
        place = at("postal_address")
        yield Problem("C601", "the sender has no postal address", place, hint, "warning")


def _from(settings: Settings, at: Places) -> Iterator[Problem]:
    domain = domain_of(settings.sender.email)
    ours = [one.lower() for one in settings.authenticated_domains]
    if domain in FREE_MAIL:
        message = f"the sender's address is at {domain}, which lets nobody else send for it"
        hint = f"set email in {_SETTINGS} to an address at a domain of your own"
        yield Problem("H104", message, at("email"), hint)
    elif ours and not any(domain == one or domain.endswith(f".{one}") for one in ours):
        message = f"{domain} is none of the domains SendGrid signs for: {', '.join(ours)}"
        hint = "correct email in [sender], or authenticate the domain at SendGrid and list it"
        yield Problem("H104", message, at("email"), hint)


def _answers(sender: Sender, at: Places) -> Iterator[Problem]:
    address = sender.reply_to or sender.email
    place = at("reply_to" if sender.reply_to else "email")
    if _NO_REPLY.search(address.rpartition("@")[0]):
        message = f"answers go to {address}, which says that nobody reads them"
        hint = f"set reply_to in {_SETTINGS} to an address that somebody reads"
        yield Problem("H104", message, place, hint, "warning")
    elif domain_of(address) in FREE_MAIL and domain_of(sender.email) not in FREE_MAIL:
        message = f"answers go to {domain_of(address)}, which spam filters take for a forgery"
        hint = f"set reply_to in {_SETTINGS} to an address at your own domain"
        yield Problem("H104", message, place, hint, "warning")


def check_one_click(without: Sequence[str], place: Place | None = None) -> Iterator[Problem]:
    """H106 on the editions called ``without``, whose header has only a ``mailto:`` to leave by.

    A link in the letter, SendGrid's group's included, does not make up for it.
    """
    if without:
        which = ", ".join(without)
        message = f"letters of {which} cannot be unsubscribed from with one click"
        hint = "set public_url, or one_click = true below [sendgrid], in outreach.toml"
        yield Problem("H106", message, place, hint, "warning")


def check_public_url(settings: Settings, place: Place | None = None) -> Iterator[Problem]:
    """H106 on links of ours that lead to this machine, and on a way out that is not the one."""
    host = urlsplit(settings.public_url)
    if host.scheme == "http":
        message = f"the letters' links to unsubscribe lead to {host.netloc}, where nobody else is"
        hint = "set public_url to the https address that the world reaches `outreach listen` at"
        yield Problem("H106", message, place, hint)
    elif host.scheme and settings.one_click:
        message = "one_click changes nothing: with public_url the letters have links of our own"
        yield Problem("H106", message, place, "take one_click out of outreach.toml", "info")


def check_way_out(reading: Reading) -> Iterator[Problem]:
    """C602: both parts hold what the way out leads to."""
    for part, text in (("HTML", unescape(reading.message.html)), ("text", reading.message.text)):
        if reading.unsubscribe not in text:
            hint = "print {{ unsubscribe_url }} in the template"
            yield reading.problem("C602", f"the {part} part has no way out", hint)


def check_reason(reading: Reading) -> Iterator[Problem]:
    """C604, in the languages whose ways of saying it are known."""
    why = _WHY.get(reading.language.partition("-")[0].lower())
    text = " ".join(reading.sample.text.split())
    if why and not re.search(why, text, re.IGNORECASE):
        message = "the letter does not say why its reader gets it"
        hint = "add a line such as “You receive this because …” to the template"
        yield reading.problem("C604", message, hint, "info")


def check_press_contact(reading: Reading, names: Sequence[str]) -> Iterator[Problem]:
    """C605 on a press release. ``names`` are those who may be called: the sender's, the media's."""
    text = reading.sample.text
    named = any(name in text for name in names if name)
    telephone = re.search(r"\+?\d[\d\s().\u2011/-]{6,}\d", text.replace(reading.unsubscribe, ""))
    if not named:
        message = "the release names nobody to call"
        yield reading.problem("C605", message, "print the media contact in the template")
    elif not telephone:
        message = "the release has no telephone number"
        hint = f"add contact_phone to {_SETTINGS}, or a phone to the media contacts"
        yield reading.problem("C605", message, hint, "warning")


def needs_consent(contact: Contact) -> str:
    """Why opens and clicks of this person may not be measured just so; blank if they may.

    An unknown country counts as one where they may not; staff of Congress is in the United States.
    """
    if AT_RISK.intersection(tag.lower() for tag in contact.tags):
        return "at risk"
    country = contact.country or (contact.organisation.country if contact.organisation else "")
    if country.upper() in CONSENT_COUNTRIES:
        return "in Europe"
    return "" if country or contact.kind is Kind.CONGRESS else "of unknown country"


def check_tracking(edition: Edition, consent: Mapping[str, int]) -> Iterator[Problem]:
    """C603; ``consent`` counts the recipients by what ``needs_consent`` says."""
    counted = [f"{count:,} {why}" for why, count in sorted(consent.items()) if why and count]
    if counted and edition.tracking != Tracking():
        which = " and ".join(
            what for what in ("opens", "clicks") if getattr(edition.tracking, what)
        )
        message = f"{which} are tracked, with recipients who would have to agree: "
        place = edition.place("tracking")
        hint = "take tracking out of the edition"
        yield Problem("C603", message + ", ".join(counted), place, hint, edition=edition.name)
