"""Pages of made-up people and letters, at real sizes.

``Shown`` is what the server of ``page_server`` answers from; a test changes it and sees what the
page makes of that.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field, replace
from hashlib import sha256
from urllib.parse import urlencode

from markupsafe import Markup

from outreach.viewer.model import (
    Choice,
    Fault,
    File,
    Finding,
    Findings,
    Folder,
    Glance,
    Happened,
    InboxPage,
    Link,
    Pane,
    Person,
    Picker,
    PreviewPage,
    Received,
    Size,
    TestSend,
    Toolbar,
)
from outreach.viewer.source import headers_body, raw_body, source_body, text_body
from outreach.viewer.state import State, View
from outreach.viewer.toolbar import toolbar

NAMES = (
    ("Ana Okonkwo-Lindqvist", "The Example Courier", ""),
    ("Benedikt Hohenwarter", "Wiener Beispielzeitung", ""),
    ("陳怡君", "範例日報", ""),
    ("ئالىم ئابلىز", "ئۇيغۇر خەۋەرلىرى", "right to left"),
    ("Wilhelmina Adelheid Theodora van der Oudenaarden-Featherstonehaugh", "Staff", "long"),
    ("Jo", "", ""),
)
SUBJECT = "EMBARGOED UNTIL 6:00 a.m. EDT: 44 organizations press Blinken on human rights in Beijing"
SNIPPET = "Release political prisoners, sanction officials, reject transnational repression."
USUAL = State()
SIGNED = tuple(f"Association of Example Communities No. {n}" for n in range(1, 45))
KIT = (
    "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 210 297'%3E"
    "%3Crect width='210' height='297' fill='white'/%3E%3C/svg%3E"
)


def name_of(number: int) -> str:
    name = NAMES[number % len(NAMES)][0]
    return name if number < len(NAMES) else f"{name} {number}"


def letter(name: str, asks: str = "Release political prisoners") -> str:
    rows = "".join(f"<li>{one}</li>" for one in SIGNED)
    return (
        '<!DOCTYPE html><html lang="en"><head><title>Letter</title><style>'
        "body{margin:0;font:16px/1.5 Georgia,serif;color:#222;background:#f3f1ec}"
        "table{width:100%;max-width:600px;margin:auto;background:#fff}"
        "@media (prefers-color-scheme:dark){body{background:#111;color:#eee}table{background:#222}}"
        "</style></head><body>"
        '<div style="display:none">Words that only inboxes show</div><table><tr>'
        f'<td style="padding:32px"><p id="who">Dear {name},</p>'
        f"<h1>44 organizations press for rights</h1><p>{asks}, <b>sanction</b> officials"
        " and reject\n transnational repression.</p>"
        '<img alt="Letterhead" src="https://pictures.example/logo.png">'
        f'<ol>{rows}</ol><p><a href="https://coalition.example/statement">Read it</a></p>'
        "</td></tr></table></body></html>"
    )


FINDINGS = Findings(
    edition=(
        Finding(
            "H101",
            "warning",
            "the subject has 84 characters; a phone shows about “EMBARGOED UNTIL 6:00 a.m. EDT…”",
            "put the news first and leave the rest to the preheader",
            "campaigns/visit/campaign.toml:12:11",
            "vscode://file/visit/campaign.toml:12:11",
            ("44 organizations",),
            "What a phone shows of a subject",
            "Half of all letters are first seen on a telephone.",
            "Begin with what is new.",
        ),
        Finding(
            "L302",
            "error",
            "the link to coalition.example leads to a page that is not there",
            "correct the address",
            "campaigns/visit/statement.md:14:3",
            targets=("Read it",),
        ),
        Finding("A401", "info", "a picture says “Letterhead” alone", targets=("<img>",)),
        Finding("P106", "info", "“high level” before a noun", targets=("not in any letter",)),
    ),
    campaign=(
        Finding("P115", "info", "a sentence of 42 words", targets=("officials and reject trans",)),
        Finding("P113", "warning", "“upcoming” is past", accepted="kept as it was issued"),
    ),
    errors=1,
    warnings=1,
    infos=3,
    accepted=1,
)
FAULT = Fault(
    "the template uses statement.titel, which is not there",
    "templates/email/press-release.html.j2:14:9",
    "write statement.title",
    "vscode://file/press-release.html.j2:14:9",
    14,
    tuple((n, f"  <p>line {n} of the template</p>") for n in range(12, 17)),
)


@dataclass(slots=True)
class Shown:
    """What the server knows. ``asks`` is the letter's text; ``beats`` are waiting clients."""

    total: int = 12
    asks: str = "Release political prisoners"
    excluded: int = 3
    findings: Findings | None = FINDINGS
    faults: tuple[Fault, ...] = ()
    empty: str = ""
    subject: str = SUBJECT
    stamp: int = 1
    events: str = "/live"
    progress: str = ""
    campaigns: tuple[Choice, ...] = ()
    posted: list[str] = field(default_factory=list)
    beats: list[threading.Event] = field(default_factory=list)
    closed: bool = False
    kind: str = "letter"
    asked: list[str] = field(default_factory=list)
    gone: bool = False
    slow: float = 0.0
    start: int = 0
    bare: bool = False
    marked: bool = False

    def tell(self, kind: str = "letter") -> None:
        """Something has changed: every open page hears of it.

        A page that was just opened listens a moment later: what is told before that nobody hears.
        """
        self.kind = kind
        until = time.monotonic() + 10
        while self.events and not self.beats and time.monotonic() < until:
            time.sleep(0.01)
        for one in self.beats:
            one.set()


def address(number: int, state: State, **more: str) -> str:
    query = urlencode({**state.query(), **more})
    return f"/c/visit/press/{number}" + (f"?{query}" if query else "")


def people(shown: Shown, state: State, query: str = "", start: int = 0, at: int = -1) -> Picker:
    found = range(shown.total)
    if query:
        found = [n for n in found if query.lower() in name_of(n).lower()]  # type: ignore[assignment]
    page = [
        Person(
            name_of(n),
            f"p{n}@news.example",
            NAMES[n % len(NAMES)][1],
            address(n, state),
            n == at,
            marks=("no first name",) if n % 6 == 5 else (),
            beside=address(at, replace(state, beside=f"person:{n}")) if at >= 0 else "",
        )
        for n in found[start : start + 50]
    ]
    last = shown.total - 1

    def to(n: int) -> str:
        return address(n, state) if 0 <= n <= last and n != at else ""

    more, less = start + len(page), max(start - 50, 0)
    asked = {**state.query(), "at": str(at)}
    out = [
        Person(f"Left Out {n}", f"out{n}@news.example", reason="left in March 2026")
        for n in range(min(shown.excluded, 50))
    ]
    return Picker(
        query=query,
        action=f"/c/visit/press/people?{urlencode(asked)}",
        found=len(found),
        total=shown.total,
        position=at + 1,
        people=tuple(page),
        more=f"/c/visit/press/people?{urlencode({**asked, 'q': query, 'start': more})}"
        if more < len(found)
        else "",
        first=to(0),
        previous=to(at - 1),
        next=to(at + 1),
        last=to(last),
        differs=to(3) if shown.total > 3 else "",
        worst=(Choice("longest name", to(4) or "#", note=name_of(4)),) if shown.total > 4 else (),
        earlier=f"/c/visit/press/people?{urlencode({**asked, 'q': query, 'start': less})}"
        if start
        else "",
        excluded=tuple(out) if not query else (),
        excluded_total=shown.excluded,
        excluded_reasons=(("asked to leave", shown.excluded),) if shown.excluded else (),
        progress=shown.progress,
    )


def pane(shown: Shown, number: int, state: State) -> Pane:
    name = name_of(number)
    html = letter(name, shown.asks)
    digest = sha256(html.encode()).hexdigest()
    headers = (("From", "Coalition <press@coalition.example>"), ("Subject", shown.subject))
    bodies: dict[View, Markup] = {
        View.TEXT: text_body(f"Dear {name},\n\n{shown.asks}\n\n" + "\n".join(SIGNED)),
        View.SOURCE: source_body(html),
        View.HEADERS: headers_body(headers),
        View.RAW: raw_body(f"Subject: x\n\n{html}".encode()),
    }
    return Pane(
        title=f"{name} <p{number}@news.example>",
        glances=(
            Glance("Gmail in a browser", "Coalition", shown.subject, SNIPPET),
            Glance("iPhone Mail", "Coalition", shown.subject[:41] + "…", SNIPPET, ("subject",)),
            Glance("Outlook", "Coalition", shown.subject[:60] + "…", SNIPPET[:40], ("subject",)),
        ),
        facts=(*headers, ("To", f"{name} <p{number}@news.example>"), ("Language", "en")),
        frame=f"/c/visit/press/{number}/letter?{urlencode(replace(state, width=0).query())}"
        if state.view is View.LETTER
        else "",
        body=bodies.get(state.view, Markup()),
        files=(File("visit.pdf", "application/pdf", 181_000, "/file/1", (KIT, KIT)),),
        links=(
            Link("Read it", "https://coalition.example/statement"),
            Link("coalition.example", "http://other.example/x", "says another address"),
        ),
        size=Size(31_400, 104_448, 5_200, 181_000),
        digest=digest,
        download=f"/c/visit/press/{number}/letter.eml",
        language="en",
    )


def preview(shown: Shown, number: int, state: State) -> PreviewPage:
    looked = [] if shown.empty else [pane(shown, number, state)]
    tools = toolbar(state, lambda then: address(number, then), 1)
    other = replace(state, beside="person:3")
    if state.beside:
        looked.append(pane(shown, int(state.beside.removeprefix("person:")), state))
        tools = replace(tools, alone=address(number, replace(state, beside="")), differences=7)
    beside = (Choice(name_of(3), address(number, other), bool(state.beside), hint="differs"),)
    return PreviewPage(
        title="press · Joint statement on a visit",
        campaign="blinken-china-visit",
        state=state,
        assets="/assets",
        campaigns=shown.campaigns,
        editions=(
            Choice("press", "/c/visit/press", True, f"{shown.total:,}"),
            Choice("congress", "/c/visit/congress", note="214", hint="waits for the embargo"),
            Choice("signatories", "/c/visit/signatories", note="44"),
        ),
        picker=people(shown, state, start=shown.start, at=-1 if shown.empty else number),
        toolbar=replace(tools, beside=beside) if looked else Toolbar(),
        panes=tuple(looked),
        findings=shown.findings,
        faults=shown.faults,
        test=TestSend("/test", "token", ("desk@coalition.example", "ed@coalition.example"))
        if looked
        else None,
        commands=(("The same digest", "outreach render visit --edition press --part digest"),),
        events=shown.events,
        empty=shown.empty,
    )


def inbox(shown: Shown, opened: bool, query: str = "", state: State = USUAL) -> InboxPage:
    numbers = [n for n in range(min(shown.total, 50)) if query.lower() in name_of(n).lower()]
    rows = tuple(
        Received(
            shown.subject,
            f"{name_of(n)} <p{n}@news.example>",
            ("delivered", "bounce", "deferred", "processed")[n % 4],
            "14:02:11",
            f"/letters/{n}",
            opened and n == 0,
        )
        for n in numbers
    )
    whole = pane(shown, 0, state)
    return InboxPage(
        title="Inbox of the sandbox",
        state=state,
        assets="/assets",
        folders=(
            Folder("visit / press", "/?folder=visit/press", shown.total, letters=rows),
            Folder("visit / congress", "/?folder=visit/congress", 214),
        )
        if shown.total
        else (),
        query=query,
        action="/inbox",
        found=len(rows),
        total=shown.total,
        toolbar=toolbar(state, lambda then: f"/letters/0?{urlencode(then.query())}", 1)
        if opened
        else Toolbar(),
        pane=whole if opened else None,
        happened=(
            Happened("processed", "14:02:11"),
            Happened("deferred", "14:02:12", "450 4.2.1 the mailbox is busy, come back later"),
            Happened("delivered", "14:03:40", "250 ok"),
        ),
        links=(Choice("Unsubscribe page", "/unsubscribe/0"),),
        clear="/inbox/clear",
        token="token",
        stamp=str(shown.stamp),
        events="/inbox/stamp",
        empty="" if shown.total else "No letters yet. Send something to this sandbox.",
    )
