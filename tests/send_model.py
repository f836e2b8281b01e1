"""The send as a small world that can be explored to its end: every order of every thing.

What the ledger does is not modelled: every transition of it is made by the real functions on a
real store, once, and remembered. What follows from an answer is decided by the real
``domain.protocol``. The model is of the rest: a sender that may die at any moment, SendGrid, the
wire, events, and a person who may be wrong.

A request that left may be taken at any later time, long after its sender has died.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import Enum

from outreach.domain.delivery import Batch, BatchState
from outreach.domain.event import Event, EventKind
from outreach.domain.protocol import MOST_TRIES, MOST_UNCERTAIN_IN_A_ROW, Fate, Step, next_step
from outreach.errors import (
    NotAuthorised,
    RateLimited,
    Rejected,
    SendGridError,
    Unanswered,
    Unreachable,
)
from outreach.store import ledger
from outreach.store.database import Store
from outreach.store.events import record_events

NOW = datetime(2026, 6, 20, 12, tzinfo=UTC)
People = tuple[str, ...]
Row = tuple[str, str, People]
Ledger = tuple[Row, ...]
"""Batches as ``(id, state, deliveries)``."""


class At(Enum):
    """Where a request is."""

    CLAIMED = "nothing of it has left"
    ON_THE_WAY = "it has left, and no answer has come"
    ANSWERED = "how it ended is known, and not yet on record"


class Answer(Enum):
    TAKEN = "202"
    UNREACHABLE = "no connection"
    LIMITED = "429"
    NOT_AUTHORISED = "401"
    ELSEWHERE = "redirect"
    BAD_LETTER = "400 for the letter"
    BAD_ADDRESS = "400 for one address"
    LOST = "no answer"


_REFUSALS = (
    Answer.LIMITED,
    Answer.NOT_AUTHORISED,
    Answer.ELSEWHERE,
    Answer.BAD_LETTER,
    Answer.BAD_ADDRESS,
)
_ERRORS: dict[Answer, SendGridError | None] = {
    Answer.TAKEN: None,
    Answer.UNREACHABLE: Unreachable(""),
    Answer.LIMITED: RateLimited(""),
    Answer.NOT_AUTHORISED: NotAuthorised(""),
    Answer.ELSEWHERE: Rejected("", "", 302),
    Answer.BAD_LETTER: Rejected("", "", 400, [("subject", "bad")]),
    Answer.BAD_ADDRESS: Rejected("", "", 400, [("personalizations.0.to.0.email", "bad")]),
    Answer.LOST: Unanswered(""),
}


@dataclass(frozen=True, slots=True)
class Request:
    batch: str
    people: People
    at: At = At.CLAIMED
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class Sender:
    """A living process that holds the lock. ``ends`` when it claims nothing more."""

    requests: tuple[Request, ...] = ()
    ends: bool = False


@dataclass(frozen=True, slots=True)
class World:
    """``wire`` are requests that nobody waits for any more. ``taken`` is how often SendGrid took a

    letter of each person, ``of`` the batches it took, ``excused`` whom a person decided wrongly on.
    """

    ledger: Ledger
    senders: tuple[Sender, ...] = ()
    wire: frozenset[tuple[str, People]] = frozenset()
    taken: tuple[int, ...] = ()
    of: frozenset[tuple[str, str]] = frozenset()
    excused: frozenset[str] = frozenset()

    @property
    def at_rest(self) -> bool:
        return not self.senders and not self.wire


Decide = Callable[[SendGridError | None, int, int, int], Step]


@dataclass
class Rules:
    """What is explored. ``decide``, ``claimable`` and ``orphaned`` can be broken on purpose.

    Where ``person_errs`` is false she decides only on what has ended, and as it ended.
    """

    decide: Decide = next_step
    claimable: tuple[str, ...] = ("pending",)
    orphaned: str = "uncertain"
    senders: int = 1
    in_flight: int = 1
    lock: bool = True
    person_errs: bool = True


@dataclass
class Books:
    """The real ledger, asked once for each transition."""

    db: Store
    plan: str
    message: int
    rules: Rules
    memory: dict[tuple[object, ...], tuple[Ledger, object]] = field(default_factory=dict)

    def do(self, books: Ledger, name: str, *more: str) -> tuple[Ledger, object]:
        key = (books, name, *more)
        if key not in self.memory:
            self._write(books)
            result = self._call(name, *more)
            self.memory[key] = (self._read(), result)
        return self.memory[key]

    def _call(self, name: str, *more: str) -> object:
        db = self.db
        match name:
            case "claim":
                self._let_claim()
                found: Batch | None = ledger.claim(db, self.plan, NOW)
                return found and Request(found.id, tuple(d.id for d in found.deliveries))
            case "disown":
                ledger.disown(db, "visit", NOW)
                for state in {self.rules.orphaned} - {"uncertain"}:
                    db.execute("UPDATE batches SET state = ? WHERE state = 'uncertain'", [state])
            case "submitted":
                ledger.record_submitted(db, more[0], "MID", NOW)
            case "untaken":
                ledger.record_untaken(db, more[0], "said")
            case "failed":
                ledger.record_failed(db, more[0], "said", NOW)
            case "uncertain":
                ledger.record_uncertain(db, more[0], "said", NOW)
            case "aside":
                # Two names in turn, for the world is to stay finite.
                new = f"b{more[1]}" if more[0] == f"a{more[1]}" else f"a{more[1]}"
                ledger.set_aside(db, more[0], [more[1]], "said", new, NOW)
            case "retry":
                ledger.retry_failed(db, self.plan)
            case "settle":
                ledger.settle(db, more[0], BatchState(more[1]), "person", NOW)
            case "event":
                self._hear(*more)
        return None

    def _let_claim(self) -> None:
        for state in set(self.rules.claimable) - {"pending"}:
            self.db.execute("UPDATE batches SET state = 'pending' WHERE state = ?", [state])

    def _hear(self, batch: str, person: str) -> None:
        at = int(NOW.timestamp()) + 1
        email = f"p{person}@visit.example"
        record_events(self.db, [Event("e", EventKind.PROCESSED, at, email, person, batch, "MID")])

    def _write(self, books: Ledger) -> None:
        db = self.db
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("BEGIN IMMEDIATE")
        for table in ("settlements", "events"):
            db.execute(f"DELETE FROM {table}")
        db.execute("PRAGMA defer_foreign_keys = ON")
        db.execute("DELETE FROM batches")
        for number, (id_, state, people) in enumerate(books, 1):
            db.execute(
                "INSERT INTO batches (id, plan_id, message_id, number, size, state, claimed_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (id_, self.plan, self.message, number, len(people), state, NOW.isoformat()),
            )
            for one in people:
                db.execute("UPDATE deliveries SET batch_id = ? WHERE id = ?", (id_, int(one)))
        db.commit()

    def _read(self) -> Ledger:
        found = []
        rows = self.db.execute("SELECT id, state, size FROM batches ORDER BY number").fetchall()
        for id_, state, size in rows:
            people = self.db.execute(
                "SELECT id FROM deliveries WHERE batch_id = ? ORDER BY id", (id_,)
            ).fetchall()
            assert len(people) == size
            found.append((id_, state, tuple(str(one) for (one,) in people)))
        account = ledger.account(self.db, self.plan)
        assert account.planned == account.candidates == sum(len(row[2]) for row in found)
        return tuple(sorted(found))


def beginning(db: Store, plan: str, rules: Rules) -> tuple[Books, World]:
    """Over a plan of ``visit`` that was frozen in this store, whose messages may be shared."""
    db.execute("PRAGMA synchronous = OFF")
    message = db.execute("SELECT min(id) FROM messages").fetchone()[0]
    books = Books(db, plan, message, rules)
    start = books._read()
    return books, World(start, taken=(0,) * sum(len(row[2]) for row in start))


def following(world: World, books: Books) -> Iterator[tuple[str, World]]:
    """Everything that may happen next, by name."""
    rules = books.rules
    if len(world.senders) < (1 if rules.lock else rules.senders):
        for how in ("send", "send --retry-failed"):
            new, _ = books.do(world.ledger, "disown")
            if "retry" in how:
                new, _ = books.do(new, "retry")
            yield how, replace(world, ledger=new, senders=(*world.senders, Sender()))
    if not world.senders or not rules.lock:
        yield from _decided(world, books)
    for number, sender in enumerate(world.senders):
        yield from _moves(world, books, number, sender)
    yield from _elsewhere(world, books)


def _decided(world: World, books: Books) -> Iterator[tuple[str, World]]:
    """A person decides, and may be wrong: what she sees may also still be on its way."""
    new, _ = books.do(world.ledger, "disown")
    for batch, state, people in new:
        if state != BatchState.UNCERTAIN:
            continue
        for verdict in (BatchState.SUBMITTED, BatchState.PENDING):
            excused = {p for p in people if _is_wrong(world, p, verdict)}
            if excused and not books.rules.person_errs:
                continue
            settled, _ = books.do(new, "settle", batch, verdict)
            yield (
                f"settle {batch} {verdict}",
                replace(world, ledger=settled, excused=world.excused | excused),
            )


def _is_wrong(world: World, person: str, verdict: BatchState) -> bool:
    """Whether the decision on a person is not what happened, or is yet to happen."""
    taken = world.taken[int(person) - 1] > 0
    on_the_way = any(person in people for _, people in world.wire)
    alive = any(person in r.people for s in world.senders for r in s.requests)
    if verdict == BatchState.SUBMITTED:
        return not taken
    return taken or on_the_way or alive


def _elsewhere(world: World, books: Books) -> Iterator[tuple[str, World]]:
    for one in world.wire:
        left = replace(world, wire=world.wire - {one})
        yield "it is lost on the way", left
        yield "it is taken late", _take(left, *one)
    for batch, person in world.of:
        if any(batch == row[0] and person in row[2] for row in world.ledger):
            new, _ = books.do(world.ledger, "event", batch, person)
            yield "an event comes", replace(world, ledger=new)


def _take(world: World, batch: str, people: People) -> World:
    # Twice is as bad as three times, and the world is to stay finite.
    taken = tuple(min(n + (str(i) in people), 2) for i, n in enumerate(world.taken, 1))
    return replace(world, taken=taken, of=world.of | {(batch, one) for one in people})


def _moves(world: World, books: Books, number: int, sender: Sender) -> Iterator[tuple[str, World]]:
    def with_sender(one: Sender | None, base: World = world) -> World:
        others = list(base.senders)
        others[number : number + 1] = [one] if one else []
        return replace(base, senders=tuple(others))

    on_the_way = {(r.batch, r.people) for r in sender.requests if r.at is At.ON_THE_WAY}
    yield "kill -9", with_sender(None, replace(world, wire=world.wire | on_the_way))
    if not sender.ends and len(sender.requests) < books.rules.in_flight:
        new, request = books.do(world.ledger, "claim")
        if isinstance(request, Request):
            claimed = replace(sender, requests=(*sender.requests, request))
            yield "claim", with_sender(claimed, replace(world, ledger=new))
        else:
            yield "nothing is pending", with_sender(replace(sender, ends=True))
    if sender.ends and not sender.requests:
        yield "it ends", with_sender(None)
    for index, request in enumerate(sender.requests):
        others = sender.requests[:index] + sender.requests[index + 1 :]
        if request.at is At.ANSWERED:
            yield from (
                (name, with_sender(after, base))
                for name, after, base in _recorded(world, books, sender, others, request)
            )
        else:
            for name, after_it, base in _answers(world, request):
                moved = replace(sender, requests=(*others, after_it))
                yield name, with_sender(moved, base)


def _answers(world: World, request: Request) -> Iterator[tuple[str, Request, World]]:
    def ended(answer: Answer) -> Request:
        return replace(request, at=At.ANSWERED, answer=answer)

    if request.at is At.CLAIMED:
        yield "it leaves", replace(request, at=At.ON_THE_WAY), world
        yield Answer.UNREACHABLE.value, ended(Answer.UNREACHABLE), world
        return
    taken = _take(world, request.batch, request.people)
    yield "it is taken", ended(Answer.TAKEN), taken
    yield "it is taken, and the answer is lost", ended(Answer.LOST), taken
    yield "it is lost", ended(Answer.LOST), world
    late = replace(world, wire=world.wire | {(request.batch, request.people)})
    yield "time-out, and it is still on its way", ended(Answer.LOST), late
    for answer in _REFUSALS:
        yield answer.value, ended(answer), world


def _recorded(
    world: World, books: Books, sender: Sender, others: tuple[Request, ...], request: Request
) -> Iterator[tuple[str, Sender, World]]:
    """After first and last tries, and after few and many lost answers in a row: all there are."""
    assert request.answer
    error = _ERRORS[request.answer]
    steps = {
        books.rules.decide(error, tries, len(request.people), row)
        for tries in (1, MOST_TRIES)
        for row in (0, MOST_UNCERTAIN_IN_A_ROW - 1)
    }
    for step in steps:
        after = replace(sender, requests=others, ends=sender.ends or step.stop)
        new = books.do(world.ledger, *_record(request, step))[0]
        yield f"recorded: {step.fate.value}", after, replace(world, ledger=new)


def _record(request: Request, step: Step) -> tuple[str, ...]:
    match step.fate:
        case Fate.SUBMITTED:
            return ("submitted", request.batch)
        case Fate.RETRY | Fate.PUT_BACK:
            return ("untaken", request.batch)
        case Fate.SET_ASIDE:
            return ("aside", request.batch, request.people[step.aside[0]])
        case Fate.FAILED:
            return ("failed", request.batch)
        case _:
            return ("uncertain", request.batch)


@dataclass
class Explored:
    """``wrong`` is the way to the first state that should not be; empty if there is none."""

    states: int
    transitions: int
    wrong: list[str]
    stuck: list[str]


def explore(books: Books, start: World, most: int = 2_000_000) -> Explored:
    """Breadth first, so that what is found is found by a shortest way."""
    numbers: dict[World, int] = {start: 0}
    ways: list[tuple[int, str]] = [(-1, "")]
    before: list[list[int]] = [[]]
    queue = deque([start])
    done: list[int] = []
    transitions = 0
    while queue:
        world = queue.popleft()
        here = numbers[world]
        if fault := fault_in(world):
            return Explored(len(numbers), transitions, [*_way(ways, here), fault], [])
        if _is_done(world):
            done.append(here)
        for name, after in following(world, books):
            transitions += 1
            number = numbers.setdefault(after, len(ways))
            if number == len(ways):
                ways.append((here, name))
                before.append([])
                queue.append(after)
            before[number].append(here)
        assert len(numbers) < most
    reached = _backward(before, done)
    stuck = next((n for n in range(len(ways)) if not reached[n]), None)
    return Explored(len(numbers), transitions, [], [] if stuck is None else _way(ways, stuck))


def fault_in(world: World) -> str:
    """What should not be in this state; blank if all is well."""
    where = {person: state for _, state, people in world.ledger for person in people}
    for number, taken in enumerate(world.taken, 1):
        person = str(number)
        if person in world.excused:
            continue
        if taken > 1:
            return f"{person} got it twice"
        if where[person] == "submitted" and not taken:
            return f"{person} is lost"
        if taken and where[person] in ("pending", "failed"):
            return f"{person} got it, and is {where[person]}"
    return ""


def _is_done(world: World) -> bool:
    """Everybody has it, and nothing is left to do."""
    return world.at_rest and all(state == "submitted" for _, state, _ in world.ledger)


def _way(ways: list[tuple[int, str]], number: int) -> list[str]:
    names: list[str] = []
    while number > 0:
        number, name = ways[number]
        names.insert(0, name)
    return names


def _backward(before: list[list[int]], done: list[int]) -> list[bool]:
    """From which states one that is done can be reached."""
    reached = [False] * len(before)
    queue = deque(done)
    for number in done:
        reached[number] = True
    while queue:
        for number in before[queue.popleft()]:
            if not reached[number]:
                reached[number] = True
                queue.append(number)
    return reached
