"""One person's letter as it is now, and the last good one while something is broken."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from outreach.domain.campaign import CONTACTS_LANGUAGE, Edition
from outreach.domain.contact import Contact
from outreach.domain.delivery import Letter
from outreach.domain.language import reads
from outreach.errors import OutreachError, Problem
from outreach.render.edition import Content
from outreach.sendgrid.payload import Envelope
from outreach.store.database import Store
from outreach.store.plans import Plan, read_plans
from outreach.store.standing import file_of, id_of, one_contact, reading

from .content import content_of, envelope_of
from .enclosures import Folders
from .letters import NoLetter, Press, being_sent, eml_of, frozen_letter, press_of, recipient
from .open_campaigns import OpenCampaign, OpenCampaigns, edition_of, problems_of

_MOST_GOOD = 40
"""Letters that are kept in case the next one cannot be made."""
_MOST_BYTES = 100_000_000
_MOST_PRESSES = 8
NO_STORE = "there is no contact store, so nobody's letter can be shown"
NO_STORE_HINT = "make one: outreach contacts import FILE"


@dataclass(frozen=True, slots=True)
class Shown:
    """One person's letter. With ``faults`` it is the last good one, None if there was none.

    ``language`` is the letter's, ``languages`` are those it can be shown in. ``sent``: this is what
    she was sent, or is being sent, whatever the files say now. ``no_recipient``: she gets none, of
    which the faults say why.
    """

    letter: Letter | None
    envelope: Envelope
    name: str
    email: str
    eml: bytes = b""
    language: str = ""
    languages: tuple[str, ...] = ()
    faults: tuple[Problem, ...] = ()
    sent: bool = False
    no_recipient: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    """``language`` is blank for the recipient's own; ``called`` is what she was known as."""

    slug: str
    edition: str
    uid: str
    language: str
    stands_in: bool = field(default=False, compare=False)
    called: str = field(default="", compare=False)


@dataclass(slots=True)
class Letters:
    """Of one thread, which the store it opens belongs to."""

    campaigns: OpenCampaigns
    open_store: Callable[[], Store] | None
    now: Callable[[], datetime]
    _db: Store | None = None
    _file: tuple[int, int] = (0, 0)
    _good: OrderedDict[_Asked, Shown] = field(default_factory=OrderedDict)
    _presses: OrderedDict[object, Press] = field(default_factory=OrderedDict)

    def letter(
        self,
        slug: str,
        edition: str,
        uid: str,
        language: str,
        *,
        stands_in: bool = False,
        called: str = "",
    ) -> Shown:
        """Raises WrongUsage for an edition that there is none of, and what reading the campaign

        raises if it never could be read; all else that is wrong is among the faults.
        """
        opened = self.campaigns.open(slug)
        asked = _Asked(slug, edition, uid, language, stands_in, called)
        chosen, no_recipient = edition_of(opened.campaign, edition), False
        try:
            db = self._store()
            with reading(db):
                shown = self._shown(db, opened, chosen, asked)
        except NoLetter as none:
            faults, no_recipient = [_no_letter(none, chosen)], True
        except OutreachError as error:
            faults = [*problems_of(error, chosen)]
        else:
            if opened.faults:
                shown = replace(self._good.get(asked, shown), faults=opened.faults)
            else:
                self._keep(asked, shown)
            return shown
        last = self._good.get(asked) or self._nothing(opened, chosen, asked)
        return replace(last, faults=(*opened.faults, *faults), no_recipient=no_recipient)

    def begun(self, slug: str) -> Collection[str]:
        """The campaign's editions whose send has begun; none where the store cannot be read."""
        try:
            db = self._store()
            with reading(db):
                return {plan.edition for plan in read_plans(db, slug) if plan.started}
        except OutreachError:
            return ()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None

    def _store(self) -> Store:
        """Opened anew when another file has taken its place, such as a backup that was restored."""
        if self._db is not None and file_of(self._db) != self._file:
            self.close()
        if self._db is None:
            if self.open_store is None:
                raise OutreachError(NO_STORE, NO_STORE_HINT)
            self._db = self.open_store()
            self._file = file_of(self._db)
        return self._db

    def _keep(self, asked: _Asked, shown: Shown) -> None:
        self._good[asked] = shown
        self._good.move_to_end(asked)
        size = sum(len(one.eml) for one in self._good.values())
        while len(self._good) > _MOST_GOOD or (size > _MOST_BYTES and len(self._good) > 1):
            size -= len(self._good.popitem(last=False)[1].eml)

    def _nothing(self, opened: OpenCampaign, edition: Edition, asked: _Asked) -> Shown:
        content = content_of(opened.campaign, edition, opened.settings, self.now())
        languages = opened.campaign.languages
        envelope = envelope_of(content, opened.settings)
        return Shown(None, envelope, "", asked.called, b"", asked.language, languages)

    def _shown(self, db: Store, opened: OpenCampaign, edition: Edition, asked: _Asked) -> Shown:
        if waves := being_sent(db, asked.slug, edition.name):
            return self._frozen(db, waves, asked)
        campaign = opened.campaign
        contact = self._recipient(db, opened, edition, asked)
        if asked.language and reads(edition, campaign, contact) != asked.language:
            contact, edition = _as_if_reading(asked.language, contact, edition, opened)
        content = content_of(campaign, edition, opened.settings, self.now(), self._folders(asked))
        letter, language = self._press(content, opened).letter(contact)
        envelope = envelope_of(content, opened.settings)
        shown = Shown(letter, envelope, contact.name, contact.email, b"", language)
        return self._with_eml(asked, replace(shown, languages=campaign.languages))

    def _folders(self, asked: _Asked) -> Folders:
        return Folders(self.campaigns.folder / asked.slug, self.campaigns.templates_folder)

    def _recipient(
        self, db: Store, opened: OpenCampaign, edition: Edition, asked: _Asked
    ) -> Contact:
        known = id_of(db, uid=asked.uid)
        if known is None:
            message = f"{self._called(asked)} is not among the contacts"
            raise NoLetter(message, "choose one of the list")
        contact = one_contact(db, known, opened.campaign.slug)
        if asked.stands_in:
            return contact
        return recipient(db, opened.campaign, edition, known, contact.email)

    def _called(self, asked: _Asked) -> str:
        """The address that somebody had whom the store may not know any more."""
        good = self._good.get(asked)
        return (good.email if good else asked.called) or "this person"

    def _frozen(self, db: Store, waves: Sequence[Plan], asked: _Asked) -> Shown:
        known = id_of(db, uid=asked.uid)
        called = one_contact(db, known, asked.slug).email if known else self._called(asked)
        found = frozen_letter(db, waves, asked.uid, called, self.now())
        hers, language = found.delivery, found.language
        envelope = Envelope.from_dict(found.plan.envelope)
        shown = Shown(found.letter, envelope, hers.name, hers.email, b"", language, (language,))
        return self._with_eml(asked, replace(shown, sent=True))

    def _with_eml(self, asked: _Asked, shown: Shown) -> Shown:
        """As it was shown before, if it is the same: attachments take their time."""
        known = self._good.get(asked)
        if known and replace(known, eml=b"") == shown:
            return known
        if shown.letter is None:
            return shown
        eml = eml_of(shown.letter, shown.envelope, shown.name, shown.email)
        return replace(shown, eml=eml)

    def _press(self, content: Content, opened: OpenCampaign) -> Press:
        """The edition compiled, once for all that it is made of.

        It says the release line of now, which time alone may change.
        """
        slug, edition = opened.campaign.slug, content.edition
        made_of = (
            *(slug, edition.name, edition.language, content.release_line),
            *(opened.state, self.campaigns.templates),
        )
        known = self._presses.get(made_of)
        if known is None:
            known = self._presses[made_of] = press_of(content, self.campaigns.templates_folder)
            while len(self._presses) > _MOST_PRESSES:
                self._presses.popitem(last=False)
        return known


def _no_letter(none: NoLetter, edition: Edition) -> Problem:
    """Where the audience stands, for that decides."""
    return Problem(
        "edition", none.in_words, edition.place("audience"), none.hint, edition=edition.name
    )


def _as_if_reading(
    language: str, contact: Contact, edition: Edition, opened: OpenCampaign
) -> tuple[Contact, Edition]:
    """Raises OutreachError where the statement is not there in it."""
    if language not in opened.campaign.languages:
        there = ", ".join(opened.campaign.languages)
        raise OutreachError(f"the statement is not there in {language!r}", f"there are {there}")
    if edition.language != CONTACTS_LANGUAGE:
        edition = replace(edition, language=language)
    return replace(contact, language=language), edition
