"""proposals: changes to contacts that mails suggest, to accept or refuse."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from .options import Json

if TYPE_CHECKING:
    from outreach.store.proposals import Proposal

app = typer.Typer(
    help="Changes to contacts that replies suggest.", invoke_without_command=True,
    no_args_is_help=False,
)  # fmt: skip

Number = Annotated[int, typer.Argument(metavar="N", help="Its number in the list.")]

_SAID = {
    "left": "left: write to this address no more",
    "new-address": "write to her at this address",
    "successor": "add this contact in her place",
    "suppress": "URGENT: never write to her again",
}


@app.callback(invoke_without_command=True)
def proposals(context: typer.Context, json: Json = False) -> None:
    """List the changes to contacts that replies suggest."""
    if context.invoked_subcommand is not None:
        return
    from outreach.store.proposals import proposals as read

    from . import here, show

    with here.store(here.workspace()) as db:
        found = read(db)
    if json:
        show.as_json({"count": len(found), "proposals": [_json(one) for one in found]})
        return
    if not found:
        show.say("Nothing is suggested.")
        return
    show.table(
        ["n", "of", "change", "address", "because"],
        [[str(one.id), one.email, _change(one), _whose(one), _because(one)] for one in found],
        whole=("n",),
    )
    show.say("outreach proposals accept N, or refuse N; `outreach replies --show N` has the mail.")


@app.command()
def accept(number: Number, json: Json = False) -> None:
    """Make the change."""
    from outreach.actions.proposals import accept as make

    from . import here, show

    with here.store(here.workspace()) as db:
        one, did = make(db, number, by=here.who(), now=here.now(), new_uid=here.new_id)
    if json:
        show.as_json(_json(one))
    show.say(show.safe(f"Accepted: {did}."))


@app.command()
def refuse(number: Number, json: Json = False) -> None:
    """Leave the contact as it is."""
    from outreach.actions.proposals import refuse as leave

    from . import here, show

    with here.store(here.workspace()) as db:
        one = leave(db, number, by=here.who(), now=here.now())
    if json:
        show.as_json(_json(one))
    show.say(f"Refused: nothing was changed by {number}.")


def _change(one: Proposal) -> str:
    return _SAID[one.change]


def _whose(one: Proposal) -> str:
    name, address = one.detail.get("name", ""), one.detail.get("address", "")
    return f"{name} <{address}>" if name else address


def _because(one: Proposal) -> str:
    doubt = " (sender not verified)" if one.unverified else ""
    return f"“{one.detail.get('evidence', '')}”{doubt}, reply {one.interaction_id}"


def _json(one: Proposal) -> dict[str, Any]:
    return {
        "id": one.id,
        "change": one.change,
        "state": one.state,
        "contact": one.contact_uid or None,
        "email": one.email,
        "detail": dict(one.detail),
        "unverified": one.unverified,
        "reply": one.interaction_id,
        "at": one.at,
        "decided_by": one.decided_by or None,
        "decided_at": one.decided_at or None,
    }
