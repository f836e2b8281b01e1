"""followup: whom to call, and whom not, and why."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.actions.followup import CallList, Summary
    from outreach.domain.call_list import Entry, Person
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.workspace import Workspace

_SHOWN = 20

After = Annotated[
    int, typer.Option("--after", min=0, max=250, help="Due so many working days after the letter.")
]
Quiet = Annotated[
    int, typer.Option("--quiet", min=0, max=250, help="Leave alone so long after any contact.")
]
Most = Annotated[int, typer.Option("--most", min=1, help="Follow nobody up more often.")]
Csv = Annotated[
    Path | None, typer.Option("--csv", metavar="FILE", help="Write the call sheet to a new file.")
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a sheet to print.")
]
Whole = Annotated[bool, typer.Option("--all", help="List all, and those who are not due.")]
Edition = Annotated[
    str,
    typer.Option("--edition", "-e", metavar="NAME", help="Print an edition to who did not answer."),
]
Write = Annotated[bool, typer.Option("--write", help="With --edition: put it into campaign.toml.")]


def followup(
    campaign: Campaign,
    after: After = 3,
    quiet: Quiet = 2,
    most: Most = 2,
    whole: Whole = False,
    csv: Csv = None,
    html: Html = None,
    edition: Edition = "",
    write: Write = False,
    json: Json = False,
) -> None:
    """Say whom to call about a campaign, and whom not, and why.

    Days are working days where the recipient is.
    """
    from outreach.actions.call_sheet import write_csv, write_html
    from outreach.actions.followup import call_list
    from outreach.domain.followup import Rules
    from outreach.errors import WrongUsage

    from . import here, show

    if write and not edition:
        raise WrongUsage("--write goes with --edition NAME", "the name of the edition to be added")
    ws = here.workspace()
    noun = ws.campaign(campaign, attached=False)
    if edition:
        _edition(ws, noun, edition, write=write)
        return
    rules = Rules(after, quiet, most)
    with here.store(ws) as db, call_list(db, noun, ws.settings, here.now(), rules) as calls:
        if json:
            _print_json(calls)
            return
        if csv is not None:
            rows = write_csv(csv, calls)
            show.say(f"{csv}: {show.plural(rows, 'person', 'people')} to call")
        if html is not None:
            write_html(html, calls, ws.settings.timezone)
            show.say(f"{html} is written, for the printer")
        if csv is None and html is None:
            _show(calls, whole=whole)


def _edition(ws: Workspace, noun: CampaignNoun, name: str, *, write: bool) -> None:
    from outreach.actions.followup_edition import edition_text, write_edition
    from outreach.intake.toml_files import as_seen

    from . import show

    if write:
        path = write_edition(ws.campaigns / noun.slug, noun, name)
        show.say(f"{as_seen(path)}: edition {name} is added, to those who did not answer")
    else:
        show.say("put into campaign.toml, or give --write:\n")
        show.out(edition_text(noun, name).rstrip())
    show.say(f"\n    → then: outreach check {noun.slug} --edition {name}")


def _print_json(calls: CallList) -> None:
    from itertools import chain

    from outreach.domain.followup import Turn

    from . import show

    summary = calls.summary
    data = {
        **asdict(summary),
        "as_of": summary.as_of.isoformat(),
        "next_day": summary.next_day.isoformat() if summary.next_day else None,
    }
    listed = (Turn.DUE, Turn.WRONG_ADDRESS)
    entries = chain.from_iterable(calls.entries(turn) for turn in listed)
    people = chain.from_iterable(calls.people(turn) for turn in Turn if turn not in listed)
    show.as_json_lists(
        data, {"calls": (_entry_json(one) for one in entries), "others": map(_person_json, people)}
    )


def _entry_json(one: Entry) -> dict[str, Any]:
    return {"turn": one.first.turn.value, **one.as_data()}


def _person_json(one: Person) -> dict[str, Any]:
    return {**asdict(one), "clause": one.clause}


def _show(calls: CallList, *, whole: bool) -> None:
    from outreach.domain.followup import Turn

    from . import show

    summary = calls.summary
    if summary.sandbox:
        show.say("These letters went to the sandbox on this machine; nobody was written to.")
    show.out(_headline(summary))
    if summary.recess:
        show.out(f"Congress is usually away now: {summary.recess}")
    _entries(calls, Turn.DUE, "To call:", whole=whole)
    _entries(
        calls, Turn.WRONG_ADDRESS, "Their address bounced; ask for the right one:", whole=whole
    )
    _others(calls, whole=whole)
    show.say(
        "\n    → a sheet to print: --html FILE; after a call:"
        ' outreach note ADDRESS --kind call "what was said"'
    )


def _headline(summary: Summary) -> str:
    from outreach.domain.followup import Turn

    from . import show

    due, people = summary.calls[Turn.DUE], summary.turns[Turn.DUE]
    said = f"{show.plural(due, 'call')} to make, for {show.plural(people, 'person', 'people')}"
    later = f"; the next are due on {summary.next_day:%Y-%m-%d}" if summary.next_day else ""
    return f"{said} of {summary.recipients:,} recipients{later}."


def _entries(calls: CallList, turn: Any, title: str, *, whole: bool) -> None:
    from itertools import islice

    from . import show

    count = calls.summary.calls[turn]
    if not count:
        return
    show.out(f"\n{title}")
    shown = count if whole else min(count, _SHOWN)
    for number, one in enumerate(islice(calls.entries(turn), shown), 1):
        for line in _entry_lines(number, one):
            show.out(show.safe(line))
    if shown < count:
        show.out(f"  {count - shown:,} more: --all, --csv FILE or --html FILE")


def _entry_lines(number: int, one: Entry) -> list[str]:
    first, desk = one.first, one.desk
    place = ", ".join(part for part in (desk.name, desk.seat) if part)
    phone = first.phone or desk.phone or "no phone known"
    lines = [
        f"{number:>3}. {first.name or first.email}" + (f" ({place})" if place else ""),
        f"     {phone} · {first.email}",
        f"     got {', '.join(f'{name} {at[:10]}' for name, at in first.got)}; {first.outcome}",
    ]
    if first.last:
        by = f", noted by {first.last_by}" if first.last_by else ""
        lines.append(f"     last contact: {first.last} {first.last_at[:10]}{by}")
    if one.answered:
        lines.append(f"     {one.answered}")
    if one.others:
        lines.append(f"     also there: {', '.join(o.name or o.email for o in one.others)}")
    if one.say:
        lines.append(f"     to begin: {one.say}")
    return lines


def _others(calls: CallList, *, whole: bool) -> None:
    from outreach.actions.call_sheet import others
    from outreach.domain.followup import CLAUSES, Turn

    from . import show

    counted = others(calls.summary)
    if not counted:
        return
    show.out("\nNot to be called now:")
    for why, count in counted:
        show.out(f"  {count:>6,}  {CLAUSES[why]}")
    if whole:
        for turn in Turn:
            if turn in (Turn.DUE, Turn.WRONG_ADDRESS):
                continue
            for one in calls.people(turn):
                day = f", due {one.since}" if turn is Turn.NOT_YET and one.since else ""
                show.out(show.safe(f"          {one.name or one.email}: {one.clause}{day}"))
