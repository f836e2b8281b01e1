"""Public files from the web: whole and in time, or a sentence."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import Any, Generic, TypeVar
from urllib.parse import urlsplit

from outreach.domain.hosts import LOOPBACK
from outreach.errors import OutreachError, WrongUsage

_REDIRECTS = 5
_T = TypeVar("_T")


class Missing(OutreachError):
    """The server says that it has no such file."""


@dataclass(frozen=True, slots=True)
class Limits:
    """``all_seconds`` for all of it, ``quiet_seconds`` in which the server says nothing."""

    most_bytes: int = 20_000_000
    all_seconds: float = 120.0
    quiet_seconds: float = 20.0


@dataclass(frozen=True, slots=True)
class Download:
    """A file, and the day it was last changed where the server says so."""

    body: bytes
    modified: date | None


def is_address(text: str) -> bool:
    """Whether it names a place on the web, of whatever kind, and no file."""
    return "://" in text


def fetched(address: str, instead: str, limits: Limits = Limits()) -> bytes:
    """The bytes at ``address``; ``instead`` is the hint of what to do if they cannot be had.

    Only https, or http on this machine; a redirect to another host is not followed. Raises
    WrongUsage for any other address, and OutreachError where the file is missing, too large, cut
    off or too slow.
    """
    check_address(address, instead)
    late = OutreachError(f"{address} did not arrive within {limits.all_seconds:g} seconds", instead)
    return in_time(lambda: file_at(address, instead, limits), limits.all_seconds, late).body


def check_address(address: str, instead: str) -> None:
    """WrongUsage for an address from which nothing is fetched."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or not address.isascii() or address.split() != [address]:
        raise WrongUsage(f"{address!r} is no address of the web", instead)
    local = parts.scheme.lower() == "http" and host in LOOPBACK
    if parts.scheme.lower() != "https" and not local:
        raise WrongUsage(
            f"{address} is not fetched: what comes over {parts.scheme} may be forged", instead
        )
    if "@" in parts.netloc:
        raise WrongUsage(f"{host} is asked without a user's name", instead)


def in_time(work: Callable[[], _T], seconds: float, late: OutreachError) -> _T:
    """What ``work`` returns or raises; ``late`` is raised if it takes longer.

    A server may send a byte now and then for ever; time-outs of single reads do not end that.
    """
    outcome: _Outcome[_T] = _Outcome()
    worker = threading.Thread(target=outcome.of, args=(work,), daemon=True)
    worker.start()
    worker.join(seconds)
    if outcome.failure is not None:
        raise outcome.failure
    if not outcome.results:
        raise late
    return outcome.results[0]


class _Outcome(Generic[_T]):
    def __init__(self) -> None:
        self.results: list[_T] = []
        self.failure: BaseException | None = None

    def of(self, work: Callable[[], _T]) -> None:
        try:
            self.results.append(work())
        except BaseException as exc:  # noqa: BLE001  it is raised again where it is waited for
            self.failure = exc


class _SameHost(urllib.request.HTTPRedirectHandler):
    max_redirections = _REDIRECTS

    def redirect_request(
        self,
        req: urllib.request.Request,
        fp: Any,
        code: int,
        msg: str,
        headers: HTTPMessage,
        newurl: str,
    ) -> urllib.request.Request | None:
        was, to = urlsplit(req.full_url), urlsplit(newurl)
        if (was.scheme, was.netloc) != (to.scheme, to.netloc):
            fp.close()
            raise OutreachError(
                f"{req.full_url} leads to {to.scheme}://{to.netloc}, and was not followed",
                f"name an address, folder or file that you trust; this one leads to {newurl}",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def file_at(address: str, instead: str, limits: Limits) -> Download:
    """The file at an address that was checked; Missing where there is none."""
    local = urlsplit(address).hostname in LOOPBACK
    # No proxy stands between this machine and itself.
    proxies = (urllib.request.ProxyHandler({}),) if local else ()
    opener = urllib.request.build_opener(_SameHost(), *proxies)
    request = urllib.request.Request(  # noqa: S310  check_address allows https and loopback alone
        address, headers={"User-Agent": "outreach", "Accept": "application/json"}
    )
    try:
        with opener.open(request, timeout=limits.quiet_seconds) as answer:
            return Download(_whole(answer, address, instead, limits.most_bytes), _modified(answer))
    except urllib.error.HTTPError as exc:
        exc.close()
        if exc.code == 404:
            raise Missing(f"there is no {address}", instead) from None
        said = " ".join(str(exc.reason).split())
        raise OutreachError(f"{address} answered {exc.code} {said}", instead) from None
    except urllib.error.URLError as exc:
        raise OutreachError(f"{address} cannot be reached: {exc.reason}", instead) from None
    except TimeoutError:
        raise OutreachError(
            f"{address} said nothing for {limits.quiet_seconds:g} seconds", instead
        ) from None
    except (HTTPException, OSError, ValueError) as exc:
        what = type(exc).__name__
        raise OutreachError(f"{address} cannot be fetched: {exc or what}", instead) from None


def _whole(answer: HTTPResponse, address: str, instead: str, most: int) -> bytes:
    announced = answer.headers.get("Content-Length", "")
    too_large = f"{address} is larger than {most // 1_000_000} MB, and was not fetched"
    if announced.isdecimal() and int(announced) > most:
        raise OutreachError(too_large, instead)
    body = answer.read(most + 1)
    if len(body) > most:
        raise OutreachError(too_large, instead)
    if announced.isdecimal() and len(body) < int(announced):
        raise OutreachError(f"{address} was cut off after {len(body):,} bytes", instead)
    return body


def _modified(answer: HTTPResponse) -> date | None:
    try:
        return parsedate_to_datetime(answer.headers["Last-Modified"]).astimezone(UTC).date()
    except (TypeError, ValueError):
        return None
