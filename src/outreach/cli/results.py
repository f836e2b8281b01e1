"""stats: what became of each edition; and accounts as several commands show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.domain.delivery import Account
    from outreach.store.database import Store
    from outreach.store.plans import Plan
    from outreach.store.stats import Counts


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


def _plans(db: Store, campaign: str) -> list[Plan]:
    from outreach.store.plans import read_plans

    from . import show

    plans = read_plans(db, campaign)
    if not plans:
        show.say(f"{campaign} has no plan yet: outreach plan {campaign}")
    if any(plan.stage == "sandbox" and plan.started for plan in plans):
        show.say("These letters went to the sandbox on this machine; nobody was written to.")
    return plans


def stats(campaign: Campaign, json: Json = False) -> None:
    """Say what became of each edition, by SendGrid's events."""
    from . import here, show

    ws = here.workspace()
    noun = ws.campaign(campaign)
    with here.store(ws) as db:
        _plans(db, campaign)
        rows = counted(db, campaign)
        reasons = [(plan.edition, _reasons(db, campaign, plan.edition)) for plan, _, _ in rows]
    tracking = {e.name: e.tracking for e in noun.editions}
    if json:
        editions = []
        for plan, account, counts in rows:
            measured = plan.envelope
            editions.append(
                {
                    **account_json(plan.edition, account),
                    **{
                        name: getattr(counts, name)
                        for name in (
                            "delivered",
                            "deferred",
                            "bounced",
                            "dropped",
                            "complained",
                            "unsubscribed",
                        )
                    },
                    "opened": _measured(measured["opens"], counts.opened, counts.opened_by_machine),
                    "clicked": _measured(
                        measured["clicks"], counts.clicked, counts.clicked_by_machine
                    ),
                }
            )
        show.as_json({"campaign": campaign, "editions": editions})
        return
    if rows:
        show_stats(rows)
    for edition, texts in reasons:
        for text, count in texts:
            show.out(f"  {edition}: {count:,} × {show.safe(text)}")
    if rows and not any(t.opens or t.clicks for t in tracking.values()):
        show.say("Opens and clicks are not measured: tracking is off.")


def counted(db: Store, campaign: str) -> list[tuple[Plan, Account, Counts]]:
    """Each edition's first plan, its account over all waves, and what the events of all say."""
    from dataclasses import astuple

    from outreach.store.accounts import editions_accounts
    from outreach.store.plans import read_waves
    from outreach.store.stats import Counts, counts

    rows = []
    for edition, account in editions_accounts(db, campaign):
        waves = read_waves(db, campaign, edition)
        columns = zip(*(astuple(counts(db, plan.id)) for plan in waves), strict=True)
        rows.append((waves[0], account, Counts(*map(sum, columns))))
    return rows


def _reasons(db: Store, campaign: str, edition: str) -> list[tuple[str, int]]:
    """The commonest reasons of bounces and drops over all waves: escape them."""
    from collections import Counter

    from outreach.store.plans import read_waves
    from outreach.store.stats import bounce_reasons

    found: Counter[str] = Counter()
    for plan in read_waves(db, campaign, edition):
        found.update(dict(bounce_reasons(db, plan.id)))
    return found.most_common(5)


def _measured(on: bool, people: int, machine: int) -> dict[str, int] | None:
    return {"people": people, "machine": machine} if on else None


def show_stats(rows: list[tuple[Plan, Account, Counts]]) -> None:
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
