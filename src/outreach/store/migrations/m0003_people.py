"""What is known of a person beside her row: further addresses, lists that name her, hand edits."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE addresses (
        -- further addresses of a contact: a list that names one finds her; no letter goes there
        email_key TEXT PRIMARY KEY,
        email TEXT NOT NULL,
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX addresses_by_contact ON addresses (contact_id)",
    # Lists with the same headers come from the same place: a later one may correct an earlier.
    "ALTER TABLE sources ADD COLUMN list_key TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE sources ADD COLUMN program TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE listings (
        -- which lists name a contact, and on which line
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        source_id INTEGER NOT NULL REFERENCES sources ON DELETE CASCADE,
        line INTEGER NOT NULL DEFAULT 0, -- 0 is unknown
        PRIMARY KEY (contact_id, source_id)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX listings_by_source ON listings (source_id)",
    """INSERT INTO listings (contact_id, source_id)
        SELECT id, source_id FROM contacts WHERE source_id IS NOT NULL""",
    """CREATE TABLE edits (
        -- what a person settled by hand: a column of contacts, 'organisation', 'office', or
        -- 'tag:<key>' and 'topic:<key>'; imports leave it as it is
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        field TEXT NOT NULL,
        at TEXT NOT NULL,
        PRIMARY KEY (contact_id, field)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE mappings (
        -- how a person said the columns of lists with these headers are to be read
        list_key TEXT PRIMARY KEY,
        columns TEXT NOT NULL CHECK (json_valid(columns)), -- {header: field}
        kind TEXT NOT NULL DEFAULT '',
        saved_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE merges (
        -- two contacts that became one, with what undoing it takes
        id INTEGER PRIMARY KEY,
        kept_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        gone TEXT NOT NULL CHECK (json_valid(gone)),
        given TEXT NOT NULL CHECK (json_valid(given)),
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX merges_by_contact ON merges (kept_id)",
)
