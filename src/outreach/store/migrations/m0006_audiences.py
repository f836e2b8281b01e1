"""What makes an audience of a million contacts quick.

Each index holds the contacts' ids in order under what it is searched by, so that the lists of a
query's terms can be merged as they are read.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "CREATE INDEX tags_by_key ON tags (tag_key)",
    "CREATE INDEX topics_by_key ON topics (topic_key)",
    "CREATE INDEX positions_by_organisation ON positions (organisation_id)",
    "CREATE INDEX organisation_names_by_key ON organisation_names (name_key)",
    # Beginning with the id it grows at its end, and is read whole in the order of the ids.
    """CREATE INDEX contacts_facets
        ON contacts (id, kind, role, basis, language, country, organisation_id)""",
    "DROP VIEW recipients",
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
            m.caucus,
            m.room AS member_room,
            m.phone AS member_phone,
            m.url AS member_url,
            m.term_ends AS member_term_ends,
            m.senate_class AS member_senate_class,
            m.state_rank AS member_state_rank
        FROM contacts c
        LEFT JOIN organisations o ON o.id = c.organisation_id
        LEFT JOIN offices f ON f.id = c.office_id
        LEFT JOIN members m ON m.bioguide = f.bioguide""",
)
