"""Suppressions by keyed hash."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE suppressions RENAME TO plain_suppressions",
    """CREATE TABLE suppression_key (
        -- what the key beside the store makes of a constant: another key must not be used
        id INTEGER PRIMARY KEY CHECK (id = 1),
        fingerprint TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE suppressions (
        -- who must never be written to again, without her address; outlives the contact
        email_hash TEXT PRIMARY KEY, -- HMAC-SHA256 of the address, see docs/privacy.md
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT NOT NULL DEFAULT '',
        note TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO suppressions (email_hash, reason, at, source)
        SELECT address_hash(email_key), reason, at, source FROM plain_suppressions""",
    # The text is FINGERPRINTED of store/address_hash.py.
    """INSERT INTO suppression_key (id, fingerprint)
        SELECT 1, address_hash('the key of the suppressions') FROM plain_suppressions LIMIT 1""",
    # PRAGMA secure_delete overwrites its pages; the write-ahead log goes when the last connection
    # closes. Copies of the file made before still name the addresses.
    "DROP TABLE plain_suppressions",
    """CREATE TABLE releases (
        -- suppressions that were lifted, and why
        id INTEGER PRIMARY KEY,
        email_hash TEXT NOT NULL,
        reason TEXT NOT NULL,
        suppressed_at TEXT NOT NULL,
        released_at TEXT NOT NULL,
        because TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX releases_by_address ON releases (email_hash)",
)
