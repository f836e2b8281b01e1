"""The account's event webhooks: where events go, which of them, and signed with which key.

https://www.twilio.com/docs/sendgrid/api-reference/webhooks
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from . import webhook
from .answers import NOT_FOUND, Refusal
from .events import TEST_EVENTS, Event, wire

ACCOUNT_CHANGE = "account_status_change"
SWITCHES = (*(name.replace("spamreport", "spam_report") for name in TEST_EVENTS), ACCOUNT_CHANGE)
"""What a webhook may be sent, by the settings' names: of one event the event's own is shorter."""

OWN_ID = "outreach-sandbox"
TAKEN_URL = Refusal("a webhook with this URL already exists", "url")
TOO_MANY_HOOKS = Refusal("the maximum number of event webhooks of this plan is reached")


@dataclass(frozen=True, slots=True)
class Hook:
    """One webhook. ``on`` are names of SWITCHES; unsigned while it has no ``key``."""

    id: str
    url: str
    enabled: bool = False
    name: str = ""
    on: frozenset[str] = frozenset()
    key: webhook.PrivateKey | None = None
    at: float = 0.0

    @property
    def public_key(self) -> str:
        return webhook.public_key(self.key) if self.key else ""

    def wants(self, event: Event) -> bool:
        return str(event["event"]).replace("spamreport", "spam_report") in self.on

    def post(self, events: Iterable[Event], now: float) -> bool:
        """Whether ``events`` were taken. Raises WrongUsage where it is not on this machine."""
        return webhook.post(self.url, wire(events), self.key, now)


class Hooks:
    """All of them, oldest first. The one that is told where to post by hand is signed with the key
    in ``path``; the first that is made by the API takes that one over where it is free, so that a
    sandbox that is started again signs as before."""

    def __init__(self, path: Path, most: int, new_id: Callable[[], str]) -> None:
        self._path = path
        self._most = most
        self._new_id = new_id
        self._own_key = webhook.signing_key(path)
        self._all: Mapping[str, Hook] = {}

    @property
    def most(self) -> int:
        return self._most

    @property
    def own_key(self) -> webhook.PrivateKey:
        return self._own_key

    def all(self) -> tuple[Hook, ...]:
        return tuple(self._all.values())

    def enabled(self) -> tuple[Hook, ...]:
        return tuple(hook for hook in self.all() if hook.enabled)

    def get(self, hook_id: str) -> Hook | None:
        return self._all.get(hook_id)

    def post_to(self, url: str | None) -> None:
        """The sandbox's own webhook: everything, signed, to ``url``; None: no such webhook."""
        self._all = {i: hook for i, hook in self._all.items() if i != OWN_ID and hook.url != url}
        if url is not None:
            own = Hook(OWN_ID, url, enabled=True, on=frozenset(SWITCHES), key=self._own_key)
            self._all = {OWN_ID: own, **self._all}

    def add(self, hook: Hook) -> Refusal | Hook:
        if len(self._all) >= self._most:
            return TOO_MANY_HOOKS
        return self._kept(replace(hook, id=self._new_id()))

    def change(self, hook: Hook) -> Refusal | Hook:
        return self._kept(hook) if hook.id in self._all else NOT_FOUND

    def _kept(self, hook: Hook) -> Refusal | Hook:
        if any(other.url == hook.url and other.id != hook.id for other in self.all()):
            return TAKEN_URL
        self._all = {**self._all, hook.id: hook}
        return hook

    def sign(self, hook: Hook, *, signed: bool) -> Hook:
        """A key that is switched off is gone: switched on again there is a new one."""
        if signed and hook.key is None:
            held = any(other.key is self._own_key for other in self.all())
            key = webhook.new_key() if held else self._own_key
            hook = replace(hook, key=key)
        elif not signed and hook.key is not None:
            self._forget(hook.key)
            hook = replace(hook, key=None)
        self._all = {**self._all, hook.id: hook}
        return hook

    def remove(self, hook_id: str) -> bool:
        hook = self._all.get(hook_id)
        if hook is None:
            return False
        self._all = {i: one for i, one in self._all.items() if i != hook_id}
        if hook.key is not None:
            self._forget(hook.key)
        return True

    def _forget(self, key: webhook.PrivateKey) -> None:
        if key is self._own_key:
            self._path.unlink(missing_ok=True)
            self._own_key = webhook.signing_key(self._path)
