"""What is heard after a send: outcomes and their sums, replies and notes, and what was asked."""

from __future__ import annotations

_SUMS = (
    *("processed", "deferred", "delivered", "dropped", "bounced"),
    *("complained", "unsubscribed"),
    *("opened", "opened_doubtful", "opened_by_machine"),
    *("clicked", "clicked_doubtful", "clicked_by_machine"),
    *("replied", "covered"),
)
_STATES = {"processed": 1, "deferred": 2, "delivered": 3, "dropped": 4, "bounced": 5}
_MEMBER = "coalesce(r.{0}, '')"
_COHORT = ("domain", "organisation", "office", "state", "party", "language")
_KINDS = {
    **dict.fromkeys(("processed", "deferred", "delivered", "dropped")),
    "bounced": "bounce",
}


def _counted(measure: str) -> str:
    """How many outcomes of a cohort say so: of a delivery's states only the highest counts."""
    if measure in _STATES:
        return f"count(*) FILTER (WHERE o.state = {_STATES[measure]})"
    if measure.endswith("_by_machine"):
        person = measure.removesuffix("_by_machine")
        return f"count(o.{measure}) FILTER (WHERE o.{person} IS NULL)"
    return f"count(o.{measure})"


STATEMENTS: tuple[str, ...] = (
    f"""CREATE TABLE cohorts (
        -- recipients of a plan alike in all that stats are broken down by, as they were when they
        -- were planned, and the sums of their outcomes; docs/store.md says what each counts
        id INTEGER PRIMARY KEY,
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        domain TEXT NOT NULL,
        organisation TEXT NOT NULL, -- her outlet, or the organisation that signed
        office TEXT NOT NULL,
        state TEXT NOT NULL,
        party TEXT NOT NULL,
        language TEXT NOT NULL, -- the letter's
        recipients INTEGER NOT NULL,
        {", ".join(f"{one} INTEGER NOT NULL DEFAULT 0" for one in _SUMS)},
        synced INTEGER NOT NULL DEFAULT 0, -- whose state no event told: it was asked for
        UNIQUE (plan_id, domain, organisation, office, state, party, language)
    ) STRICT""",
    f"""CREATE TABLE outcomes (
        -- what is known of a delivery: the fold of its events and of what she answered. Times are
        -- unix seconds of the first such thing; state is the highest of what events said
        delivery_id INTEGER PRIMARY KEY REFERENCES deliveries ON DELETE CASCADE,
        cohort_id INTEGER NOT NULL REFERENCES cohorts ON DELETE CASCADE,
        state INTEGER NOT NULL DEFAULT 0,
        synced INTEGER NOT NULL DEFAULT 0, -- 1: the state is known from asking alone
        {", ".join(f"{one} INTEGER" for one in _SUMS)},
        reason_id INTEGER REFERENCES reasons,
        reason_at INTEGER
    ) STRICT""",
    "CREATE INDEX outcomes_by_cohort ON outcomes (cohort_id)",
    f"""CREATE TABLE plan_sums (
        -- the sums of a plan's cohorts: the first screen of stats reads no more
        plan_id TEXT PRIMARY KEY REFERENCES plans ON DELETE CASCADE,
        recipients INTEGER NOT NULL,
        {", ".join(f"{one} INTEGER NOT NULL DEFAULT 0" for one in _SUMS)},
        synced INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE hours (
        -- outcomes by the hour of each of their times; hour is its first unix second
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        measure TEXT NOT NULL,
        hour INTEGER NOT NULL,
        n INTEGER NOT NULL,
        PRIMARY KEY (plan_id, measure, hour)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE reasons (
        -- why letters were deferred, dropped or bounced, without the address it was said of:
        -- a foreign server's text
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        status TEXT NOT NULL,
        classification TEXT NOT NULL,
        reason TEXT NOT NULL,
        UNIQUE (kind, status, classification, reason)
    ) STRICT""",
    """CREATE TABLE reason_sums (
        -- deliveries by the reason that their state goes by
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        reason_id INTEGER NOT NULL REFERENCES reasons,
        n INTEGER NOT NULL,
        PRIMARY KEY (plan_id, reason_id)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE link_sums (
        -- deliveries by the link that was followed: surely by a person, perhaps, or by a machine
        plan_id TEXT NOT NULL REFERENCES plans ON DELETE CASCADE,
        url TEXT NOT NULL,
        clicked INTEGER NOT NULL,
        clicked_doubtful INTEGER NOT NULL,
        clicked_by_machine INTEGER NOT NULL,
        PRIMARY KEY (plan_id, url)
    ) STRICT, WITHOUT ROWID""",
    "ALTER TABLE events ADD COLUMN soft INTEGER NOT NULL DEFAULT 0",  # a bounce that is a block
    "ALTER TABLE events ADD COLUMN machine INTEGER NOT NULL DEFAULT 0",  # by its own account
    "ALTER TABLE events ADD COLUMN classification TEXT NOT NULL DEFAULT ''",
    # Blank: reported by SendGrid itself; else what was asked.
    "ALTER TABLE events ADD COLUMN source TEXT NOT NULL DEFAULT ''",
    f"""INSERT INTO cohorts (plan_id, {", ".join(_COHORT)}, recipients)
        SELECT d.plan_id, substr(d.email_key, instr(d.email_key, '@') + 1),
            {", ".join(_MEMBER.format(one) for one in _COHORT[1:5])}, m.language, count(*)
        FROM deliveries d JOIN batches b ON b.id = d.batch_id JOIN messages m ON m.id = b.message_id
        LEFT JOIN recipients r ON r.uid = d.contact_uid GROUP BY 1, 2, 3, 4, 5, 6, 7""",
    f"""INSERT INTO outcomes (delivery_id, cohort_id, state, complained, unsubscribed, opened,
            opened_by_machine, clicked, clicked_by_machine)
        SELECT d.id, c.id, d.state, d.complained, d.unsubscribed, d.opened,
            d.opened_by_machine, d.clicked, d.clicked_by_machine
        FROM deliveries d JOIN batches b ON b.id = d.batch_id JOIN messages m ON m.id = b.message_id
        LEFT JOIN recipients r ON r.uid = d.contact_uid
        JOIN cohorts c ON c.plan_id = d.plan_id
            AND c.domain = substr(d.email_key, instr(d.email_key, '@') + 1)
            AND {" AND ".join(f"c.{one} = {_MEMBER.format(one)}" for one in _COHORT[1:5])}
            AND c.language = m.language""",
    *(
        f"""UPDATE outcomes SET {measure} = (SELECT min(e.at) FROM events e
            WHERE e.delivery_id = outcomes.delivery_id AND e.kind = '{kind or measure}')"""
        for measure, kind in _KINDS.items()
    ),
    f"""UPDATE cohorts SET ({", ".join(_SUMS)}) = (
        SELECT {", ".join(_counted(one) for one in _SUMS)}
        FROM outcomes o WHERE o.cohort_id = cohorts.id)""",
    f"""INSERT INTO plan_sums (plan_id, recipients, {", ".join(_SUMS)})
        SELECT plan_id, sum(recipients), {", ".join(f"sum({one})" for one in _SUMS)}
        FROM cohorts GROUP BY plan_id""",
    *(
        f"""INSERT INTO hours SELECT c.plan_id, '{one}', o.{one} - o.{one} % 3600, count(*)
        FROM outcomes o JOIN cohorts c ON c.id = o.cohort_id WHERE o.{one} IS NOT NULL
        GROUP BY 1, 3"""
        for one in _SUMS
    ),
    *(
        f"ALTER TABLE deliveries DROP COLUMN {one}"
        for one in ("state", "complained", "unsubscribed", "opened", "opened_by_machine")
    ),
    *(f"ALTER TABLE deliveries DROP COLUMN {one}" for one in ("clicked", "clicked_by_machine")),
    # A recipient who is left out after all, before anything was sent to her.
    """CREATE TRIGGER outcome_forgotten AFTER DELETE ON outcomes BEGIN
        UPDATE plan_sums SET recipients = recipients - 1
            WHERE plan_id = (SELECT plan_id FROM cohorts WHERE id = old.cohort_id);
        UPDATE cohorts SET recipients = recipients - 1 WHERE id = old.cohort_id;
    END""",
    """CREATE TABLE interactions (
        -- what passed between us and a contact beside the letters: replies, and what staff noted
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL CHECK (kind IN ('reply', 'out-of-office', 'left', 'declined',
            'note', 'call', 'coverage', 'automatic', 'unverified')),
        at TEXT NOT NULL,
        contact_uid TEXT NOT NULL DEFAULT '', -- blank: nobody's that we know
        email TEXT NOT NULL DEFAULT '', -- whose; blank once she was erased
        email_key TEXT NOT NULL DEFAULT '',
        delivery_id INTEGER REFERENCES deliveries ON DELETE SET NULL, -- the letter it answers
        campaign TEXT NOT NULL DEFAULT '',
        edition TEXT NOT NULL DEFAULT '',
        subject TEXT NOT NULL DEFAULT '',
        body TEXT NOT NULL DEFAULT '',
        url TEXT NOT NULL DEFAULT '', -- of coverage
        until TEXT NOT NULL DEFAULT '', -- the last day of an absence
        source TEXT NOT NULL CHECK (source IN ('inbound', 'person')),
        message_id TEXT NOT NULL DEFAULT '', -- a reply's own (RFC 5322, 3.6.4)
        heard_as TEXT NOT NULL DEFAULT '', -- what a mail is, though nothing may follow from it
        rule TEXT NOT NULL DEFAULT '', -- why it is taken for that
        noted_by TEXT NOT NULL DEFAULT '', -- the person who wrote it down
        noted_at TEXT NOT NULL
    ) STRICT""",
    "CREATE UNIQUE INDEX interactions_once ON interactions (message_id) WHERE message_id <> ''",
    "CREATE INDEX interactions_by_contact ON interactions (contact_uid)",
    "CREATE INDEX interactions_by_address ON interactions (email_key)",
    "CREATE INDEX interactions_by_delivery ON interactions (delivery_id)",
    "CREATE INDEX interactions_by_campaign ON interactions (campaign, kind)",
    """CREATE TABLE proposals (
        -- a change to a contact that a reply suggests, for a person to accept or refuse
        id INTEGER PRIMARY KEY,
        interaction_id INTEGER NOT NULL REFERENCES interactions ON DELETE CASCADE,
        contact_uid TEXT NOT NULL,
        change TEXT NOT NULL CHECK (change IN ('left', 'new-address', 'successor', 'suppress')),
        detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail)),
        state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'accepted', 'refused')),
        decided_by TEXT NOT NULL DEFAULT '',
        decided_at TEXT NOT NULL DEFAULT ''
    ) STRICT""",
    "CREATE INDEX proposals_by_interaction ON proposals (interaction_id)",
    """CREATE TABLE hearing (
        -- when each source was last heard, and up to when what it says is complete
        source TEXT PRIMARY KEY,
        heard_at TEXT NOT NULL,
        complete_until TEXT NOT NULL DEFAULT '',
        detail TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(detail))
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE category_days (
        -- SendGrid's own counts of a category on a day of the account's time zone
        category TEXT NOT NULL,
        day TEXT NOT NULL,
        metrics TEXT NOT NULL CHECK (json_valid(metrics)),
        asked_at TEXT NOT NULL,
        PRIMARY KEY (category, day)
    ) STRICT, WITHOUT ROWID""",
)
