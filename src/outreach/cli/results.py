"""status, settle and stats: where an edition stands, and what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.domain.delivery import Account
    from outreach.store.database import Store
    from outreach.store.plans import Plan
    from outreach.store.stats import Counts


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

    show.table(
        ["edition", "candidates", "excluded", "submitted", "failed", "uncertain", "remaining"],
        [
            [name, a.candidates, a.excluded, a.submitted, a.failed, a.uncertain, a.remaining]
            for name, a in rows
        ],
    )


def _plans(db: Store, campaign: str) -> list[Plan]:
    from outreach.store.plans import read_plans

    from . import show

    plans = read_plans(db, campaign)
    if not plans:
        show.say(f"{campaign} has no plan yet: outreach plan {campaign}")
    if any(plan.stage == "sandbox" and plan.started for plan in plans):
        show.say("These letters went to the sandbox on this machine; nobody was written to.")
    return plans


def status(campaign: Campaign, json: Json = False) -> None:
    """Account for every candidate, and name what is uncertain."""
    from outreach.domain.delivery import BatchState
    from outreach.store import ledger

    from . import here, show

    ws = here.workspace()
    ws.campaign(campaign)
    with here.store(ws) as db:
        plans = _plans(db, campaign)
        accounts = [(plan.edition, ledger.account(db, plan.id)) for plan in plans]
        unsettled = ledger.unsettled(db, campaign)
    if json:
        editions = [account_json(name, account) for name, account in accounts]
        batches = [
            {"batch": one.id, "edition": one.edition, "state": one.state, "deliveries": one.size}
            for one in unsettled
        ]
        show.as_json({"campaign": campaign, "editions": editions, "unsettled": batches})
        return
    if accounts:
        show_accounts(accounts)
    for one in unsettled:
        show.say(
            show.safe(
                f"{one.state}: batch {one.id} of {one.edition},"
                f" {show.plural(one.size, 'delivery', 'deliveries')}: {one.reason}"
            )
        )
    uncertain = [one.id for one in unsettled if one.state == BatchState.UNCERTAIN]
    for command in next_commands(campaign, accounts, uncertain):
        show.say(f"    → {command}")


def next_commands(
    campaign: str, accounts: list[tuple[str, Account]], batches: list[str]
) -> list[str]:
    """How to go on from here; nothing where all is settled."""
    commands = []
    if any(account.uncertain for _, account in accounts):
        commands.append(
            "an uncertain batch is settled by itself when an event about it arrives; or look it up"
            f" in SendGrid and say: outreach settle {campaign} --batch {batches[0]} --as submitted"
            if batches
            else f"outreach status {campaign}"
        )
    if any(account.remaining for _, account in accounts):
        commands.append(f"outreach send {campaign}")
    return commands


def settle(
    campaign: Campaign,
    batch: Annotated[str, typer.Option("--batch", help="As `outreach status` names it.")],
    verdict: Annotated[
        str, typer.Option("--as", metavar="VERDICT", help="submitted or not-submitted.")
    ],
) -> None:
    """Decide on an uncertain batch by hand. not-submitted sends it again with the next `send`."""
    from outreach.domain.delivery import BatchState
    from outreach.errors import WrongUsage
    from outreach.store import ledger
    from outreach.store.sending import sending_lock

    from . import here, show

    states = {"submitted": BatchState.SUBMITTED, "not-submitted": BatchState.PENDING}
    if verdict not in states:
        raise WrongUsage(f"{verdict!r} is no verdict", "--as submitted, or --as not-submitted")
    ws = here.workspace()
    ws.campaign(campaign)
    with here.store(ws) as db, sending_lock(ws.store, campaign):
        ledger.disown(db, campaign, here.now())
        unsettled = ledger.unsettled(db, campaign)
        if batch not in [one.id for one in unsettled if one.state == BatchState.UNCERTAIN]:
            raise WrongUsage(
                f"{campaign} has no uncertain batch {batch}", f"see outreach status {campaign}"
            )
        size = ledger.settle(db, batch, states[verdict], "person", here.now())
    show.out(f"{show.plural(size, 'delivery', 'deliveries')}: {verdict}")


def stats(campaign: Campaign, json: Json = False) -> None:
    """Say what became of each edition, by SendGrid's events."""
    from outreach.store.stats import bounce_reasons

    from . import here, show

    ws = here.workspace()
    noun = ws.campaign(campaign)
    with here.store(ws) as db:
        _plans(db, campaign)
        rows = counted(db, campaign)
        reasons = [(plan.edition, bounce_reasons(db, plan.id)) for plan, _, _ in rows]
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
    """Each edition's plan, its account, and what its events say."""
    from outreach.store import ledger
    from outreach.store.plans import read_plans
    from outreach.store.stats import counts

    plans = read_plans(db, campaign)
    return [(plan, ledger.account(db, plan.id), counts(db, plan.id)) for plan in plans]


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
