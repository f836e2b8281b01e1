"""plan: freeze who gets an edition, what each gets, and who is left out and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from outreach.domain.campaign import Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Message, Stage, substitution_bytes
from outreach.domain.selection import Exclusion
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
from outreach.store.plans import Plan, leave_sandbox, read_plan
from outreach.store.staging import Header, Staging

from .selection import audience_slips, nobody, once, selection

MOST_FIELDS = 100
MOST_BYTES = 10_000
"""SendGrid's limits on one recipient's substitutions (Mail Send, Personalizations)."""

MANY_MESSAGES = 20
"""From here on the templates are told what splits the edition into so many."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan, whether it was frozen before (its edition is being sent), and what to know of it."""

    plan: Plan
    frozen: bool = False
    warnings: tuple[Problem, ...] = ()


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


Draft = tuple[Content, Envelope]
"""What an edition says and what goes on its outside."""


@dataclass(frozen=True, slots=True)
class _Staged:
    """An edition rendered for everybody, not written down yet."""

    compiled: CompiledEdition
    staging: Staging
    header: Header
    namesakes: int


def plan_editions(
    db: Store,
    drafts: Sequence[Draft],
    templates: Path,
    *,
    stage: Stage,
    now: datetime,
    new_id: Callable[[], str],
) -> list[Planned]:
    """Render everybody of every edition, then write the plans down, one transaction each.

    An edition that is being sent keeps its plan. Raises NeedsFixing with every problem of every
    edition and recipient, and writes no plan then. A plan for SendGrid first forgets what was only
    tried on the sandbox: who left there is a recipient.
    """
    staged: list[Planned | _Staged] = []
    problems: list[Problem] = []
    if stage is Stage.SENDGRID:
        for slug in {content.campaign.slug for content, _ in drafts}:
            leave_sandbox(db, slug)
    for content, envelope in drafts:
        try:
            staged.append(
                _frozen(db, content)
                or _stage(db, content, envelope, templates, stage=stage, now=now, new_id=new_id)
            )
        except NeedsFixing as refusal:
            problems += refusal.problems
    if problems:
        for one in staged:
            if isinstance(one, _Staged):
                one.staging.close()
        slug = drafts[0][0].campaign.slug
        raise NeedsFixing(f"{slug} cannot be planned", once(problems))
    return [one if isinstance(one, Planned) else _freeze(one) for one in staged]


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


def _frozen(db: Store, content: Content) -> Planned | None:
    plan = read_plan(db, content.campaign.slug, content.edition.name)
    return Planned(plan, frozen=True) if plan and plan.started else None


def _stage(
    db: Store,
    content: Content,
    envelope: Envelope,
    templates: Path,
    *,
    stage: Stage,
    now: datetime,
    new_id: Callable[[], str],
) -> _Staged:
    compiled = compile_edition(content, templates, _tag_prefix(new_id))
    staging = Staging(db, iter(new_id, ""))
    try:
        digest, complaints = render_all(db, compiled, staging)
        _refuse(db, content, staging, complaints.problems())
    except NeedsFixing:
        staging.close()
        raise
    outside = envelope.as_dict()
    header = Header(
        id=new_id(),
        campaign=content.campaign.slug,
        edition=content.edition.name,
        digest=_digest(digest, outside),
        release_line=content.release_line,
        stage=stage,
        envelope=outside,
        planned_at=now.isoformat(),
    )
    return _Staged(compiled, staging, header, complaints.namesakes)


def _digest(inside: str, outside: dict[str, Any]) -> str:
    """Over all a recipient sees: the letters, and From, reply address and tracking."""
    text = inside + json.dumps(outside, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _freeze(staged: _Staged) -> Planned:
    content = staged.compiled.content
    warnings = (
        *audience_slips(staged.staging.db, content.campaign, content.edition),
        *likely_duplicates(content, staged.namesakes),
        *_warnings(staged.compiled, staged.staging),
    )
    return Planned(staged.staging.freeze(staged.header), warnings=warnings)


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
    def add_delivery(self, message: int, contact: Contact, values: Sequence[str]) -> None: ...
    def add_exclusion(self, exclusion: Exclusion) -> None: ...


def render_all(
    db: Store, compiled: CompiledEdition, sink: Sink, complaints: Complaints | None = None
) -> tuple[str, Complaints]:
    """Render each recipient into ``sink``; a digest over all that is in it, and the complaints.

    ``complaints`` is where those are collected, if not in one of its own.
    """
    complaints = complaints or Complaints()
    digest = hashlib.sha256()
    numbers: dict[Skeleton, int] = {}
    content = compiled.content
    with Gathered(db) as recipients:
        for one in selection(db, content.campaign, content.edition):
            if isinstance(one, Exclusion):
                sink.add_exclusion(one)
                continue
            recipients.add(one.id)
            try:
                rendered = render_recipient(compiled, one)
                _within_limits(compiled, rendered)
                number = numbers.get(rendered.skeleton)
                if number is None:
                    message = finish(compiled, rendered.skeleton)
                    number = numbers[rendered.skeleton] = sink.add_message(message)
                    digest.update(_message_digest(compiled, message))
            except NeedsFixing as refusal:
                complaints.add(refusal, one)
                continue
            sink.add_delivery(number, one, rendered.values)
            digest.update(json.dumps([one.email, number, rendered.values]).encode())
        complaints.namesakes = recipients.namesakes()
    return digest.hexdigest(), complaints


def _message_digest(compiled: CompiledEdition, message: Message) -> bytes:
    """Of the message alone: the random part of its tags is left out."""
    files = (
        f"{one.filename}\x00{one.type}\x00{hashlib.sha256(one.content).hexdigest()}"
        for one in message.attachments
    )
    text = "\x00".join((message.language, message.subject, message.html, message.text, *files))
    return text.replace(compiled.prefix, "-").encode()


def _within_limits(compiled: CompiledEdition, rendered: Rendered) -> None:
    tags = [one.tag for one in rendered.skeleton.fields]
    size = sum(map(len, rendered.values))
    # Counting exactly costs a JSON of each recipient; a character takes six bytes at most.
    if len(tags) <= MOST_FIELDS and 6 * size + 24 * len(tags) < MOST_BYTES:
        return
    if len(tags) > MOST_FIELDS:
        raise _too_much(compiled, f"{len(tags)} fields a recipient; SendGrid takes {MOST_FIELDS}")
    if substitution_bytes(tags, rendered.values) > MOST_BYTES:
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
