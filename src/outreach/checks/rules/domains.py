"""What the checks of the sender's domain in the DNS stand for."""

from __future__ import annotations

from outreach.checks.rule import Rule

RULES = (
    Rule(
        "D901",
        "who may send for the domain (SPF; only with --online)",
        "error",
        "A record that cannot be evaluated counts as none; the House of Representatives considers "
        "requests only for domains whose SPF ends in a fail.",
        "publish one v=spf1 record with at most ten look-ups",
        "RFC 7208; house.gov, Advice to Outside Mailers",
    ),
    Rule(
        "D902",
        "SendGrid's signature for the domain (DKIM; only with --online)",
        "error",
        "Without it letters are signed by SendGrid's domain and not by yours, and fail DMARC.",
        "finish Settings > Sender Authentication at SendGrid and publish the records it names",
        "RFC 6376; SendGrid, Domain Authentication",
    ),
    Rule(
        "D903",
        "what receivers do with forgeries (DMARC; only with --online)",
        "error",
        "Gmail, Yahoo and Microsoft ask bulk senders for a DMARC record and turn away what "
        "does not align with it.",
        "publish _dmarc with v=DMARC1; p=none at the least, and stricter once reports are clean",
        "RFC 7489; Gmail and Yahoo sender guidelines of 2024, Microsoft's of 2025",
    ),
)
