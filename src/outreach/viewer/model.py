"""What stands on a page, ready to be printed: all texts are plain and are escaped when printed.

Whoever serves the page fills these in; the templates decide how they look. Every ``href`` is an
address of the page's own, relative or beginning with ``/``; blank where there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from outreach.errors import Level

from .state import State

_NOTHING = Markup()


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several to choose from. ``note`` is said beside it, a number as a rule."""

    label: str
    href: str
    current: bool = False
    note: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Glance:
    """What one program's list of letters shows of it, cut as that program cuts.

    ``cut`` says which of ``subject`` and ``snippet`` did not fit.
    """

    program: str
    sender: str
    subject: str
    snippet: str
    cut: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link of the letter. ``text`` is what stands for it, ``doubt`` what is odd about it."""

    text: str
    target: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class File:
    """What travels with the letter. ``pages`` are pictures of its pages, ``picture`` of itself.

    ``note`` says why there are none, or what is wrong with it.
    """

    name: str
    type: str
    bytes: int
    href: str
    pages: tuple[str, ...] = ()
    picture: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """``used`` bytes of the HTML; Gmail cuts a letter off at ``limit``."""

    used: int
    limit: int
    text: int = 0
    files: int = 0


@dataclass(frozen=True, slots=True)
class Pane:
    """One letter. ``frame`` is the address of its document, for the view of the letter itself;

    ``body`` is what the other views show. ``facts`` are pairs to read, such as ("To", "Ana <…>").
    """

    title: str
    glances: tuple[Glance, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    frame: str = ""
    body: Markup = _NOTHING
    files: tuple[File, ...] = ()
    links: tuple[Link, ...] = ()
    size: Size | None = None
    digest: str = ""
    download: str = ""
    note: str = ""
    language: str = ""
    direction: str = "ltr"


@dataclass(frozen=True, slots=True)
class Toolbar:
    """The choices of how to look at a letter. ``widths`` are pixels with 0 for as wide as it goes.

    ``beside`` are what can stand at its side, the current one included; ``alone`` ends that.
    """

    views: tuple[Choice, ...] = ()
    schemes: tuple[Choice, ...] = ()
    images: tuple[Choice, ...] = ()
    widths: tuple[Choice, ...] = ()
    beside: tuple[Choice, ...] = ()
    alone: str = ""
    differences: int | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A recipient, or one left out with the ``reason``. ``detail`` is the outlet or office;

    ``beside`` shows the letter next to the one that is open.
    """

    name: str
    email: str
    detail: str = ""
    href: str = ""
    current: bool = False
    reason: str = ""
    marks: tuple[str, ...] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Picker:
    """The edition's people. ``position`` counts from 1, 0 where the letter is nobody's of these.

    ``people`` are those found by ``query``, the first of ``found``, or those around the one
    that is open; ``earlier`` and ``more`` show those before and after them.
    ``worst`` are letters to look at first. ``progress`` says what is still being read.
    """

    query: str = ""
    action: str = ""
    found: int = 0
    total: int = 0
    position: int = 0
    people: tuple[Person, ...] = ()
    more: str = ""
    first: str = ""
    previous: str = ""
    next: str = ""
    differs: str = ""
    last: str = ""
    worst: tuple[Choice, ...] = ()
    excluded: tuple[Person, ...] = ()
    excluded_total: int = 0
    excluded_reasons: tuple[tuple[str, int], ...] = ()
    excluded_more: str = ""
    progress: str = ""
    note: str = ""
    earlier: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding of `check`. ``targets`` are texts of the letter, or names of elements such as
    ``<img>``, that it is about. ``editor`` opens ``place``; ``why`` and ``mend`` explain the code.
    ``letter`` is the page of the letter it is about, where it is about one.
    """

    code: str
    level: Level
    message: str
    hint: str = ""
    place: str = ""
    editor: str = ""
    targets: tuple[str, ...] = ()
    title: str = ""
    why: str = ""
    mend: str = ""
    accepted: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    """``worst`` are the errors; then those on this edition, then those on the whole campaign.

    No finding is in two of them. ``progress`` while they are read.
    """

    edition: tuple[Finding, ...] = ()
    campaign: tuple[Finding, ...] = ()
    errors: int = 0
    warnings: int = 0
    infos: int = 0
    accepted: int = 0
    progress: str = ""
    worst: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the letter shown is not today's. ``excerpt`` are numbered lines around ``line``."""

    message: str
    place: str = ""
    hint: str = ""
    editor: str = ""
    line: int = 0
    excerpt: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TestSend:
    """The form of a test letter. ``action`` is blank where it cannot be sent; ``why`` says why."""

    action: str = ""
    token: str = ""
    recipients: tuple[str, ...] = ()
    why: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class PreviewPage:
    """The whole page of the preview. ``faults`` cover the last good letter; ``trouble`` stands
    above them, blank where it is the files that have them.

    ``events`` is the address that tells of changes, blank on a page that was written as a file;
    ``assets`` is where the style sheet and the script lie.
    """

    title: str
    campaign: str
    state: State
    assets: str
    campaigns: tuple[Choice, ...] = ()
    editions: tuple[Choice, ...] = ()
    picker: Picker = field(default_factory=Picker)
    toolbar: Toolbar = field(default_factory=Toolbar)
    panes: tuple[Pane, ...] = ()
    findings: Findings | None = None
    faults: tuple[Fault, ...] = ()
    trouble: str = ""
    test: TestSend | None = None
    commands: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()
    events: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class Received:
    """A letter in the list of an inbox."""

    subject: str
    to: str
    status: str
    time: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Folder:
    """A campaign's edition with what was received of it, the newest first."""

    name: str
    href: str
    count: int
    current: bool = False
    letters: tuple[Received, ...] = ()
    more: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event of a letter, as it was reported."""

    name: str
    time: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The inbox of the sandbox: its folders, and one letter where one is open.

    ``clear`` is where the form that empties it is posted to, with ``token``. ``stamp`` changes
    whenever what is listed does, and ``events`` is the address that tells the current one.
    """

    title: str
    state: State
    assets: str
    folders: Sequence[Folder] = ()
    query: str = ""
    action: str = ""
    found: int = 0
    total: int = 0
    toolbar: Toolbar = field(default_factory=Toolbar)
    pane: Pane | None = None
    happened: tuple[Happened, ...] = ()
    links: tuple[Choice, ...] = ()
    clear: str = ""
    token: str = ""
    stamp: str = ""
    events: str = ""
    empty: str = ""
