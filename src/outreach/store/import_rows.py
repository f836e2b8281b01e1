"""One row of a list after another, against what the store knows of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from sqlite_utils import Database

from outreach.domain.contact import Kind, Reason, address_key
from outreach.domain.contact_list import Rejected
from outreach.domain.names import name_key

from .congress import office_for
from .import_pages import Listed, Outlet, Writes, names, owners
from .import_rules import Known, Right, Said, take
from .import_staging import clue_of, labels_of
from .import_tally import Counts
from .suppressions import OWN_WORD


class Run:
    """What the rows of one import have in common.

    ``why`` says why an address key is suppressed; ``own`` are the sources that are versions of
    this list. ``named_beside`` are contacts that rows name by an address that was taken away by
    hand, each with the first line that does.
    """

    def __init__(
        self,
        db: Database,
        kind: Kind,
        *,
        why: Callable[[str], Reason | None],
        new_uid: Callable[[], str],
        own: frozenset[int],
        overwrite: bool,
        counts: Counts,
    ) -> None:
        self.db = db
        self.kind = kind
        self.why = why
        self.new_uid = new_uid
        self.own = own
        self.overwrite = overwrite
        self.counts = counts
        self.next_contact = _next_id(db, "contacts")
        self.next_outlet = _next_id(db, "organisations")
        self.office = lru_cache(10_000)(lambda text: office_for(db, clue_of(text)))
        self.taken_away = _taken_away(db)
        self.named_beside: dict[int, int] = {}


def _taken_away(db: Database) -> dict[str, list[tuple[int, str]]]:
    """By address key: the contacts of whom a person said so much, each with its folded name."""
    found: dict[str, list[tuple[int, str]]] = {}
    for field, contact, name in db.execute(
        "SELECT e.field, c.id, c.search_name FROM edits e JOIN contacts c ON c.id = e.contact_id"
        " WHERE e.field GLOB 'address:*' ORDER BY c.id"
    ):
        found.setdefault(field.removeprefix("address:"), []).append((contact, name))
    return found


def _next_id(db: Database, table: str) -> int:
    row: Any = db.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}").fetchone()
    return int(row[0])


class _Page:
    """The contacts of one page under all their addresses, and what is to be written."""

    def __init__(self, run: Run, rows: list[Listed]) -> None:
        self.run = run
        self.writes = Writes()
        self.by_key: dict[str, Known] = {}
        further = {row.n: _further(row) for row in rows if row.other_emails}
        keys = {key for emails in further.values() for key in emails}
        self.further: Mapping[int, dict[str, str]] = further
        self.owners = owners(run.db, keys)
        for row in rows:
            if row.other_emails or row.key in run.taken_away:
                keys.add(row.key)
            if row.known and (row.other_emails or row.known.key != row.key):
                keys |= {row.key, row.known.key}
        self.names = names(run.db, keys)

    def says_another(self, key: str, hers: AbstractSet[str]) -> bool:
        """Whether this list has that address under another name. All rows of it decide, so that
        their order does not."""
        said: AbstractSet[str] = self.names.get(key, frozenset())
        return not said <= hers if hers else len(said) > 1

    def free(self, key: str) -> None:
        """It is no further address any more."""
        if self.writes.addresses.pop(key, None) is None:
            self.writes.freed.add(key)
        self.by_key.pop(key, None)


def take_page(run: Run, rows: list[Listed]) -> Writes:
    """Count each row, and gather what the store gains."""
    page = _Page(run, rows)
    for row in rows:
        _take_row(page, row)
    return page.writes


def _further(row: Listed) -> dict[str, str]:
    emails = {address_key(email): email for email in json.loads(row.other_emails)}
    emails.pop(row.key, None)
    return emails


def _take_row(page: _Page, row: Listed) -> None:
    run = page.run
    reason = _left(page, row)
    if reason is not None:
        run.counts.row(row.line, "suppressed", reason=reason)
        return
    office = run.office(row.office) if row.office else None
    if isinstance(office, str):
        run.counts.rejected(row.n, Rejected(row.line, office))
        return
    said = Said(
        row.line,
        run.kind.value,
        row.values,
        row.search_name,
        row.listed_on,
        labels_of(row.tags),
        labels_of(row.topics),
        _outlet(page, row) if row.organisation else None,
        office,
    )
    known = _known(page, row)
    if known is None:
        if _named_beside(page, row):
            return
        known = _add(page, row, said)
        _, shared = _attach_addresses(page, row, known, "fill")
        run.counts.row(row.line, "new", shared=shared)
        page.writes.gained.add(known.id)
        return
    page.writes.met[known.id] = known
    repeats = known.line
    right = _right(run, row, said, known)
    changed, kept = take(said, known, right)
    new, shared = _attach_addresses(page, row, known, right)
    if new:
        changed.append("further address")
    if changed:
        page.writes.gained.add(known.id)
    if repeats is not None:
        run.counts.row(row.line, "merged", changed, kept, into=repeats, shared=shared)
        return
    known.line = row.line
    run.counts.row(row.line, "changed" if changed else "unchanged", changed, kept, shared=shared)


def _left(page: _Page, row: Listed) -> Reason | None:
    """A mailbox of hers that bounces says nothing of this one; her own word does."""
    reason = page.run.why(row.key)
    if reason is None and row.other_emails:
        others = (page.run.why(key) for key in page.further[row.n])
        return next((one for one in others if one in OWN_WORD), None)
    return reason


def _known(page: _Page, row: Listed) -> Known | None:
    """As this page left the contact, or else as the store has it. A further address is hers by
    name, or because a person or a merge settled it; else it is now free for its own contact."""
    known = page.by_key.get(row.key)
    if known is None and row.known is not None:
        known = page.writes.met.get(row.known.id, row.known)
    if known is None:
        return None
    further = known.key != row.key and f"address:{row.key}" not in known.settled
    if further and page.says_another(row.key, _names(page, known)):
        page.free(row.key)
        return None
    page.by_key[row.key] = known
    return known


def _names(page: _Page, known: Known) -> AbstractSet[str]:
    """As this list calls her under her own address, or else as the store does."""
    return page.names.get(known.key) or {name_key(known.values[0])} - {""}


def _named_beside(page: _Page, row: Listed) -> bool:
    """Whether a person took this row's address away from a contact of its name: nothing of the
    row is taken then, and nobody added."""
    run = page.run
    for contact, name in run.taken_away.get(row.key, ()):
        if not page.says_another(row.key, {name} - {""}):
            first = run.named_beside.setdefault(contact, row.line)
            repeats = first != row.line
            run.counts.row(
                row.line, "merged" if repeats else "unchanged", into=first if repeats else 0
            )
            return True
    return False


def _right(run: Run, row: Listed, said: Said, known: Known) -> Right:
    if known.line is not None:
        return "fill"
    if run.overwrite:
        return "overwrite"
    brought_by_this_list = row.source in run.own and known.kind == said.kind
    return "correct" if brought_by_this_list else "fill"


def _add(page: _Page, row: Listed, said: Said) -> Known:
    run = page.run
    known = Known(run.next_contact, said.kind, said.values, said.listed_on, key=row.key)
    run.next_contact += 1
    known.line, known.organisation, known.office = said.line, said.organisation, said.office
    known.tags, known.topics = said.tags.keys(), said.topics.keys()
    if said.organisation is not None:
        known.positions = {said.organisation}
    page.by_key[row.key] = known
    page.writes.met[known.id] = known
    page.writes.added[known.id] = (row.n, run.new_uid(), said.organisation, said.office)
    return known


def _attach_addresses(
    page: _Page, row: Listed, known: Known, right: Right
) -> tuple[bool, list[str]]:
    """Whether any address was new, and those that are another contact's."""
    new = False
    shared: list[str] = []
    for key, email in page.further.get(row.n, {}).items():
        owner = page.by_key[key].id if key in page.by_key else page.owners.get(key)
        if owner is None:
            taken_away = f"address:{key}"
            if taken_away in known.settled:
                if right != "overwrite":
                    continue
                known.lifted += (taken_away,)
            elif page.says_another(key, _names(page, known)):
                shared.append(email)
                continue
            page.writes.addresses[key] = (email, known.id)
            page.by_key[key] = known
            new = True
        elif owner != known.id:
            shared.append(email)
    return new, shared


def _outlet(page: _Page, row: Listed) -> int:
    """Find or add it; blanks are filled in. A journalist's country says nothing of the outlet."""
    run, outlets = page.run, page.writes.outlets
    outlet = outlets.get(row.organisation_key)
    if outlet is None:
        outlet = outlets[row.organisation_key] = _stored_or_new(run, row)
    medium, country, language = row.organisation_facts
    facts = (medium,) if run.kind is Kind.PRESS else (medium, country, language)
    for at, fact in enumerate(facts):
        if fact and not outlet.facts[at]:
            outlet.facts[at] = fact
            outlet.changed = True
    for key, alias in labels_of(row.aliases).items():
        page.writes.aliases.setdefault((outlet.id, key), alias)
    return outlet.id


def _stored_or_new(run: Run, row: Listed) -> Outlet:
    if row.outlet is not None:
        number, *facts = row.outlet
        return Outlet(int(number), row.organisation, row.organisation_key, [str(f) for f in facts])
    run.next_outlet += 1
    facts = ["", "", ""]
    return Outlet(run.next_outlet - 1, row.organisation, row.organisation_key, facts, new=True)
