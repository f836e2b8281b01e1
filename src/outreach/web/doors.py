"""What every door of the receiver does alike: errors become answers that name nobody."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from outreach.errors import StoreError
from outreach.sendgrid.events import ForgedPost, UnreadablePost

from .bodies import Gone, Unfit
from .writer import Pulse

STORE_RETRY_SECONDS = 30
_SEND_AGAIN = "the store could not take it; send it again"

log = logging.getLogger(__name__)
Answer = Callable[[Scope, Receive], Awaitable[Response]]
Refusal = Callable[[int, str], Response]


def said(status: int, text: str) -> Response:
    return JSONResponse({"error": text}, status)


class Door:
    """An ASGI endpoint: ``answer``, and ``refuse`` where that raises. Cheaper than a Request."""

    def __init__(self, answer: Answer, pulse: Pulse, refuse: Refusal = said) -> None:
        self._answer = answer
        self._pulse = pulse
        self._refuse = refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            response = await self._answer(scope, receive)
        except Gone:
            return
        except Unfit as exc:
            response = self._refuse(exc.status, exc.said)
            response.headers["Connection"] = "close"  # the rest of the body may be on its way
            if exc.retry_after:
                response.headers["Retry-After"] = str(exc.retry_after)
        except ForgedPost as exc:
            self._pulse.refuse()
            log.warning("refused a post: %s", exc.message)
            response = self._refuse(401, exc.message)
        except UnreadablePost as exc:
            log.warning("could not read a post: %s", exc.message)
            response = self._refuse(400, exc.message)
        except StoreError:
            response = self._refuse(503, _SEND_AGAIN)
            response.headers["Retry-After"] = str(STORE_RETRY_SECONDS)
        except Exception as exc:  # noqa: BLE001 - its text may be somebody's data
            log.error("a post could not be answered (%s)", type(exc).__name__)  # noqa: TRY400
            response = self._refuse(503, _SEND_AGAIN)
            response.headers["Retry-After"] = str(STORE_RETRY_SECONDS)
        await response(scope, receive, send)


async def not_here(_request: Request, exc: Exception) -> Response:
    """The answer to a path or a method that there is not."""
    if not isinstance(exc, HTTPException):
        raise exc
    return JSONResponse({"error": exc.detail}, exc.status_code, exc.headers)
