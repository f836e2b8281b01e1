"""The data set's files from the web, all of them or none."""

from __future__ import annotations

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPMessage, HTTPResponse
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from outreach.errors import OutreachError, WrongUsage

from .congress import COMMITTEES, DISTRICT_OFFICES, MEMBERS, SEATS
from .congress_trees import MOST_BYTES

PUBLIC_ADDRESS = "https://unitedstates.github.io/congress-legislators"
ALL_SECONDS = 180.0
QUIET_SECONDS = 20.0
"""How long all files may take, and how long the server may say nothing."""

_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_REDIRECTS = 5
_INSTEAD = "try again later, or name a folder with the files: `outreach congress update FOLDER`"


def is_address(text: str) -> bool:
    """Whether it names a place on the web, of whatever kind, and no folder."""
    return "://" in text


@contextmanager
def downloaded(
    address: str, *, all_seconds: float = ALL_SECONDS, quiet_seconds: float = QUIET_SECONDS
) -> Iterator[tuple[Path, date | None]]:
    """The JSON files below ``address`` in a folder of their own, and the day they were published.

    The folder is gone afterwards. Only https, or http on this machine; a redirect to another
    host is not followed. Raises WrongUsage for any other address, and OutreachError where a file
    is missing, too large, cut off or too slow. The district offices may be missing.
    """
    base = _checked(address)
    fetched = _in_time(lambda: _all_files(base, quiet_seconds), base, all_seconds)
    with TemporaryDirectory(prefix="outreach-") as name:
        folder = Path(name)
        for stem, file in fetched.items():
            (folder / f"{stem}.json").write_bytes(file.body)
        yield folder, fetched[MEMBERS].modified


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    modified: date | None


def _checked(address: str) -> str:
    """The address without a slash at its end."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host, port = None, None
    if not host or port == 0 or not address.isascii() or address.split() != [address]:
        raise WrongUsage(f"{address!r} is no address of the web", f"such as {PUBLIC_ADDRESS}")
    if parts.scheme.lower() != "https" and not (
        parts.scheme.lower() == "http" and host in _LOOPBACK
    ):
        raise WrongUsage(
            f"{address} is not fetched: what comes over {parts.scheme} may be forged",
            "name an https address, or a folder",
        )
    if parts.query or parts.fragment or "@" in parts.netloc:
        raise WrongUsage(
            f"{host} is asked for files by name, without user, query or fragment",
            "name the address of the folder they lie in",
        )
    return address.rstrip("/")


def _in_time(work: Callable[[], dict[str, _File]], base: str, seconds: float) -> dict[str, _File]:
    """A server may send a byte now and then for ever; time-outs of single reads do not end that."""
    outcome = _Outcome()
    worker = threading.Thread(target=outcome.of, args=(work,), daemon=True)
    worker.start()
    worker.join(seconds)
    if outcome.failure is not None:
        raise outcome.failure
    if outcome.files is None:
        raise OutreachError(f"{base} did not send its files within {seconds:g} seconds", _INSTEAD)
    return outcome.files


@dataclass(slots=True)
class _Outcome:
    files: dict[str, _File] | None = None
    failure: BaseException | None = field(default=None)

    def of(self, work: Callable[[], dict[str, _File]]) -> None:
        try:
            self.files = work()
        except BaseException as exc:  # noqa: BLE001  it is raised again where it is waited for
            self.failure = exc


def _all_files(base: str, quiet_seconds: float) -> dict[str, _File]:
    opener = urllib.request.build_opener(_SameHost(), *_without_proxy(base))
    found = {
        stem: _fetched(opener, f"{base}/{stem}.json", quiet_seconds)
        for stem in (MEMBERS, COMMITTEES, SEATS)
    }
    try:
        address = f"{base}/{DISTRICT_OFFICES}.json"
        found[DISTRICT_OFFICES] = _fetched(opener, address, quiet_seconds)
    except _Missing:
        pass
    return found


class _Missing(OutreachError):
    """The server says that it has no such file."""


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
            elsewhere = f"{to.scheme}://{to.netloc}"
            raise OutreachError(
                f"{req.full_url} leads to {elsewhere}, and was not followed",
                f"name an address or a folder that you trust; this one leads to {newurl}",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _without_proxy(base: str) -> tuple[urllib.request.ProxyHandler, ...]:
    """No proxy stands between this machine and itself."""
    return (urllib.request.ProxyHandler({}),) if urlsplit(base).hostname in _LOOPBACK else ()


def _fetched(opener: urllib.request.OpenerDirector, address: str, quiet_seconds: float) -> _File:
    request = urllib.request.Request(  # noqa: S310  _checked allows https and loopback alone
        address, headers={"User-Agent": "outreach", "Accept": "application/json"}
    )
    try:
        with opener.open(request, timeout=quiet_seconds) as answer:
            return _File(_body(answer, address), _modified(answer))
    except urllib.error.HTTPError as exc:
        exc.close()
        if exc.code == 404:
            raise _Missing(f"there is no {address}", _INSTEAD) from None
        said = " ".join(str(exc.reason).split())
        raise OutreachError(f"{address} answered {exc.code} {said}", _INSTEAD) from None
    except urllib.error.URLError as exc:
        raise OutreachError(f"{address} cannot be reached: {exc.reason}", _INSTEAD) from None
    except TimeoutError:
        raise OutreachError(
            f"{address} said nothing for {quiet_seconds:g} seconds", _INSTEAD
        ) from None
    except (HTTPException, OSError, ValueError) as exc:
        what = type(exc).__name__
        raise OutreachError(f"{address} cannot be fetched: {exc or what}", _INSTEAD) from None


def _body(answer: HTTPResponse, address: str) -> bytes:
    announced = answer.headers.get("Content-Length", "")
    most = f"{MOST_BYTES // 1_000_000} MB"
    if announced.isdecimal() and int(announced) > MOST_BYTES:
        raise OutreachError(f"{address} is larger than {most}, and was not fetched", _INSTEAD)
    body = answer.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise OutreachError(f"{address} is larger than {most}, and was not fetched", _INSTEAD)
    if announced.isdecimal() and len(body) < int(announced):
        raise OutreachError(f"{address} was cut off after {len(body):,} bytes", _INSTEAD)
    try:
        json.loads(body)
    except (ValueError, RecursionError):
        raise OutreachError(f"{address} is cut off, or is not JSON", _INSTEAD) from None
    return body


def _modified(answer: HTTPResponse) -> date | None:
    try:
        return parsedate_to_datetime(answer.headers["Last-Modified"]).astimezone(UTC).date()
    except (TypeError, ValueError):
        return None
