"""E-mail addresses and names as people paste them, made clean or refused with the reason."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from outreach.domain.contact import address_key

from .cell_text import unwrapped

_INVISIBLE = re.compile("[\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
"""Soft hyphen, zero-width space, byte order mark, and what turns the direction of a text.

Joiners (U+200C, U+200D) stay in names: Persian and several Indian scripts are spelled with them.
"""
_JOINERS = re.compile("[\u200c-\u200f\u061c]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_IN_ANGLES = re.compile(r"([^<>]*)<([^<>]*)>")
_BETWEEN = re.compile("[;\n\r]|:::")
_BETWEEN_ADDRESSES = re.compile(r"\s*[,、|/]\s*|\s+")
_PART = re.compile("[;,\n\r]")
_COMMENT = re.compile(r"\([^()@]*\)")
_AROUND = " .,;:'\"，；。、"
_ATOM = r"[A-Za-z0-9!#$%&*+/=?^_`{|}~-]+"
_ORDINARY = re.compile(rf"({_ATOM}(?:\.{_ATOM})*)@([A-Za-z0-9][A-Za-z0-9.-]*[A-Za-z0-9])")
"""An address that needs no cleaning, if its domain is one: RFC 5321's Dot-string, no apostrophe."""
_HOST = re.compile(r"(?!.*--)(?:[a-z0-9][a-z0-9-]{,62}(?<!-)\.)+[a-z0-9][a-z0-9-]{,62}(?<![0-9-])")
"""A domain of ordinary labels, none of which is encoded; a top-level domain ends with a letter."""
_LONGEST_LOCAL_PART = 64  # RFC 5321 4.5.3.1.1
_LONGEST = 254
_LONGEST_CELL = 4_000
_ANY_CASE = frozenset((
    *("info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster"),
    *("hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp"),
))  # fmt: skip
"""RFC 2142: mailboxes that are the same in any case, which email-validator writes small."""
_QUOTED_LOCAL_PART = re.compile(r'\s*(?:[^<>]*<)?\s*(?:mailto:)?"[^"]*"\s*@', re.IGNORECASE)
_QUOTED = "an address with quotation marks before the @ cannot be used: ask for another one"
_TOO_LONG = "the cell is too long to hold e-mail addresses"
_TWO = "there are two e-mail addresses: give each a row of its own"
_EXCHANGE = "this is a path inside an Exchange server, not an e-mail address"


@dataclass(frozen=True, slots=True)
class Unusable:
    """Why a text is no address to write to; does not repeat the address."""

    reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What the e-mail cell of a row holds: usable addresses in their order, each once.

    ``name`` is the one written before the first of them, as in ``Name <address>``; ``refused``
    has a reason for each address that cannot be used.
    """

    addresses: tuple[str, ...] = ()
    name: str = ""
    refused: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """One line of text in NFC, without control and invisible characters, spaces folded.

    Order and script stay as they are. What could end a mail header and begin another is gone.
    """
    if text.isprintable():  # so there is nothing to take out, and spaces are plain ones
        plain = text if text.isascii() else unicodedata.normalize("NFC", text)
        return " ".join(plain.split()) if "  " in plain else plain.strip()
    plain = _INVISIBLE.sub("", _CONTROL.sub(" ", unicodedata.normalize("NFC", text)))
    return " ".join(plain.split())


def clean_address(text: str) -> str | Unusable:
    """The one address in ``text``, its domain in ASCII as mail goes to it.

    Forgives full-width letters, odd spaces, ``mailto:`` and ``Name <address>``; the rules are
    RFC 5321's as email-validator applies them. Nobody is asked over the network.
    """
    ordinary = _ordinary(text)
    return ordinary or _clean(unwrapped(text))


def addresses_in(cell: str) -> Found:
    """All addresses in a cell that may hold several, in the forms ``clean_address`` forgives."""
    ordinary = _ordinary(cell)
    if ordinary:
        return Found((ordinary,))
    if not cell or cell.isspace():
        return Found()
    if len(cell) > _LONGEST_CELL:
        return Found(refused=(_TOO_LONG,))
    cell = unwrapped(cell)
    addresses: dict[str, str] = {}
    refused: list[str] = []
    first_name = ""
    for name, text in _pieces(cell):
        address = clean_address(text)
        if isinstance(address, Unusable):
            refused.append(address.reason)
        else:
            first_name = first_name if addresses else name
            addresses.setdefault(address_key(address), address)
    return Found(tuple(addresses.values()), first_name, tuple(refused))


def _ordinary(text: str) -> str:
    """The address, if nothing about it needs a second look; the same as ``_clean`` gives."""
    match = _ORDINARY.fullmatch(text)
    if not match:
        return ""
    local, domain = match[1], match[2]
    if len(local) > _LONGEST_LOCAL_PART or len(text) > _LONGEST:
        return ""
    ascii_domain = _ascii_domain(domain)
    if not ascii_domain:
        return ""
    if local.lower() in _ANY_CASE:
        local = local.lower()
    return f"{local}@{ascii_domain}"


@lru_cache(maxsize=10_000)
def _ascii_domain(domain: str) -> str:
    """The domain as mail goes to it; blank if email-validator refuses it."""
    small = domain.lower()
    if _HOST.fullmatch(small) and not small.endswith(_special_uses()):
        return small
    checked = _validated(f"a@{domain}")
    return "" if isinstance(checked, Unusable) else checked[2:]


@lru_cache(maxsize=1)
def _special_uses() -> tuple[str, ...]:
    """The ends of domains that no mail goes to (RFC 6761)."""
    from email_validator import SPECIAL_USE_DOMAIN_NAMES

    return tuple(SPECIAL_USE_DOMAIN_NAMES)


def _validated(address: str) -> str | Unusable:
    from email_validator import EmailNotValidError, validate_email

    try:
        checked = validate_email(address, check_deliverability=False, strict=True)
    except EmailNotValidError as exc:
        return Unusable(f"the e-mail address cannot be used: {_uncapitalised(str(exc))}")
    if checked.ascii_email is None:
        return Unusable("the e-mail address has letters before the @ that mail servers refuse")
    return checked.ascii_email


def _clean(text: str) -> str | Unusable:
    if len(text) > _LONGEST_CELL:
        return Unusable(_TOO_LONG)
    if _QUOTED_LOCAL_PART.match(_visible(text)):
        return Unusable(_QUOTED)
    bare = _bare(text)
    if not bare:
        return Unusable("there is no e-mail address")
    if bare.lower().startswith("/o="):
        return Unusable(_EXCHANGE)
    if bare.count("@") > 1:
        return Unusable(_TWO)
    return _validated(bare)


def _bare(text: str) -> str:
    plain = _visible(text)
    if match := _IN_ANGLES.fullmatch(plain.strip(_AROUND)):
        plain = match[2]
    plain = _COMMENT.sub(" ", plain).strip(_AROUND)
    if plain.lower().startswith("mailto:"):
        from urllib.parse import unquote

        plain = tidy(unquote(plain[len("mailto:") :].partition("?")[0]))
    return plain.strip(_AROUND)


def _visible(text: str) -> str:
    return _JOINERS.sub("", tidy(unicodedata.normalize("NFKC", text)))


def _pieces(cell: str) -> list[tuple[str, str]]:
    """The name and the text of each address in a cell, in their order."""
    plain = unicodedata.normalize("NFKC", cell)
    if "<" not in plain:
        return _separated(plain)
    pieces: list[tuple[str, str]] = []
    end = 0
    for match in _IN_ANGLES.finditer(plain):
        before, end = match[1].strip(" \t\r\n,;"), match.end()
        if "@" in before:
            # What stands before is another address, or the same one over again.
            parts = _PART.split(before)
            others = [one for part in parts if "@" in part for _, one in _separated(part)]
            pieces += [("", one) for one in others if not isinstance(_clean(one), Unusable)]
            before = parts[-1]
        name = "" if "@" in before else tidy(before).strip(" ,;\"'")
        pieces.append((name, match[2]))
    return [*pieces, *_separated(plain[end:])]


def _separated(text: str) -> list[tuple[str, str]]:
    """Cut where a separator stands: a comma, a slash or a space only between two addresses."""
    pieces: list[str] = []
    for piece in _BETWEEN.split(text):
        apart = _BETWEEN_ADDRESSES.split(_COMMENT.sub(" ", piece).strip(_AROUND))
        pieces += apart if all("@" in part for part in apart) else [piece]
    return [("", piece) for piece in pieces if _visible(piece).strip(_AROUND)]


def _uncapitalised(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:].rstrip(".")
