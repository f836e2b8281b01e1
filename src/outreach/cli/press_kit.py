"""press-kit: the statement as a PDF for reporters, to look at or to put on the web."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from .options import Campaign, Json

if TYPE_CHECKING:
    from outreach.domain.campaign import Campaign as CampaignNoun
    from outreach.domain.settings import Settings
    from outreach.render.content import Content


def press_kit(
    campaign: Campaign,
    language: Annotated[
        str, typer.Option("--language", metavar="TAG", help="In this language alone.")
    ] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where to write it.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file of that name.")] = False,
    json: Json = False,
) -> None:
    """Make the press kit: the statement as an accessible PDF.

    One file for each language of the statement, in the folder you are in. It says what a letter
    that left now would say, so make it anew when the embargo has lifted.
    """
    from outreach.actions.enclosures import kit_name, press_kit_of
    from outreach.actions.private_files import write_private
    from outreach.errors import WrongUsage

    from . import here, show

    ws = here.workspace()
    noun = ws.campaign(campaign, attached=False)  # the kit may be what an edition will attach
    languages = _languages(noun, language)
    if output is not None and len(languages) > 1:
        ways = " or ".join(f"--language {tag}" for tag in languages)
        hint = f"add {ways}, or leave --output out: then each gets a file of its own"
        raise WrongUsage("one file cannot hold several languages", hint)
    content = _content(noun, ws.settings)
    made = [
        (output or Path(kit_name(noun, one)), press_kit_of(content, one, ws.templates))
        for one in languages
    ]
    for path, kit in made:
        write_private(path, kit.content, force=force)
    if json:
        files = zip(languages, made, strict=True)
        show.as_json({"files": [{"language": tag, "file": str(path)} for tag, (path, _) in files]})
        return
    for tag, (path, kit) in zip(languages, made, strict=True):
        show.out(show.safe(f"{path}: {tag}, {len(kit.content) / 1024:.0f} KB"))


def _languages(campaign: CampaignNoun, wanted: str) -> tuple[str, ...]:
    """All of the statement's, or the one that serves ``wanted``."""
    from outreach.domain.language import language_for
    from outreach.errors import WrongUsage

    if not wanted:
        return campaign.languages
    found = language_for([wanted], campaign.languages)
    if found is None:
        there = ", ".join(campaign.languages)
        raise WrongUsage(f"there is no statement in {wanted!r}", f"it is there in {there}")
    return (found,)


def _content(campaign: CampaignNoun, settings: Settings) -> Content:
    """As the first edition that has a press kit says it; else as the first does.

    But for when it may go out: the file can be handed on at once, so it says what holds now.
    """
    from dataclasses import replace

    from outreach.actions.content import content_of
    from outreach.domain.campaign import Release

    from . import here

    editions = campaign.editions
    edition = next((one for one in editions if one.press_kit), editions[0])
    at_once = replace(edition, release=Release.UNDER_EMBARGO)
    return content_of(campaign, at_once, settings, here.now())
