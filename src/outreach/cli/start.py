"""init, new and demo: the first minutes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer


def init(
    folder: Annotated[Path, typer.Argument(help="Where; here if left out.")] = Path(),
    with_samples: Annotated[
        bool, typer.Option("--samples", help="With a sample page and lists to try it on.")
    ] = False,
) -> None:
    """Start a workspace here, or in FOLDER. What is there stays; .gitignore gets what it lacks."""
    from outreach.actions.start import copy_samples, init_workspace

    from . import show

    written = init_workspace(folder)
    if with_samples:
        written.append(copy_samples(folder))
    for path in written:
        show.out(f"wrote {path}")
    if not written:
        show.say("This is a workspace already; nothing was changed.")
    show.say(f"    → say who is sending: {folder / 'outreach.toml'}")
    show.say("    → bring in people: outreach contacts import FILE")
    show.say("    → begin a campaign: outreach statement import PAGE --campaign SLUG")
    show.say("      or from nothing: outreach new SLUG")


def new(
    slug: Annotated[str, typer.Argument(metavar="SLUG", help="Lower-case, with hyphens.")],
) -> None:
    """Start a campaign with three editions to fill in."""
    from outreach.actions.start import check_slug, new_campaign

    from . import here, show

    check_slug(slug)
    ws = here.workspace()
    for path in new_campaign(ws.campaigns / slug, f"{here.now():%Y-%m-%d}"):
        show.out(f"wrote {path}")
    templates = sorted(
        path.name.removesuffix(".html.j2") for path in ws.templates.glob("*.html.j2")
    )
    show.say(f"    templates: {', '.join(templates)}")
    show.say(f"    → write statement.md and signatories.txt, then: outreach check {slug}")


def demo(
    folder: Annotated[
        Path | None, typer.Option("--dir", help="A new folder; a temporary one if left out.")
    ] = None,
    serve: Annotated[
        bool, typer.Option("--serve", help="Keep the sandbox's inbox open in the browser.")
    ] = False,
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Of the inbox.")] = 0,
) -> None:
    """See it work, on this machine alone. From a press-release page to letters and stats."""
    from . import show
    from .demo import run_demo

    started = time.monotonic()
    run_demo(folder, serve=serve, port=port, started=started)
    if serve:
        show.say("stopped")
