"""check, of one edition: every recipient's letter, and each message they share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from outreach.checks.enclosures import check_enclosures
from outreach.checks.headers import subject_length_problem
from outreach.checks.letters import (
    Openings,
    Suspect,
    check_addresses,
    check_leftovers,
    check_letter,
    filled,
    openings,
    suspect,
)
from outreach.checks.mail import check_message
from outreach.checks.reading import Reading
from outreach.checks.recipients import (
    STALE_DAYS,
    Roll,
    check_agreement,
    check_recipients,
    check_signatories,
)
from outreach.checks.sender import check_press_contact, check_reason, check_tracking, check_way_out
from outreach.checks.timing import check_hour, check_release_words
from outreach.domain.campaign import Campaign, Edition
from outreach.domain.client_support import ClientSupport
from outreach.domain.contact import Contact
from outreach.domain.delivery import Message, Wave, personalise
from outreach.domain.earlier import Earlier
from outreach.domain.inbox import room
from outreach.domain.selection import Exclusion
from outreach.domain.settings import Settings
from outreach.errors import Level, NeedsFixing, Problem
from outreach.render.edition import CompiledEdition, compile_edition, render_recipient
from outreach.store.congress_doubts import congress_doubts
from outreach.store.database import Store
from outreach.store.history import last_recipients, names_known, untouched_since

from .check_sources import OfLetter, at_their_sources, naming_languages
from .content import content_of
from .enclosures import Folders
from .plan import Complaints, likely_duplicates, render_all
from .selection import audience_of, audience_slips, nobody
from .wave_people import WavePeople, wave_people

MOST_READ = 100
"""Messages of an edition that are looked at in full: those beyond differ by a branch or two."""

_PREFIX = "-xcheck"
_RELEASE = "press-release"
"""So templates are called that reporters call back on, in whatever language."""
_MOST_SUSPECTS = 1000
_AT_ONCE = 1000


class Listener:
    """Hears of each letter as it is read, and may end the reading by an error of its own.

    ``letter`` has the number of the message and the subject; ``refused`` why there is no letter.
    ``pause`` is called often in between.
    """

    def letter(self, contact: Contact, number: int, subject: str) -> None: ...
    def refused(self, contact: Contact, refusal: NeedsFixing) -> None: ...
    def pause(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Desk:
    """What an edition is checked with. ``read`` is handed each reading besides.

    ``folder`` is the campaign's. ``wave`` is whom of each edition it is about: all, or who would
    get a later wave of it now.
    """

    db: Store | None
    campaign: Campaign
    folder: Path
    settings: Settings
    templates: Path
    now: datetime
    support: ClientSupport | None = None
    read: Callable[[Reading], object] = lambda _: None
    listener: Listener = field(default_factory=Listener)
    wave: Wave = Wave.FIRST


@dataclass(slots=True)
class _Overheard(Complaints):
    """Complaints that the listener hears of, too."""

    listener: Listener = field(default_factory=Listener)

    def add(self, refusal: NeedsFixing, contact: Contact) -> None:
        Complaints.add(self, refusal, contact)
        self.listener.refused(contact, refusal)


@dataclass(slots=True)
class _Sample:
    """A message, and the first recipient who gets it."""

    message: Message
    opening: Openings
    contact: Contact | None = None
    values: Sequence[str] = ()
    earlier: Earlier | None = None


@dataclass(slots=True)
class _Looker:
    """A sink that looks at each letter as it comes and keeps no more than what they share.

    ``longest`` is the room that the longest subject takes, that subject, and whose it is.
    """

    desk: Desk
    edition: Edition
    roll: Roll
    people: WavePeople
    samples: list[_Sample] = field(default_factory=list)
    excluded: int = 0
    stale: int = 0
    suspects: list[Suspect] = field(default_factory=list)
    longest: tuple[int, str, str] = (0, "", "")
    found: list[Problem] = field(default_factory=list)
    _ids: list[int] = field(default_factory=list)

    def add_message(self, message: Message) -> int:
        self.samples.append(_Sample(message, openings(message)))
        return len(self.samples)

    def add_delivery(
        self,
        number: int,
        contact: Contact,
        values: Sequence[str],
        _lifted: tuple[int, Sequence[str]] | None = None,
    ) -> None:
        sample = self.samples[number - 1]
        if sample.contact is None:
            sample.contact, sample.values = contact, values
            sample.earlier = self.people.earlier(contact)
        self.roll.add(contact)
        self.found += check_letter(sample.opening, contact, values, self.edition)
        subject = sample.message.subject
        if sample.opening.subject:
            subject = filled(sample.opening.subject, values)
            length = len(subject) if subject.isascii() else room(subject)
            self.longest = max(self.longest, (length, subject, contact.email))
        if len(self.suspects) < _MOST_SUSPECTS and (doubt := suspect(contact)):
            self.suspects.append(doubt)
        self._ids.append(contact.id)
        if len(self._ids) >= _AT_ONCE:
            self.settle()
        self.desk.listener.letter(contact, number, subject)

    def add_exclusion(self, _exclusion: Exclusion) -> None:
        self.excluded += 1
        self.desk.listener.pause()

    def settle(self) -> None:
        if self.desk.db is not None and self._ids:
            since = self.desk.now - timedelta(STALE_DAYS)
            self.stale += untouched_since(self.desk.db, self._ids, since)
        self._ids.clear()


def check_edition(desk: Desk, edition: Edition) -> list[Problem]:
    """Everything on one edition. Raises NeedsFixing where its templates cannot be read."""
    folders = Folders(desk.folder, desk.templates)
    content = content_of(desk.campaign, edition, desk.settings, desk.now, folders)
    compiled = compile_edition(content, desk.templates, _PREFIX)
    desk.listener.pause()
    if desk.db is None:
        return []
    people = wave_people(desk.db, desk.campaign, edition, desk.wave)
    looker = _Looker(desk, edition, Roll(edition, desk.campaign), people)
    overheard = _Overheard(listener=desk.listener)
    complaints = render_all(desk.db, compiled, looker, people, overheard)
    looker.settle()
    found = [replace(p, edition=edition.name) for p in complaints.problems()]
    first = desk.wave is Wave.FIRST
    if first and not looker.roll.recipients and not looker.excluded and not found:
        found += filter(None, [nobody(desk.db, desk.campaign, edition)])
    found += likely_duplicates(content, complaints.namesakes)
    found += _audience(desk, edition) if desk.wave is not Wave.UPDATE else ()
    found += looker.found
    found += _recipients(desk, looker)
    desk.listener.pause()
    found += sorted(_of_letters(compiled, desk, looker), key=str)
    return found


def _audience(desk: Desk, edition: Edition) -> Iterator[Problem]:
    if desk.db is None:
        return
    yield from audience_slips(desk.db, desk.campaign, edition)
    query = audience_of(desk.db, desk.campaign, edition)
    for doubt in congress_doubts(desk.db, query, desk.now.date()):
        yield replace(doubt, place=edition.place("audience"), edition=edition.name)


def _recipients(desk: Desk, looker: _Looker) -> Iterator[Problem]:
    if desk.db is None:
        return
    edition, roll, embargo = looker.edition, looker.roll, desk.campaign.embargo
    last = 0  # of a later wave it would tell nothing
    if desk.wave is Wave.FIRST:
        last = last_recipients(desk.db, desk.campaign.slug, edition.name)
    most = desk.settings.most_recipients
    yield from check_recipients(roll, most=most, last=last, stale=looker.stale)
    yield from check_signatories(roll)
    lifted = embargo is None or embargo.lifted(desk.now)
    yield from check_agreement(roll, embargo, lifted=lifted)
    yield from check_tracking(edition, roll.consent)
    yield from check_hour(
        edition,
        embargo,
        desk.now,
        kinds=tuple(roll.kinds),
        zone=desk.settings.timezone,
        zones=roll.zones,
    )
    yield from _longest_subject(looker)
    known = names_known(desk.db, {one.other for one in looker.suspects})
    yield from check_addresses(looker.suspects, known, edition)


def _longest_subject(looker: _Looker) -> Iterator[Problem]:
    """H101 on the longest subject of all: the sample's may be shorter.

    One long name is worth knowing; the sample speaks for the others.
    """
    _, subject, email = looker.longest
    problem = subject_length_problem(subject, looker.edition) if subject else None
    if problem and problem.level != "info":
        level: Level = "error" if problem.level == "error" else "info"
        yield replace(problem, message=f"{problem.message} (for {email})", level=level)


def _of_letters(compiled: CompiledEdition, desk: Desk, looker: _Looker) -> Iterator[Problem]:
    """What the messages have, at its place in the files; each once, however many have it."""
    found = _messages(compiled, desk, looker)
    placed = at_their_sources(found, desk.campaign, looker.edition, desk.folder, desk.templates)
    return naming_languages([*placed], [one.message.language for one in looker.samples])


def _messages(compiled: CompiledEdition, desk: Desk, looker: _Looker) -> list[OfLetter]:
    found: list[OfLetter] = []
    for number, sample in enumerate(looker.samples):
        desk.listener.pause()
        if sample.contact is None:  # its recipient's data was refused
            continue
        reading = _reading(compiled, desk, looker, sample)
        language = reading.language
        found += ((language, one) for one in _in_short(desk, reading))
        if number < MOST_READ:
            page = _page(compiled.telling(sample.earlier), sample.contact)
            desk.listener.pause()
            whole = replace(reading, preheader=preheader_of(reading), page=page)
            desk.read(whole)
            found += ((language, one) for one in _in_full(desk, whole))
    if len(looker.samples) > MOST_READ:
        found += ((one.message.language, _unread(looker)) for one in looker.samples)
    return found


def _in_short(desk: Desk, reading: Reading) -> Iterator[Problem]:
    yield from check_leftovers(reading)
    yield from check_way_out(reading)
    yield from check_release_words(reading, desk.campaign.embargo, desk.now)


def _in_full(desk: Desk, reading: Reading) -> Iterator[Problem]:
    yield from check_message(reading, desk.listener.pause)
    yield from check_reason(reading)
    yield from _enclosures(desk, reading.message, reading.edition)
    if reading.edition.template.startswith(_RELEASE):
        yield from check_press_contact(reading, _callable(desk, reading.language))


def _reading(compiled: CompiledEdition, desk: Desk, looker: _Looker, sample: _Sample) -> Reading:
    return Reading(
        message=sample.message,
        sample=personalise(sample.message, sample.values),
        preheader="",
        edition=looker.edition,
        sender=desk.settings.sender,
        unsubscribe=compiled.content.unsubscribe,
        domains=looker.roll.domains,
        support=desk.support,
    )


def _page(compiled: CompiledEdition, contact: Contact) -> str:
    """A letter's HTML before inlining, which mends what browsers would stumble over."""
    rendered = render_recipient(compiled, contact)
    whole = rendered.skeleton
    before = Message(whole.subject, whole.html, whole.text, whole.fields)
    return personalise(before, rendered.values).html


_FILLER = "\u00ad\u034f\u2007\u200b\u200c\u200d\u200e\u200f\ufeff\u00a0"


def preheader_of(reading: Reading) -> str:
    """What an inbox shows beside the subject: the hidden text that opens the letter."""
    for element in reading.tree.iter("div", "span", "p", "td"):
        style = (element.get("style") or "").replace(" ", "").lower()
        if "display:none" in style:
            return " ".join(str(element.text_content()).strip(_FILLER + " \n").split())
    return ""


def _enclosures(desk: Desk, message: Message, edition: Edition) -> Iterator[Problem]:
    size = sum(len(part.encode()) for part in (message.subject, message.html, message.text))
    sender = desk.settings.sender
    public = (sender.organisation, sender.name, sender.contact_name)
    yield from check_enclosures(message.attachments, size, edition, public)


def _callable(desk: Desk, language: str) -> tuple[str, ...]:
    """Whom reporters may call, by name."""
    try:
        statement = desk.campaign.statement_in(language)
    except KeyError:
        statement = desk.campaign.statement
    media = (one.name for one in statement.media_contacts)
    return (desk.settings.sender.contact_name, *media)


def _unread(looker: _Looker) -> Problem:
    edition, count = looker.edition, len(looker.samples)
    message = f"{MOST_READ} of {count:,} messages were looked at in full; the others are much alike"
    hint = "print values instead of deciding by them, so that there are fewer messages"
    place = edition.place("template")
    return Problem("many-messages", message, place, hint, "info", edition.name)
