"""Contacts found by any part of their folded names, and namesakes of one organisation."""

from __future__ import annotations


def _queued(event: str, contacts: str, name: str) -> str:
    """A trigger that marks contacts whose searched words may have changed."""
    return f"""CREATE TRIGGER {name} AFTER {event} BEGIN
        INSERT INTO search_due (contact_id) {contacts} ON CONFLICT DO NOTHING;
    END"""


STATEMENTS: tuple[str, ...] = (
    # Folding needs Python and triggers are SQL: they write down whose words are to be folded
    # anew, and store.contact_search does so before the next search. Whoever writes to these
    # tables need not think of it. A new contact is one whose id is above all that are indexed:
    # a trigger for each would more than double the time of an import.
    """CREATE TABLE search_due (
        contact_id INTEGER PRIMARY KEY
    ) STRICT""",
    # rowid is the contact's id; words are folded, Chinese, Japanese and Korean by the character.
    """CREATE VIRTUAL TABLE contact_search USING fts5 (
        words,
        columnsize = 0,
        prefix = '1 2',
        tokenize = "unicode61 remove_diacritics 0 categories 'L* N* Co M*'"
    )""",
    _queued(
        "UPDATE OF name, given_name, family_name, search_name, title, email_key,"
        " organisation_id, office_id ON contacts",
        "VALUES (new.id)",
        "contact_changed_in_search",
    ),
    """CREATE TRIGGER contact_removed_from_search AFTER DELETE ON contacts BEGIN
        DELETE FROM search_due WHERE contact_id = old.id;
        DELETE FROM contact_search WHERE rowid = old.id;
    END""",
    _queued("INSERT ON addresses", "VALUES (new.contact_id)", "address_added_to_search"),
    _queued(
        "UPDATE ON addresses",
        "SELECT id FROM contacts WHERE id IN (old.contact_id, new.contact_id)",
        "address_changed_in_search",
    ),
    _queued(
        "DELETE ON addresses",
        "SELECT id FROM contacts WHERE id = old.contact_id",
        "address_removed_from_search",
    ),
    _queued(
        "UPDATE OF name, name_key ON organisations",
        "SELECT id FROM contacts WHERE organisation_id = new.id",
        "organisation_changed_in_search",
    ),
    _queued(
        "INSERT ON organisation_names",
        "SELECT id FROM contacts WHERE organisation_id = new.organisation_id",
        "alias_added_to_search",
    ),
    _queued(
        "DELETE ON organisation_names",
        "SELECT id FROM contacts WHERE organisation_id = old.organisation_id",
        "alias_removed_from_search",
    ),
    _queued(
        "UPDATE OF name ON offices",
        "SELECT id FROM contacts WHERE office_id = new.id",
        "office_changed_in_search",
    ),
    # Namesakes of one organisation stand side by side in it.
    "DROP INDEX contacts_by_organisation",
    "CREATE INDEX contacts_by_organisation ON contacts (organisation_id, search_name)",
)
