"""contacts export: one person's data as JSON, or a list that imports again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.store.database import Store


def export_person(db: Store, who: str, out: Path | None) -> None:
    """To stdout, or to a new file that its owner alone can read."""
    import json

    from outreach.actions.private_files import create_private
    from outreach.errors import WrongUsage
    from outreach.store.contact_record import record

    from . import show
    from .contact_shown import one

    if out is not None and out.suffix.lower() != ".json":
        raise WrongUsage(
            f"{out.name} would hold JSON and not say so",
            f"call it {out.with_suffix('.json').name}; a .csv is for an audience",
        )
    found = record(db, one(db, who).id)
    if out is None:
        show.as_json(found)
        return
    with create_private(out) as file:
        file.write(json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    show.say(show.safe(f"{out}: all data of one person. Send it to nobody else."))


def export_audience(
    db: Store, ws: Any, query: str, out: Path, *, with_suppressed: bool, json: bool
) -> None:
    """Those the query picks, or with a blank one everybody."""
    from outreach.actions.contacts_export import export_list
    from outreach.actions.contacts_list import EVERYBODY

    from . import show
    from .audience import parsed, read_signatures

    read_signatures(db, ws, query)
    wanted = parsed(db, query) if query else EVERYBODY
    done = export_list(db, wanted, out, with_suppressed=with_suppressed)
    if done.of_no_contact:
        one = "suppression is of an address that is no contact and is"
        many = "suppressions are of addresses that are no contact and are"
        count, them = show.plural(done.of_no_contact, one, many), "them"
        if done.of_no_contact == 1:
            them = "it"
        show.say(f"{count} not in this file; `outreach db backup` carries {them}")
    if json:
        show.as_json({"file": str(out), "people": done.people, "suppressed": done.suppressed})
        return
    left = f"; {done.suppressed:,} suppressed left out" if done.suppressed else ""
    show.say(show.safe(f"{out}: {show.plural(done.people, 'person', 'people')}{left}."))
    if len(done.kinds) > 1:
        kinds = ", ".join(done.kinds)
        show.say(f"It mixes {kinds}. A list of one kind imports again as it is.")
    show.say("Only you can read the file. Keep it off shared and synced folders; delete it after.")
