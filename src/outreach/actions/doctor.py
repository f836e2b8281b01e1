"""doctor: look at all that letters and numbers hang on, and say of each how it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from outreach.checks.account import (
    clock_signs,
    credit_signs,
    group_signs,
    identity_signs,
    scope_signs,
    switch_signs,
)
from outreach.checks.hosts import is_sample
from outreach.checks.records import Lookup
from outreach.checks.sender_domain import domain_problems
from outreach.checks.webhook import webhook_signs
from outreach.domain.health import Sign
from outreach.domain.settings import Settings
from outreach.domain.webhook import EVENTS_PATH
from outreach.errors import NotAuthorised
from outreach.sendgrid import account
from outreach.sendgrid.client import SendGrid
from outreach.store.backlog import Backlog, backlog
from outreach.store.condition import condition, freshness, heard, letters_to_go
from outreach.store.database import Store
from outreach.store.recount import recount

Clock = Callable[[], datetime]

_LITTLE_SPACE = 200 * 1024 * 1024
_LARGE_LOG = 512 * 1024 * 1024
_OLD_CONGRESS = timedelta(days=60)
_SILENT = timedelta(hours=1)
"""After so long SendGrid has reported something of nearly every letter."""
_BEHIND = timedelta(minutes=1)
_HEALTH = {"error": "bad", "warning": "look", "info": "look"}


def account_signs(
    sendgrid: SendGrid,
    host: str,
    settings: Settings,
    to_go: int,
    clock: Clock,
    measured: Sequence[str] = (),
    heard_at: str = "",
) -> Iterator[Sign]:
    """Of the key and the account; nothing is changed there. A refused key ends it.

    ``to_go`` is how many planned letters have yet to go, ``measured`` what editions measure:
    ``open``, ``click``, and ``heard_at`` when events came last.
    """
    try:
        scopes = account.scopes(sendgrid)
    except NotAuthorised as exc:
        yield Sign("key", "bad", exc.message, exc.hint)
        return
    yield from scope_signs(scopes, host)
    email = settings.sender.email
    domains = account.signed_domains(sendgrid, email.rpartition("@")[2])
    yield from identity_signs(email, domains, account.verified_senders(sendgrid))
    yield from switch_signs(account.tracking_switches(sendgrid), account.mail_switches(sendgrid))
    if settings.asm_groups:
        yield from group_signs(settings.asm_groups, account.unsubscribe_groups(sendgrid))
    url = settings.public_url and settings.public_url + EVENTS_PATH
    hooks = account.event_webhooks(sendgrid)
    yield from webhook_signs(hooks, url, settings.webhook_keys, measured, heard_at)
    yield from credit_signs(account.credit_balance(sendgrid), to_go)
    yield from clock_signs(account.clock(sendgrid, clock))


def domain_signs(email: str, resolver: Callable[[], Lookup]) -> Iterator[Sign]:
    """SPF, DKIM and DMARC of the sender's domain, as the DNS says today, where it is asked."""
    domain = email.rpartition("@")[2]
    if is_sample(domain):
        said = f"{domain} is a name for examples (RFC 2606): nothing of it is in the DNS"
        yield Sign("domain", "unknown", said, "put your own address into outreach.toml")
        return
    problems = list(domain_problems(domain, resolver()))
    for one in problems:
        yield Sign("domain", _HEALTH[one.level], one.message, one.hint)  # type: ignore[arg-type]
    if not problems:
        yield Sign("domain", "good", f"SPF, DKIM and DMARC of {domain} are as they should be")


def way_out_signs(settings: Settings) -> Iterator[Sign]:
    """How a recipient can leave, by what is settled."""
    if settings.public_url:
        said = f"each letter has its own one-click link to {settings.public_url}"
        yield Sign("unsubscribe", "good", said)
    elif settings.one_click:
        yield Sign("unsubscribe", "good", "SendGrid adds a one-click link to each letter")
    elif settings.asm_groups:
        said = "letters name an unsubscribe group, but have no one-click header (RFC 8058)"
        yield Sign("unsubscribe", "look", said, "set public_url, or one_click, in outreach.toml")
    else:
        said = "letters have no link to leave by, only the address to write to"
        yield Sign("unsubscribe", "look", said, "set public_url, or one_click, in outreach.toml")


def store_signs(db: Store, path: Path, now: datetime, *, encrypted: bool) -> Iterator[Sign]:
    """Whole, consistent, with room on the disk; how old what it says of people is."""
    found = condition(db, path)
    for fault in found.faults:
        yield Sign("store", "bad", f"{path.name}: {fault}", "restore a backup (docs/store.md)")
    differing = recount(db)
    for one in differing[:3]:
        yield Sign("store", "bad", f"a sum is not what its events say: {one}", "report this")
    if not found.faults and not differing:
        kind = "encrypted" if encrypted else "not encrypted"
        said = f"{path.name} is sound, {kind}, {found.size / 1_000_000:,.1f} MB"
        yield Sign("store", "good", said)
    if found.free < _LITTLE_SPACE:
        said = f"only {found.free / 1_000_000:,.0f} MB are free on the store's disk"
        yield Sign("store", "bad", said, "make room before sending")
    if found.log_size > _LARGE_LOG:
        said = f"the write-ahead log has grown to {found.log_size / 1_000_000:,.0f} MB"
        yield Sign("store", "look", said, "end the program that keeps the store open")
    yield from _people_signs(db, now)


def _people_signs(db: Store, now: datetime) -> Iterator[Sign]:
    people = freshness(db, now)
    if not people.contacts:
        yield Sign("contacts", "look", "there are no contacts", "outreach contacts import FILE")
        return
    worries = list(_worries(people.stale, people.bounced, people.termed))
    yield from worries
    if people.congress_day and _age(people.congress_day, now) > _OLD_CONGRESS:
        said = f"the data of Congress is of {people.congress_day}"
        yield Sign("contacts", "look", said, "outreach congress update")
    elif not worries:
        yield Sign("contacts", "good", f"{people.contacts:,} contacts, none gone stale")


def _worries(stale: int, bounced: int, termed: int) -> Iterator[Sign]:
    if stale:
        said = f"{_contacts(stale, 'was', 'were')} not listed, edited or delivered to for a year"
        yield Sign("contacts", "look", said, "go through them: outreach contacts list")
    if bounced:
        said = f"{_contacts(bounced, 'has', 'have')} an address that bounced: no letter arrives"
        yield Sign("contacts", "look", said, "outreach contacts edit ADDRESS")
    if termed:
        said = f"{_contacts(termed, 'sits', 'sit')} in the office of a Member whose term has ended"
        yield Sign("contacts", "look", said, "outreach congress gaps")


def _contacts(n: int, one: str, many: str) -> str:
    return f"{n:,} contact {one}" if n == 1 else f"{n:,} contacts {many}"


def _age(day: str, now: datetime) -> timedelta:
    try:
        return now.date() - date.fromisoformat(day)
    except ValueError:
        return timedelta()


def hearing_signs(db: Store, now: datetime) -> Iterator[Sign]:
    """Whether word comes back of the letters that are out."""
    known = heard(db)
    for at, what in known.notices:
        said = f"SendGrid reported {what or 'a change'} of the account on {_day(at)}"
        yield Sign("account", "bad", said, "ask SendGrid's support before the next send")
    if known.unmatched:
        said = f"{known.unmatched:,} events name no letter that is known here"
        yield Sign("events", "look", said, "outreach stats says which")
    yield from _backlog_signs(backlog(db), now)
    last = max(known.events, known.asked)
    if not known.last_letter:
        yield Sign("events", "good", "no letters to people are out, so nothing is to be heard")
    elif last < known.last_letter and now - _moment(known.last_letter) > _SILENT:
        said = "nothing has been heard of the letters that went out last"
        yield Sign("events", "bad", said, "outreach sync asks SendGrid; outreach listen hears it")
    else:
        said = f"word of letters came last at {last[:16].replace('T', ' ')} UTC"
        yield Sign("events", "good" if last else "look", said if last else "no word came yet")


def _backlog_signs(waiting: Backlog, now: datetime) -> Iterator[Sign]:
    """A receiver that runs counts what waits within seconds."""
    if waiting.set_aside:
        said = f"{_posts(waiting.set_aside)} could not be counted: kept for another try"
        yield Sign("events", "bad", said, "upgrade, and start outreach listen: it tries them again")
    if waiting.posts and now - _moment(waiting.since) > _BEHIND:
        megabytes = f"{waiting.size / 1_000_000:,.1f} MB"
        said = f"{_posts(waiting.posts)}, {megabytes}, not counted yet"
        yield Sign("events", "look", said, "start outreach listen: it counts them first")


def _posts(n: int) -> str:
    return f"{n:,} post{'' if n == 1 else 's'} of events"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _day(at: int) -> str:
    return datetime.fromtimestamp(at, UTC).date().isoformat()


def last_heard(db: Store) -> str:
    """When SendGrid reported something last; blank for never."""
    return heard(db).events


def to_go(db: Store) -> int:
    return letters_to_go(db)
