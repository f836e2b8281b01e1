"""send: the button. Shows who, how many, what and when, and asks; then sends each edition once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.delivery import Wave
    from outreach.workspace import Workspace

    from .sending_run import Canary
    from .stage import Venue

_CANARY_LIMIT = 0.1
_CANARY_PATIENCE = 300.0

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
PlanDigest = Annotated[
    list[str] | None,
    typer.Option("--plan", metavar="DIGEST", help="Send this plan and no other."),
]
At = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="TIME",
        help="Let SendGrid send it then, such as 06:00, lift or +2h: 72 hours ahead at most.",
    ),
]
Letters = Annotated[
    int,
    typer.Option("--canary", metavar="N", min=0, help="First to N, the rest if these fare well."),
]
Limit = Annotated[
    float,
    typer.Option(
        "--canary-limit", min=0, max=1, metavar="SHARE", help="Of bad news that holds the rest."
    ),
]
Patience = Annotated[
    float,
    typer.Option("--canary-wait", min=0, metavar="SECONDS", help="How long to wait for word."),
]
New = Annotated[bool, typer.Option("--new", help="To those alone who came in since it was sent.")]
Update = Annotated[
    bool, typer.Option("--update", help="Again, to those whose letter names fewer signatories.")
]
Concurrency = Annotated[
    int, typer.Option("--concurrency", min=0, max=16, help="Requests at a time; 0: as settled.")
]
AsPlanned = Annotated[
    bool, typer.Option("--as-planned", help="Even if the planned release line no longer holds.")
]
RetryFailed = Annotated[
    bool, typer.Option("--retry-failed", help="Try again what SendGrid took nothing of.")
]


def send(
    campaign: Campaign,
    edition: EditionName = "",
    yes: Yes = False,
    plan: PlanDigest = None,
    at: At = "",
    canary: Letters = 0,
    canary_limit: Limit = _CANARY_LIMIT,
    canary_wait: Patience = _CANARY_PATIENCE,
    new: New = False,
    update: Update = False,
    concurrency: Concurrency = 0,
    as_planned: AsPlanned = False,
    retry_failed: RetryFailed = False,
    json: Json = False,
) -> None:
    """Send what has not been sent, once to each. Without SENDGRID_API_KEY: to a sandbox here."""
    from outreach.store.sending import sending_lock

    from . import here
    from .announcement import announce, ask
    from .audience import say_congress_day
    from .campaigns import chosen, congress_day_of
    from .doubts import doubts, say_doubts
    from .sending_ended import report
    from .sending_plan import Intent, pending, ready
    from .sending_run import Canary, begin, nothing_to_do, send_all
    from .stage import venue

    ws = here.workspace()
    noun = ws.campaign(campaign)
    intent = Intent(
        campaign=noun,
        editions=chosen(noun, edition),
        edition=edition,
        wave=_wave(new=new, update=update),
        goes_out=_moment(ws, noun, at),
        digests=_digests(plan or []),
        as_planned=as_planned,
        retry_failed=retry_failed,
    )
    first = _canary(Canary(canary, canary_limit, canary_wait), intent.goes_out)
    with here.store(ws) as db, sending_lock(ws.store, campaign), venue(ws) as place:
        _refuse_in_passing(intent.goes_out, place)
        say_doubts(campaign, doubts(db, noun, here.now()))
        found = ready(db, ws, intent, place)
        letters = pending(db, found.allowed)
        day = congress_day_of(db, noun, found.planned)
        if letters:
            say_congress_day(day)
            announce(db, ws, intent, found, place, letters)
            if not yes:
                ask(ws, intent, place, letters)
            order = begin(db, ws, intent, found, place, concurrency)
            outcome = send_all(db, noun, found, place, order, first)
        else:
            outcome = nothing_to_do(db, intent, found)
        place.settle()
    report(intent, outcome, place, day, json=json, sent_now=letters)


def _wave(*, new: bool, update: bool) -> Wave:
    from outreach.domain.delivery import Wave
    from outreach.errors import WrongUsage

    if new and update:
        raise WrongUsage(
            "--new and --update are two sends", "do one after the other: first --new, then --update"
        )
    return Wave.NEW if new else Wave.UPDATE if update else Wave.FIRST


def _canary(canary: Canary, goes_out: datetime | None) -> Canary | None:
    from outreach.errors import WrongUsage

    if canary.letters and goes_out:
        raise WrongUsage(
            "of letters that wait for their time there is no word, so a canary tells nothing",
            "send the canary now, without --at; then the rest with --at",
        )
    return canary if canary.letters else None


_SHORTEST_DIGEST = 8


def _digests(named: list[str]) -> tuple[str, ...]:
    """As typed, or the beginning of each."""
    from outreach.errors import WrongUsage

    for one in named:
        if len(one) < _SHORTEST_DIGEST or set(one.lower()) - set("0123456789abcdef"):
            raise WrongUsage(
                f"{one!r} is no plan's digest", "`outreach plan` prints it: 16 digits, 8 will do"
            )
    return tuple(one.lower() for one in named)


def _moment(ws: Workspace, noun: CampaignNoun, at: str) -> datetime | None:
    """When the letters are to go out; WrongUsage where SendGrid would not do that."""
    from outreach.domain.moments import FARTHEST_AHEAD, clock, parse_moment
    from outreach.errors import WrongUsage

    from . import here

    if not at:
        return None
    now = here.now()
    lift = noun.embargo.until if noun.embargo else None
    try:
        moment = parse_moment(at, now, ws.settings.timezone, lift=lift)
    except ValueError as exc:
        raise WrongUsage(f"--at: {exc}", "leave --at out to send now") from None
    if moment - now > FARTHEST_AHEAD:
        earliest = clock((moment - FARTHEST_AHEAD).astimezone(moment.tzinfo))
        raise WrongUsage(
            f"--at: {clock(moment)} is more than 72 hours ahead, and SendGrid schedules no farther",
            f"run this after {earliest}",
        )
    return moment


def _refuse_in_passing(goes_out: datetime | None, place: Venue) -> None:
    """The sandbox of this command ends with it, and what waits in it would never go out."""
    from outreach.errors import WrongUsage

    if goes_out and place.inbox:
        raise WrongUsage(
            "--at needs a SendGrid that goes on after this command",
            "to try it here: start `outreach sandbox --port 8026` in another terminal, then add"
            " OUTREACH_SENDGRID_HOST=http://127.0.0.1:8026 before this command",
        )
