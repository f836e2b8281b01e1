"""replies: what came back, by mail or as staff noted it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.store.interactions import Interaction
    from outreach.store.proposals import Proposal

_SHOWN = 60


def replies(
    campaign: Annotated[
        str, typer.Argument(metavar="[CAMPAIGN]", help="Else all, and what belongs to none.")
    ] = "",
    one: Annotated[
        int,
        typer.Option(
            "--show", metavar="N", show_default=False, help="All of this one, by its number."
        ),
    ] = 0,
    limit: Annotated[int, typer.Option("--limit", min=1, help="So many of the newest.")] = 100,
    json: Json = False,
) -> None:
    """Show what came back: answers, absences, calls, coverage."""
    from outreach.errors import WrongUsage
    from outreach.store.interactions import by_id, of_campaign
    from outreach.store.proposals import proposals

    from . import here, show

    ws = here.workspace()
    with here.store(ws) as db:
        if one:
            found = by_id(db, one)
            if found is None:
                raise WrongUsage(f"there is no {one}", "`outreach replies` lists them")
            _show(found, json=json)
            return
        every = of_campaign(db, campaign)
        waiting = proposals(db)
    if campaign and not every and campaign not in ws.slugs():
        ws.campaign(campaign)  # raises: of one whose folder is gone its replies are still shown
    if json:
        show.as_json(
            {
                "campaign": campaign or None,
                "count": len(every),
                "replies": [_json(each) for each in every[:limit]],
                "open_proposals": len(waiting),
            }
        )
        return
    _say_what_waits(waiting)
    if not every:
        show.say(
            show.safe(f"Nothing came back of {campaign}." if campaign else "Nothing came back.")
        )
        return
    _table(every[:limit])
    if len(every) > limit:
        show.say(f"and {len(every) - limit:,} older: --limit {len(every)} shows all")


def _say_what_waits(waiting: Sequence[Proposal]) -> None:
    from . import show

    urgent = [each for each in waiting if each.change == "suppress"]
    if urgent:
        asked = show.plural(len(urgent), "person asks", "people ask")
        show.say(f"urgent: {asked} not to be written to again: outreach proposals")
    elif waiting:
        show.say(f"{show.plural(len(waiting), 'change')} suggested: outreach proposals")


def _table(shown: Sequence[Interaction]) -> None:
    from . import show

    show.table(
        ["n", "on", "what", "who", "letter", "text"],
        [
            [
                str(each.id),
                f"{each.at:%Y-%m-%d}",
                _what(each),
                each.email or "no address",
                _letter(each),
                _text(each),
            ]
            for each in shown
        ],
        whole=("n", "on"),
    )


def _what(one: Interaction) -> str:
    until = f" until {one.until}" if one.until else ""
    doubt = ", sender not verified" if one.unverified else ""
    return f"{one.heard_as or one.kind}{until}{doubt}"


def _letter(one: Interaction) -> str:
    if one.delivery_id is None and one.source == "inbound":
        return "tied to no letter"
    return "/".join(filter(None, (one.campaign, one.edition)))


def _text(one: Interaction) -> str:
    text = " ".join((one.url or one.body or one.subject).split())
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"


def _show(one: Interaction, *, json: bool) -> None:
    from . import show

    if json:
        show.as_json(_json(one))
        return
    by = f"by the rule “{one.rule}”" if one.source == "inbound" else f"noted by {one.noted_by}"
    show.out(show.safe(f"{one.id}: {_what(one)}, {one.at:%Y-%m-%d %H:%M} UTC ({by})"))
    show.out(show.safe(f"from {one.email}" if one.source == "inbound" else one.email))
    show.out(show.safe(f"letter: {_letter(one) or 'none'}"))
    if one.unverified:
        show.out("Nobody can say that the sender is who she says: this counts as no answer.")
    for line in filter(None, (one.subject, one.url)):
        show.out(show.safe(line))
    if one.body:
        show.out()
        for line in one.body.split("\n"):
            show.out(show.safe(line))


def _json(one: Interaction) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": str(one.kind),
        "heard_as": one.heard_as or None,
        "rule": one.rule or None,
        "at": one.at.isoformat(),
        "contact": one.contact_uid or None,
        "email": one.email,
        "campaign": one.campaign or None,
        "edition": one.edition or None,
        "letter": one.delivery_id,
        "subject": one.subject,
        "text": one.body,
        "url": one.url or None,
        "until": one.until.isoformat() if one.until else None,
        "source": one.source,
        "noted_by": one.noted_by or None,
        "unverified": one.unverified,
    }
