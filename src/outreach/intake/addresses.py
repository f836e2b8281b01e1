"""E-mail addresses and names as people paste them, made clean or refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphen, zero-width space, byte order mark, and what turns the direction of a text.

Joiners (U+200C, U+200D) stay in names: Persian and several Indian scripts are spelled with them.
"""
_JOINERS = re.compile("[\u200c-\u200f]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_IN_ANGLES = re.compile(r"[^<>]*<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a text is no address to write to; does not repeat the address."""

    reason: str


def tidy(text: str) -> str:
    """One line of text in NFC, without control and invisible characters, spaces folded.

    Order and script stay as they are. What could end a mail header and begin another is gone.
    """
    plain = _INVISIBLE.sub("", _CONTROL.sub(" ", unicodedata.normalize("NFC", text)))
    return " ".join(plain.split())


def clean_address(text: str) -> str | Unusable:
    """The address in ``text``, its domain in ASCII as mail goes to it.

    Forgives full-width letters, odd spaces, ``mailto:`` and ``Name <address>``; the rules are
    RFC 5321's as email-validator applies them. Nobody is asked over the network.
    """
    from email_validator import EmailNotValidError, validate_email

    bare = _bare(text)
    if not bare:
        return Unusable("there is no e-mail address")
    if bare.count("@") > 1:
        return Unusable("there are two e-mail addresses: give each a row of its own")
    try:
        checked = validate_email(bare, check_deliverability=False)
    except EmailNotValidError as exc:
        return Unusable(f"the e-mail address cannot be used: {_uncapitalised(str(exc))}")
    if checked.ascii_email is None:
        return Unusable("the e-mail address has letters before the @ that mail servers refuse")
    return checked.ascii_email


def _bare(text: str) -> str:
    plain = _JOINERS.sub("", tidy(unicodedata.normalize("NFKC", text)))
    if match := _IN_ANGLES.fullmatch(plain.strip(" ,;")):
        plain = match[1]
    plain = plain.strip(" ,;'\"")
    if plain.lower().startswith("mailto:"):
        plain = plain[len("mailto:") :].partition("?")[0]
    return plain.strip()


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
