"""Plans, what was sent under them, and what SendGrid reported."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE plans (
        -- the frozen recipients, exclusions and messages of one edition
        id TEXT PRIMARY KEY,
        campaign TEXT NOT NULL,
        edition TEXT NOT NULL,
        digest TEXT NOT NULL,
        release_line TEXT NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('sandbox', 'sendgrid')),
        candidates INTEGER NOT NULL,
        recipients INTEGER NOT NULL,
        excluded INTEGER NOT NULL,
        envelope TEXT NOT NULL CHECK (json_valid(envelope)),
        planned_at TEXT NOT NULL,
        UNIQUE (campaign, edition),
        CHECK (candidates = recipients + excluded)
    ) STRICT""",
    """CREATE TABLE exclusions (
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        contact_uid TEXT NOT NULL,
        email TEXT NOT NULL,
        name TEXT NOT NULL,
        reason TEXT NOT NULL,
        detail TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (plan_id, contact_uid)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE messages (
        id INTEGER PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        subject TEXT NOT NULL,
        html TEXT NOT NULL,
        text TEXT NOT NULL,
        fields TEXT NOT NULL CHECK (json_valid(fields))
    ) STRICT""",
    """CREATE TABLE batches (
        id TEXT PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        message_id INTEGER NOT NULL REFERENCES messages,
        number INTEGER NOT NULL,
        size INTEGER NOT NULL CHECK (size >= 0),
        state TEXT NOT NULL DEFAULT 'pending'
            CHECK (state IN ('pending', 'submitting', 'submitted', 'failed', 'uncertain')),
        attempts INTEGER NOT NULL DEFAULT 0,
        claimed_at TEXT,
        answered_at TEXT,
        sendgrid_id TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        settled_by TEXT NOT NULL DEFAULT '',
        UNIQUE (plan_id, number)
    ) STRICT""",
    "CREATE INDEX batches_by_state ON batches (plan_id, state)",
    """CREATE TABLE deliveries (
        -- one recipient's copy; state is the fold of its events, see docs/glossary.md
        id INTEGER PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        batch_id TEXT NOT NULL REFERENCES batches,
        contact_uid TEXT NOT NULL,
        email TEXT NOT NULL,
        email_key TEXT NOT NULL,
        name TEXT NOT NULL,
        field_values TEXT NOT NULL,
        state INTEGER NOT NULL DEFAULT 0,
        complained INTEGER,
        unsubscribed INTEGER,
        opened INTEGER,
        opened_by_machine INTEGER,
        clicked INTEGER,
        clicked_by_machine INTEGER,
        UNIQUE (plan_id, email_key)
    ) STRICT""",
    "CREATE INDEX deliveries_by_batch ON deliveries (batch_id)",
    "CREATE INDEX deliveries_by_address ON deliveries (email_key)",
    """CREATE TABLE events (
        -- what SendGrid reported; delivery_id is null where it could not be told
        at INTEGER NOT NULL,
        event_key TEXT NOT NULL,
        kind TEXT NOT NULL,
        email_key TEXT NOT NULL,
        delivery_id INTEGER,
        batch_id TEXT NOT NULL DEFAULT '',
        reason TEXT NOT NULL DEFAULT '',
        status TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (at, event_key)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX events_by_delivery ON events (delivery_id)",
)
