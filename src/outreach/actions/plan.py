"""plan: freeze who gets an edition, what each gets, and who is left out and why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Message, Stage, Wave, substitution_bytes
from outreach.domain.earlier import Earlier
from outreach.domain.plan_changes import PlanChanges
from outreach.domain.selection import Exclusion
from outreach.domain.unsubscribe import substituted
from outreach.errors import NeedsFixing, Problem
from outreach.render.edition import (
    CompiledEdition,
    Content,
    Rendered,
    Skeleton,
    compile_edition,
    finish,
    render_recipient,
)
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.gathered import Gathered
from outreach.store.plans import Plan, leave_sandbox, read_plan, read_waves
from outreach.store.staging import Header, Staging

from .replan import take_its_place
from .selection import audience_slips, nobody, once
from .wave_people import WavePeople, wave_people

MOST_FIELDS = 100
MOST_BYTES = 10_000
"""SendGrid's limits on one recipient's substitutions (Mail Send, Personalizations)."""

MANY_MESSAGES = 20
"""From here on the templates are told what splits the edition into so many."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, whether it was frozen before (its edition is being sent), and what to know of it.

    ``changes`` is what it has otherwise than the plan before it; None if there was none. Where
    ``plan`` is that plan, approved and standing, they are what would be otherwise now.
    """

    plan: Plan
    frozen: bool = False
    warnings: tuple[Problem, ...] = ()
    changes: PlanChanges | None = None


@dataclass(slots=True)
class Complaints:
    """What cannot be rendered, by place and cause, with the contacts it concerns.

    ``namesakes`` counts recipients who are likely one person with another.
    """

    found: dict[tuple[str, str, str], tuple[Problem, list[str]]] = field(default_factory=dict)
    namesakes: int = 0
    counts: dict[tuple[str, str, str], int] = field(default_factory=dict)

    def add(self, refusal: NeedsFixing, contact: Contact) -> None:
        for problem in refusal.problems:
            key = (problem.code, problem.message, str(problem.place))
            names = self.found.setdefault(key, (problem, []))[1]
            self.counts[key] = self.counts.get(key, 0) + 1
            if len(names) < 3:
                names.append(contact.email)

    def problems(self) -> list[Problem]:
        return [
            replace(problem, message=f"{problem.message} ({_of(self.counts[key], names)})")
            for key, (problem, names) in self.found.items()
        ]


def _of(count: int, names: list[str]) -> str:
    more = f" and {count - len(names)} more" if count > len(names) else ""
    return f"for {', '.join(names)}{more}"


@dataclass(frozen=True, slots=True)
class Draft:
    """What an edition says, and what goes on its outside.

    ``lifted`` is what it says once the embargo has lifted, at ``lifts_at``, where it may leave
    before: then letters for both sides of the lift are planned, and the clock chooses.
    """

    content: Content
    envelope: Envelope
    lifted: Content | None = None
    lifts_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Planning:
    """What holds for all editions that are planned at once.

    ``by`` is who plans, by name; ``pacing`` are the domains that get so many letters a minute.
    ``approved`` are digests of plans that stand while nobody is missing from them but leavers.
    """

    templates: Path
    stage: Stage
    now: datetime
    new_id: Callable[[], str]
    by: str = ""
    pacing: Mapping[str, int] = field(default_factory=dict)
    approved: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Staged:
    """An edition rendered for everybody, not written down yet."""

    compiled: CompiledEdition
    staging: Staging
    header: Header
    namesakes: int


def plan_editions(db: Store, drafts: Sequence[Draft], planning: Planning) -> list[Planned]:
    """Render everybody of every edition, then write the plans down, one transaction each.

    An edition that is being sent keeps its plans, of all its waves. Raises NeedsFixing with every
    problem of every edition and recipient, and writes no plan then. A plan for SendGrid first
    forgets what was only tried on the sandbox: who left there is a recipient.
    """
    staged: list[list[Planned] | Staged] = []
    problems: list[Problem] = []
    if planning.stage is Stage.SENDGRID:
        for slug in {draft.content.campaign.slug for draft in drafts}:
            leave_sandbox(db, slug)
    for draft in drafts:
        try:
            staged.append(_frozen(db, draft.content) or stage(db, draft, planning))
        except NeedsFixing as refusal:
            problems += refusal.problems
    if problems:
        for one in staged:
            if isinstance(one, Staged):
                one.staging.close()
        slug = drafts[0].content.campaign.slug
        raise NeedsFixing(f"{slug} cannot be planned", once(problems))
    planned: list[Planned] = []
    for one in staged:
        planned += [freeze(one, planning.approved)] if isinstance(one, Staged) else one
    return planned


def waiting(db: Store, campaign: Campaign, editions: Sequence[Edition]) -> tuple[Problem, ...]:
    """The editions that wait for a letter nobody was sent yet, and have nobody until then.

    A plan of several passes them over; one that cannot be read is for the plan to refuse.
    """
    found = []
    for edition in editions:
        plan = read_plan(db, campaign.slug, edition.name)
        with suppress(NeedsFixing):
            problem = None if plan and plan.started else nobody(db, campaign, edition)
            if problem and problem.code == "audience-waits":
                found.append(problem)
    return tuple(found)


def _frozen(db: Store, content: Content) -> list[Planned]:
    """The plans an edition is being sent by; empty if its send has not begun."""
    waves = read_waves(db, content.campaign.slug, content.edition.name)
    if not waves or not waves[0].started:
        return []
    return [Planned(plan, frozen=True) for plan in waves]


def stage(db: Store, draft: Draft, planning: Planning, wave: WavePeople | None = None) -> Staged:
    """Render an edition for the people of ``wave``, everybody if not given. Writes nothing down."""
    content = draft.content
    people = wave or wave_people(db, content.campaign, content.edition, Wave.FIRST)
    prefix = _tag_prefix(planning.new_id)
    compiled = compile_edition(content, planning.templates, prefix)
    lifted = compile_edition(draft.lifted, planning.templates, prefix) if draft.lifted else None
    staging = Staging(db, iter(planning.new_id, ""), planning.pacing)
    try:
        complaints = render_all(db, compiled, staging, people, lifted=lifted)
        _refuse(db, content, staging, complaints.problems())
    except NeedsFixing:
        staging.close()
        raise
    header = Header(
        id=planning.new_id(),
        campaign=content.campaign.slug,
        edition=content.edition.name,
        release_line=content.release_line,
        lifts_at=draft.lifts_at.astimezone(UTC).isoformat() if draft.lifts_at else "",
        signatories=tuple(one.name for one in content.campaign.statement.signatories),
        stage=planning.stage,
        envelope=draft.envelope.as_dict(),
        planned_at=planning.now.isoformat(),
        planned_by=planning.by,
        wave=people.number,
        kind=people.kind,
    )
    return Staged(compiled, staging, header, complaints.namesakes)


def freeze(staged: Staged, approved: Collection[str] = ()) -> Planned:
    content = staged.compiled.content
    warnings = (
        *audience_slips(staged.staging.db, content.campaign, content.edition),
        *likely_duplicates(content, staged.namesakes),
        *_warnings(staged.compiled, staged.staging),
    )
    plan, changes = take_its_place(staged.staging, staged.header, content, approved)
    return Planned(plan, warnings=warnings, changes=changes)


def likely_duplicates(content: Content, namesakes: int) -> tuple[Problem, ...]:
    """A warning where recipients share a name at one place: a person would get two letters."""
    if not namesakes:
        return ()
    edition = content.edition
    return (
        Problem(
            "likely-duplicates",
            f"{namesakes} recipients have the name of another at the same organisation or office",
            edition.place("audience"),
            "likely the same person: compare and merge them with `outreach contacts merge`",
            "warning",
            edition.name,
        ),
    )


def _tag_prefix(new_id: Callable[[], str]) -> str:
    return f"-x{new_id()[:5].lower()}"


class Sink(Protocol):
    """What ``render_all`` hands an edition to, piece by piece."""

    def add_message(self, message: Message) -> int: ...
    def add_delivery(
        self,
        message: int,
        contact: Contact,
        values: Sequence[str],
        lifted: tuple[int, Sequence[str]] | None = None,
    ) -> None: ...
    def add_exclusion(self, exclusion: Exclusion) -> None: ...


@dataclass(slots=True)
class _Side:
    """An edition as it is before, or after, the embargo's lift, and its messages so far.

    ``shared`` numbers the messages of both sides: what reads the same is one message.
    """

    compiled: CompiledEdition
    sink: Sink
    shared: dict[Message, int]
    numbers: dict[Skeleton, int] = field(default_factory=dict)

    def render(self, contact: Contact, earlier: Earlier | None) -> tuple[int, Sequence[str]]:
        compiled = self.compiled.telling(earlier)
        rendered = render_recipient(compiled, contact)
        _within_limits(compiled, rendered)
        number = self.numbers.get(rendered.skeleton)
        if number is None:
            message = finish(compiled, rendered.skeleton)
            if message not in self.shared:
                self.shared[message] = self.sink.add_message(message)
            number = self.numbers[rendered.skeleton] = self.shared[message]
        return number, rendered.values


def render_all(
    db: Store,
    compiled: CompiledEdition,
    sink: Sink,
    people: WavePeople,
    complaints: Complaints | None = None,
    lifted: CompiledEdition | None = None,
) -> Complaints:
    """Render each of ``people`` into ``sink``; what cannot be rendered.

    ``complaints`` is where that is collected, if not in one of its own. With ``lifted`` each is
    rendered as for after the embargo's lift, too.
    """
    complaints = complaints or Complaints()
    shared: dict[Message, int] = {}
    before = _Side(compiled, sink, shared)
    after = _Side(lifted, sink, shared) if lifted else None
    with Gathered(db) as gathered:
        for one in people.people():
            if isinstance(one, Exclusion):
                sink.add_exclusion(one)
                continue
            gathered.add(one.id)
            try:
                earlier = people.earlier(one)
                number, filled = before.render(one, earlier)
                then = after.render(one, earlier) if after else None
            except NeedsFixing as refusal:
                complaints.add(refusal, one)
                continue
            sink.add_delivery(number, one, filled, then)
        complaints.namesakes = gathered.namesakes()
    return complaints


def _within_limits(compiled: CompiledEdition, rendered: Rendered) -> None:
    more, their_values = substituted(compiled.content.unsubscribe)
    tags = [*(one.tag for one in rendered.skeleton.fields), *more]
    values = (*rendered.values, *their_values)
    size = sum(map(len, values))
    # Counting exactly costs a JSON of each recipient; a character takes six bytes at most.
    if len(tags) <= MOST_FIELDS and 6 * size + 24 * len(tags) < MOST_BYTES:
        return
    if len(tags) > MOST_FIELDS:
        raise _too_much(compiled, f"{len(tags)} fields a recipient; SendGrid takes {MOST_FIELDS}")
    if substitution_bytes(tags, values) > MOST_BYTES:
        raise _too_much(compiled, f"more than the {MOST_BYTES:,} bytes SendGrid takes a recipient")


def _too_much(compiled: CompiledEdition, message: str) -> NeedsFixing:
    """The message is the same for all it concerns, so that they are reported together."""
    edition = compiled.content.edition
    place, hint = edition.place("template"), "print less about each recipient"
    problem = Problem("field-limits", message, place, hint, edition=edition.name)
    return NeedsFixing(message, [problem])


def _refuse(db: Store, content: Content, staging: Staging, problems: list[Problem]) -> None:
    edition = content.edition
    if not problems and not staging.recipients and not staging.excluded:
        empty = nobody(db, content.campaign, edition)
        problems = [replace(empty, level="error")] if empty else []
    if problems:
        raise NeedsFixing(f"edition {edition.name} cannot be planned", problems)


def _warnings(compiled: CompiledEdition, staging: Staging) -> tuple[Problem, ...]:
    if staging.messages < MANY_MESSAGES or staging.messages * 10 < staging.recipients:
        return ()
    causes = sorted(compiled.branches) or ["recipient data in a style or an address"]
    return (
        Problem(
            "many-messages",
            f"{staging.recipients} recipients need {staging.messages} different messages,"
            " each with an inlining and a request of its own",
            compiled.content.edition.place("template"),
            f"they differ by {'; '.join(causes[:5])}",
            level="warning",
            edition=compiled.content.edition.name,
        ),
    )
