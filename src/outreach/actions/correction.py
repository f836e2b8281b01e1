"""correction: what was sent against what it would be now, and who got which version."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from outreach.domain.audience import Query
from outreach.domain.campaign import IMMEDIATE, Campaign, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import BatchState, Letter, Stage, personalise
from outreach.domain.earlier import Earlier, since
from outreach.domain.selection import select
from outreach.errors import NeedsFixing, OutreachError, WrongUsage
from outreach.render.edition import Content
from outreach.store.audience import candidates
from outreach.store.database import Store
from outreach.store.gathered import Gathered
from outreach.store.ledger import account
from outreach.store.plans import Plan, read_delivery_of
from outreach.store.standing import drawn_up, id_of, one_contact
from outreach.store.suppressions import suppressed
from outreach.store.waves import SentMessage, gone_since, sent_messages

from .enclosures import Folders
from .letters import being_sent, press_of

_MOST_MESSAGES = 20
"""Of a version so many messages are compared: each costs an inlining."""
_CONTEXT = 2


@dataclass(frozen=True, slots=True)
class Version:
    """A plan by which letters of the edition went out; its digest names the version."""

    plan: Plan
    submitted: int
    uncertain: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What ``letters`` people would read otherwise now. ``text`` is a unified diff of that part.

    ``subject`` is before and after. ``files``: what travels with it is another. ``fault`` is why it
    cannot be told.
    """

    digest: str
    language: str
    letters: int
    subject: tuple[str, str] = ("", "")
    text: tuple[str, ...] = ()
    files: bool = False
    fault: str = ""

    @property
    def nothing(self) -> bool:
        changed = self.text or self.files or self.fault
        return not changed and self.subject[0] == self.subject[1]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would get a correction, in people: those who can, and those who were sent it and cannot.

    ``uncertain`` may have been sent it, and get none until that is settled.
    """

    recipients: int = 0
    left: int = 0
    gone: int = 0
    uncertain: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """``differences`` are without those that are none; ``unread`` messages were not compared."""

    versions: tuple[Version, ...]
    differences: tuple[Difference, ...]
    reach: Reach = field(default_factory=Reach)
    unread: int = 0


def compare(db: Store, content: Content, folders: Folders, version: str = "") -> Comparison:
    """An edition as it was sent, by the store, against what its files say now.

    ``version`` begins a plan's digest, if it is about those alone who were sent that. Raises
    OutreachError where nobody was sent it, WrongUsage where there is no such version.
    """
    campaign, edition = content.campaign, content.edition
    waves = being_sent(db, campaign.slug, edition.name)
    chosen = _chosen(campaign, edition, waves, version)
    differences: dict[tuple[object, ...], Difference] = {}
    unread = 0
    for plan in chosen:
        sent = sent_messages(db, plan.id)
        unread += len(sent[_MOST_MESSAGES:])
        for message in sent[:_MOST_MESSAGES]:
            found = _difference(db, content, folders, waves, plan, message)
            key = (
                found.digest,
                found.language,
                found.subject,
                found.text,
                found.files,
                found.fault,
            )
            same = differences.get(key)
            letters = found.letters + (same.letters if same else 0)
            differences[key] = replace(found, letters=letters)
    told = tuple(one for one in differences.values() if not one.nothing)
    versions = tuple(_version(db, plan) for plan in chosen)
    return Comparison(versions, told, _reach(db, campaign, chosen), unread)


def _chosen(
    campaign: Campaign, edition: Edition, waves: Sequence[Plan], version: str
) -> list[Plan]:
    sent = [plan for plan in waves if plan.started]
    if not sent:
        raise OutreachError(
            f"nobody was sent {edition.name}, so there is nothing to correct",
            f"mend the files, then: outreach send {campaign.slug} --edition {edition.name}",
        )
    chosen = [plan for plan in sent if plan.digest.startswith(version)]
    if not chosen:
        there = ", ".join(plan.digest for plan in sent)
        raise WrongUsage(f"{edition.name} has no version {version!r}", f"there are {there}")
    return chosen


def _version(db: Store, plan: Plan) -> Version:
    now = account(db, plan.id)
    return Version(plan, now.submitted, now.uncertain)


def _difference(
    db: Store,
    content: Content,
    folders: Folders,
    waves: Sequence[Plan],
    plan: Plan,
    message: SentMessage,
) -> Difference:
    frozen = read_delivery_of(db, plan.id, message.example) if message.example else None
    known = id_of(db, uid=message.example) if message.example else None
    if frozen is None or known is None:
        fault = "none of those who got it is among the contacts any more"
        return Difference(plan.digest, "", message.letters, fault=fault)
    before = personalise(frozen[0], frozen[1].values)
    line = IMMEDIATE if message.lifted else plan.release_line
    earlier = _earlier(db, content, waves, plan, message.example)
    contact = one_contact(db, known, content.campaign.slug)
    try:
        said = replace(content, release_line=line, earlier=earlier)
        now, _ = press_of(said, folders.templates).letter(contact)
    except NeedsFixing as refusal:
        fault = refusal.problems[0].message if refusal.problems else refusal.message
        return Difference(plan.digest, frozen[0].language, message.letters, fault=fault)
    return Difference(
        plan.digest,
        frozen[0].language,
        message.letters,
        (before.subject, now.subject),
        tuple(_diff(before, now)),
        files=_files(before) != _files(now),
    )


def _earlier(
    db: Store, content: Content, waves: Sequence[Plan], plan: Plan, uid: str
) -> Earlier | None:
    """The letter an update told this person of, as it would tell of it now."""
    if plan.kind != "update":
        return None
    before = [one for one in waves if one.wave < plan.wave and read_delivery_of(db, one.id, uid)]
    now = [one.name for one in content.campaign.statement.signatories]
    return since(before[-1].signatories, now) if before else None


def _diff(before: Letter, now: Letter) -> Iterator[str]:
    lines = difflib.unified_diff(
        before.text.splitlines(), now.text.splitlines(), "as sent", "now", n=_CONTEXT, lineterm=""
    )
    return (line for number, line in enumerate(lines) if number > 1)


def _files(letter: Letter) -> list[tuple[str, bytes]]:
    return [(one.filename, one.content) for one in letter.attachments]


def _reach(db: Store, campaign: Campaign, plans: Sequence[Plan]) -> Reach:
    """Letters to the sandbox reached nobody, so that nobody is to be told."""
    real = [plan for plan in plans if plan.stage is Stage.SENDGRID]
    gone = sum(
        1
        for number, plan in enumerate(real)
        for _ in gone_since(db, plan.id, [one.id for one in real[number + 1 :]])
    )
    counts = {True: 0, False: 0}
    with Gathered(db) as sent, Gathered(db) as open_:
        for plan in real:
            sent.add_letters(plan.id, plan.id, [BatchState.SUBMITTED])
            open_.add_letters(plan.id, plan.id, [BatchState.UNCERTAIN, BatchState.SUBMITTING])
        with drawn_up(db, (id_ for id_, _ in sent.ids())) as term:
            found = candidates(db, Query((term,)), signed=campaign.slug)
            for one in select(found, suppressed=suppressed(db)):
                counts[isinstance(one, Contact)] += 1
        uncertain = sum(1 for id_, _ in open_.ids() if not sent.edition_of(id_))
    return Reach(counts[True], counts[False], gone, uncertain)


def corrected_by(campaign: Campaign, name: str) -> tuple[Edition, Edition | None]:
    """The edition in question and the one that corrects it, if there is one.

    ``name`` is either's, blank if the campaign leaves no choice. Raises WrongUsage.
    """
    corrections = {one.corrects: one for one in campaign.editions if one.corrects}
    plain = [one for one in campaign.editions if not one.corrects]
    if not name:
        names = [*corrections] or [one.name for one in plain]
        if len(names) != 1:
            there = ", ".join(one.name for one in plain)
            raise WrongUsage(
                "which edition is to be corrected?", f"add --edition; there are {there}"
            )
        name = names[0]
    edition = campaign.edition(name)
    by = corrections.get(name)
    if edition is not None and edition.corrects:
        by = edition
        edition = campaign.edition(edition.corrects)
    if edition is None:
        there = ", ".join(one.name for one in campaign.editions)
        raise WrongUsage(f"{campaign.slug} has no edition {name!r}", f"editions are {there}")
    return edition, by
