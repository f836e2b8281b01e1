"""The preview's page, put together of what is planned, what it reads like and what check finds."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.actions.preview import Opened, Preview
from outreach.actions.roster import Entry, Roster
from outreach.actions.selection import looking_up
from outreach.errors import Problem
from outreach.render.locales import language_name
from outreach.viewer.model import (
    Choice,
    File,
    Pane,
    Person,
    Picker,
    PreviewPage,
    TestSend,
    Toolbar,
)
from outreach.viewer.state import State, View
from outreach.viewer.toolbar import toolbar

from .addresses import Addresses, Spot
from .notices import sentence
from .panes import LANGUAGE, PERSON, Looked, Pages, at_its_side, looked_at, panes
from .told import Opener, faults, findings

SHOWN_AT_ONCE = 50
"""People in the list; the others are found by searching, or shown when asked for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the people's list is wanted: the words searched for, and from which one on.

    Without ``start`` it is the part with whose letter is open, or the beginning of what is found.
    """

    query: str = ""
    start: int | None = None


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
    if state.view is View.FILES:
        shown = tuple(_with_files_to_come(one, opened, spot, around.root) for one in shown)
    read = preview.findings(spot.campaign, spot.edition)
    wrong = _wrong(opened, roster, looked)
    return PreviewPage(
        title=f"{spot.edition} · {opened.campaign.title}",
        campaign=spot.campaign,
        state=state,
        assets=addresses.assets,
        campaigns=campaigns(around, spot),
        editions=editions(opened, spot, addresses, replace(state, beside="", language="")),
        picker=picker(roster, spot, state, addresses, asked),
        toolbar=_toolbar(looked, roster, addresses, differences) if looked else Toolbar(),
        panes=shown,
        findings=findings(
            read, around.root, around.opener, lambda who: _letter_to(who, roster, around, spot)
        ),
        faults=faults(wrong, around.root, around.opener),
        trouble=_trouble(opened, looked),
        test=_test(around, spot, state, opened) if looked else None,
        commands=_commands(spot, looked),
        notices=around.said,
        events=addresses.events,
        empty="" if looked else _nobody(roster, opened, spot),
    )


def _wrong(opened: Opened, roster: Roster, looked: Sequence[Looked]) -> list[Problem]:
    """What covers the page. Of a letter at the side that is not there, its own pane says why."""
    found = [*opened.faults, *(() if looked else roster.faults)]
    for place, one in enumerate(looked):
        if one.shown.letter is not None or not place:
            found += one.shown.faults
    return list(dict.fromkeys(found))


def _with_files_to_come(pane: Pane, opened: Opened, spot: Spot, root: Path) -> Pane:
    """While a letter cannot be made, what the campaign file names to travel with it."""
    edition = opened.campaign.edition(spot.edition)
    if pane.digest or edition is None:
        return pane
    folder = root / "campaigns" / spot.campaign
    files = (
        File(name, "", 0, "", note="to be attached" if there else "to be attached, and not there")
        for name in edition.attachments
        for there in [(folder / name).is_file()]
    )
    return replace(pane, files=tuple(files))


def _trouble(opened: Opened, looked: Sequence[Looked]) -> str:
    if looked and looked[0].shown.no_recipient and not opened.faults:
        return f"No recipient of {looked[0].spot.edition}"
    return ""


def _letter_to(email: str, roster: Roster, around: Around, spot: Spot) -> str:
    entry = roster.at_address(email)
    return around.addresses.page(replace(spot, uid=entry.uid), State()) if entry else ""


def _nobody(roster: Roster, opened: Opened, spot: Spot) -> str:
    """Why no letter is there, and the way out, a command in backticks."""
    edition = opened.campaign.edition(spot.edition)
    if roster.nobody and edition:
        where = f" ({roster.nobody.place})" if roster.nobody.place else ""
        look = looking_up(opened.campaign, edition)
        return f"{sentence(roster.nobody.message + where)} See whom there is: `{look}`"
    if roster.note:
        return sentence(roster.note)
    if roster.state == "reading people":
        return "The people of this edition are being read."
    if roster.excluded_total:
        return "Everybody in the audience is left out; the reasons stand beside."
    return "Nobody is in the audience of this edition."


def campaigns(around: Around, spot: Spot) -> tuple[Choice, ...]:
    choices = (
        Choice(slug, around.addresses.campaign(slug), slug == spot.campaign)
        for slug in around.preview.campaigns()
    )
    return _leading(choices)


def editions(opened: Opened, spot: Spot, addresses: Addresses, state: State) -> tuple[Choice, ...]:
    return _leading(
        Choice(
            one.edition.name,
            addresses.edition(spot.campaign, one.edition.name, state),
            one.edition.name == spot.edition,
            "?" if one.fault else "…" if one.recipients is None else f"{one.recipients:,}",
            one.fault or ("being sent, or sent" if one.sent else ""),
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

    here = roster.position(spot.uid) if spot.uid else None
    start = asked.start or 0
    if asked.start is None and here is not None and not asked.query.strip():
        start = here - here % SHOWN_AT_ONCE
    found, people = roster.page(asked.query, start, SHOWN_AT_ONCE)
    out_found, out = roster.left_out(asked.query, 0, SHOWN_AT_ONCE)
    last = roster.total - 1
    more, earlier = start + len(people), max(start - SHOWN_AT_ONCE, 0)
    return Picker(
        query=asked.query,
        action=addresses.people(spot, kept),
        found=found,
        total=roster.total,
        position=0 if here is None else here + 1,
        people=tuple(map(person, people)),
        earlier=addresses.people(spot, kept, q=asked.query, start=f"{earlier}") if start else "",
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
        progress=roster.progress,
        note=roster.note,
    )


def left_out(entry: Entry) -> Person:
    return Person(entry.name, entry.email, entry.detail, reason=entry.reason)


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
    """Those for the letter that is open; where there is none, it is said what to do."""
    if not looked or looked[0].shown.letter is None:
        return ()
    campaign = f"{shlex.quote(spot.campaign)} --edition {shlex.quote(spot.edition)}"
    to = shlex.quote(looked[0].shown.email)
    return (
        ("The same digest", f"outreach render {campaign} --to {to} --part digest"),
        ("What check finds", f"outreach check {campaign}"),
        ("The whole send, on this machine", f"outreach rehearse {campaign}"),
    )
