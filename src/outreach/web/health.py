"""Whether the receiver runs and can write: for a monitor, and for `listen --check`."""

from __future__ import annotations

import asyncio
import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from outreach import __version__
from outreach.errors import StoreError

from .writer import Pulse, Writer, is_writable

PROBE_SECONDS = 1.0
FRESH_SECONDS = 5.0
"""What was written so lately need not be tried again."""
_LARGEST = 64 * 1024


class HealthDoor:
    """``GET /health``. However many ask, the store is tried by one of them at a time."""

    def __init__(self, writer: Writer) -> None:
        self._writer = writer
        self._trial: asyncio.Task[bool] | None = None

    async def answer(self, _request: Request) -> Response:
        ok = await self._is_ok()
        told = {"ok": ok, "version": __version__, **ages(self._writer.pulse, time.monotonic())}
        if not ok:
            told["error"] = "the store cannot be written"
        return JSONResponse(told, 200 if ok else 503, {"Cache-Control": "no-store"})

    async def _is_ok(self) -> bool:
        pulse = self._writer.pulse
        written = pulse.written
        if not pulse.is_failing and written and time.monotonic() - written < FRESH_SECONDS:
            return True
        if self._trial is None or self._trial.done():
            self._trial = asyncio.create_task(self._try())
        try:
            async with asyncio.timeout(PROBE_SECONDS):
                return await asyncio.shield(self._trial)
        except TimeoutError:
            return False

    async def _try(self) -> bool:
        try:
            return await self._writer.run(is_writable)
        except StoreError:
            return False
        except Exception:  # noqa: BLE001 - whatever it is, nothing can be written
            return False


def ages(pulse: Pulse, now: float) -> dict[str, Any]:
    """Seconds since a post was heard, was refused as forged, and was written down; or null."""
    times = {"heard": pulse.heard, "refused": pulse.refused, "written": pulse.written}
    return {
        f"{name}_seconds": None if at is None else round(max(now - at, 0.0), 1)
        for name, at in times.items()
    }


@dataclass(frozen=True, slots=True)
class Health:
    """What a receiver says of itself; ages in seconds, None: not since it started."""

    ok: bool
    version: str
    heard: float | None
    refused: float | None


def ask_health(url: str, timeout: float = 5.0) -> Health | None:
    """What the receiver at ``url`` says of itself; None where none answers as a receiver does.

    Redirects are followed by nobody: SendGrid does not follow any either.
    """
    request = urllib.request.Request(f"{url}/health", headers={"User-Agent": "outreach"})  # noqa: S310 - checked_public_url
    opener = urllib.request.build_opener(_NoRedirect())
    try:
        with opener.open(request, timeout=timeout) as response:
            raw = response.read(_LARGEST)
    except urllib.error.HTTPError as exc:
        with exc:
            raw = exc.read(_LARGEST)
    except (OSError, ValueError):
        return None
    return _read(raw)


def _read(raw: bytes) -> Health | None:
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    match told:
        case {"ok": bool(ok), "version": str(version)}:
            return Health(ok, version, _age(told, "heard"), _age(told, "refused"))
    return None


def _age(told: dict[str, Any], name: str) -> float | None:
    value = told.get(f"{name}_seconds")
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None
