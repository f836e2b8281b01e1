"""note and coverage: what staff know of a contact, written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.note import Noted

Address = Annotated[str, typer.Argument(metavar="ADDRESS", help="One of the contact's.")]
About = Annotated[
    str,
    typer.Option("--campaign", metavar="CAMPAIGN", help="Else the newest she got a letter of."),
]


def note(
    address: Address,
    text: Annotated[str, typer.Argument(metavar="[TEXT]", help="What to remember.")] = "",
    campaign: About = "",
    kind: Annotated[
        str, typer.Option("--kind", help="note, replied, declined, call, left or away.")
    ] = "note",
    until: Annotated[
        str, typer.Option("--until", metavar="DAY", help="The last day away: 2026-05-12.")
    ] = "",
    json: Json = False,
) -> None:
    """Note an answer, a call or an absence of a contact."""
    from datetime import date

    from outreach.actions.note import note as write_down
    from outreach.errors import WrongUsage

    from . import here, show

    try:
        day = date.fromisoformat(until) if until else None
    except ValueError:
        raise WrongUsage(f"{until!r} is no day", "write it as 2026-05-12") from None
    with here.store(here.workspace()) as db:
        noted = write_down(
            db,
            here.whom(address),
            text,
            kind=kind,
            campaign=campaign,
            until=day,
            by=here.who(),
            now=here.now(),
        )
    _report(noted, json=json)
    if kind == "left":
        show.say("The address is not written to any more; `outreach contacts release` undoes it.")


def coverage(
    address: Address,
    url: Annotated[str, typer.Argument(metavar="URL", help="Where it was published.")],
    campaign: About = "",
    json: Json = False,
) -> None:
    """Note what a contact published on a campaign."""
    from outreach.actions.note import coverage as write_down

    from . import here

    with here.store(here.workspace()) as db:
        noted = write_down(
            db, here.whom(address), url, campaign=campaign, by=here.who(), now=here.now()
        )
    _report(noted, json=json)


def _report(noted: Noted, *, json: bool) -> None:
    from . import show

    if json:
        show.as_json(
            {
                "id": noted.id,
                "campaign": noted.campaign,
                "edition": noted.edition,
                "letter": noted.tied,
                "new": noted.new,
            }
        )
    about = "of no campaign"
    if noted.campaign:
        about = f"of {noted.campaign}" + (f"/{noted.edition}" if noted.edition else "")
    show.say(show.safe(f"Noted, {about}." if noted.new else f"Noted before, {about}."))
    if noted.campaign and not noted.tied:
        show.say("She got no letter of it, so no letter counts it.")
    if noted.others:
        others = ", ".join(noted.others[:5])
        show.say(show.safe(f"She also got letters of {others}: --campaign names another."))
