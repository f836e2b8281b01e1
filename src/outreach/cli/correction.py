"""correction: what was wrong with what was sent, who got it, and how to tell them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Campaign, EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.correction import Comparison, Difference
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.campaign import Edition

_LINES_IN_A_ROW = 12
"""Added or removed lines that follow each other: a list of names drowns nothing."""


def correction(
    campaign: Campaign,
    edition: EditionName = "",
    version: Annotated[
        str,
        typer.Option("--version", metavar="DIGEST", help="To those alone who were sent this one."),
    ] = "",
    json: Json = False,
) -> None:
    """Compare what was sent with what it says now.

    Also shows who was sent which version, and who would be told. Sends nothing.
    """
    from outreach.actions.content import content_of
    from outreach.actions.correction import compare, corrected_by
    from outreach.actions.enclosures import Folders

    from . import here, show

    ws = here.workspace()
    noun = ws.campaign(campaign)
    corrected, by = corrected_by(noun, edition)
    folders = Folders(ws.campaigns / noun.slug, ws.templates)
    content = content_of(noun, corrected, ws.settings, here.now(), folders)
    with here.store(ws) as db:
        found = compare(db, content, folders, version)
    if json:
        show.as_json(_json(noun, corrected, by, found))
        return
    _show(corrected, found)
    _way_on(noun, corrected, by, found, limited=bool(version))


def _json(
    campaign: CampaignNoun, corrected: Edition, by: Edition | None, found: Comparison
) -> dict[str, Any]:
    from dataclasses import asdict

    return {
        "campaign": campaign.slug,
        "edition": corrected.name,
        "corrected_by": by.name if by else None,
        "versions": [
            {
                "version": one.plan.digest,
                "wave": one.plan.wave,
                "kind": one.plan.kind.value,
                "planned_at": one.plan.planned_at,
                "submitted": one.submitted,
                "uncertain": one.uncertain,
            }
            for one in found.versions
        ],
        "differences": [
            {
                "version": one.digest,
                "language": one.language,
                "letters": one.letters,
                "subject": list(one.subject),
                "text": list(one.text),
                "files": one.files,
                "fault": one.fault,
            }
            for one in found.differences
        ],
        "reach": asdict(found.reach),
        "unread": found.unread,
    }


def _show(corrected: Edition, found: Comparison) -> None:
    from . import show

    show.table(
        ["version", "wave", "planned", "submitted", "uncertain"],
        [
            [
                one.plan.digest,
                f"{one.plan.wave} ({one.plan.kind.value})",
                f"{one.plan.planned_at[:16]}Z",
                one.submitted,
                one.uncertain,
            ]
            for one in found.versions
        ],
    )
    if not found.differences:
        show.out(f"{corrected.name} says what was sent; nothing is to be corrected so far")
    for one in found.differences:
        _show_difference(one)
    if found.unread:
        show.out(f"{show.plural(found.unread, 'message')} that fewer people got were not compared")
    reach = found.reach
    if all(one.plan.stage == "sandbox" for one in found.versions):
        show.out("it went to the sandbox only, so nobody is to be told")
        return
    show.out(f"{show.plural(reach.recipients, 'person', 'people')} would get a correction")
    for count, why in (
        (reach.left, "were sent it and are suppressed since"),
        (reach.gone, "were sent it and are not among the contacts any more"),
        (reach.uncertain, "may have been sent it: settle that first"),
    ):
        if count:
            show.out(f"    {count:,} {why}")


def _show_difference(one: Difference) -> None:
    from . import show

    language = f", {one.language}" if one.language else ""
    show.out()
    show.out(f"version {one.digest}{language}: {show.plural(one.letters, 'letter')}")
    if one.fault:
        show.out(show.safe(f"    cannot be compared: {one.fault}"))
        return
    before, now = one.subject
    for mark, subject in (("-", before), ("+", now)) if before != now else ():
        show.out(show.safe(f"  {mark} Subject: {subject}"))
    for line in _shortened(one.text):
        show.out(show.safe(f"  {line}"))
    if one.files:
        show.out("    other files travel with it")


def _shortened(lines: tuple[str, ...]) -> list[str]:
    """Long runs of added or removed lines are cut."""
    from itertools import groupby

    shown: list[str] = []
    for mark, run in groupby(lines, key=lambda line: line[:1]):
        some = list(run)
        cut = len(some) - _LINES_IN_A_ROW if mark in "+-" else 0
        shown += some[:-cut] if cut > 1 else some
        shown += [f"{mark} … {cut:,} more lines"] if cut > 1 else []
    return shown


def _way_on(
    campaign: CampaignNoun,
    corrected: Edition,
    by: Edition | None,
    found: Comparison,
    *,
    limited: bool,
) -> None:
    """To whom it goes is a rule in the campaign file, which can be reviewed."""
    from . import show

    those = ",".join(
        f"{campaign.slug}/{corrected.name}@{one.plan.digest}" for one in found.versions
    )
    line = f'audience = "received:{those}"'
    name = by.name if by else f"{corrected.name}-correction"
    if by is None:
        show.say("\nto tell them, put into campaign.toml and fill in:\n")
        for text in (
            f"[editions.{name}]",
            'template = "correction"',
            f'corrects = "{corrected.name}"',
            *([line] if limited else []),
            'subject = "CORRECTION: {{ statement.title }}"',
            "",
            f"[editions.{name}.values]",
            'what = "What was wrong, in a sentence."',
            'was = "the wrong words"',
            'now = "the right words"',
        ):
            show.say(f"    {text}")
        show.say()
    elif limited and f"received:{those}" not in by.audience:
        show.say(f"\nfor those of this version alone, in [editions.{name}]: {line}")
    show.say(f"    → then: outreach send {campaign.slug} --edition {name}")
