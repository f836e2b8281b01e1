"""A statement, an edition and templates -> messages."""
