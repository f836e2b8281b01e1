"""congress: who sits where, and which of their offices nobody is known at."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .audience import CampaignName, QueryCommand
from .options import Json

if TYPE_CHECKING:
    from outreach.domain.audience import Query
    from outreach.domain.seats import Seat
    from outreach.store.database import Store
    from outreach.workspace import Workspace

app = typer.Typer(help="Members, committees and offices.", no_args_is_help=True)


@app.callback()
def root() -> None:
    """Members, committees and offices."""


@app.command()
def update(
    source: Annotated[
        str,
        typer.Argument(
            help="A folder or an https address with the congress-legislators files; without it,"
            " their public address.",
            metavar="[DIR|URL]",
            show_default=False,
        ),
    ] = "",
    force: Annotated[
        bool, typer.Option("--force", help="Also with far fewer members than are loaded.")
    ] = False,
    json: Json = False,
) -> None:
    """Load Congress as it is today, in place of what is loaded."""
    from outreach.actions.congress_update import fetch_congress, update_congress
    from outreach.store.congress_doubts import data_doubts

    from . import congress_shown, here, show

    ws = here.workspace()
    now = here.now()
    address = _address(source)
    with here.store(ws, create=True) as db:
        if address:
            show.say(f"fetching {show.safe(address)} …")
            report = fetch_congress(db, address, now, root=ws.root, force=force)
        else:
            report = update_congress(db, Path(source), now, root=ws.root, force=force)
    show.problems(report.problems)
    if json:
        show.as_json(congress_shown.report_json(report))
    else:
        congress_shown.show_report(report)
    show.problems(data_doubts(report.dated, now.date()))


def _address(source: str) -> str:
    from outreach.intake.congress_download import PUBLIC_ADDRESS
    from outreach.intake.download import is_address

    if not source:
        return PUBLIC_ADDRESS
    return source if is_address(source) else ""


@app.command(cls=QueryCommand)
def members(
    query: Annotated[
        str, typer.Argument(help='Such as "committee:SSFR party:democrat" or "state:CA".')
    ] = "",
    vacant: Annotated[
        bool, typer.Option("--vacant", help="The vacant seats of the rule instead.")
    ] = False,
    offices: Annotated[bool, typer.Option("--offices", help="With their offices at home.")] = False,
    campaign: CampaignName = "",
    json: Json = False,
) -> None:
    """List the Members of Congress, all or those a rule picks, with their seats and roles."""
    from outreach.domain.member_terms import committees_named
    from outreach.store.congress_members import sitting

    from . import congress_shown, here, show

    ws = here.workspace()
    with here.store(ws) as db:
        wanted = _rule(db, ws, query, campaign)
        head = _head(db, wanted)
        seats = _vacant(db, wanted) if vacant else []
        found = [] if vacant else sitting(db, wanted)
    if json and vacant:
        listed: Any = [congress_shown.seat_json(seat) for seat in seats]
        show.as_json({**head, "count": len(seats), "vacant": listed})
    elif json:
        listed = [congress_shown.sitting_json(one, offices=offices) for one in found]
        show.as_json({**head, "count": len(found), "members": listed})
    elif vacant:
        show.table(["seat", "chamber"], [[seat.name, seat.chamber] for seat in seats])
        show.say(f"{show.plural(len(seats), 'vacant seat')}; Congress as of {head['dated']}")
    else:
        congress_shown.show_sitting(found, committees_named(wanted), offices=offices)
        show.say(f"{show.plural(len(found), 'member')}; Congress as of {head['dated']}")


@app.command(cls=QueryCommand)
def gaps(
    query: Annotated[
        str, typer.Argument(help='An audience, such as "committee:SSFR role:chief-of-staff".')
    ],
    campaign: CampaignName = "",
    json: Json = False,
) -> None:
    """List the offices of an audience that have no contact who can be written to."""
    from outreach.actions.congress_gaps import gaps as gaps_of
    from outreach.domain.member_terms import uses_congress
    from outreach.errors import WrongUsage

    from . import congress_shown, here, show

    ws = here.workspace()
    with here.store(ws) as db:
        wanted = _parsed(db, ws, query, campaign)
        if not uses_congress(wanted):
            hint = "add, say, committee:SSFR or state:CA"
            raise WrongUsage(f"{query!r} names no offices of Congress", hint)
        head = _head(db, wanted)
        found = gaps_of(db, wanted)
    if json:
        show.as_json({**head, **congress_shown.gaps_json(found)})
        return
    congress_shown.show_gaps(found)
    show.say(f"Congress as of {head['dated']}")


def _parsed(db: Store, ws: Workspace, query: str, campaign: str) -> Query:
    """The query, with the workspace's own groups known, and the campaign's named audiences."""
    from outreach.actions.congress_file import take_congress_file

    from . import here, show
    from .audience import parsed, read_signatures

    show.problems(take_congress_file(db, ws.root, here.now().date()))
    noun = ws.campaign(campaign) if campaign else None
    read_signatures(db, ws, query, noun.audiences if noun else None)
    return parsed(db, query, noun)


def _rule(db: Store, ws: Workspace, query: str, campaign: str) -> Query:
    """What picks Members: all of them without a query; WrongUsage where it asks for contacts."""
    from outreach.domain.audience import MEMBER_FIELDS
    from outreach.domain.member_terms import asks_for_contacts
    from outreach.errors import WrongUsage

    wanted = _parsed(db, ws, query or "congress", campaign)
    asked = [term for term in wanted.terms if asks_for_contacts(term)]
    if asked:
        raise WrongUsage(
            f"{asked[0].field}: is about contacts, not Members (column {asked[0].column})",
            f"use {', '.join(MEMBER_FIELDS)}; for contacts there is `outreach audience`",
        )
    return wanted


def _head(db: Store, query: Query) -> dict[str, Any]:
    """The day of the data, which stands wherever it is used; what is doubtful goes to stderr."""
    from outreach.domain.congress import stale
    from outreach.errors import OutreachError
    from outreach.store.congress import dated
    from outreach.store.congress_doubts import congress_doubts

    from . import here, show

    day: date | None = dated(db)
    if day is None:
        raise OutreachError("no congress data is loaded", "run `outreach congress update`")
    today = here.now().date()
    show.problems(congress_doubts(db, query, today))
    return {"dated": day.isoformat(), "stale": stale(day, today)}


def _vacant(db: Store, query: Query) -> list[Seat]:
    from outreach.errors import OutreachError
    from outreach.store.congress import is_whole
    from outreach.store.congress_members import vacant_picked

    if not is_whole(db):
        raise OutreachError(
            "only a part of Congress is loaded, so nobody can tell which seats are vacant",
            "load all of it: `outreach congress update`",
        )
    return vacant_picked(db, query)
