"""Looking records up in the DNS, through a resolver that is handed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dns.resolver import Resolver

Lookup = Callable[[str, str], tuple[str, ...]]
"""A name and TXT, CNAME or MX -> the records' texts, none if there are none. LookupFailed."""
_SECONDS = 5.0


class LookupFailed(Exception):
    """Nobody answered, or nobody could say; the record may be there."""


def system_lookup() -> Lookup:
    """With the name servers of this machine."""
    import dns.exception
    import dns.resolver

    try:
        return lookup_with(dns.resolver.Resolver())
    except (dns.exception.DNSException, OSError) as exc:
        failed = LookupFailed(f"this machine names no name server: {exc}")

    def none(_name: str, _kind: str) -> tuple[str, ...]:
        raise failed

    return none


def lookup_with(resolver: Resolver, seconds: float = _SECONDS) -> Lookup:
    """Through ``resolver``; ``seconds`` is how long one record may take."""
    import dns.exception
    import dns.resolver

    def lookup(name: str, kind: str) -> tuple[str, ...]:
        try:
            answer = resolver.resolve(f"{name}.", kind, lifetime=seconds)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return ()
        except dns.exception.DNSException as exc:
            raise LookupFailed(f"{name}: {_why(exc)}") from None
        if kind == "TXT":
            return tuple(b"".join(one.strings).decode("utf-8", "replace") for one in answer)
        return tuple(str(getattr(one, "target", one)).rstrip(".").lower() for one in answer)

    return lookup


def _why(exc: Exception) -> str:
    import dns.exception

    if isinstance(exc, dns.exception.Timeout):
        return "the name servers did not answer"
    return "the name servers could not say"
