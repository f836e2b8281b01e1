"""Events that came faster than they can be counted."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    """CREATE TABLE backlog (
        -- posts of events as they came, verified and acknowledged, that are to be counted yet;
        -- the wide column is the last, so that the others are read without it
        id INTEGER PRIMARY KEY,
        taken_at TEXT NOT NULL,
        fault TEXT NOT NULL DEFAULT '', -- why it could not be counted: it waits for another version
        body BLOB NOT NULL
    ) STRICT""",
)
