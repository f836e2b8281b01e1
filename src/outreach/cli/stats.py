"""stats: what became of a campaign, once or all the time; and of all of them, a line each."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import EditionName, Json

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outreach.domain.campaign import Campaign
    from outreach.domain.stats import Breakdown, CampaignStats
    from outreach.store.database import Store
    from outreach.workspace import Workspace

    from .stats_asked import Asked
    from .stats_shown import Line, Paper

_WAYS = "edition|domain|outlet|office|state|party|language|link|hour|reason"


def stats(
    campaign: Annotated[
        str, typer.Argument(help="A folder under campaigns/; all of them without.")
    ] = "",
    edition: EditionName = "",
    by: Annotated[
        list[str] | None, typer.Option("--by", metavar=_WAYS, help="Break the numbers down.")
    ] = None,
    since: Annotated[
        str,
        typer.Option("--since", metavar="WHEN", help="What happened since: 2h, 06:00, yesterday."),
    ] = "",
    watch: Annotated[
        bool, typer.Option("--watch", "-w", help="Redraw it every second, until Ctrl-C.")
    ] = False,
    people: Annotated[
        bool, typer.Option("--people", help="Each recipient, and what happened when.")
    ] = False,
    search: Annotated[
        str,
        typer.Option(
            "--search", metavar="TEXT", help="With --people: a name, an address, or `bounced`."
        ),
    ] = "",
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="Write a report with charts.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table for a spreadsheet.")] = False,
    json: Json = False,
) -> None:
    """Say what became of each edition, and what needs attention."""
    from . import here
    from .past import since_when
    from .stats_asked import Asked

    ws = here.workspace()
    ways = [one.strip() for each in by or () for one in each.split(",")]
    begin = since_when(since, ws, "2h")
    asked = Asked(
        campaign, edition, tuple(ways), people, search, html, watch, csv, json, begin is not None
    )
    asked.refuse(to_terminal=sys.stdout.isatty())
    noun = _noun(ws, campaign) if campaign else campaign
    with here.store(ws) as db:
        if not campaign:
            from .stats_campaigns import all_campaigns

            all_campaigns(db, ws, csv=csv, json=json)
            return
        _refuse_unplanned(db, campaign, edition)
        if people:
            _people(db, ws, asked)
        elif watch:
            _watch(db, ws, noun, asked, begin)
        elif html is not None:
            _report(db, ws, noun, asked, html, begin)
        else:
            _once(db, ws, noun, asked, begin)


def _noun(ws: Workspace, slug: str) -> Campaign | str:
    """Its slug alone where its files cannot be read: what became of it is known all the same."""
    from outreach.errors import NeedsFixing

    try:
        return ws.campaign(slug, attached=False)
    except NeedsFixing:
        return slug


def _refuse_unplanned(db: Store, campaign: str, edition: str) -> None:
    from outreach.errors import WrongUsage
    from outreach.store.plans import read_plans

    names = list(dict.fromkeys(plan.edition for plan in read_plans(db, campaign)))
    if edition and edition not in names:
        planned = f"it has {', '.join(names)}" if names else f"outreach plan {campaign}"
        raise WrongUsage(f"{campaign} has no plan of an edition {edition!r}", planned)


def _once(
    db: Store, ws: Workspace, noun: Campaign | str, asked: Asked, begin: datetime | None
) -> None:
    from outreach.actions.stats import MOST, campaign_stats

    from . import here, show
    from .stats_live import print_once
    from .stats_shown import first_screen
    from .stats_tables import breakdown_table, csv_lines, edition_table, stats_json

    told = sys.stdout.isatty() and not (asked.csv or asked.json)
    found = campaign_stats(
        db,
        noun,
        ws.settings,
        here.now(),
        by=asked.by,
        since=begin,
        edition=asked.edition,
        most=MOST if told else None,
    )
    if asked.json:
        show.as_json(stats_json(found))
    elif asked.csv:
        table = breakdown_table(found, found.breakdowns[0]) if asked.by else None
        for line in csv_lines(*(table or edition_table(found))):
            show.out(line)
    elif not found.editions:
        show.say(f"{found.campaign} has no plan yet: outreach plan {found.campaign}")
    elif asked.by:
        _say_sandbox(found)
        for broken in found.breakdowns:
            _show_breakdown(found, broken)
    elif told:
        print_once(lambda paper: first_screen(found, paper))
    else:
        _plain(found)
    if "reason" in asked.by and not (asked.json or asked.csv):
        _say_unmatched(db)


def _say_sandbox(found: CampaignStats) -> None:
    from . import show
    from .stats_live import terminal_paper
    from .stats_shown import SANDBOX

    if found.sandbox:
        for line in terminal_paper().text(SANDBOX):
            show.say(line)


def _plain(found: CampaignStats) -> None:
    """For a pipe: the table on stdout, all that is said of it on stderr."""
    from . import show
    from .stats_shown import notes, since_said
    from .stats_tables import edition_table

    _say_sandbox(found)
    if found.since is not None:
        show.table(
            ["edition", "since"], [[one.edition, since_said(found, one)] for one in found.editions]
        )
    else:
        show.table(*edition_table(found))
    for need in found.needs:
        mark = "!" if need.level == "urgent" else "-"
        show.say(show.safe(f"{mark} {need.what}"))
        show.say(show.safe(f"    → {need.way_out}"))
    for note in notes(found):
        show.say(note)


def _show_breakdown(found: CampaignStats, broken: Breakdown) -> None:
    from . import show
    from .stats_broken import breakdown_lines
    from .stats_live import print_once
    from .stats_tables import breakdown_table

    if sys.stdout.isatty():
        print_once(lambda paper: breakdown_lines(found, broken, paper))
    elif broken.rows:
        show.table(*breakdown_table(found, broken))
    else:
        show.say(f"There is nothing by {broken.by} yet.")


def _say_unmatched(db: Store) -> None:
    """What names no letter of ours: whoever knows the address may know which it was."""
    from datetime import UTC, datetime

    from outreach.store.events import unmatched

    from . import show

    for one in unmatched(db, 20):
        day = datetime.fromtimestamp(one.at, UTC).date().isoformat()
        who = one.email_key or "no address"
        show.say(show.safe(f"names no letter: {day} {one.kind} {who} {one.reason}"))


def _people(db: Store, ws: Workspace, asked: Asked) -> None:
    import shutil

    from outreach.store.plans import read_plans
    from outreach.store.timeline import WORDS, recipients

    from . import show
    from .timeline import person_json, print_people

    chosen = [
        plan.id for plan in read_plans(db, asked.campaign) if asked.edition in ("", plan.edition)
    ]
    found = recipients(db, chosen, asked.search)
    if asked.json:
        show.as_json_lists({"campaign": asked.campaign}, {"people": map(person_json, found)})
        return
    count = print_people(found, ws.settings.timezone, shutil.get_terminal_size().columns)
    if not count:
        show.say("Nobody is in the plan, or is found by these words.")
        if asked.search:
            show.say(f"    → a part of a name or an address, or one of: {', '.join(WORDS)}")


def _watch(
    db: Store, ws: Workspace, noun: Campaign | str, asked: Asked, begin: datetime | None
) -> None:
    from outreach.actions.stats import MOST, campaign_stats

    from . import here
    from .stats_live import redraw
    from .stats_shown import first_screen

    def lines(paper: Paper) -> Iterator[Line]:
        found = campaign_stats(
            db, noun, ws.settings, here.now(), since=begin, edition=asked.edition, most=MOST
        )
        return first_screen(found, paper)

    redraw(lines)


def _report(
    db: Store,
    ws: Workspace,
    noun: Campaign | str,
    asked: Asked,
    file: Path,
    begin: datetime | None,
) -> None:
    from outreach.actions.private_files import write_private
    from outreach.actions.stats import MOST, campaign_stats
    from outreach.viewer.report import report

    from . import here, show

    ways = asked.by or (
        "domain",
        "outlet",
        "office",
        "state",
        "party",
        "language",
        "link",
        "reason",
    )
    found = campaign_stats(
        db, noun, ws.settings, here.now(), by=ways, since=begin, edition=asked.edition, most=MOST
    )
    write_private(file, report(found).encode(), force=True)
    show.say(f"{file} is written; it names no recipient, but keep it as carefully as the numbers.")
