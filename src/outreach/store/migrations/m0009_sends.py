"""Plans in waves, letters for both sides of an embargo's lift, runs, and what settled a batch."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    # Renamed away, the old table would take the references of its children with it.
    """CREATE TABLE plans_anew (
        -- the frozen recipients, exclusions and messages of one edition, or of a later wave of it
        id TEXT PRIMARY KEY,
        campaign TEXT NOT NULL,
        edition TEXT NOT NULL,
        wave INTEGER NOT NULL DEFAULT 1,
        kind TEXT NOT NULL DEFAULT 'first' CHECK (kind IN ('first', 'new', 'update')),
        digest TEXT NOT NULL,
        parts TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parts)), -- digests of what is in it
        release_line TEXT NOT NULL,
        lifts_at TEXT NOT NULL DEFAULT '', -- when the other letters hold; blank if there are none
        signatories TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(signatories)),
        stage TEXT NOT NULL CHECK (stage IN ('sandbox', 'sendgrid')),
        candidates INTEGER NOT NULL,
        recipients INTEGER NOT NULL,
        excluded INTEGER NOT NULL,
        envelope TEXT NOT NULL CHECK (json_valid(envelope)),
        planned_at TEXT NOT NULL,
        planned_by TEXT NOT NULL DEFAULT '',
        approved_by TEXT NOT NULL DEFAULT '',
        approved_at TEXT NOT NULL DEFAULT '',
        UNIQUE (campaign, edition, wave),
        CHECK (candidates = recipients + excluded)
    ) STRICT""",
    """INSERT INTO plans_anew (id, campaign, edition, digest, release_line, stage, candidates,
            recipients, excluded, envelope, planned_at)
        SELECT id, campaign, edition, digest, release_line, stage, candidates, recipients,
            excluded, envelope, planned_at FROM plans""",
    "DROP TABLE plans",
    "ALTER TABLE plans_anew RENAME TO plans",
    """CREATE TABLE runs (
        -- one press of the button: who did it, and when its letters go out
        id TEXT PRIMARY KEY,
        campaign TEXT NOT NULL,
        started_at TEXT NOT NULL,
        started_by TEXT NOT NULL DEFAULT '',
        host TEXT NOT NULL,
        send_at TEXT NOT NULL DEFAULT '', -- blank: at once
        lasts_until TEXT NOT NULL DEFAULT '', -- when the last of what was handed over goes out
        sendgrid_batch TEXT NOT NULL DEFAULT '', -- SendGrid's id of all it was given by this run
        state TEXT NOT NULL DEFAULT 'going'
            CHECK (state IN ('going', 'stopping', 'paused', 'cancelled')),
        stopped_at TEXT NOT NULL DEFAULT '',
        stopped_by TEXT NOT NULL DEFAULT '',
        held INTEGER NOT NULL DEFAULT 0 -- whether SendGrid still keeps our order to stop it
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX runs_by_campaign ON runs (campaign, started_at)",
    "ALTER TABLE batches ADD COLUMN run_id TEXT REFERENCES runs",
    # The message for after the embargo's lift, and whether it is what was, or is to be, sent.
    "ALTER TABLE batches ADD COLUMN lifted_message_id INTEGER REFERENCES messages",
    "ALTER TABLE batches ADD COLUMN lifted INTEGER NOT NULL DEFAULT 0",
    # A domain that gets so many letters a minute and no more; blank of all others.
    "ALTER TABLE batches ADD COLUMN pace TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE batches ADD COLUMN canary INTEGER NOT NULL DEFAULT 0",
    "CREATE INDEX batches_by_run ON batches (run_id)",
    # Null where they are the same on both sides of the lift.
    "ALTER TABLE deliveries ADD COLUMN lifted_values TEXT",
    """CREATE TABLE settlements (
        -- every decision on an uncertain batch, with what it stands on
        id INTEGER PRIMARY KEY,
        batch_id TEXT NOT NULL REFERENCES batches ON DELETE CASCADE,
        verdict TEXT NOT NULL CHECK (verdict IN ('submitted', 'not-submitted', 'unknown')),
        source TEXT NOT NULL CHECK (source IN ('event', 'logs', 'person')),
        decided_by TEXT NOT NULL DEFAULT '',
        evidence TEXT NOT NULL DEFAULT '',
        at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX settlements_by_batch ON settlements (batch_id)",
)
