"""Messages with a language and with files that travel with them."""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE messages ADD COLUMN language TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE attachment_contents (
        -- once per distinct bytes, however many messages and plans they travel with
        sha256 TEXT PRIMARY KEY CHECK (length(sha256) = 64),
        content BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE attachments (
        message_id INTEGER NOT NULL REFERENCES messages ON DELETE CASCADE,
        number INTEGER NOT NULL,
        filename TEXT NOT NULL,
        type TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES attachment_contents,
        PRIMARY KEY (message_id, number)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX attachments_by_content ON attachments (sha256)",
    # A content whose last message is forgotten goes with it.
    """CREATE TRIGGER attachment_content_forgotten AFTER DELETE ON attachments
    WHEN NOT EXISTS (SELECT 1 FROM attachments WHERE sha256 = old.sha256) BEGIN
        DELETE FROM attachment_contents WHERE sha256 = old.sha256;
    END""",
)
