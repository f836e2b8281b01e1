"""check --online: ask for the pages that letters link to, and for the sender's domain.

Nothing else of check touches the network. Asked for are links that are the same for every
recipient; a link with somebody's data in it would tell the site who is written to.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from outreach.checks.answers import link_problem, picture_problem, statement_problem
from outreach.checks.hosts import is_sample
from outreach.checks.links import at_their_place, places_of, same_for_all
from outreach.checks.pictures import pictures_for_all
from outreach.checks.reach import SECONDS, Answer, Guard, ask, public
from outreach.checks.reading import Reading
from outreach.checks.records import Lookup, system_lookup
from outreach.checks.sender_domain import domain_problems
from outreach.domain.campaign import Campaign
from outreach.domain.settings import Settings
from outreach.errors import Place, Problem
from outreach.intake.settings_file import SETTINGS_FILE
from outreach.intake.toml_files import read_toml

from .asked_links import asked_links_file, read_asked, write_asked
from .check_statement import texts_of

MOST_LINKS = 100
PER_SECOND = 2.0
"""How many requests one host gets in a second."""
_AT_ONCE = 8
_NETWORK_GONE = ("no-answer-of-dns", "unreachable")

Links = Mapping[str, Place | None]


@dataclass(frozen=True, slots=True)
class Statement:
    """Where the statement itself can be read, if that is an https address.

    ``embargoed`` says that letters go out before anybody may read it there.
    """

    link: str = ""
    place: Place | None = None
    embargoed: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """How to reach it; the defaults are the internet, tests hand in their own.

    ``guard`` says which addresses may be connected to, and ``lookup`` reads the DNS.
    """

    guard: Guard = public
    lookup: Lookup | None = None
    seconds: float = SECONDS
    per_second: float = PER_SECOND


@dataclass(slots=True)
class _Turns:
    """One request at a time for each host, ``pause`` seconds apart."""

    pause: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    free_at: dict[str, float] = field(default_factory=dict)

    def wait(self, host: str) -> None:
        with self.lock:
            now = time.monotonic()
            at = max(now, self.free_at.get(host, now))
            self.free_at[host] = at + self.pause
        if at > now:
            time.sleep(at - now)


def online_check(
    campaign: Campaign,
    folder: Path,
    settings: Settings,
    store: Path,
    now: datetime,
    *,
    network: Network | None = None,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> Callable[[Sequence[Reading]], list[Problem]]:
    """What `check_campaign` calls with all it has read. ``folder`` is the campaign's.

    What was asked for is kept beside the ``store``.
    """

    def check(readings: Sequence[Reading]) -> list[Problem]:
        places = places_of(texts_of(folder))
        links: dict[str, Place | None] = {}
        pictures: dict[str, Place | None] = {}
        for one in readings:
            here = one.edition.place("template")
            for link in same_for_all(one.message, one.unsubscribe):
                links.setdefault(link, places.get(link, here))
            for link in pictures_for_all(one.message):
                pictures.setdefault(link, places.get(link, here))
        source = campaign.statement.source
        embargoed = campaign.embargo is not None and not campaign.embargo.lifted(now)
        file, _ = read_toml(folder.parents[1] / SETTINGS_FILE)
        found = online_findings(
            links,
            settings.sender.email.rpartition("@")[2],
            now=now,
            pictures=pictures,
            statement=Statement(source, places.get(source), embargoed),
            domain_place=file.value_place(("sender", "email")) if file else None,
            asked_before=asked_links_file(store),
            network=network,
            told=told,
        )
        return list(at_their_place(found, places))

    return check


def online_findings(
    links: Links,
    sender_domain: str,
    *,
    now: datetime,
    pictures: Links | None = None,
    statement: Statement | None = None,
    domain_place: Place | None = None,
    asked_before: Path | None = None,
    network: Network | None = None,
    told: Callable[[int, int], None] = lambda _done, _of: None,
) -> list[Problem]:
    """L406, L408 and L409 of links and pictures, D901 to D903 of the domain; once a campaign.

    ``links`` and ``pictures`` are addresses with the places they stand at; they must be the same
    for every recipient (`checks.links.same_for_all`). ``sender_domain`` is that of the sender's
    address, ``asked_before`` the file of `asked_links_file(store)`. ``told`` hears how many of
    how many were asked, on another thread. Takes up to some ten seconds for a slow site, and half
    a second for each link of one host.
    """
    network = network or Network()
    statement = statement or Statement()
    own = statement.link if statement.link.lower().startswith("https://") else ""
    asked = read_asked(asked_before, now) if asked_before else {}
    wanted = {k: v for k, v in {**links, **(pictures or {})}.items() if k != own}
    real = {k: v for k, v in wanted.items() if not is_sample(_host(k))}
    fresh = [link for link in real if link not in asked]
    first = [own] if own and not is_sample(_host(own)) else []
    answers, domain = _asked([*first, *fresh[:MOST_LINKS]], sender_domain, network, told)
    domain = [replace(problem, place=domain_place) for problem in domain]
    found = [*_not_asked(wanted, fresh), *domain]
    if gone := _network_gone(answers):
        return [*found, gone]
    for link, answer in answers.items():
        if link == own:
            problem = statement_problem(
                link, answer, statement.place, embargoed=statement.embargoed
            )
        elif link in (pictures or {}):
            problem = picture_problem(link, answer, real[link])
        else:
            problem = link_problem(link, answer, real[link])
        if problem:
            found.append(problem)
        elif link != own:
            asked[link] = now
    if asked_before and answers:
        write_asked(asked_before, asked)
    return found


def _asked(
    links: list[str], sender_domain: str, network: Network, told: Callable[[int, int], None]
) -> tuple[dict[str, Answer], list[Problem]]:
    """The answers in the order of the links, and what the DNS says of the sender."""
    turns = _Turns(1 / network.per_second)
    done: list[str] = []

    def asked(link: str) -> Answer:
        turns.wait(_host(link))
        turn = _after_the_first(turns)
        answer = ask(link, guard=network.guard, seconds=network.seconds, turn=turn)
        done.append(link)
        told(len(done), len(links))
        return answer

    pool = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="links")
    try:
        domain = pool.submit(_of_domain, sender_domain, network)
        asking: dict[str, Future[Answer]] = {link: pool.submit(asked, link) for link in links}
        return {link: future.result() for link, future in asking.items()}, domain.result()
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _after_the_first(turns: _Turns) -> Callable[[str], None]:
    """The first request has waited before its time began to count; those it is led to wait then."""
    waited: list[str] = []

    def turn(host: str) -> None:
        if waited:
            turns.wait(host)
        waited.append(host)

    return turn


def _of_domain(domain: str, network: Network) -> list[Problem]:
    if not domain or is_sample(domain):
        return []
    return list(domain_problems(domain, network.lookup or system_lookup()))


def _host(link: str) -> str:
    try:
        return urlsplit(link).hostname or ""
    except ValueError:
        return ""


def _not_asked(wanted: Links, fresh: list[str]) -> Iterable[Problem]:
    samples = [link for link in wanted if is_sample(_host(link))]
    if samples:
        said = f"sample addresses lead nowhere, and were not asked: {', '.join(samples[:3])}"
        yield Problem("L406", said, wanted[samples[0]], "write the real ones", "info")
    if len(fresh) > MOST_LINKS:
        said = f"{len(fresh) - MOST_LINKS} links were not asked for: {MOST_LINKS} are the most"
        hint = "check again; what answered well is not asked again within a day"
        yield Problem("L406", said, wanted[fresh[MOST_LINKS]], hint, "info")


def _network_gone(answers: Mapping[str, Answer]) -> Problem | None:
    """When nothing at all answers it is not the links that are wrong."""
    hosts = set(map(_host, answers))
    if len(hosts) < 2 or any(a.outcome not in _NETWORK_GONE for a in answers.values()):
        return None
    said = f"none of {len(hosts)} sites could be reached, so the links were not checked"
    return Problem("L406", said, None, "check again when this machine is online", "warning")
