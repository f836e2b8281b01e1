"""Folders, pages and addresses of the list."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from outreach.sandbox.calls import Call
from outreach.sandbox.inbox_list import Asked, clock, listed
from outreach.sandbox.letters import copies
from outreach.sandbox.outbox import Outbox
from outreach.viewer.model import Folder
from outreach.viewer.state import State, View

Mail = Callable[..., dict[str, Any]]


@pytest.fixture
def outbox(tmp_path: Path, mail: Mail) -> Callable[..., Outbox]:
    """``outbox(press=120, congress=2)``: so many letters in each folder, in this order."""

    def made(**counts: int) -> Outbox:
        box = Outbox(tmp_path / "outbox")
        for folder, count in counts.items():
            names = iter(range(count))
            addresses = (f"p{n}@{folder}.example" for n in range(count))
            body = mail(*addresses, categories=[folder])
            for copy in copies(body, lambda f=folder, n=names: f"{f}-{next(n)}", str):
                box.file(copy, "MID", 1.0)
        return box

    return made


def shown(folders: tuple[Folder, ...]) -> list[tuple[str, int, int, bool]]:
    return [(one.name, one.count, len(one.letters), bool(one.more)) for one in folders]


def call_to(address: str) -> Asked:
    return Asked.read(Call(query=parse_qs(urlsplit(address).query)))


def test_the_newest_of_each_folder_share_a_page(outbox: Callable[..., Outbox]) -> None:
    folders, total = listed(outbox(press=120, congress=2), Asked(), 1.0)
    assert shown(folders) == [("congress", 2, 2, False), ("press", 120, 25, True)]
    assert total == 122


def test_of_very_many_folders_the_first_show_letters(outbox: Callable[..., Outbox]) -> None:
    folders, _ = listed(outbox(**{f"f{n}": 9 for n in range(40)}), Asked(), 1.0)
    assert [len(one.letters) for one in folders] == [5] * 10 + [0] * 30
    assert {one.count for one in folders} == {9}


def test_a_folder_is_read_page_by_page_to_its_end(outbox: Callable[..., Outbox]) -> None:
    box, seen, address = outbox(press=120, congress=2), [], "/?folder=press"
    while address:
        folders, _ = listed(box, call_to(address), 1.0)
        (here,) = (one for one in folders if one.current)
        assert all(not one.letters for one in folders if not one.current)
        seen.append([one.to for one in here.letters])
        address = here.more
    assert [len(page) for page in seen] == [50, 50, 20]
    assert [to for page in seen for to in page] == [
        f"p{n}@press.example" for n in range(119, -1, -1)
    ]


def test_the_page_that_the_open_letter_is_on_is_listed(outbox: Callable[..., Outbox]) -> None:
    asked = Asked(letter="press-10")
    folders, _ = listed(outbox(press=120, congress=2), asked, 1.0)
    (current,) = (one for folder in folders for one in folder.letters if one.current)
    assert current.to == "p10@press.example"
    assert [len(one.letters) for one in folders] == [0, 20]


def test_a_letter_that_was_found_stays_among_what_was_found(outbox: Callable[..., Outbox]) -> None:
    box = outbox(press=3, congress=2)
    folders, total = listed(box, Asked(query="p1"), 1.0)
    assert [(one.name, [x.to for x in one.letters]) for one in folders] == [
        ("congress", ["p1@congress.example"]),
        ("press", ["p1@press.example"]),
    ]
    assert total == 2
    assert folders[0].letters[0].href == "/letters/congress-1?q=p1"
    (plain, *_), _ = listed(box, Asked(), 1.0)
    assert plain.letters[0].href == "/letters/congress-1"


def test_what_is_looked_at_goes_along_from_letter_to_letter(
    outbox: Callable[..., Outbox],
) -> None:
    asked = Asked(state=State(view=View.TEXT, width=375))
    (folder,), _ = listed(outbox(press=1), asked, 1.0)
    assert folder.letters[0].href == "/letters/press-0?view=text&width=375"
    assert folder.href == "/?folder=press&view=text&width=375"


@pytest.mark.parametrize(
    "address",
    [
        "/?folder=nowhere",
        "/?folder=../..",
        "/?folder=press&start=-1",
        "/?folder=press&start=x",
        "/?folder=press&start=９",
        "/?q=",
    ],
)
def test_what_makes_no_sense_shows_the_newest(outbox: Callable[..., Outbox], address: str) -> None:
    folders, _ = listed(outbox(press=2), call_to(address), 1.0)
    assert shown(folders) == [("press", 2, 2, False)]


def test_beyond_the_last_page_is_nothing(outbox: Callable[..., Outbox]) -> None:
    folders, _ = listed(outbox(press=2), call_to("/?folder=press&start=999999999"), 1.0)
    assert shown(folders) == [("press", 2, 0, False)]


def test_an_address_leads_back_to_what_was_asked() -> None:
    asked = Asked("", "visit/press", "O’Brien & co", 50, State(view=View.RAW))
    assert call_to(asked.address()) == asked


def test_a_day_is_said_where_it_is_not_today() -> None:
    assert len(clock(1_800_000_000.0, 1_800_000_000.0)) == len("14:02:11")
    assert clock(1_800_000_000.0, 1_800_000_000.0 + 3 * 86_400).startswith("2027-01-1")
