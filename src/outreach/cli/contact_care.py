"""contacts show, add, edit, merge and export: the care of single people."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.domain.contact import Contact
    from outreach.store.database import Store

SIGNED_ARGUMENTS = {"ignore_unknown_options": True, "help_option_names": ["--help"]}
"""``-tag:x`` is a change, not a row of one-letter options."""

Who = Annotated[
    str, typer.Argument(metavar="WHO", help="An address, a uid, or words that find one contact.")
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


def show(who: Who, json: Json = False) -> None:
    """Show all that is known of one contact."""
    from outreach.domain.congress import stale
    from outreach.store.congress import dated
    from outreach.store.contact_record import record

    from . import here, show
    from .contact_shown import one, show_record

    with here.store(here.workspace()) as db:
        contact = one(db, who)
        found = record(db, contact.id)
        as_of = dated(db) if contact.office else None
    if json:
        show.as_json(found)
        return
    show_record(found)
    old = stale(as_of, here.now().date()) if as_of else ""
    if old:
        show.say(old)


def add(
    address: Annotated[str, typer.Argument(metavar="ADDRESS")],
    kind: Annotated[
        str, typer.Option("--kind", metavar="KIND", help="press, congress, signatory or other.")
    ],
    name: Annotated[
        str, typer.Option("--name", help="The whole name, as its bearer writes it.")
    ] = "",
    given: Annotated[str, typer.Option("--given", help="First name.")] = "",
    family: Annotated[str, typer.Option("--family", help="Last name.")] = "",
    salutation: Annotated[str, typer.Option("--salutation", help="What follows Dear.")] = "",
    title: Annotated[str, typer.Option("--title", help="Job title.")] = "",
    role: Annotated[str, typer.Option("--role", help="Standard staff role.")] = "",
    organisation: Annotated[
        str, typer.Option("--organisation", "--organization", "--outlet", help="Found or made.")
    ] = "",
    office: Annotated[
        str, typer.Option("--office", metavar="OFFICE", help='R000584, CA-11 or "ID Risch".')
    ] = "",
    tag: Annotated[list[str] | None, typer.Option("--tag", help="May be repeated.")] = None,
    topic: Annotated[list[str] | None, typer.Option("--topic", help="May be repeated.")] = None,
    language: Annotated[str, typer.Option("--language", help="Such as de or zh-Hant.")] = "",
    country: Annotated[str, typer.Option("--country")] = "",
    city: Annotated[str, typer.Option("--city")] = "",
    phone: Annotated[str, typer.Option("--phone")] = "",
    notes: Annotated[str, typer.Option("--notes")] = "",
    basis: Annotated[str, typer.Option("--basis", help="Why we may write: consent …")] = "",
    json: Json = False,
) -> None:
    """Add one contact. What you say of it no import changes."""
    values = {
        "name": name,
        "given_name": given,
        "family_name": family,
        "salutation": salutation,
        "title": title,
        "role": role,
        "organisation": organisation,
        "office": office,
        "language": language,
        "country": country,
        "city": city,
        "phone": phone,
        "notes": notes,
        "basis": basis,
    }
    _add(address, kind, values, tag or [], topic or [], json=json)


def _add(
    address: str,
    kind: str,
    values: dict[str, str],
    tags: list[str],
    topics: list[str],
    *,
    json: bool,
) -> None:
    from outreach.actions import contacts_edit
    from outreach.domain.contact import Kind
    from outreach.errors import WrongUsage

    from . import here, show

    if kind not in list(Kind):
        raise WrongUsage(f"{kind!r} is no kind of contact", f"kinds are {', '.join(Kind)}")
    with here.store(here.workspace(), create=True) as db:
        contact = contacts_edit.add(
            db,
            address,
            Kind(kind),
            values,
            tags=tags,
            topics=topics,
            now=here.now(),
            new_uid=here.new_id,
        )
        if json:
            _as_json(db, contact)
    if not json:
        show.say(show.safe(f"Added {_label(contact)}."))


def edit(
    context: typer.Context,
    who: Who,
    changes: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="CHANGE...",
            help="field=value (blank clears), +tag:x, -tag:x, +topic:x, +address:x …",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Change one contact. Fields are called as `contacts show` calls them; no import undoes it."""
    from outreach.actions import contacts_edit
    from outreach.errors import WrongUsage

    from . import here, show
    from .contact_shown import one

    if "-h" in (who, *(changes or ())):
        show.out(context.get_help())
        return
    if not changes:
        raise WrongUsage("nothing is to be changed", "write field=value, +tag:VALUE or -tag:VALUE")
    with here.store(here.workspace()) as db:
        contact, done = contacts_edit.change(db, one(db, who), changes, now=here.now())
        if json:
            said = [{"field": c.field, "before": c.before, "after": c.after} for c in done]
            _as_json(db, contact, {"changes": said})
            return
    if done:
        show.table(["field", "before", "after"], [[c.field, c.before, c.after] for c in done])
    else:
        show.say("Nothing is different now; no import will change it either.")


def merge(
    keep: Annotated[str, typer.Argument(metavar="[KEEP]", help="The contact that stays.")] = "",
    gone: Annotated[str, typer.Argument(metavar="[GONE]", help="The one it takes in.")] = "",
    undo: Annotated[
        str, typer.Option("--undo", metavar="WHO", help="Make two contacts of this one again.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="Pairs to list.")] = 20,
    yes: Yes = False,
    json: Json = False,
) -> None:
    """Make two contacts one. Alone, it lists those that are likely one person."""
    from outreach.errors import WrongUsage

    from . import contact_merging, here

    if bool(keep) != bool(gone) or (undo and keep):
        raise WrongUsage("merging takes two contacts", "name the one to keep, then the other")
    with here.store(here.workspace()) as db:
        if undo:
            contact_merging.undo(db, undo, json=json)
        elif keep:
            contact_merging.merge(db, keep, gone, yes=yes, json=json)
        else:
            contact_merging.list_duplicates(db, limit, json=json)


def export(
    who: Annotated[str, typer.Argument(metavar="[WHO]", help="One person's data, as JSON.")] = "",
    audience: Annotated[
        str, typer.Option("--audience", metavar="QUERY", help="A list of those it picks.")
    ] = "",
    everybody: Annotated[bool, typer.Option("--all", help="A list of all contacts.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="A new .csv, .json or .jsonl file.")
    ] = None,
    suppressed: Annotated[
        bool, typer.Option("--suppressed", help="With those who are not written to any more.")
    ] = False,
    json: Json = False,
) -> None:
    """Export one person's data, or a list. The list imports again."""
    from outreach.errors import WrongUsage

    from . import contact_exporting, here

    if [bool(who), bool(audience), everybody].count(True) != 1:
        raise WrongUsage(
            "export one person or a list", 'write WHO, --audience "QUERY", or --all for everybody'
        )
    ws = here.workspace()
    with here.store(ws) as db:
        if who:
            contact_exporting.export_person(db, who, out)
        elif out is None:
            raise WrongUsage("a list goes to a file", "add --out FILE.csv")
        else:
            contact_exporting.export_audience(
                db, ws, audience, out, with_suppressed=suppressed, json=json
            )


def _as_json(db: Store, contact: Contact, more: dict[str, Any] | None = None) -> None:
    from outreach.store.contact_record import record

    from . import show

    show.as_json({**record(db, contact.id), **(more or {})})


def _label(contact: Contact) -> str:
    return f"{contact.name} <{contact.email}>" if contact.name else contact.email
