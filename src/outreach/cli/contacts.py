"""contacts: the people and desks we may write to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import contact_import
from .options import Json

if TYPE_CHECKING:
    from outreach.domain.contact import Contact

app = typer.Typer(help="The people and desks we may write to.", no_args_is_help=True)


app.command("import")(contact_import.import_)


@app.command("list")
def list_(
    query: Annotated[str, typer.Argument(help='An audience, such as "press tag:tier1".')] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="At most so many.")] = 100,
    json: Json = False,
) -> None:
    """List contacts: all, or those an audience picks."""
    from outreach.domain.audience import KINDS

    from . import here, show
    from .audience import contact_json, parsed, read_signatures

    ws = here.workspace()
    with here.store(ws) as db:
        from outreach.store.audience import count
        from outreach.store.contacts import contacts

        read_signatures(db, ws, query)
        wanted = parsed(db, query or ",".join(KINDS))
        total = count(db, wanted)
        found = list(contacts(db, wanted, limit))
    if json:
        show.as_json({"count": total, "contacts": [contact_json(one) for one in found]})
        return
    show_contacts(found)
    show_total(total, len(found))


def show_total(total: int, shown: int) -> None:
    from . import show

    more = f"; --limit {total} shows them all" if total > shown else ""
    show.say(f"{show.plural(total, 'contact')}{more}")


def show_contacts(found: list[Contact]) -> None:
    from . import show

    show.table(
        ["name", "address", "who"],
        [[one.name or "–", one.email, _who(one)] for one in found],
        whole=("address",),
    )


def _who(contact: Contact) -> str:
    at = contact.office or contact.organisation
    return ", ".join(filter(None, (contact.title or contact.role, at.name if at else "")))
