"""Contacts, whom they belong to, and who must not be written to."""

from __future__ import annotations

STATEMENTS = (
    """CREATE TABLE sources (
        -- where rows came from: one a file that was imported
        id INTEGER PRIMARY KEY,
        file TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        imported_at TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE organisations (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('outlet', 'signatory', 'other')),
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        country TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        medium TEXT NOT NULL DEFAULT '',
        UNIQUE (kind, name_key)
    ) STRICT""",
    """CREATE TABLE organisation_names (
        -- aliases and abbreviations an organisation is also known under
        organisation_id INTEGER NOT NULL REFERENCES organisations ON DELETE CASCADE,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        PRIMARY KEY (organisation_id, name_key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE members (
        bioguide TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        last_name TEXT NOT NULL,
        last_name_key TEXT NOT NULL,
        title TEXT NOT NULL,
        salutation TEXT NOT NULL,
        chamber TEXT NOT NULL CHECK (chamber IN ('house', 'senate')),
        state TEXT NOT NULL,
        district TEXT NOT NULL DEFAULT '',
        party TEXT NOT NULL DEFAULT '',
        caucus TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE committees (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        chamber TEXT NOT NULL CHECK (chamber IN ('house', 'senate', 'joint')),
        parent_id TEXT REFERENCES committees
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE memberships (
        committee_id TEXT NOT NULL REFERENCES committees ON DELETE CASCADE,
        bioguide TEXT NOT NULL REFERENCES members ON DELETE CASCADE,
        side TEXT NOT NULL CHECK (side IN ('majority', 'minority')),
        rank INTEGER NOT NULL,
        role TEXT NOT NULL CHECK (role IN ('chair', 'ranking', 'member')),
        title TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (committee_id, bioguide)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE datasets (
        -- what is loaded from outside, and of which day it is
        name TEXT PRIMARY KEY,
        dated TEXT NOT NULL,
        source TEXT NOT NULL,
        loaded_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE offices (
        -- a Member's office, or the staff of one side of a committee; outlives a data refresh
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL,
        bioguide TEXT NOT NULL,
        committee_id TEXT NOT NULL DEFAULT '',
        side TEXT NOT NULL DEFAULT '' CHECK (side IN ('', 'majority', 'minority')),
        UNIQUE (bioguide, committee_id, side)
    ) STRICT""",
    """CREATE TABLE contacts (
        id INTEGER PRIMARY KEY,
        uid TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('press', 'congress', 'signatory', 'other')),
        email TEXT NOT NULL,
        email_key TEXT NOT NULL UNIQUE,
        name TEXT NOT NULL DEFAULT '',
        given_name TEXT NOT NULL DEFAULT '',
        family_name TEXT NOT NULL DEFAULT '',
        search_name TEXT NOT NULL DEFAULT '',
        salutation TEXT NOT NULL DEFAULT '',
        title TEXT NOT NULL DEFAULT '',
        role TEXT NOT NULL DEFAULT '',
        language TEXT NOT NULL DEFAULT '',
        country TEXT NOT NULL DEFAULT '',
        city TEXT NOT NULL DEFAULT '',
        phone TEXT NOT NULL DEFAULT '',
        time_zone TEXT NOT NULL DEFAULT '',
        notes TEXT NOT NULL DEFAULT '',
        basis TEXT NOT NULL DEFAULT '',
        listed_on TEXT NOT NULL DEFAULT '', -- the day of the list that named the present office
        organisation_id INTEGER REFERENCES organisations,
        office_id INTEGER REFERENCES offices,
        source_id INTEGER REFERENCES sources,
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX contacts_by_kind ON contacts (kind)",
    "CREATE INDEX contacts_by_organisation ON contacts (organisation_id)",
    "CREATE INDEX contacts_by_office ON contacts (office_id)",
    """CREATE TABLE positions (
        -- every organisation a contact was listed under; the present one is in contacts
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        organisation_id INTEGER NOT NULL REFERENCES organisations ON DELETE CASCADE,
        title TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (contact_id, organisation_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE tags (
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        tag TEXT NOT NULL,
        tag_key TEXT NOT NULL,
        PRIMARY KEY (contact_id, tag_key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE topics (
        contact_id INTEGER NOT NULL REFERENCES contacts ON DELETE CASCADE,
        topic TEXT NOT NULL,
        topic_key TEXT NOT NULL,
        PRIMARY KEY (contact_id, topic_key)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE suppressions (
        -- addresses never to write to again; no foreign key: they outlive the contact
        email_key TEXT PRIMARY KEY,
        reason TEXT NOT NULL,
        at TEXT NOT NULL,
        source TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE signatures (
        -- who signed a campaign's statement, in the printed order; read from its signatories file
        campaign TEXT NOT NULL,
        position INTEGER NOT NULL,
        name_as_signed TEXT NOT NULL,
        name_key TEXT NOT NULL,
        PRIMARY KEY (campaign, position)
    ) STRICT, WITHOUT ROWID""",
    "CREATE INDEX signatures_by_name ON signatures (campaign, name_key)",
    """CREATE VIEW recipients AS
        -- a contact a row, with whom it belongs to: what the audience language compiles to
        SELECT c.*,
            substr(c.email_key, instr(c.email_key, '@') + 1) AS domain,
            o.kind AS organisation_kind,
            o.name AS organisation,
            o.country AS organisation_country,
            o.language AS organisation_language,
            o.medium,
            f.name AS office,
            f.bioguide AS bioguide,
            f.committee_id AS office_committee,
            f.side AS office_side,
            m.bioguide AS member_bioguide,
            m.name AS member,
            m.last_name AS member_last_name,
            m.title AS member_title,
            m.salutation AS member_salutation,
            m.chamber,
            m.state,
            m.district,
            m.party,
            m.caucus
        FROM contacts c
        LEFT JOIN organisations o ON o.id = c.organisation_id
        LEFT JOIN offices f ON f.id = c.office_id
        LEFT JOIN members m ON m.bioguide = f.bioguide""",
)
