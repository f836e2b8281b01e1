"""What became of each edition, as several commands show it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.domain.delivery import Account
    from outreach.domain.stats import Tally
    from outreach.store.database import Store
    from outreach.store.plans import Plan


ACCOUNT_TERMS = ("candidates", "excluded", "submitted", "failed", "uncertain", "remaining")


def account_json(edition: str, account: Account) -> dict[str, Any]:
    return {
        "edition": edition,
        "candidates": account.candidates,
        "planned": account.planned,
        "submitted": account.submitted,
        "failed": account.failed,
        "uncertain": account.uncertain,
        "remaining": account.remaining,
        "excluded": account.excluded,
    }


def show_accounts(rows: list[tuple[str, Account]]) -> None:
    from . import show

    table = [[name, *(getattr(account, term) for term in ACCOUNT_TERMS)] for name, account in rows]
    show.table(["edition", *ACCOUNT_TERMS], table)


def counted(db: Store, campaign: str) -> list[tuple[Plan, Account, Tally]]:
    """Each edition's first plan, its account over all waves, and what is known of all."""
    from outreach.store.accounts import editions_accounts
    from outreach.store.plans import read_waves
    from outreach.store.stats import counts

    rows = []
    for edition, account in editions_accounts(db, campaign):
        waves = read_waves(db, campaign, edition)
        rows.append((waves[0], account, counts(db, *(plan.id for plan in waves))))
    return rows


def show_stats(rows: list[tuple[Plan, Account, Tally]]) -> None:
    from . import show

    show.table(
        [
            "edition",
            "excluded",
            "submitted",
            "delivered",
            "deferred",
            "bounced",
            "dropped",
            "complained",
            "unsubscribed",
        ],
        [
            [
                plan.edition,
                account.excluded,
                account.submitted,
                counts.delivered,
                counts.deferred,
                counts.bounced,
                counts.dropped,
                counts.complained,
                counts.unsubscribed,
            ]
            for plan, account, counts in rows
        ],
    )
