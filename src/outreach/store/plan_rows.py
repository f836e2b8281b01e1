"""A plan's letters and messages as rows, whether it is staged or frozen: both read the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from sqlite_utils import Database

from .staging import Staging


@dataclass(frozen=True, slots=True)
class Rows:
    """Three SELECTs.

    ``letters`` gives key, email, name, uid, message, filled, and what holds after the embargo's
    lift, the same where there is nothing else: lifted_message, lifted_filled. ``messages`` gives
    id, subject, html, text, fields, language; ``files`` message, number, filename, type, sha256.
    """

    letters: str
    messages: str
    files: str
    params: dict[str, str] = field(default_factory=dict)


def staged_rows(staging: Staging) -> Rows:
    tables = staging.tables()
    return Rows(
        _LETTERS.format(message="b.message", lifted="b.lifted", **tables) + " WHERE TRUE",
        "SELECT number AS id, subject, html, text, fields, language FROM {messages}".format(
            **tables
        ),
        "SELECT message, number, filename, type, sha256 FROM {attachments}".format(**tables),
    )


def frozen_rows(plan_id: str) -> Rows:
    """Of a frozen plan. Who was erased since is not among them."""
    letters = _LETTERS.format(
        message="b.message_id", lifted="b.lifted_message_id", deliveries="deliveries",
        batches="batches",
    )  # fmt: skip
    return Rows(
        f"{letters} WHERE d.plan_id = :plan AND d.email <> ''",
        "SELECT id, subject, html, text, fields, language FROM messages WHERE plan_id = :plan",
        "SELECT a.message_id AS message, a.number, a.filename, a.type, a.sha256 FROM attachments a"
        " JOIN messages m ON m.id = a.message_id WHERE m.plan_id = :plan",
        {"plan": plan_id},
    )


_LETTERS = """SELECT d.email_key AS key, d.email, d.name, d.contact_uid AS uid,
    {message} AS message, d.field_values AS filled,
    coalesce({lifted}, {message}) AS lifted_message,
    coalesce(d.lifted_values, d.field_values) AS lifted_filled
    FROM {deliveries} d JOIN {batches} b ON b.id = d.batch_id"""


@dataclass(frozen=True, slots=True)
class Wording:
    """A message as a person reads it: “…” stands for each of its ``fields``.

    ``words`` is a digest of what it says; ``whole`` of that and of the files that travel with it.
    Neither depends on the names of its tags, which are random.
    """

    language: str
    subject: str
    html: str
    text: str
    fields: int
    words: str
    whole: str


def wordings(db: Database, rows: Rows) -> Iterator[tuple[int, Wording]]:
    """Each message of a plan, by its number there."""
    files: dict[int, list[str]] = {}
    listed = f"{rows.files} ORDER BY 1, 2"
    for message, _, filename, kind, digest in db.execute(listed, rows.params).fetchall():
        files.setdefault(message, []).append(f"{filename}\x00{kind}\x00{digest}")
    for row in db.query(rows.messages, rows.params):
        yield row["id"], _wording(row, files.get(row["id"], []))


def _wording(row: dict[str, str], files: list[str]) -> Wording:
    tags = [(one["tag"], one["part"]) for one in json.loads(row["fields"])]
    exact = [row["language"]]
    shown = {}
    for part in ("subject", "html", "text"):
        text = row[part]
        for number, (tag, _) in enumerate(tags):
            text = text.replace(tag, f"\x00{number}\x01")
        exact.append(text)
        shown[part] = row[part]
        for tag, _ in tags:
            shown[part] = shown[part].replace(tag, "…")
    # What a tag is in decides how its value is written.
    words = _digest([*exact, *(part for _, part in tags)])
    return Wording(
        row["language"], **shown, fields=len(tags), words=words, whole=_digest([words, *files])
    )


def _digest(texts: list[str]) -> str:
    digest = sha256()
    for one in texts:
        digest.update(f"{len(one)}\x00{one}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
