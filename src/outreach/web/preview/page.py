"""The preview's page, put together of what is planned, what it reads like and what check finds."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.actions.preview import Opened, Preview
from outreach.actions.roster import Entry, Roster
from outreach.errors import Problem
from outreach.render.locales import language_name
from outreach.viewer.model import Choice, Person, Picker, PreviewPage, TestSend, Toolbar
from outreach.viewer.state import State
from outreach.viewer.toolbar import toolbar

from .addresses import Addresses, Spot
from .panes import LANGUAGE, PERSON, Looked, Pages, at_its_side, looked_at, panes
from .told import Opener, faults, findings

SHOWN_AT_ONCE = 50
"""People in the list; the others are found by searching, or shown when asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the people's list is wanted: the words searched for, and from which one on."""

    query: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True)
class Around:
    """What a page is built with. ``token`` and ``untestable`` are of the test letter: why none

    can be sent, blank where it can. ``said`` are lines told once, such as that one was.
    """

    preview: Preview
    addresses: Addresses
    root: Path
    opener: Opener
    pages: Pages
    token: str = ""
    untestable: str = ""
    said: tuple[str, ...] = ()


def build(around: Around, spot: Spot, state: State, asked: Asked = Asked()) -> PreviewPage:
    """The whole page. Raises WrongUsage for a campaign or edition that there is none of."""
    preview, addresses = around.preview, around.addresses
    opened = preview.campaign(spot.campaign)
    roster = preview.roster(spot.campaign, spot.edition)
    looked = [looked_at(preview, spot, state)] if spot.uid else []
    beside = at_its_side(spot, state) if looked else None
    if beside:
        looked.append(looked_at(preview, *beside))
    shown, differences = panes(looked, addresses, around.pages) if looked else ((), None)
    wrong: list[Problem] = [*opened.faults, *(p for one in looked for p in one.shown.faults)]
    return PreviewPage(
        title=f"{spot.edition} · {opened.campaign.title}",
        campaign=spot.campaign,
        state=state,
        assets=addresses.assets,
        campaigns=_campaigns(around, spot),
        editions=_editions(opened, spot, addresses, replace(state, beside="", language="")),
        picker=picker(roster, spot, state, addresses, asked),
        toolbar=_toolbar(looked, roster, addresses, differences) if looked else Toolbar(),
        panes=shown,
        findings=findings(
            preview.findings(spot.campaign, spot.edition), around.root, around.opener
        ),
        faults=faults(list(dict.fromkeys(wrong)), around.root, around.opener),
        test=_test(around, spot, state, opened) if looked else None,
        commands=_commands(spot, looked),
        notices=around.said,
        events=addresses.events,
        empty="" if looked else _nobody(roster),
    )


def _nobody(roster: Roster) -> str:
    if roster.note:
        return roster.note
    if roster.state == "reading people":
        return "The people of this edition are being read."
    if roster.excluded_total:
        return "Everybody in the audience is left out; the reasons stand beside."
    return "Nobody is in the audience of this edition."


def _campaigns(around: Around, spot: Spot) -> tuple[Choice, ...]:
    choices = (
        Choice(slug, around.addresses.campaign(slug), slug == spot.campaign)
        for slug in around.preview.campaigns()
    )
    return _leading(choices)


def _editions(opened: Opened, spot: Spot, addresses: Addresses, state: State) -> tuple[Choice, ...]:
    return _leading(
        Choice(
            one.edition.name,
            addresses.edition(spot.campaign, one.edition.name, state),
            one.edition.name == spot.edition,
            "…" if one.recipients is None else f"{one.recipients:,}",
            "being sent, or sent" if one.sent else "",
        )
        for one in opened.editions
    )


def _leading(choices: Iterable[Choice]) -> tuple[Choice, ...]:
    """Those that lead somewhere."""
    return tuple(one for one in choices if one.href)


def picker(roster: Roster, spot: Spot, state: State, addresses: Addresses, asked: Asked) -> Picker:
    """The list of people. ``state`` is kept from one letter to the next, what is beside is not."""
    kept = replace(state, beside="", language="")

    def to(entry: Entry | None) -> str:
        return addresses.page(replace(spot, uid=entry.uid), kept) if entry else ""

    def person(entry: Entry) -> Person:
        here = entry.uid == spot.uid
        beside = replace(state, beside=f"{PERSON}:{entry.uid}")
        return Person(
            name=entry.name,
            email=entry.email,
            detail=entry.detail,
            href=to(entry),
            current=here,
            marks=(entry.fault,) if entry.fault else (),
            beside=addresses.page(spot, beside) if spot.uid and not here else "",
        )

    found, people = roster.page(asked.query, asked.start, SHOWN_AT_ONCE)
    out_found, out = roster.left_out(asked.query, 0, SHOWN_AT_ONCE)
    here = roster.position(spot.uid) if spot.uid else None
    last = roster.total - 1
    more = asked.start + len(people)
    return Picker(
        query=asked.query,
        action=addresses.people(spot, kept),
        found=found,
        total=roster.total,
        position=0 if here is None else here + 1,
        people=tuple(map(person, people)),
        more=addresses.people(spot, kept, q=asked.query, start=f"{more}") if more < found else "",
        first=to(roster.at(0)) if here else "",
        previous=to(roster.at(here - 1)) if here else "",
        next=to(roster.at(here + 1)) if here is not None and here < last else "",
        last=to(roster.at(last)) if here is not None and here < last else "",
        differs=to(roster.differs(spot.uid)) if here is not None else "",
        worst=_leading(
            Choice(label, to(entry), entry.uid == spot.uid, entry.name or entry.email)
            for label, entry in roster.worst()
        ),
        excluded=tuple(map(left_out, out)),
        excluded_total=roster.excluded_total,
        excluded_reasons=tuple(roster.reasons.items()),
        excluded_more=addresses.people(spot, kept, q=asked.query, start=f"{len(out)}", out="1")
        if out_found > len(out)
        else "",
        progress=_progress(roster),
        note=roster.note,
    )


def left_out(entry: Entry) -> Person:
    return Person(entry.name, entry.email, entry.detail, reason=entry.reason)


def _progress(roster: Roster) -> str:
    if roster.state == "reading people":
        return f"{roster.total:,} people so far …"
    if roster.state == "reading letters":
        return f"{roster.read:,} of {roster.total:,} letters read …"
    return ""


def _toolbar(
    looked: Sequence[Looked], roster: Roster, addresses: Addresses, differences: int | None
) -> Toolbar:
    one = looked[0]
    spot, state, letter = one.spot, one.state, one.shown.letter
    files = len(letter.attachments) if letter else 0
    all_ = toolbar(state, lambda then: addresses.page(spot, then), files)
    return Toolbar(
        views=_leading(all_.views),
        schemes=_leading(all_.schemes),
        images=_leading(all_.images),
        widths=_leading(all_.widths),
        beside=_beside(looked, roster, addresses),
        alone=addresses.page(spot, replace(state, beside="")) if state.beside else "",
        differences=differences,
    )


def _beside(looked: Sequence[Looked], roster: Roster, addresses: Addresses) -> tuple[Choice, ...]:
    """The next letter that reads differently, and this one in the statement's other languages."""
    one = looked[0]
    spot, state = one.spot, one.state
    found: list[Choice] = []
    if other := roster.differs(spot.uid):
        then = replace(state, beside=f"{PERSON}:{other.uid}")
        said, why = other.name or other.email, "reads differently"
        found.append(Choice(said, addresses.page(spot, then), then == state, hint=why))
    elif other := _next(roster, spot.uid):
        then = replace(state, beside=f"{PERSON}:{other.uid}")
        said, why = other.name or other.email, "the next recipient"
        found.append(Choice(said, addresses.page(spot, then), then == state, hint=why))
    if state.beside.startswith(f"{PERSON}:") and not any(each.current for each in found):
        who = looked[-1].shown
        found.insert(0, Choice(who.name or who.email, addresses.page(spot, state), current=True))
    for tag in one.shown.languages:
        then = replace(state, beside=f"{LANGUAGE}:{tag}")
        if tag != one.shown.language:
            name, href = language_name(tag), addresses.page(spot, then)
            found.append(Choice(name, href, then == state, hint="language"))
    return _leading(found)


def _next(roster: Roster, uid: str) -> Entry | None:
    here = roster.position(uid)
    return roster.at((here + 1) % roster.total) if here is not None and roster.total > 1 else None


def _test(around: Around, spot: Spot, state: State, opened: Opened) -> TestSend | None:
    action = around.addresses.test(spot, state)
    if not action:
        return None
    recipients = opened.settings.test_recipients
    why = around.untestable
    if not recipients:
        why = 'name who may get test letters in outreach.toml: test_recipients = ["desk@…"]'
    return TestSend("" if why else action, around.token, recipients, why)


def _commands(spot: Spot, looked: Sequence[Looked]) -> tuple[tuple[str, str], ...]:
    campaign = f"{shlex.quote(spot.campaign)} --edition {shlex.quote(spot.edition)}"
    found = [("What check finds", f"outreach check {campaign}")]
    if looked:
        to = shlex.quote(looked[0].shown.email)
        found.insert(0, ("The same digest", f"outreach render {campaign} --to {to} --part digest"))
    return (*found, ("The whole send, on this machine", f"outreach rehearse {campaign}"))
