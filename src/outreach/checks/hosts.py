"""What a host's name tells without asking anybody."""

from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress

SHORTENERS = frozenset(
    (
        *("bit.ly", "t.co", "tinyurl.com", "lnkd.in", "goo.gl", "ow.ly", "buff.ly", "is.gd"),
        *("v.gd", "cutt.ly", "rebrand.ly", "t.ly", "rb.gy", "shorturl.at", "tiny.cc", "dlvr.it"),
        *("trib.al", "hubs.ly", "fb.me", "s.id", "tiny.one", "shorter.me", "qr.ae", "soo.gd"),
    )
)
_NOWHERE = ("localhost", "local", "internal", "lan", "home", "corp", "intranet", "localdomain")
_SAMPLES = ("example", "test", "invalid")
_SAMPLE_DOMAINS = ("example.com", "example.net", "example.org")
_SECOND_LEVEL = frozenset(("co", "com", "org", "net", "gov", "gob", "ac", "edu", "or", "ne", "go"))


def of_the_web(host: str) -> bool:
    """Whether the whole web can look the name up; a bare word or ``.local`` stays in its network.

    >>> of_the_web("coalition.example"), of_the_web("intranet"), of_the_web("wiki.local")
    (True, False, False)
    """
    last = host.rstrip(".").rpartition(".")
    return bool(last[0]) and last[2].lower() not in _NOWHERE


def is_sample(host: str) -> bool:
    """Whether RFC 2606 keeps the name for examples, so that nobody is there.

    >>> is_sample("www.example.org"), is_sample("coalition.example"), is_sample("example.co.uk")
    (True, True, False)
    """
    name = host.rstrip(".").lower()
    return name.rpartition(".")[2] in _SAMPLES or within(name, *_SAMPLE_DOMAINS)


def within(host: str, *domains: str) -> bool:
    """Whether the host is one of the domains, or below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def bare(host: str) -> str:
    """The name as it is compared: small letters, IDNA, without ``www.`` and the final dot."""
    return ascii_name(host).removeprefix("www.")


def ascii_name(host: str) -> str:
    """The name as the DNS has it; one that cannot be written so stays as it is.

    >>> ascii_name("Bücher.example.")
    'xn--bcher-kva.example'
    """
    import idna

    name = host.rstrip(".").lower()
    if not name.isascii():
        with suppress(idna.IDNAError):
            name = idna.encode(name, uts46=True).decode("ascii")
    return name


def site(host: str) -> str:
    """The part of the name that one owner has, guessed from its labels.

    >>> site("www.example.org"), site("news.example.co.uk"), site("t.co")
    ('example.org', 'example.co.uk', 't.co')
    """
    labels = bare(host).split(".")
    short = len(labels[-1]) == 2 and len(labels) > 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if short else labels[-2:])


def ip_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The address that a host is in place of a name, in any spelling browsers take.

    >>> str(ip_of("2130706433")), str(ip_of("0x7f.1")), ip_of("example.org")
    ('127.0.0.1', '127.0.0.1', None)
    """
    try:
        return ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)) if host and " " not in host else None
    except OSError:
        return None
