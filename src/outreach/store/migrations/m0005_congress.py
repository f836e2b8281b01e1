"""Leadership, district offices, hand-kept groups and what a Member's term says."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "ALTER TABLE members ADD COLUMN room TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN phone TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN url TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN term_ends TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE members ADD COLUMN senate_class INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE members ADD COLUMN state_rank TEXT NOT NULL DEFAULT ''",
    # Groups that no data set has, such as a commission: they come from the workspace's own file.
    "ALTER TABLE committees ADD COLUMN hand_kept INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE committees ADD COLUMN checked_on TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE committees ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE datasets ADD COLUMN digest TEXT NOT NULL DEFAULT ''",
    # Those groups have no majority and no minority, and SQLite cannot loosen a CHECK in place.
    "CREATE TABLE memberships_before AS SELECT * FROM memberships",
    "DROP TABLE memberships",
    """CREATE TABLE memberships (
        committee_id TEXT NOT NULL REFERENCES committees ON DELETE CASCADE,
        bioguide TEXT NOT NULL REFERENCES members ON DELETE CASCADE,
        side TEXT NOT NULL CHECK (side IN ('', 'majority', 'minority')),
        rank INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('chair', 'ranking', 'member')),
        title TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (committee_id, bioguide)
    ) STRICT, WITHOUT ROWID""",
    """INSERT INTO memberships (committee_id, bioguide, side, rank, role, title)
        SELECT committee_id, bioguide, side, rank, role, title FROM memberships_before""",
    "DROP TABLE memberships_before",
    """CREATE TABLE leadership (
        -- offices of a chamber or a party that a Member holds now
        bioguide TEXT NOT NULL REFERENCES members ON DELETE CASCADE,
        title TEXT NOT NULL,
        PRIMARY KEY (bioguide, title)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE district_offices (
        -- a Member's offices at home
        id INTEGER PRIMARY KEY,
        bioguide TEXT NOT NULL REFERENCES members ON DELETE CASCADE,
        city TEXT NOT NULL,
        state TEXT NOT NULL,
        address TEXT NOT NULL DEFAULT '',
        zip TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        hours TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX district_offices_by_member ON district_offices (bioguide)",
)
