"""The files of one edition in a record: everybody, every letter, every event."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from outreach.domain.campaign import IMMEDIATE
from outreach.domain.delivery import Attachment, Letter, in_batches
from outreach.domain.event import State
from outreach.domain.selection import why
from outreach.store.database import Store
from outreach.store.mailed import TIMES, Mailed, enclosures, events_of, letters_of_plan
from outreach.store.plan_rows import frozen_rows, wordings
from outreach.store.plans import Plan, exclusions
from outreach.store.runs import CANCELLED

from .letter_standing import standing_of
from .record_folder import RecordFolder, Row
from .reprint import Reprints

PLAN = (
    *("wave", "kind", "in_or_out", "reason", "why", "email", "name", "uid", "language", "message"),
    "plan",
)
DELIVERIES = (
    *("delivery", "wave", "stage", "email", "name", "language", "batch", "batch_state", "standing"),
    "outcome",
    *("handed_over", "goes_out", "sendgrid_id", "run", "settled_by", "reason", "release_line"),
    *TIMES,
    *("letter", "file"),
)
EVENTS = ("delivery", "at", "kind", "email", "status", "reason", "url", "batch", "key")
STAND_IN = "stands in for an attachment"
_FOLDER = 1000


@dataclass(slots=True)
class Tally:
    """What is counted of a plan on the way. ``lines`` and ``outcomes`` are of letters taken.

    ``held`` are those that did not go out, by standing and, if scheduled, for when.
    """

    letters: int = 0
    files: int = 0
    erased: int = 0
    first: str = ""
    last: str = ""
    lines: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    held: Counter[tuple[str, str]] = field(default_factory=Counter)
    subjects: dict[str, None] = field(default_factory=dict)

    def add(self, one: Mailed, now: datetime) -> None:
        self.letters += 1
        self.erased += one.erased
        if (standing := standing_of(one, now)) in ("scheduled", "paused", CANCELLED):
            self.held[standing, one.send_at if standing == "scheduled" else ""] += 1
        if not one.taken:
            return
        self.lines[line_of(one)] += 1
        if one.state is not State.PLANNED:
            self.outcomes[one.state.name.lower()] += 1
        for name in one.times:
            self.outcomes[name.replace("_by_machine", " by a machine")] += 1
        if one.claimed_at:
            self.first = min(self.first or one.claimed_at, one.claimed_at)
            self.last = max(self.last, one.answered_at or one.claimed_at)


def line_of(one: Mailed) -> str:
    return IMMEDIATE if one.lifted else one.release_line


@dataclass(slots=True)
class EditionFiles:
    """Writes an edition's waves below ``place``. ``now`` is UTC in ISO 8601."""

    db: Store
    folder: RecordFolder
    place: str
    now: str
    with_attachments: bool
    reprints: Reprints
    progress: Callable[[int], object] = lambda _: None
    _letters: int = 0

    def write(self, waves: Sequence[Plan]) -> list[Tally]:
        at = self.folder
        with (
            at.table(f"{self.place}/plan.csv", PLAN) as people,
            at.table(f"{self.place}/deliveries.csv", DELIVERIES) as letters,
            at.table(f"{self.place}/events.csv", EVENTS) as events,
        ):
            return [self._wave(plan, people, letters, events) for plan in waves]

    def _wave(self, plan: Plan, people: Row, letters: Row, events: Row) -> Tally:
        tally = Tally()
        now = datetime.fromisoformat(self.now)
        numbers = self._messages(plan, tally)
        whole = {one.message for one in enclosures(self.db, plan.id)}
        for page in in_batches(letters_of_plan(self.db, plan.id, self.now), 500):
            for one in page:
                tally.add(one, now)
                message = numbers[one.message]
                uid = "" if one.erased else one.uid
                person = (one.email, one.name, uid, one.language, message)
                people(plan.wave, plan.kind, "in", "", "", *person, plan.digest)
                letters(
                    *_delivery(one, now), *self._letter(one, tally, stand_in=one.message in whole)
                )
            for event in events_of(self.db, [one.id for one in page]):
                at = datetime.fromtimestamp(event.at, UTC).isoformat()
                said = (event.email_key, event.status, event.reason, event.url)
                events(event.delivery, at, event.kind, *said, event.batch, event.key)
            self.progress(self._letters)
        for left in exclusions(self.db, plan.id):
            uid = left.uid if left.email else ""
            reason = (left.reason, why(left.reason, left.detail))
            who = (left.email, left.name, uid, "", "")
            people(plan.wave, plan.kind, "out", *reason, *who, plan.digest)
        return tally

    def _messages(self, plan: Plan, tally: Tally) -> dict[int, str]:
        """Written with “…” for what differs by recipient. Each one's name, by its id."""
        numbers: dict[int, str] = {}
        for number, (id_, wording) in enumerate(wordings(self.db, frozen_rows(plan.id)), 1):
            name = numbers[id_] = f"{plan.wave}-{number}"
            tally.subjects[wording.subject] = None
            base = f"{self.place}/messages/{name}"
            self.folder.write(f"{base}.html", _utf8(wording.html))
            self.folder.write(f"{base}.txt", _utf8(f"{wording.subject}\n\n{wording.text}"))
        return numbers

    def _letter(self, one: Mailed, tally: Tally, *, stand_in: bool) -> tuple[str, str]:
        """The digest of a letter, and its file if it was, or may have been, taken."""
        if one.erased:
            return "", ""
        letter = self.reprints.letter(one)
        kept = letter
        if stand_in and not self.with_attachments:
            kept = replace(letter, attachments=tuple(map(self._stand_in, letter.attachments)))
        eml = self.reprints.eml(one, kept)
        digest = self.reprints.digest(one, letter, eml)
        if not one.taken:
            return digest, ""
        name = f"letters/{self._letters // _FOLDER + 1:04d}/{one.id}.eml"
        self._letters += 1
        tally.files += 1
        self.folder.write(f"{self.place}/{name}", eml)
        return digest, name

    def _stand_in(self, file: Attachment) -> Attachment:
        return stand_in(file, self.reprints.sha256_of(file))


def stand_in(file: Attachment, digest: str) -> Attachment:
    """What is in the letter's file instead: a note on a file that is kept once."""
    said = (
        f"This note {STAND_IN}, which is kept once, in attachments:\n"
        f"{digest}\n{file.type}\n{len(file.content)} bytes\n"
    )
    return Attachment(file.filename, "text/plain", said.encode())


def restored(letter: Letter, read: Callable[[str], bytes | None]) -> Letter:
    """The letter with the files in place of the notes; ``read`` finds one by its SHA-256."""
    return replace(letter, attachments=tuple(_restored(one, read) for one in letter.attachments))


def _restored(file: Attachment, read: Callable[[str], bytes | None]) -> Attachment:
    lines = file.content.decode("utf-8", "replace").splitlines()
    if file.type != "text/plain" or len(lines) < 3 or STAND_IN not in lines[0]:
        return file
    content = read(lines[1])
    return file if content is None else Attachment(file.filename, lines[2], content)


def _delivery(one: Mailed, now: datetime) -> tuple[object, ...]:
    reached = one.taken and one.state is not State.PLANNED
    return (
        *(one.id, one.wave, one.stage, one.email, one.name, one.language, one.batch),
        *(one.batch_state, standing_of(one, now), one.state.name.lower() if reached else ""),
        *(one.answered_at if one.taken else "", one.send_at, one.sendgrid_id, one.run),
        *(one.settled_by, one.reason, line_of(one)),
        *(_iso(one.times.get(name)) for name in TIMES),
    )


def _iso(seconds: int | None) -> str:
    return "" if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")
