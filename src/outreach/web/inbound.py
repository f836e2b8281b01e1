"""The door for replies: SendGrid's Inbound Parse posts each mail that comes in as a form."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Receive, Scope

from outreach.sendgrid.events import SIGNATURE_HEADER, TIMESTAMP_HEADER, ForgedPost
from outreach.sendgrid.inbound import Seal
from outreach.store.database import Store

from .bodies import Gone, Unfit, content_length, discard, headers_of, refuse_encoded
from .forms import Form
from .writer import Writer

PATH = "/webhooks/inbound"
LARGEST_MAIL = 32 * 1024 * 1024
"""SendGrid takes mails of up to 30 MB with what is attached to them."""
MAIL_SECONDS = 120.0
_SIGNATURE = SIGNATURE_HEADER.lower().encode()
_TIMESTAMP = TIMESTAMP_HEADER.lower().encode()

Take = Callable[[Store, Mapping[str, bytes]], object]
log = logging.getLogger(__name__)


class InboundDoor:
    """``token`` is what the address that SendGrid posts to ends in, blank for none; a signature by

    one of ``keys`` does as well. ``take`` writes a mail's fields down.
    """

    def __init__(
        self,
        writer: Writer,
        keys: Sequence[Any],
        token: str,
        take: Take,
        clock: Callable[[], float],
    ) -> None:
        self._writer = writer
        self._keys = keys
        self._token = token.encode()
        self._take = take
        self._clock = clock

    async def answer(self, scope: Scope, receive: Receive) -> Response:
        headers = headers_of(scope)
        seal = self._seal(scope, headers)
        refuse_encoded(headers)
        form = Form(headers.get(b"content-type", b"").decode("latin-1"))
        try:
            async with asyncio.timeout(MAIL_SECONDS):
                await self._read(receive, headers, form, seal)
        except TimeoutError:
            raise Unfit(408, "the mail did not arrive in time") from None
        fields = form.fields()
        await self._writer.run(lambda db: self._take(db, fields))
        return Response(status_code=204)

    def _seal(self, scope: Scope, headers: Mapping[bytes, bytes]) -> Seal | None:
        """What is to be verified yet: None where the token shows that the post is SendGrid's."""
        if self._token:
            said = parse_qs(scope["query_string"].decode("latin-1"), max_num_fields=10)
            token = said.get("token", [""])[-1].encode()
            if hmac.compare_digest(token, self._token):
                return None
        if _SIGNATURE in headers:
            stamp = headers.get(_TIMESTAMP, b"").decode("latin-1")
            return Seal(stamp, headers[_SIGNATURE].decode("latin-1"), self._clock())
        if self._token:
            raise ForgedPost("the mail has neither the token nor a signature")
        raise Unfit(404, "replies are not taken here")

    async def _read(
        self, receive: Receive, headers: Mapping[bytes, bytes], form: Form, seal: Seal | None
    ) -> None:
        """Nothing of it is written before the signature is confirmed."""
        size = content_length(headers) or 0
        if size > LARGEST_MAIL:
            await discard(receive, LARGEST_MAIL)
            raise Unfit(413, "the mail is too large")
        size, more = 0, True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise Gone
            part = message.get("body", b"")
            more = message.get("more_body", False)
            size += len(part)
            if size > LARGEST_MAIL:
                raise Unfit(413, "the mail is too large")
            if seal is not None:
                seal.add(part)
            form.add(part)
        if seal is not None:
            seal.confirm(self._keys)
