"""Where a send goes: SendGrid, or, without a key, a sandbox that runs on this machine meanwhile."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from outreach.domain.delivery import Stage
from outreach.domain.hosts import LOOPBACK

if TYPE_CHECKING:
    from outreach.actions.plan import Planned
    from outreach.store.database import Store
    from outreach.workspace import Workspace

SANDBOX_KEY = "SG.sandbox"
_TIME_SCALE = 0.001
"""Somebody waits for the events: ten minutes of SendGrid's pass in less than a second."""


@dataclass(frozen=True, slots=True)
class Venue:
    """A SendGrid to send to. ``settle`` waits until events have arrived, where they come from here.

    ``inbox`` and ``outbox`` say where the sandbox shows and files the letters; blank elsewhere.
    """

    stage: Stage
    host: str
    key: str
    inbox: str = ""
    outbox: Path | None = None
    settle: Callable[[], object] = lambda: None


def stage_of(ws: Workspace) -> Stage:
    """A host on this machine is a sandbox, and so is having no key."""
    return Stage.SANDBOX if is_local(ws.host) or not ws.key else Stage.SENDGRID


def is_local(host: str) -> bool:
    return urlsplit(host).hostname in LOOPBACK


@contextmanager
def venue(ws: Workspace) -> Iterator[Venue]:
    """SendGrid where there is a key; a sandbox that was named; else one of our own."""
    if ws.key or is_local(ws.host):
        yield Venue(stage_of(ws), ws.host, ws.key or SANDBOX_KEY)
        return
    sender = ws.settings.sender.email
    with own_sandbox(ws.store, ws.root / "outbox", key=ws.store_key, sender=sender) as own:
        yield own


def refuse_other_stage(db: Store, planned: list[Planned], at: Venue) -> None:
    """What is being sent to people must not be finished in a sandbox: it would count as sent."""
    from outreach.errors import WrongUsage
    from outreach.store import ledger

    for one in planned:
        if one.plan.stage is not at.stage and ledger.account(db, one.plan.id).remaining:
            raise WrongUsage(
                f"{one.plan.edition} is being sent to people, and this would go to a sandbox",
                "set SENDGRID_API_KEY, and name no sandbox as SendGrid's host",
            )


@contextmanager
def own_sandbox(
    store: Path, outbox: Path, port: int = 0, *, key: str = "", sender: str = ""
) -> Iterator[Venue]:
    """A sandbox and a receiver of its signed events, in this process, on loopback.

    ``key`` opens the store where it is encrypted. ``sender`` may stand in From: nothing leaves
    this machine, and whether SendGrid knows it is not for a sandbox to say.
    """
    from outreach.sandbox.server import running as running_sandbox
    from outreach.sandbox.settings import RESERVED_DOMAINS, SandboxSettings
    from outreach.sendgrid.events import load_key, parse
    from outreach.store.counting import count_all
    from outreach.store.database import open_store
    from outreach.web.listen import PATH, receiver
    from outreach.web.server import running

    verified = (*RESERVED_DOMAINS, sender) if sender else RESERVED_DOMAINS

    def settle() -> bool:
        """What was reported is counted too."""
        idle = sandbox.wait_idle()
        with closing(open_store(store, key=key)) as db:
            count_all(db, parse)
        return idle

    settings = SandboxSettings(outbox=outbox, time_scale=_TIME_SCALE, verified=verified)
    with running_sandbox(settings, port) as sandbox:
        signer = load_key(sandbox.sandbox.public_key)
        app = receiver(lambda: open_store(store, key=key), store, [signer])
        with running(app) as url:
            sandbox.sandbox.post_events_to(url + PATH)
            yield Venue(
                Stage.SANDBOX,
                sandbox.url,
                SANDBOX_KEY,
                inbox=sandbox.url,
                outbox=outbox,
                settle=settle,
            )


def keep_open(inbox: str, *, browse: bool = False) -> None:
    """Leave the sandbox's inbox open until Ctrl-C or SIGTERM, in a browser too if ``browse``."""
    import webbrowser

    from . import show

    # A signal that comes while an Event holds its lock waits for ever; this can be re-entered.
    stop: SimpleQueue[None] = SimpleQueue()
    before = [
        (one, signal.signal(one, lambda *_: stop.put(None)))
        for one in (signal.SIGINT, signal.SIGTERM)
    ]
    try:
        show.out(f"\nThe inbox: {inbox}   (Ctrl-C ends it)")
        sys.stdout.flush()
        if browse:
            webbrowser.open(inbox)
        stop.get()
    finally:
        for one, handler in before:
            signal.signal(one, handler)
