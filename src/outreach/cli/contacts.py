"""contacts: the people and desks we may write to; whom there is, and all that is known of one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from . import contact_care, contact_import, contact_leaving
from .options import Json

if TYPE_CHECKING:
    from outreach.domain.audience import Query
    from outreach.domain.contact import Contact
    from outreach.store.database import Store

_SHOWN = 100

app = typer.Typer(help="The people and desks we may write to.", no_args_is_help=True)


app.command("import")(contact_import.import_)
app.command("suppress")(contact_leaving.suppress)
app.command("release")(contact_leaving.release)
app.command("erase")(contact_leaving.erase)


@app.command("list")
def list_(
    query: Annotated[str, typer.Argument(help='An audience, such as "press tag:tier1".')] = "",
    search: Annotated[
        str,
        typer.Option(
            "--search", "-s", metavar="TEXT", help="Names, organisations, titles and addresses."
        ),
    ] = "",
    limit: Annotated[
        int | None,
        typer.Option("--limit", min=1, help="At most so many; 100, with --json all."),
    ] = None,
    suppressed: Annotated[
        bool, typer.Option("--suppressed", help="Only those who are not written to any more.")
    ] = False,
    json: Json = False,
) -> None:
    """List contacts. All, those an audience picks, or those a search finds."""
    from outreach.actions.contacts_list import listed

    from . import here, show
    from .audience import contact_json, read_signatures

    ws = here.workspace()
    most = limit if limit or json else _SHOWN
    with here.store(ws) as db:
        read_signatures(db, ws, query)
        within = _audience(db, query) if query else None
        total, some = listed(db, within, search, most, only_suppressed=suppressed)
        if json:
            each = ({**contact_json(contact), "uid": contact.uid} for contact in some)
            show.as_json_lists({"count": total}, {"contacts": each})
            return
        found = list(some)
    show_contacts(found)
    show_total(total, len(found))


def _audience(db: Store, query: str) -> Query:
    """Raises WrongUsage as an audience does; for plain words it names the search as well."""
    from shlex import quote

    from outreach.errors import WrongUsage

    from .audience import parsed

    try:
        return parsed(db, query)
    except WrongUsage as exc:
        if ":" in query:
            raise
        look = f"to look for somebody: outreach contacts list --search {quote(query)}"
        raise WrongUsage(exc.message, "; ".join(filter(None, (exc.hint, look)))) from None


app.command("show")(contact_care.show)
app.command("add")(contact_care.add)
app.command("edit", context_settings=contact_care.SIGNED_ARGUMENTS)(contact_care.edit)
app.command("merge")(contact_care.merge)
app.command("export")(contact_care.export)


def show_total(total: int, shown: int) -> None:
    from . import show

    more = f"; --limit {total} shows them all" if total > shown else ""
    show.say(f"{show.plural(total, 'contact')}{more}")


def show_contacts(found: list[Contact]) -> None:
    from . import show

    show.table(
        ["name", "address", "who"],
        [[one.name or "–", one.email, who_is(one)] for one in found],
        whole=("address",),
    )


def who_is(contact: Contact) -> str:
    """Title or role, and office or organisation."""
    at = contact.office or contact.organisation
    return ", ".join(filter(None, (contact.title or contact.role, at.name if at else "")))
