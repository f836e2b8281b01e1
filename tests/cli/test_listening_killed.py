"""A receiver that is killed or stopped in mid-post: nothing is lost, and nothing doubled."""

from __future__ import annotations

import base64
import http.client
import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import pytest
from cryptography.hazmat.primitives import serialization

from outreach.actions.start import init_workspace
from outreach.store import ledger
from outreach.store.database import open_store
from outreach.store.plans import Plan
from outreach.store.recount import recount
from outreach.web.listen import PATH
from receiving import PRIVATE, signature

PEOPLE, CONNECTIONS, ENDS = 400, 6, 5
KEY = base64.b64encode(
    PRIVATE.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
).decode()


class Listening:
    """`outreach listen` as a process, started again where it ended."""

    def __init__(self, home: Path) -> None:
        self._home = home
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "outreach", "listen", "--port", "0", "--key", KEY],
            cwd=self._home,
            env={**os.environ, "OUTREACH_DB": str(self._home / "contacts.db")},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr
        found = None
        while found is None:
            line = self.process.stderr.readline()
            assert line, "it ended before it listened"
            found = re.search(r"http://([0-9.:]+)/", line)
        self.at = found[1]

    def end(self, by: signal.Signals) -> int:
        self.process.send_signal(by)
        self.process.communicate(timeout=30)
        return self.process.returncode


class SendGrid:
    """Posts what waits, each until it is answered with 2xx, over several connections.

    ``pace`` is how many seconds pass between the posts of a connection.
    """

    def __init__(self, posts: list[bytes], to: Listening, pace: float) -> None:
        self._pace = pace
        self._waiting = deque(posts)
        self._to = to
        self._lock = threading.Lock()
        self.under_way = self.taken = self.broken = 0
        self._threads = [threading.Thread(target=self._work) for _ in range(CONNECTIONS)]
        for one in self._threads:
            one.start()

    def _work(self) -> None:
        while self._waiting or self.under_way:
            with self._lock:
                if not self._waiting:
                    body = b""
                else:
                    body, self.under_way = self._waiting.popleft(), self.under_way + 1
            taken = bool(body) and self._post(body)
            time.sleep(self._pace if taken else 0.01)

    def _post(self, body: bytes) -> bool:
        with closing(http.client.HTTPConnection(self._to.at, timeout=20)) as connection:
            try:
                connection.request("POST", PATH, body, signature(body))
                with connection.getresponse() as answer:
                    answer.read()
                taken = 200 <= answer.status < 300
            except (OSError, http.client.HTTPException):
                taken = False
        with self._lock:
            self.under_way -= 1
            self.taken += taken
            self.broken += not taken
            if not taken:
                self._waiting.append(body)
        return taken

    def wait_for(self, taken: int) -> None:
        limit = time.monotonic() + 60
        while self.taken < taken:
            assert time.monotonic() < limit, f"{self.taken} posts were taken"
            time.sleep(0.001)

    def join(self) -> None:
        for one in self._threads:
            one.join(60)


@pytest.mark.parametrize(
    ("a_post", "padding", "pace"),
    [(5, 0, 0.0), (20, 1000, 0.03)],
    ids=["counted at once", "in a rush"],
)
@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGTERM], ids=["killed", "stopped"])
def test_what_was_acknowledged_is_there_once(
    tmp_path: Path,
    small_plan: Callable[..., Plan],
    by: signal.Signals,
    a_post: int,
    padding: int,
    pace: float,
) -> None:
    init_workspace(tmp_path)
    db = open_store(tmp_path / "contacts.db", create=True)
    plan = small_plan(db, PEOPLE, per_batch=PEOPLE)
    batch = ledger.claim(db, plan.id, datetime.now(UTC))
    assert batch
    ledger.record_submitted(db, batch.id, "MID", datetime.now(UTC))
    events = [
        {
            "email": one.email,
            "event": kind,
            "timestamp": int(time.time()),
            "sg_event_id": f"{kind}-{one.id}",
            "sg_message_id": "MID.recvd-1.0",
            "outreach_batch": batch.id,
            "outreach_delivery": one.id,
            "padding": "x" * padding,
        }
        for kind in ("processed", "delivered", "open")
        for one in batch.deliveries
    ]
    posts = [
        json.dumps(events[start : start + a_post]).encode()
        for start in range(0, len(events), a_post)
    ]
    random = Random(7)
    listening = Listening(tmp_path)
    sendgrid = SendGrid(posts, listening, pace)
    try:
        for number in range(1, ENDS + 1):
            sendgrid.wait_for(len(posts) * number // (ENDS + 2))
            time.sleep(random.uniform(0, 0.02))
            assert listening.end(by) == (0 if by is signal.SIGTERM else -signal.SIGKILL)
            listening.start()
        sendgrid.join()
    finally:
        assert listening.end(signal.SIGTERM) == 0
    assert (sendgrid.taken, sendgrid.broken > 0) == (len(posts), True)
    kinds = db.execute("SELECT kind, count(*) FROM events GROUP BY kind ORDER BY kind").fetchall()
    assert kinds == [("delivered", PEOPLE), ("open", PEOPLE), ("processed", PEOPLE)]
    assert recount(db) == []
    db.close()
