"""The account on this machine: what it accepted, and what becomes of it."""

from __future__ import annotations

import secrets
import time
from collections import deque
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from itertools import groupby
from operator import attrgetter
from random import Random
from threading import RLock

from . import webhook
from .agenda import Agenda
from .answers import SERVER_ERROR, UNVERIFIED_SENDER, Answer, refused
from .events import Event, event, posts, wire
from .faults import MAIL_SEND, Fault, take
from .hooks import OWN_ID, Hook, Hooks
from .index import Letter
from .letters import copies
from .outbox import WAITING, Outbox
from .outcomes import UNSUBSCRIBED, Happening, dropped, outcome
from .rules import FARTHEST_SEND_AT, Account, refusals
from .rules_parts import Mail
from .schedule import Schedule
from .settings import SandboxSettings, check_webhook_url, is_verified
from .stats import Stats, metrics
from .suppressions import Suppressions

KEY_FILE = "webhook-key.pem"
REQUESTS_KEPT = 10_000
FIRST_RETRY = 30.0
LONGEST_RETRY = 3600.0
GIVE_UP = 24 * 3600.0
PAUSE_CHECK = 1.0

CANCEL_DROP = "cancel_drop"

_STATUS_EVENTS = ("deferred", "delivered", "bounce", "dropped")
_SAID = ("reason", "response", "url")
"""What an event says beside its name: of refusals, of transport, of links followed."""


class Sandbox:
    """One account. Safe to use from several threads.

    ``now`` gives Unix seconds and must run; ``new_id`` gives ids nobody can guess. ``base_url``
    is where the sandbox is reached, for the unsubscribe links in letters. ``token`` is what a page
    of this sandbox proves itself with where it asks for something that cannot be undone.
    """

    def __init__(
        self,
        settings: SandboxSettings,
        now: Callable[[], float] = time.time,
        new_id: Callable[[], str] = lambda: secrets.token_urlsafe(16),
        base_url: str = "http://127.0.0.1",
    ) -> None:
        self.settings = settings
        self.base_url = base_url
        self.now = now
        self.new_id = new_id
        self.token = new_id()
        self.lock = RLock()
        self.outbox = Outbox(settings.outbox)
        self.suppressions = Suppressions()
        self.schedule = Schedule()
        self.stats = Stats()
        self.requests: deque[dict[str, object]] = deque(maxlen=REQUESTS_KEPT)
        self.hooks = Hooks(settings.outbox / KEY_FILE, settings.webhooks, new_id)
        self.hooks.post_to(settings.webhook_url)
        self._faults: tuple[Fault, ...] = ()
        self._reported = 0
        self._run = new_id()
        self._life = Agenda(now, "life of letters")
        self._courier = Agenda(now, "webhook courier")

    def start(self) -> None:
        self._life.start()
        self._courier.start()

    def stop(self) -> None:
        """End both threads; events not yet posted are forgotten, as is the index."""
        self._life.stop()
        self._courier.stop()

    @property
    def public_key(self) -> str:
        """What a receiver verifies the events with: base64 of the DER key."""
        return webhook.public_key(self.hooks.own_key)

    @property
    def webhook_url(self) -> str | None:
        """Where the sandbox was told by hand to post everything."""
        own = self.hooks.get(OWN_ID)
        return own.url if own else None

    @property
    def pending_events(self) -> int:
        """Events that are still to happen or to be taken by the webhook."""
        return self._life.pending + self._courier.pending

    def post_events_to(self, url: str | None) -> None:
        """Raises WrongUsage for a webhook that is not on this machine."""
        if url is not None:
            check_webhook_url(url)
        with self.lock:
            self.hooks.post_to(url)

    def add_fault(self, fault: Fault) -> None:
        with self.lock:
            self._faults = (*self._faults, fault)

    def clear_faults(self) -> None:
        with self.lock:
            self._faults = ()

    def next_fault(self) -> Fault | None:
        """The fault this mail/send request runs into, if any."""
        return self.fault_of(MAIL_SEND)

    def fault_of(self, path: str) -> Fault | None:
        """The fault that a request to ``path`` (what follows ``/v3/``) runs into, if any."""
        with self.lock:
            fault, self._faults = take(self._faults, path)
            return fault

    def log_request(self, status: int, size: int, mail: object) -> None:
        """Remember a mail/send request by nothing that names a person. Status 0: no answer."""
        blocks = mail.get("personalizations") if isinstance(mail, dict) else None
        count = len(blocks) if isinstance(blocks, list) else 0
        self.requests.append(
            {"time": self.now(), "status": status, "size": size, "personalizations": count}
        )

    def submit(self, mail: object) -> Answer:
        """mail/send: everything is accepted, or nothing is."""
        with self.lock:
            found = refusals(mail, self._account())
            if found or not isinstance(mail, dict):
                return refused(*found)
            if not self._may_send(mail):
                return refused(UNVERIFIED_SENDER)
            if mail.get("mail_settings", {}).get("sandbox_mode", {}).get("enable"):
                return Answer(200)
            return self._accept(mail)

    def _account(self) -> Account:
        return Account(
            now=self.now(),
            batch_ids=self.schedule.batch_ids,
            groups=self.settings.groups,
            substitution_bytes=self.settings.substitution_bytes,
        )

    def _may_send(self, mail: Mail) -> bool:
        senders = [mail["from"], *(b["from"] for b in mail["personalizations"] if "from" in b)]
        return all(is_verified(s.get("email", ""), self.settings.verified) for s in senders)

    def _accept(self, mail: Mail) -> Answer:
        message_id = self.new_id()
        letters = self._file(mail, message_id)
        if letters is None:
            return refused(SERVER_ERROR)
        self.stats.count(self.now(), mail.get("categories", ()), "requests")
        self._send([letter for letter in letters if letter.status != WAITING], mail)
        waiting = sorted((x for x in letters if x.status == WAITING), key=attrgetter("send_at"))
        for send_at, due in groupby(waiting, key=attrgetter("send_at")):
            self._life.at(send_at, partial(self._due, tuple(x.id for x in due), mail_terms(mail)))
        return Answer(202, headers={"X-Message-Id": message_id})

    def _file(self, mail: Mail, message_id: str) -> list[Letter] | None:
        """All letters of a request; None, and none of them, when the disk would not take them."""
        filed: list[Letter] = []
        try:
            for copy in copies(mail, self.new_id, self.unsubscribe_url):
                letter = self.outbox.file(copy, message_id, self.now())
                filed.append(letter)
        except OSError:
            self.outbox.withdraw(filed)
            return None
        return filed

    def unsubscribe_url(self, letter_id: str) -> str:
        return f"{self.base_url}/unsubscribe/{letter_id}"

    def _due(self, letter_ids: Sequence[str], terms: Mail) -> None:
        """What was scheduled goes out, unless its batch was stopped."""
        with self.lock:
            letters = [x for i in letter_ids if (x := self.outbox.get(i)) is not None]
            if not letters:  # cleared meanwhile
                return
            send_at = letters[0].send_at
            ahead = self.settings.stoppable_until * self.settings.time_scale
            stopped = self.schedule.holds(terms.get("batch_id", ""), send_at, ahead)
            expired = self.now() > send_at + FARTHEST_SEND_AT
            if stopped == "cancel" or (stopped and expired):
                reason = "Expired" if stopped == "pause" else "Cancelled"
                for letter in letters:
                    self._cancel(letter, reason)
            elif stopped:
                self._life.at(self.now() + PAUSE_CHECK, partial(self._due, letter_ids, terms))
            else:
                self._send([self.outbox.release(letter) for letter in letters], terms)

    def _cancel(self, letter: Letter, reason: str) -> None:
        """Only the logs tell of it: among the events that a webhook hears SendGrid names none."""
        history = (*letter.history, (CANCEL_DROP, int(self.now()), reason))
        self.outbox.update(self.outbox.cancel(letter), reason=reason, history=history)

    def _send(self, letters: Sequence[Letter], terms: Mail) -> None:
        self._report([(x, happening) for x in letters for happening in self._fate(x, terms)])

    def _fate(self, letter: Letter, terms: Mail) -> Iterable[Happening]:
        bypass = terms.get("mail_settings", {}).get("bypass_list_management", {})
        reason = self.suppressions.drop_reason(letter.to, letter.group)
        if reason is not None and not bypass.get("enable"):
            return dropped(reason)
        tracking = terms.get("tracking_settings", {})
        untracked = {
            name
            for name in ("open", "click")
            if not tracking.get(f"{name}_tracking", {}).get("enable")
        }
        return (x for x in outcome(letter.to) if x.event not in untracked)

    def _report(self, happenings: Sequence[tuple[Letter, Happening]]) -> None:
        """Let them happen, each at its time, and the webhook hear of it some time after."""
        now, scale = self.now(), self.settings.time_scale
        timed = [
            (h.after, letter.id, event(letter, h, int(now + h.after * scale), self.new_id))
            for letter, h in happenings
        ]
        by_time = sorted(timed, key=lambda item: item[0])
        for after, together in groupby(by_time, key=lambda item: item[0]):
            pairs = [(letter_id, what) for _, letter_id, what in together]
            self._life.at(now + after * scale, partial(self._happen, pairs), len(pairs))
        for hook in self.hooks.enabled():
            self._tell(hook, now, [(after, what) for after, _, what in timed if hook.wants(what)])

    def _tell(self, hook: Hook, now: float, timed: Sequence[tuple[float, Event]]) -> None:
        self._reported += 1
        random = Random(f"{self.settings.seed}:{self._reported}")  # noqa: S311 - must repeat
        for post in posts(timed, random):
            deliver = partial(self._deliver, hook.id, post.events, now, FIRST_RETRY)
            self._courier.at(now + post.due * self.settings.time_scale, deliver, len(post.events))

    def _happen(self, pairs: Sequence[tuple[str, Event]]) -> None:
        with self.lock:
            for letter_id, what in pairs:
                letter = self.outbox.get(letter_id)
                if letter is not None:
                    self._take_note(letter, what)

    def _take_note(self, letter: Letter, what: Event) -> None:
        name, at = str(what["event"]), int(str(what["timestamp"]))
        self.stats.count(at, letter.categories, *metrics(what, letter.history))
        self.suppressions.learn(letter.to, what)
        status = name if name in _STATUS_EVENTS else letter.status
        reason = str(what.get("reason", letter.reason))
        said = str(next((what[key] for key in _SAID if key in what), ""))
        history = (*letter.history, (name, at, said))
        self.outbox.update(letter, status=status, reason=reason, history=history)

    def _deliver(self, hook_id: str, events: tuple[Event, ...], since: float, retry: float) -> None:
        """Post, and where it is not taken post again, later and later, for a day."""
        hook, now, scale = self.hooks.get(hook_id), self.now(), self.settings.time_scale
        if hook is None or not hook.enabled or hook.post(events, now):
            return
        if now - since < GIVE_UP * scale:
            again = partial(self._deliver, hook_id, events, since, min(2 * retry, LONGEST_RETRY))
            self._courier.at(now + retry * scale, again, len(events))

    def test_webhook(self, url: str, events: tuple[Event, ...], hook_id: str = "") -> bool:
        """Post ``events`` at once; whether they were taken. Raises WrongUsage as above.

        They are signed as the webhook ``hook_id`` signs, or with the sandbox's own key.
        """
        hook = self.hooks.get(hook_id)
        key = hook.key if hook else self.hooks.own_key
        return webhook.post(url, wire(events), key, self.now())

    @property
    def stamp(self) -> str:
        """A text that changes whenever the inbox does, and is no other sandbox's."""
        return f"{self._run}.{self.outbox.changes}"

    def clear(self) -> None:
        """Empty the inbox, of what waits for its time too. Suppressions and stats stay."""
        with self.lock:
            self.outbox.clear()

    def unsubscribe(self, letter_id: str) -> bool:
        """The recipient of a letter leaves its group, or every list; False: no such letter."""
        with self.lock:
            letter = self.outbox.get(letter_id)
            if letter is None:
                return False
            if self.suppressions.drop_reason(letter.to, letter.group) is None:
                self._report([(letter, UNSUBSCRIBED)])
            return True


def mail_terms(mail: Mail) -> Mail:
    """What is still needed of a scheduled mail once its letters are filed."""
    kept = ("batch_id", "mail_settings", "tracking_settings")
    return {key: mail[key] for key in kept if key in mail}
