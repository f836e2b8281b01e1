"""sync: what SendGrid tells when it is asked, where it cannot report by itself.

Each source is asked by itself, and one that may not be asked keeps none of the others from it.
What is learnt is written down window by window, and is the same however often it is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from outreach.errors import Interrupted, OutreachError, SendGridError, Unreachable
from outreach.sendgrid.asking import Asker, Spent
from outreach.sendgrid.counts import daily
from outreach.sendgrid.logs import KEPT
from outreach.store import sync as store
from outreach.store.database import Store

from .sync_lists import ask_groups, ask_lists
from .sync_logs import ask_logs
from .sync_parts import Heard, Task, Wish, moment

COUNTS = "counts"
_FARTHEST_AHEAD = timedelta(days=1)
"""In some time zone it is tomorrow; which one the account's is, SendGrid does not tell."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What each source gave. ``ended`` is why it ended before all were asked, if it did.

    ``requests`` were made; SendGrid's clock is ``skew`` ahead of this machine's.
    """

    sources: tuple[Heard, ...]
    requests: int
    skew: timedelta
    ended: OutreachError | None = None

    @property
    def complete(self) -> bool:
        """Whether all was asked that the key may ask."""
        return self.ended is None and all(one.complete or one.refused for one in self.sources)


def sync(
    db: Store,
    asker: Asker,
    wish: Wish,
    now: Callable[[], datetime],
    tell: Callable[[str], object] = lambda _: None,
) -> Synced:
    """Ask each source. Raises nothing of SendGrid's: it is in the answer, with what was learnt."""
    wish = replace(wish, groups=wish.groups | store.groups_used(db, wish.stage))
    task = Task(db, asker, wish, now, tell)
    sources = [Heard(name) for name, _ in _SOURCES]
    ended = _set_clock(asker)
    for heard, (_, ask) in zip(sources, _SOURCES, strict=True):
        if ended is not None:
            break
        before = asker.asked
        try:
            ask(task, heard)
            heard.complete = True
        except (Spent, Interrupted, Unreachable) as exc:
            ended = exc
        except SendGridError as exc:
            heard.refused = exc
        heard.requests = asker.asked - before
    return Synced(tuple(sources), asker.asked, asker.skew, ended)


def _set_clock(asker: Asker) -> OutreachError | None:
    """Ask what any key may ask, to see what time it is there; why it ended there, if it did."""
    try:
        asker.ask("GET", "scopes")
    except (Spent, Interrupted, Unreachable) as exc:
        return exc
    except SendGridError:
        pass  # each source says for itself what it may not
    return None


def ask_counts(task: Task, heard: Heard) -> None:
    """SendGrid's own counts of each campaign and edition. Raises as the others do."""
    since = max(task.wish.since or task.now() - KEPT, task.now() - KEPT)
    begun = task.asker.clock()
    end = (datetime.fromtimestamp(begun, UTC) + _FARTHEST_AHEAD).date()
    firsts: dict[str, int] = {}
    for span in store.spans(task.db, task.wish.stage, since, task.wish.campaign):
        for category in (span.campaign, span.category):
            firsts[category] = min(firsts.get(category, span.first), span.first)
    for category, first in firsts.items():
        task.tell(f"counts of {category}")
        start = (datetime.fromtimestamp(first, UTC) - _FARTHEST_AHEAD).date()
        days = daily(task.asker, category, start, end)
        heard.read += len(days)
        metrics = {one.day: one.metrics for one in days}
        changed = store.keep_days(task.db, category, metrics, task.now())
        heard.new["days"] += changed
        heard.known += len(days) - changed
    known = store.read_hearing(task.db, COUNTS)
    until = moment(begun) if not task.wish.campaign else known.complete_until if known else ""
    store.note_hearing(task.db, store.Hearing(COUNTS, task.now(), until))


_SOURCES: tuple[tuple[str, Callable[[Task, Heard], object]], ...] = (
    ("suppressions", ask_lists),
    ("groups", ask_groups),
    ("logs", ask_logs),
    (COUNTS, ask_counts),
)
"""Who left comes first, should there not be requests enough for all."""
