"""A receiver over real HTTP, and posts as SendGrid signs them."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from outreach.domain.delivery import Account, Batch
from outreach.sandbox.webhook import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign
from outreach.store import ledger
from outreach.store.backlog import backlog
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from outreach.store.suppressions import suppressions
from outreach.web.connections import OPTIONS
from outreach.web.listen import PATH, receiver
from outreach.web.server import running

PRIVATE = ec.generate_private_key(ec.SECP256R1())
KEYS = [PRIVATE.public_key()]


@dataclass(frozen=True)
class Receiver:
    """A receiver of one uncertain batch's events, and its books."""

    url: str
    db: Store
    plan: Plan
    batch: Batch

    def post(self, body: bytes, headers: dict[str, str] | None = None) -> int:
        signed = signature(body) if headers is None else headers
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=10)
        try:
            connection.request("POST", PATH, body, signed)
            return connection.getresponse().status
        finally:
            connection.close()

    def events(self, *kinds: str, **more: object) -> bytes:
        """In SendGrid's wire form: sorted keys, CRLF between events and at the end."""
        delivery = self.batch.deliveries[0]
        items = [
            {
                "email": delivery.email,
                "event": kind,
                "outreach_batch": self.batch.id,
                "outreach_delivery": delivery.id,
                "sg_event_id": f"id-{kind}",
                "sg_message_id": "MID.recvd-1.0",
                "timestamp": int(time.time()),
                **more,
            }
            for kind in kinds
        ]
        texts = (json.dumps(one, sort_keys=True, separators=(",", ":")) for one in items)
        return ("[" + ",\r\n".join(texts) + "]\r\n").encode()

    def wait_until_counted(self) -> None:
        _wait_until_counted(self.db)

    @property
    def untouched(self) -> bool:
        stored = self.db.execute("SELECT count(*) FROM events").fetchone() == (0,)
        uncertain = ledger.account(self.db, self.plan.id) == Account(uncertain=2)
        return stored and uncertain and not list(suppressions(self.db))


def wait_until_counted(path: Path) -> None:
    """A large post is answered when it is on disk, and counted thereafter."""
    with closing(open_store(path)) as db:
        _wait_until_counted(db)


def _wait_until_counted(db: Store) -> None:
    limit = time.monotonic() + 20
    while backlog(db).posts:
        assert time.monotonic() < limit, "it was not counted"
        time.sleep(0.005)


def signature(body: bytes, at: float | None = None, by: object = PRIVATE) -> dict[str, str]:
    stamp = str(int(time.time() if at is None else at))
    return {SIGNATURE_HEADER: sign(by, stamp, body), TIMESTAMP_HEADER: stamp}  # type: ignore[arg-type]


@contextmanager
def receiving(store: Store, plan: Plan, **doors: Any) -> Iterator[Receiver]:
    """A receiver for events of the plan's first batch, which is uncertain.

    ``doors`` are of replies and of who leaves, as ``receiver`` has them.
    """
    now = datetime.now(UTC)
    batch = ledger.claim(store, plan.id, now)
    assert batch
    ledger.record_uncertain(store, batch.id, "reset", now)
    path = Path(store.execute("PRAGMA database_list").fetchone()[2])
    app = receiver(lambda: open_store(path, patience=0.05), path, KEYS, **doors)
    with running(app, options=OPTIONS) as url:
        yield Receiver(url, store, plan, batch)
