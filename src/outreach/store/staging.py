"""Writing a plan down: staged first, then frozen in one transaction."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Contact, address_key
from outreach.domain.delivery import BATCH_SIZE, Attachment, Message, Stage, Wave
from outreach.domain.pacing import paced_domain
from outreach.domain.selection import Exclusion
from outreach.errors import StoreError

from . import cohorts
from .database import transaction
from .erasure import leave_out_erased
from .plans import Plan, forget, read_waves

_TABLES = {
    "messages": "number INTEGER PRIMARY KEY, subject, html, text, fields, language",
    "attachments": "message, number, filename, type, sha256, PRIMARY KEY (message, number)",
    "contents": "sha256 PRIMARY KEY, content",
    "batches": "number INTEGER PRIMARY KEY, id, message, lifted, pace",
    "deliveries": (
        "id INTEGER PRIMARY KEY, batch_id, contact_uid, email, email_key, name, field_values,"
        " lifted_values"
    ),
    "exclusions": "contact_uid PRIMARY KEY, email, name, reason, detail",
}
_numbers = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Header:
    """What is written of a plan beside its rows; ``store.plans.Plan`` says what each is."""

    id: str
    campaign: str
    edition: str
    release_line: str
    stage: Stage
    envelope: dict[str, Any]
    planned_at: str
    digest: str = ""
    parts: dict[str, str] = field(default_factory=dict)
    planned_by: str = ""
    lifts_at: str = ""
    signatories: tuple[str, ...] = ()
    wave: int = 1
    kind: Wave = Wave.FIRST


@dataclass(slots=True)
class _Open:
    """A batch that is being filled."""

    id: str = ""
    room: int = 0


@dataclass(slots=True)
class Staging:
    """A plan in the making, in temporary tables: nobody else's write waits for the rendering.

    Rows are flushed as they come, so memory does not grow with the audience. ``pacing`` are the
    domains that get no more than so many letters a minute: those go in batches of their own.
    """

    db: Database
    batch_ids: Iterator[str]
    pacing: Mapping[str, int] = field(default_factory=dict)
    number: int = field(default_factory=lambda: next(_numbers))
    messages: int = 0
    recipients: int = 0
    excluded: int = 0
    _open: dict[tuple[int, int, str], _Open] = field(default_factory=dict)
    _contents: dict[bytes, str] = field(default_factory=dict)
    _batches: int = 0
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        for table, columns in _TABLES.items():
            self.db.execute(f"CREATE TEMP TABLE {self._table(table)} ({columns})")

    def _table(self, name: str) -> str:
        return f"temp.staged_{name}_{self.number}"

    def tables(self) -> dict[str, str]:
        """The temporary tables by name, with all in them that was added."""
        self._flush()
        return {name: self._table(name) for name in _TABLES}

    def reasons(self) -> dict[str, int]:
        """How many are left out for each reason, so far."""
        rows = self.db.execute(
            f"SELECT reason, count(*) FROM {self._table('exclusions')}"
            " GROUP BY reason ORDER BY 2 DESC, 1"
        )
        return dict(rows.fetchall())

    def close(self) -> None:
        """Give the temporary tables up."""
        for table in _TABLES:
            self.db.execute(f"DROP TABLE IF EXISTS {self._table(table)}")

    def add_message(self, message: Message) -> int:
        self.messages += 1
        fields = json.dumps([asdict(one) for one in message.fields])
        texts = (message.subject, message.html, message.text, fields, message.language)
        row = (self.messages, *texts)
        self.db.execute(f"INSERT INTO {self._table('messages')} VALUES (?, ?, ?, ?, ?, ?)", row)
        for number, attachment in enumerate(message.attachments, 1):
            self._add_attachment(number, attachment)
        return self.messages

    def _add_attachment(self, number: int, attachment: Attachment) -> None:
        """Of the last message. The same bytes are written once, whatever they are called."""
        digest = self._sha256(attachment.content)
        row = (self.messages, number, attachment.filename, attachment.type, digest)
        self.db.execute(f"INSERT INTO {self._table('attachments')} VALUES (?, ?, ?, ?, ?)", row)

    def _sha256(self, content: bytes) -> str:
        """Also puts the content down. Messages share the object, so it is hashed once for all."""
        known = self._contents.get(content)
        if known is None:
            known = self._contents[content] = sha256(content).hexdigest()
            row = (known, content)
            self.db.execute(f"INSERT INTO {self._table('contents')} VALUES (?, ?)", row)
        return known

    def add_delivery(
        self,
        message: int,
        contact: Contact,
        values: Sequence[str],
        lifted: tuple[int, Sequence[str]] | None = None,
    ) -> None:
        """``lifted`` is the message and values for after the embargo's lift, if there are such."""
        after, others = lifted or (0, values)
        key = address_key(contact.email)
        batch = self._batch_for(message, after, paced_domain(key, self.pacing))
        self.recipients += 1
        self._rows.append(
            (
                self.recipients,
                batch,
                contact.uid,
                contact.email,
                key,
                contact.name,
                _json(values),
                None if others == values else _json(others),
            )
        )
        if len(self._rows) >= BATCH_SIZE:
            self._flush()

    def add_exclusion(self, exclusion: Exclusion) -> None:
        contact = exclusion.contact
        self.excluded += 1
        row = (contact.uid, contact.email, contact.name, exclusion.reason, exclusion.detail)
        self.db.execute(f"INSERT INTO {self._table('exclusions')} VALUES (?, ?, ?, ?, ?)", row)

    def _batch_for(self, message: int, lifted: int, pace: str) -> str:
        batch = self._open.setdefault((message, lifted, pace), _Open())
        if not batch.room:
            self._batches += 1
            batch.id = next(self.batch_ids)
            batch.room = min(BATCH_SIZE, self.pacing.get(pace, BATCH_SIZE))
            row = (self._batches, batch.id, message, lifted or None, pace)
            self.db.execute(f"INSERT INTO {self._table('batches')} VALUES (?, ?, ?, ?, ?)", row)
        batch.room -= 1
        return batch.id

    def _flush(self) -> None:
        self.db.execute("BEGIN")
        self.db.conn.executemany(
            f"INSERT INTO {self._table('deliveries')} VALUES (?, ?, ?, ?, ?, ?, ?, ?)", self._rows
        )
        self.db.commit()
        self._rows.clear()

    def freeze(self, header: Header) -> Plan:
        """Write it all down in one transaction, in place of an earlier plan that was not begun."""
        self._flush()
        with transaction(self.db) as db:
            waves = read_waves(db, header.campaign, header.edition)
            if any(one.started for one in waves if one.wave >= header.wave):
                raise StoreError(
                    f"edition {header.edition} is being sent; its plan is frozen",
                    "run this again to see how far it got",
                )
            forget(db, header.campaign, header.edition, header.wave)
            self._write(db, header)
            _verify(db, header, self.recipients)
            leave_out_erased(db, header.id)
        self.close()
        waves = read_waves(self.db, header.campaign, header.edition)
        plan = next((one for one in waves if one.id == header.id), None)
        if plan is None:
            raise StoreError(f"the plan of {header.edition} vanished", "run this again")
        return plan

    def _write(self, db: Database, header: Header) -> None:
        row = {
            **asdict(header),
            "parts": json.dumps(header.parts),
            "envelope": json.dumps(header.envelope),
            "signatories": _json(header.signatories),
            "candidates": self.recipients + self.excluded,
            "recipients": self.recipients,
            "excluded": self.excluded,
        }
        named = ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO plans ({', '.join(row)}) VALUES ({named})", row)
        first = db.execute("SELECT coalesce(max(id), 0) FROM messages").fetchone()[0]
        db.execute(
            "INSERT INTO messages (id, plan_id, subject, html, text, fields, language)"
            " SELECT number + ?, ?, subject, html, text, fields, language"
            f" FROM {self._table('messages')}",
            (first, header.id),
        )
        db.execute(
            "INSERT OR IGNORE INTO attachment_contents (sha256, content)"
            f" SELECT sha256, content FROM {self._table('contents')}"
        )
        db.execute(
            "INSERT INTO attachments (message_id, number, filename, type, sha256)"
            " SELECT message + ?, number, filename, type, sha256"
            f" FROM {self._table('attachments')}",
            (first,),
        )
        db.execute(
            "INSERT INTO batches"
            " (id, plan_id, message_id, lifted_message_id, pace, number, size)"
            " SELECT b.id, :plan, b.message + :first, b.lifted + :first, b.pace, b.number, count(*)"
            f" FROM {self._table('batches')} b"
            f" JOIN {self._table('deliveries')} d ON d.batch_id = b.id GROUP BY b.id",
            {"plan": header.id, "first": first},
        )
        db.execute(
            "INSERT INTO deliveries"
            " (plan_id, batch_id, contact_uid, email, email_key, name, field_values, lifted_values)"
            " SELECT ?, batch_id, contact_uid, email, email_key, name, field_values, lifted_values"
            f" FROM {self._table('deliveries')} ORDER BY id",
            (header.id,),
        )
        cohorts.assign(db, header.id)
        db.execute(
            "INSERT INTO exclusions SELECT ?, contact_uid, email, name, reason, detail"
            f" FROM {self._table('exclusions')}",
            (header.id,),
        )


def _verify(db: Database, header: Header, recipients: int) -> None:
    """A plan whose rows do not add up is none, nor is one that would write to anyone twice."""
    written = db.execute(
        "SELECT (SELECT count(*) FROM deliveries WHERE plan_id = ?),"
        " (SELECT coalesce(sum(size), 0) FROM batches WHERE plan_id = ?)",
        (header.id, header.id),
    ).fetchone()
    if tuple(written) != (recipients, recipients):
        raise StoreError(
            f"planned {recipients} recipients, but wrote {written}", "run it again; report this"
        )
    if header.kind is not Wave.NEW:
        return
    twice = db.execute(
        "SELECT count(*) FROM deliveries d JOIN deliveries e ON e.email_key = d.email_key"
        " JOIN plans p ON p.id = e.plan_id WHERE d.plan_id = ? AND p.id <> d.plan_id"
        " AND p.campaign = ? AND p.edition = ?",
        (header.id, header.campaign, header.edition),
    ).fetchone()[0]
    if twice:
        raise StoreError(
            f"{twice} of those planned have a letter of {header.edition} already",
            "run it again; report this",
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
