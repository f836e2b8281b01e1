"""contacts suppress, release, erase: who left stays out, and who asks is forgotten."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.actions.contacts_erase import Erasure
    from outreach.store.erasure import Person
    from outreach.store.suppressions import Held

_BY_HAND = ("manual", "unsubscribe", "complaint", "bounce")

NOT_REACHED = (
    "backups and other copies of the store, and free space and snapshots of the disk",
    "lists she was imported from, their rejected rows (*.rejects*.csv) and lists exported before",
    "letters the sandbox filed (outbox/), and mail in anybody's mailbox",
    "SendGrid's records of what was sent to her",
)


def suppress(
    addresses: Annotated[
        list[str] | None, typer.Argument(metavar="[ADDRESS]...", help="Contacts' or anybody's.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option("--file", metavar="LIST", help="A plain file, one a line.")
    ] = None,
    reason: Annotated[
        str, typer.Option("--reason", metavar="REASON", help=f"{', '.join(_BY_HAND)}.")
    ] = "manual",
    note: Annotated[str, typer.Option("--note", help="To remember why.")] = "",
    json: Json = False,
) -> None:
    """Never write to these addresses again.

    They need not be contacts. A note outlives the contact: write no names into it.
    """
    from outreach.actions.contacts_leave import addresses_of, named_addresses, suppress_addresses
    from outreach.domain.contact import Reason
    from outreach.errors import NeedsFixing, WrongUsage

    from . import here, show

    if reason not in _BY_HAND:
        raise WrongUsage(f"{reason!r} is no reason", f"reasons are {', '.join(_BY_HAND)}")
    if not addresses and file is None:
        raise WrongUsage("no address is named", "name addresses, or a list of them with --file")
    wanted = named_addresses(addresses or [])
    listed, rejected = addresses_of(file) if file else ([], [])
    with here.store(here.workspace(), create=True) as db:
        left = suppress_addresses(
            db,
            [*wanted, *listed],
            reason=Reason(reason),
            note=note,
            now=here.now(),
            rejected=rejected,
        )
    if json:
        lines = [{"line": one.line, "reason": one.reason} for one in left.rejected]
        counts = {"suppressed": left.suppressed, "already": left.already}
        show.as_json({**counts, "reason": reason, "rejected": lines})
    else:
        counts_row = [left.suppressed, left.already, len(left.rejected)]
        show.table(["suppressed", "already", "rejected"], [counts_row])
    for one in left.rejected:
        show.say(show.safe(f"{file}:{one.line}: rejected: {one.reason}"))
    if rejected and not wanted and not listed:
        raise NeedsFixing(f"no address was found in {file}", hint="put one address on each line")


def release(
    address: Annotated[str, typer.Argument(help="The address that may be written to again.")],
    asked: Annotated[
        str,
        typer.Option("--asked-to-return", metavar="HOW", help="How and when she asked for it."),
    ] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    json: Json = False,
) -> None:
    """Lift a suppression. Who left by her own word returns only by her own word."""
    from outreach.actions.contacts_leave import named_addresses
    from outreach.domain.contact import Reason, address_key
    from outreach.errors import WrongUsage
    from outreach.store.suppressions import barring
    from outreach.store.suppressions import release as lift

    from . import here, show

    [clean] = named_addresses([address])
    key = address_key(clean)
    with here.store(here.workspace()) as db:
        found = barring(db, key)
        if found and not json:
            _show_held(found)
        hers = {Reason.UNSUBSCRIBE, Reason.COMPLAINT, Reason.ERASURE}
        if hers & {one.reason for one in found} and not asked.strip():
            raise WrongUsage(
                "she left by her own word",
                "if she asked to return, say how and when: --asked-to-return 'her mail of 3 May'",
            )
        if found and not yes:
            here.confirm("Write to this address again?")
        lifted = lift(db, key, here.now(), asked.strip()) if found else []
    if json:
        show.as_json({"released": [_held_json(one) for one in lifted]})
    if not lifted:
        show.say("This address is not suppressed; nothing was done.")
        return
    show.say("Released. SendGrid may still hold the address in suppression lists of its own and")
    show.say("drop what is sent there: look in its account under Suppressions.")


def _show_held(found: list[Held]) -> None:
    from . import show

    show.table(
        ["reason", "since", "source", "note"],
        [[one.reason, f"{one.at:%Y-%m-%d}", one.source, one.note] for one in found],
    )


def _held_json(one: Held) -> dict[str, Any]:
    return {
        "reason": one.reason,
        "at": one.at.isoformat(),
        "source": one.source,
        "note": one.note,
    }


def erase(
    who: Annotated[str, typer.Argument(metavar="WHO", help="Her address, or her uid.")],
    yes: Annotated[bool, typer.Option("--yes", help="Without asking.")] = False,
    json: Json = False,
) -> None:
    """Remove a person for good.

    What was sent stays counted, without her; no import brings her back. It says where her address
    still stands, and what is out of its reach.
    """
    from outreach.actions.contacts_erase import erase_contact, remaining, whom
    from outreach.store.remains import Standing

    from . import here, show

    who = here.whom(who)
    ws = here.workspace()
    with here.store(ws) as db:
        her = whom(db, who)
        if not yes:
            _show_whom(her)
            here.confirm("Erase this person? It cannot be undone.")
        done = erase_contact(db, ws.store, who, now=here.now())
    within: list[Standing] = [one for one in done.standing if not one.exact]
    # What stands in a row, as part of a longer address or not, explains the bytes.
    bytes_left = {} if done.standing else remaining(ws.store, her.keys) or {}
    unfinished = done.unfinished or ("her address is still in its bytes" if bytes_left else "")
    if json:
        show.as_json(_erasure_json(done, not unfinished, bytes_left))
    else:
        _show_erasure(done)
    if done.removed:
        show.say(show.safe(f"removed too: {done.removed}, of an interrupted `outreach db`"))
    for place in done.standing:
        if place not in within:
            rows = show.plural(place.rows, "row")
            show.say(show.safe(f"still named in {place.table}.{place.column}: {rows}"))
    if not json:
        if not (unfinished or done.standing):
            _show_nothing_left(ws.store)
        show.say("Out of reach of this command; remove her there yourself:")
        for one in NOT_REACHED:
            show.say(f"  {one}")
    if unfinished:
        show.fault(
            f"the rows are gone, but deleted pages may still be in the store: {unfinished}",
            "close what has the store open (outreach listen, Datasette), then run"
            f" `outreach contacts erase {who}` again",
        )
    if unfinished or any(one.exact for one in done.standing):
        raise typer.Exit(1)


def _show_nothing_left(store: Path) -> None:
    from outreach.store.driver import Form, head_of

    from . import show

    if head_of(store).form is Form.ENCRYPTED:
        show.say("No row of the store names her; it is encrypted, so its bytes were not searched.")
    else:
        show.say("No row of the store names her, and no byte of its files holds her addresses.")


def _show_whom(her: Person) -> None:
    from . import show

    name = " / ".join(her.names) or "no name"
    show.say(show.safe(f"{name}: {', '.join(her.keys)}"))
    contact = "a contact" if her.contact is not None else "no contact"
    show.say(f"{contact}; {show.plural(her.letters, 'letter')} planned, left out or sent")


def _show_erasure(done: Erasure) -> None:
    from . import show

    erased = done.erased
    show.table(
        ["contacts", "addresses", "letters without a name", "left out", "exclusions", "events"],
        [
            [
                int(erased.contact),
                erased.addresses,
                erased.letters,
                erased.left_out,
                erased.exclusions,
                erased.events,
            ]
        ],
    )


def _erasure_json(done: Erasure, finished: bool, bytes_left: dict[Path, int]) -> dict[str, Any]:
    erased = done.erased
    return {
        "contact": erased.contact,
        "addresses": erased.addresses,
        "letters": erased.letters,
        "left_out": erased.left_out,
        "exclusions": erased.exclusions,
        "events": erased.events,
        "finished": finished,
        "standing": [
            {"table": one.table, "column": one.column, "rows": one.rows}
            for one in done.standing
            if one.exact
        ],
        "files": [{"file": str(file), "occurrences": n} for file, n in bytes_left.items()],
        "not_reached": list(NOT_REACHED),
    }
