"""record: all that went out of a campaign, in a folder that answers for it later."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import EditionName, Json

if TYPE_CHECKING:
    from outreach.actions.record import Recorded
    from outreach.domain.campaign import Campaign
    from outreach.workspace import Workspace

_SHOWN = 20


def record(
    campaign: Annotated[
        str, typer.Argument(help="A folder under campaigns/.", metavar="[CAMPAIGN]")
    ] = "",
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="A new folder for the record.")
    ] = None,
    edition: EditionName = "",
    with_attachments: Annotated[
        bool, typer.Option("--with-attachments", help="Attached files inside every letter.")
    ] = False,
    verify: Annotated[
        Path | None, typer.Option("--verify", metavar="DIR", help="Say what was changed in one.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep what was sent to whom, or verify such a record."""
    from outreach.errors import WrongUsage

    if verify is not None:
        if campaign or out:
            raise WrongUsage("--verify is about a record alone", "drop CAMPAIGN and --out")
        _verify(verify, json=json)
        return
    if not campaign or out is None:
        missing = "CAMPAIGN" if not campaign else "--out DIR"
        raise WrongUsage(
            f"what is missing is {missing}", "outreach record CAMPAIGN --out DIR, or --verify DIR"
        )
    _make(campaign, out, edition, with_attachments=with_attachments, json=json)


def _make(slug: str, out: Path, edition: str, *, with_attachments: bool, json: bool) -> None:
    from outreach.actions.record import Wanted, checked_edition, make_record
    from outreach.actions.record_folder import refuse_taken, unfinished

    from . import here, show

    ws = here.workspace()
    refuse_taken(out)
    for left in unfinished(out):
        here.note(f"{left} is of a record that was cut short, and names people: delete it")
    with here.store(ws) as db:
        noun = _campaign(ws, db, slug)
        wanted = Wanted(
            slug,
            ws.campaigns / slug,
            noun,
            ws.settings,
            here.now(),
            here.who(),
            checked_edition(noun, db, slug, edition),
            with_attachments,
        )
        done = make_record(db, wanted, out)
    if json:
        show.as_json(_json(slug, out, done))
        return
    from .results import show_accounts

    show_accounts(list(done.editions))
    size = f"{max(1, done.bytes // 1_000_000):,} MB"
    files = show.plural(done.files, "file")
    show.out(show.safe(f"{out}: {show.plural(done.letters, 'letter')}, {files}, {size}"))
    show.out(f"seal {done.seal}")
    show.say(show.safe(f"Open {out / 'index.html'} in a browser."))
    show.say("Note the seal elsewhere: it proves later that nothing in the folder was changed.")
    show.say("The folder is a list of people. Keep it off shared and synced folders.")


def _campaign(ws: Workspace, db: Any, slug: str) -> Campaign | None:
    """None where its files cannot be read any more, though letters of it are known."""
    from outreach.errors import NeedsFixing, WrongUsage
    from outreach.store.plans import read_plans

    from . import here

    try:
        return ws.campaign(slug, attached=False)
    except (NeedsFixing, WrongUsage) as error:
        if not read_plans(db, slug):
            raise
        here.note(f"{error.message}: the record has what the store knows")
        return None


def _json(slug: str, out: Path, done: Recorded) -> dict[str, Any]:
    from .results import account_json

    return {
        "campaign": slug,
        "folder": str(out),
        "letters": done.letters,
        "files": done.files,
        "bytes": done.bytes,
        "seal": done.seal,
        "editions": [account_json(name, account) for name, account in done.editions],
    }


def _verify(folder: Path, *, json: bool) -> None:
    from outreach.actions.record_verify import verify

    from . import show

    found = verify(folder)
    if json:
        show.as_json(
            {
                "folder": str(folder),
                "files": found.files,
                "letters": found.letters,
                "seal": found.seal,
                "faults": [{"file": one.file, "what": one.what} for one in found.faults],
            }
        )
    else:
        for one in found.faults[:_SHOWN]:
            show.out(show.safe(f"{one.file}: {one.what}"))
        if len(found.faults) > _SHOWN:
            show.out(f"and {len(found.faults) - _SHOWN:,} more; --json has all")
        files = show.plural(found.files, "file")
        show.out(f"{files} and {show.plural(found.letters, 'letter')} looked at")
        if found.seal:
            show.out(f"seal {found.seal}")
    if found.faults:
        show.say("This record is not as it was made, so it has no seal.")
        raise typer.Exit(1)
    show.say("All as the sums say. Compare the seal with the one you noted: sums can be mended.")
