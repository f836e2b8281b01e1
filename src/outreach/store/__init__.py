"""contacts.db: contacts, the ledger, and what was heard back."""
