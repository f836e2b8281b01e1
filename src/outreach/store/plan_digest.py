"""A plan's digest: over all its recipients see, and over who they are, in no order but its own.

Two stores with the same contacts have the same digest, in whatever order they came in: what
approves a plan on one machine holds on another.
"""

from __future__ import annotations

import json
from hashlib import sha256

from sqlite_utils import Database

from outreach.domain.plan_digest import digest_of

from .plan_rows import Rows, wordings


def letters_parts(db: Database, rows: Rows) -> dict[str, str]:
    """The digests of what is in a plan's letters, and of whom they go to, by name.

    ``content`` and ``values`` are of the letters as they are, ``lifted`` and ``lifted_values`` of
    those for after the embargo's lift: the same where there are none, so that a plan made after
    the lift has for ``content`` what one made before has for ``lifted``.
    """
    messages = {number: one.whole for number, one in wordings(db, rows)}
    recipients = sha256()
    values, lifted_values = sha256(), sha256()
    used: set[str] = set()
    lifted: set[str] = set()
    ordered = (
        "SELECT email, name, message, filled, lifted_message, lifted_filled"
        f" FROM ({rows.letters}) ORDER BY key"
    )
    for email, name, before, filled, after, lifted_filled in db.execute(ordered, rows.params):
        recipients.update(_bytes([email]))
        used.add(messages[before])
        lifted.add(messages[after])
        values.update(_bytes([email, name, messages[before], filled]))
        lifted_values.update(_bytes([email, name, messages[after], lifted_filled]))
    return {
        "content": digest_of(sorted(used)),
        "lifted": digest_of(sorted(lifted)),
        "recipients": recipients.hexdigest()[:16],
        "values": values.hexdigest()[:16],
        "lifted_values": lifted_values.hexdigest()[:16],
    }


def _bytes(texts: list[str]) -> bytes:
    return f"{json.dumps(texts, ensure_ascii=False)}\n".encode("utf-8", "surrogatepass")
