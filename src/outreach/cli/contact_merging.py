"""contacts merge: likely duplicates side by side, a merge seen before it is done, and undone."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from outreach.actions.contacts_merge import Line
    from outreach.domain.contact import Contact
    from outreach.store.contact_merge import Merge
    from outreach.store.database import Store


def list_duplicates(db: Store, limit: int, *, json: bool) -> None:
    from outreach.actions.contacts_merge import side_by_side
    from outreach.store.contact_merge import count_likely_duplicates, likely_duplicates

    from . import show

    pairs = likely_duplicates(db, limit)
    total = len(pairs) if len(pairs) < limit else count_likely_duplicates(db)
    if json:
        show.as_json({"count": total, "pairs": [_pair_json(*pair) for pair in pairs]})
        return
    for number, (keep, gone) in enumerate(pairs, 1):
        lines, _ = side_by_side(db, keep, gone)
        show.out(
            show.safe(f"{number}. outreach contacts merge {quote(keep.email)} {quote(gone.email)}")
        )
        _show_lines([line for line in lines if line.differs or line.field == "name"])
        show.out()
    more = f"; --limit {total} shows them all" if total > len(pairs) else ""
    show.say(f"{show.plural(total, 'likely duplicate')}{more}")


def merge(db: Store, keep_who: str, gone_who: str, *, yes: bool, json: bool) -> None:
    from outreach.actions.contacts_merge import side_by_side
    from outreach.errors import WrongUsage
    from outreach.store import contact_merge

    from . import here, show
    from .contact_shown import one

    keep, gone = one(db, keep_who), one(db, gone_who)
    if keep.id == gone.id:
        raise WrongUsage("both are one contact already", "name two contacts")
    lines, planned = side_by_side(db, keep, gone)
    if not json:
        _show_lines(lines, with_result=True)
        _show_dropped(lines, planned)
    if not yes:
        here.confirm(f"Merge them? {keep.email} stays, {gone.email} becomes a further address.")
    contact_merge.merge(db, keep.id, gone.id, now=here.now())
    if json:
        from outreach.store.contact_record import record

        show.as_json(record(db, keep.id))
    else:
        undo_it = f"outreach contacts merge --undo {quote(keep.email)}"
        show.say(show.safe(f"Merged. Undo it with `{undo_it}`."))


def undo(db: Store, who: str, *, json: bool) -> None:
    from outreach.store.contact_unmerge import undo_merge
    from outreach.store.contacts import named

    from . import show
    from .contact_shown import one

    keep = one(db, who)
    done = undo_merge(db, keep.id)
    (restored,) = named(db, done.restored)
    if json:
        two = {"kept": keep.email, "restored": restored.email}
        show.as_json({**two, "stays": list(done.stays), "left": done.left})
        return
    show.say(show.safe(f"{keep.email} and {restored.email} are two contacts again."))
    if done.stays:
        fields = ", ".join(done.stays)
        show.say(show.safe(f"Changed since, and so left to {keep.email}: {fields}."))
    if done.left:
        show.say(f"Neither is written to: {done.left}, while they were one contact.")
        show.say("    → lift it for the other one: outreach contacts release ADDRESS")


def _show_lines(lines: list[Line], *, with_result: bool = False) -> None:
    from . import show

    columns = ["", "field", "keep", "gone"] + ["result"] * with_result
    show.table(
        columns,
        [
            ["≠" if line.differs else "", line.field, line.keep, line.gone]
            + [line.result] * with_result
            for line in lines
        ],
    )


def _show_dropped(lines: list[Line], planned: Merge) -> None:
    from . import show

    names = [column.removesuffix("_id") for column in planned.dropped]
    lost = [f"{line.field} {line.gone!r}" for line in lines if line.field in names]
    if lost:
        show.say(show.safe(f"Not kept, but brought back by --undo: {', '.join(lost)}."))


def _pair_json(keep: Contact, gone: Contact) -> dict[str, Any]:
    from .audience import contact_json

    return {"keep": contact_json(keep), "gone": contact_json(gone)}
