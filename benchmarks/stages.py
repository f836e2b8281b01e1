"""The timed work, one stage a process, so that start-up and peak memory are each stage's own.

``python stages.py STAGE WORKSPACE STORE SINK NOW`` prints one line of JSON: seconds by name, peak
memory and what was done. ``NOW`` is the clock when the process was asked for.
"""

from __future__ import annotations

import http.client
import json
import resource
import secrets
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from outreach.actions.content import content_of, envelope_of
from outreach.actions.plan import Draft, Planning, plan_editions
from outreach.actions.send import Clock, send_edition
from outreach.domain import audience
from outreach.domain.contact import Contact
from outreach.domain.delivery import Delivery, Message, Stage
from outreach.render.edition import CompiledEdition, Content, compile_edition, render_directly
from outreach.sendgrid.client import SendGrid
from outreach.sendgrid.payload import Envelope, encoded, mail_send
from outreach.store.contacts import contacts
from outreach.store.database import open_store
from outreach.store.plans import read_message
from outreach.workspace import Workspace, find_workspace

CAMPAIGN, EDITION = "blinken-china-visit", "press"
UNDER_EMBARGO = datetime(2024, 4, 23, 16, tzinfo=UTC)
NAIVE_PEOPLE = 200

Result = dict[str, Any]


class Stopwatch:
    """Seconds by name."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def timing(self, name: str) -> Iterator[None]:
        begin = time.perf_counter()
        yield
        self.seconds[name] = time.perf_counter() - begin


def ours(ws: Workspace, watch: Stopwatch) -> Result:
    """The product: plan, then send, as the command line does them."""
    content, envelope = _edition(ws)
    with watch.timing("open"):
        db = open_store(ws.store)
    with watch.timing("plan"):
        (planned,) = plan_editions(
            db,
            [Draft(content, envelope)],
            Planning(ws.templates, Stage.SANDBOX, UNDER_EMBARGO, _new_id),
        )
    plan = planned.plan
    with watch.timing("send"):
        sent = send_edition(
            db,
            plan.id,
            envelope,
            SendGrid(ws.host, "SG.sink"),
            clock=Clock(now=lambda: datetime.now(UTC), sleep=time.sleep),
            new_id=_new_id,
        )
    return {"submitted": sent.account.submitted, "messages": plan.messages}


def floor(ws: Workspace, watch: Stopwatch) -> Result:
    """What no program can do without: read the rows, post the bytes, write the rows.

    Bytes and rows are those that ``ours`` left behind, made ready before the clock runs.
    ``insert`` goes into a table without keys, ``insert_keyed`` into one with the ledger's, once.
    """
    db = sqlite3.connect(ws.store)
    bodies = _bodies(ws)
    with watch.timing("scan"):
        people = _count(db.execute(_SCAN))
    with watch.timing("post"):
        _post(ws.host, bodies)
    rows = db.execute("SELECT * FROM deliveries").fetchall()
    batches = db.execute("SELECT * FROM batches").fetchall()
    schema = [sql for (sql,) in db.execute(_LEDGER_SCHEMA)]
    plain = [_without_keys("deliveries", rows[0]), _without_keys("batches", batches[0])]
    for name, tables in (("insert", plain), ("insert_keyed", schema)):
        copy = _empty_store(ws.store.with_name(f"{name}.db"), tables)
        with watch.timing(name):
            _insert(copy, "deliveries", rows)
            _insert(copy, "batches", batches)
            copy.commit()
    return {"people": people, "bytes": sum(map(len, bodies)), "requests": len(bodies)}


def naive(ws: Workspace, watch: Stopwatch) -> Result:
    """One rendering, one inlining and one request a person, and no ledger."""
    content, envelope = _edition(ws)
    sendgrid = SendGrid(ws.host, "SG.sink")
    compiled = compile_edition(content, ws.templates, "-xnaive")
    db = open_store(ws.store)
    people = list(contacts(db, audience.parse("press")[0], NAIVE_PEOPLE + 1))
    _send_one(sendgrid, envelope, compiled, people.pop())  # premailer's first call is slow
    with watch.timing("send"):
        for contact in people:
            _send_one(sendgrid, envelope, compiled, contact)
    return {"people": len(people)}


def _send_one(
    sendgrid: SendGrid, envelope: Envelope, compiled: CompiledEdition, contact: Contact
) -> None:
    letter = render_directly(compiled, contact)
    message = Message(letter.subject, letter.html, letter.text)
    delivery = Delivery(contact.uid, contact.email, contact.name)
    sendgrid.submit(encoded(mail_send(envelope, message, _new_id(), [delivery])))


def _edition(ws: Workspace) -> tuple[Content, Envelope]:
    campaign = ws.campaign(CAMPAIGN)
    edition = campaign.edition(EDITION)
    assert edition is not None
    content = content_of(campaign, edition, ws.settings, UNDER_EMBARGO)
    return content, envelope_of(content, ws.settings)


def _new_id() -> str:
    return secrets.token_hex(10)


_SCAN = """SELECT c.id, c.uid, c.email, c.email_key, c.name, c.given_name, c.family_name, c.title,
    c.language, o.name FROM contacts c LEFT JOIN organisations o ON o.id = c.organisation_id
    ORDER BY c.id"""

_LEDGER_SCHEMA = """SELECT sql FROM sqlite_master
    WHERE tbl_name IN ('batches', 'deliveries') AND sql IS NOT NULL ORDER BY rowid"""


def _without_keys(table: str, row: tuple[Any, ...]) -> str:
    return f"CREATE TABLE {table} ({', '.join(f'c{n}' for n in range(len(row)))})"


def _count(rows: sqlite3.Cursor) -> int:
    total = 0
    while page := rows.fetchmany(1000):
        total += len(page)
    return total


def _bodies(ws: Workspace) -> list[bytes]:
    """The very requests of the plan in the store, built from its ledger once more."""
    db = open_store(ws.store)
    (plan,) = db.query("SELECT id, envelope FROM plans")
    envelope = Envelope.from_dict(json.loads(plan["envelope"]))
    bodies = []
    for batch in list(db.query("SELECT id, message_id FROM batches ORDER BY number")):
        rows = db.execute(
            "SELECT id, email, name, field_values FROM deliveries WHERE batch_id = ? ORDER BY id",
            (batch["id"],),
        )
        deliveries = [Delivery(str(a), b, c, tuple(json.loads(d))) for a, b, c, d in rows]
        message = read_message(db, batch["message_id"])
        bodies.append(encoded(mail_send(envelope, message, batch["id"], deliveries)))
    return bodies


def _post(host: str, bodies: list[bytes]) -> None:
    connection = http.client.HTTPConnection(urlsplit(host).netloc)
    for body in bodies:
        connection.request("POST", "/v3/mail/send", body, {"Content-Type": "application/json"})
        response = connection.getresponse()
        response.read()
        assert response.status == 202
    connection.close()


def _empty_store(path: Path, tables: Any) -> sqlite3.Connection:
    db = sqlite3.connect(path)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = FULL")
    for statement in tables:
        db.execute(statement)
    db.commit()
    return db


def _insert(db: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]) -> None:
    marks = ", ".join("?" * len(rows[0]))
    db.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)


def main(stage: str, workspace: str, store: str, sink: str, asked_for: str) -> None:
    environment = {"OUTREACH_DB": store, "OUTREACH_SENDGRID_HOST": sink}
    ws = find_workspace(Path(workspace), environment)
    watch = Stopwatch()
    watch.seconds["start"] = time.time() - float(asked_for)
    result = {"ours": ours, "floor": floor, "naive": naive}[stage](ws, watch)
    print(json.dumps({**result, "seconds": watch.seconds, "peak_mb": _peak_mb()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
