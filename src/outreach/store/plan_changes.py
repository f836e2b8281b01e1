"""The staged plan against the one it would replace: people, letters and what is on the outside."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlite_utils import Database

from outreach.domain.plan_changes import Gone, Otherwise, Person, PlanChanges, Regiven, Reworded
from outreach.domain.selection import Excluded

from .plan_rows import Rows, Wording, frozen_rows, staged_rows, wordings
from .plans import Plan, enclosed_digests
from .staging import Header, Staging


def changes(staging: Staging, header: Header, earlier: Plan) -> PlanChanges:
    """What the staged plan has otherwise than ``earlier``, a plan of the same edition.

    Where the embargo has lifted since, the letters are compared with those ``earlier`` has for
    after that. Who has a letter of a later wave has not come in.
    """
    db, new, old = staging.db, staged_rows(staging), frozen_rows(earlier.id)
    lifted = _lifted_between(earlier, header)
    files = tuple(_of_files(enclosed_digests(db, earlier.id), _staged_files(db, new)))
    sides = [_Side(db, old, new, "lifted_" if lifted else "", "")]
    if earlier.lifts_at and header.lifts_at:
        sides.append(_Side(db, old, new, "lifted_", "lifted_"))
    unseen = [
        name
        for side, name in zip(sides, ("content", "lifted"), strict=False)
        if not files and side.other_files
    ]
    release = () if lifted else tuple(_of_release(earlier, header))
    if earlier.parts and earlier.parts.get("timing") != header.parts.get("timing") and not release:
        unseen.append("timing")
    return PlanChanges(
        digest=earlier.digest,
        since=earlier.planned_at,
        by=earlier.planned_by,
        came=tuple(_came(db, old, new, earlier)),
        went=tuple(_went(staging, old, new)),
        regiven=_once([one for side in sides for one in side.regiven()]),
        messages=tuple(one for side in sides for one in side.reworded()),
        files=files,
        outside=tuple(_of_outside(earlier.envelope, header.envelope)),
        release=release,
        unseen=tuple(unseen),
        lifted=lifted,
    )


def _lifted_between(earlier: Plan, header: Header) -> bool:
    """Whether all that is left of the earlier plan is its letters for after the lift."""
    return bool(earlier.lifts_at and not header.lifts_at and header.planned_at >= earlier.lifts_at)


def paced_alike(staging: Staging, earlier: Plan) -> bool:
    """Whether the batches of the earlier plan keep to the pacing of the staged one."""
    now = f"SELECT DISTINCT pace FROM {staging.tables()['batches']} WHERE pace <> ''"
    paces = {pace for (pace,) in staging.db.execute(now).fetchall()}
    rows = staging.db.execute(
        "SELECT pace, max(size) FROM batches WHERE plan_id = ? AND pace <> '' GROUP BY pace",
        (earlier.id,),
    ).fetchall()
    kept = {pace for pace, size in rows if size <= staging.pacing.get(pace, size)}
    return paces <= kept


# --- who ------------------------------------------------------------------------------------------


def _came(db: Database, old: Rows, new: Rows, earlier: Plan) -> Iterator[Person]:
    rows = db.execute(
        f"SELECT n.email, n.name FROM ({new.letters}) n"
        f" WHERE n.key NOT IN (SELECT key FROM ({old.letters})) AND NOT (:started AND n.key IN ("
        " SELECT d.email_key FROM deliveries d JOIN plans p ON p.id = d.plan_id"
        " WHERE p.campaign = :campaign AND p.edition = :edition)) ORDER BY lower(n.name), n.key",
        {
            **old.params,
            "started": earlier.started,
            "campaign": earlier.campaign,
            "edition": earlier.edition,
        },
    )
    return (Person(*row) for row in rows.fetchall())


def _went(staging: Staging, old: Rows, new: Rows) -> Iterator[Gone]:
    """Why is for the new plan to say, and for the store where she is not so much as a candidate."""
    rows = staging.db.execute(
        f"""WITH o AS MATERIALIZED ({old.letters})
        SELECT o.email, o.name, x.reason, x.detail, c.id IS NOT NULL, n.key IS NOT NULL FROM o
        LEFT JOIN {staging.tables()["exclusions"]} x ON x.contact_uid = o.uid
        LEFT JOIN contacts c ON c.uid = o.uid
        LEFT JOIN (SELECT uid, min(key) AS key FROM ({new.letters}) GROUP BY uid) n
            ON n.uid = o.uid
        WHERE o.key NOT IN (SELECT key FROM ({new.letters})) ORDER BY lower(o.name), o.key""",
        old.params,
    )
    for email, name, reason, detail, known, moved in rows.fetchall():
        if reason is not None:
            yield Gone(email, name, reason, detail, reason.startswith(Excluded.SUPPRESSED))
        elif moved:
            yield Gone(email, name, "written to at another address")
        else:
            yield Gone(email, name, _OUT if known else "no contact of its own any more")


_OUT = "not in the audience any more"


# --- what they get --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Letter:
    """One person's, on one side of the lift."""

    key: str
    email: str
    name: str
    message: int
    filled: str

    @property
    def person(self) -> tuple[str, str, str]:
        return self.email, self.name, self.filled


@dataclass
class _Side:
    """The letters of two plans for one side of the embargo's lift, ``was`` and ``then``.

    Both are the prefix of their columns in ``Rows.letters``.
    """

    db: Database
    old: Rows
    new: Rows
    was: str
    then: str

    @cached_property
    def before(self) -> dict[int, Wording]:
        return dict(wordings(self.db, self.old))

    @cached_property
    def now(self) -> dict[int, Wording]:
        return dict(wordings(self.db, self.new))

    def both(self) -> Iterator[tuple[_Letter, _Letter]]:
        """What each of both plans had and gets. Both are read side by side: nothing is built up."""
        before = self._letters(self.old, self.was)
        had = next(before, None)
        for gets in self._letters(self.new, self.then):
            while had and had.key < gets.key:
                had = next(before, None)
            if had and had.key == gets.key:
                yield had, gets

    def _letters(self, rows: Rows, side: str) -> Iterator[_Letter]:
        sql = f"SELECT key, email, name, {side}message, {side}filled FROM ({rows.letters})"
        return (_Letter(*row) for row in self.db.execute(f"{sql} ORDER BY key", rows.params))

    @cached_property
    def pairs(self) -> Counter[tuple[int, int]]:
        """How many people of both plans had the one message and get the other."""
        return Counter((had.message, gets.message) for had, gets in self.both())

    @cached_property
    def successors(self) -> dict[int, int]:
        """What became of each message: itself where it is still there, else what most got of it."""
        known = {one.words: number for number, one in self.now.items()}
        found = {
            was: known[self.before[was].words]
            for was, _ in self.pairs
            if self.before[was].words in known
        }
        taken = set(found.values())
        for (was, now), _ in self.pairs.most_common():
            if was not in found and now not in taken:
                found[was] = now
                taken.add(now)
        return found

    def reworded(self) -> Iterator[Reworded]:
        for (was, now), count in self.pairs.most_common():
            before, after = self.before[was], self.now[now]
            if self.successors.get(was) == now and before.words != after.words:
                yield Reworded(
                    language=after.language,
                    people=count,
                    subject=(before.subject, after.subject),
                    text=_difference(before.text, after.text),
                    html=before.html != after.html,
                    lifted=bool(self.then),
                )

    def regiven(self) -> Iterator[Regiven]:
        for had, gets in self.both():
            before, after = self.before[had.message], self.now[gets.message]
            successor = self.successors.get(had.message) == gets.message
            if before.words != after.words and not successor:
                what: Otherwise = "message" if before.language == after.language else "language"
                yield Regiven(gets.email, gets.name, what)
            elif had.person != gets.person and before.fields == after.fields:
                yield Regiven(gets.email, gets.name, "values")

    @cached_property
    def other_files(self) -> bool:
        """Whether what travels with a letter differs where its words do not."""
        return any(
            self.before[was].words == self.now[now].words
            and self.before[was].whole != self.now[now].whole
            for was, now in self.pairs
        )


def _once(found: list[Regiven]) -> tuple[Regiven, ...]:
    """Each person once, by what was found first; by name."""
    each = {one.email: one for one in reversed(found)}
    return tuple(sorted(each.values(), key=lambda one: (one.name.casefold(), one.email)))


def _difference(before: str, after: str) -> tuple[str, ...]:
    """A unified diff without the lines that name files."""
    return tuple(difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[
        2:
    ]


# --- what travels along, and what is on the outside -----------------------------------------------


def _staged_files(db: Database, rows: Rows) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for _, _, filename, _, digest in db.execute(rows.files, rows.params).fetchall():
        found.setdefault(filename, set()).add(digest)
    return {name: frozenset(digests) for name, digests in found.items()}


def _of_files(
    before: Mapping[str, frozenset[str]], now: Mapping[str, frozenset[str]]
) -> Iterator[str]:
    for name in sorted({*before, *now}):
        if name not in now:
            yield f"{name} is attached no more"
        elif name not in before:
            yield f"{name} is attached besides"
        elif before[name] != now[name]:
            yield f"{name} is another file"


_ON = {True: "measured", False: "not measured"}
_OUTSIDE: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "reply_to": ("the reply address", str),
    "opens": ("opening the letter", _ON.__getitem__),
    "clicks": ("following a link", _ON.__getitem__),
    "asm_group": ("the unsubscribe group", str),
    "unsubscribe": ("the way to unsubscribe", str),
    "open_link": ("the link to unsubscribe", str),
    "one_click": ("unsubscribing through SendGrid", {True: "on", False: "off"}.__getitem__),
    "categories": ("what SendGrid counts it under", ", ".join),
}


def _of_outside(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """JSON has lists where the staged one has tuples. A link of ours is left out where none is."""
    before, now = ({"open_link": "", **one} for one in json.loads(json.dumps([before, now])))
    if _sender(before) != _sender(now):
        yield f"the sender is {_sender(now)}, it was {_sender(before)}"
    for key in sorted({*before, *now} - {"from_name", "from_email"}):
        if before.get(key) == now.get(key):
            continue
        if key not in _OUTSIDE or key not in before or key not in now:
            yield f"{key} is another"
            continue
        what, say = _OUTSIDE[key]
        yield f"{what}: {say(now[key]) or 'none'}, before {say(before[key]) or 'none'}"


def _sender(envelope: Mapping[str, Any]) -> str:
    return f"{envelope['from_name']} <{envelope['from_email']}>"


def _of_release(earlier: Plan, header: Header) -> Iterator[str]:
    if earlier.release_line != header.release_line:
        yield f"the release line is {header.release_line}, it was {earlier.release_line}"
    elif earlier.lifts_at != header.lifts_at:
        yield f"the embargo's lift is {header.lifts_at or 'none'}, it was {earlier.lifts_at}"
