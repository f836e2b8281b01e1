from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.sandbox.letters import Copy, copies
from outreach.sandbox.outbox import Outbox, folder_for, slug

Mail = Callable[..., dict[str, Any]]

_IDS = count()


@pytest.fixture
def copy(mail: Mail) -> Callable[..., Copy]:
    def made(address: str = "ana@example.com", **parts: Any) -> Copy:
        return next(copies(mail(address, **parts), lambda: f"id{next(_IDS)}", lambda i: i))

    return made


def files(outbox: Outbox) -> list[str]:
    return sorted(str(p.relative_to(outbox.root)) for p in outbox.root.rglob("*.eml"))


def test_letters_lie_by_campaign_and_edition(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    outbox = Outbox(tmp_path / "outbox")
    for address in ("ana@example.com", "zoe@example.com"):
        outbox.file(copy(address, categories=["blinken", "press", "other"]), "MID", 1.0)
    outbox.file(copy(), "MID", 1.0)
    assert files(outbox) == [
        "blinken/press/0001-ana-example-com.eml",
        "blinken/press/0002-zoe-example-com.eml",
        "letters/0001-ana-example-com.eml",
    ]


def test_only_the_owner_can_read(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    outbox = Outbox(tmp_path / "deep" / "outbox")
    letter = outbox.file(copy(), "MID", 1.0)
    path = outbox.root / letter.path
    modes = [stat.S_IMODE(p.stat().st_mode) for p in (path, path.parent, outbox.root)]
    assert modes == [0o600, 0o700, 0o700]


def test_a_later_sandbox_goes_on_counting(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    for name in ("ana", "zoe"):
        Outbox(tmp_path).file(copy(f"{name}@example.com"), "MID", 1.0)
    assert files(Outbox(tmp_path)) == [
        "letters/0001-ana-example-com.eml",
        "letters/0002-zoe-example-com.eml",
    ]


def test_two_sandboxes_may_share_a_folder(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    first, second = Outbox(tmp_path), Outbox(tmp_path)
    for outbox in (first, second, first, second):
        outbox.file(copy(), "MID", 1.0)
    assert len(files(first)) == 4


def test_a_scheduled_letter_waits_apart(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    outbox = Outbox(tmp_path)
    waiting = outbox.file(copy(send_at=100), "MID", 99.0)
    gone = outbox.file(copy(send_at=100), "MID", 99.0)
    assert waiting.status == "scheduled"
    assert files(outbox) == [f"scheduled/letters/000{n}-ana-example-com.eml" for n in (1, 2)]
    mail = outbox.read(waiting)
    assert outbox.read(outbox.release(waiting)) == mail
    assert outbox.cancel(gone).status == "cancelled"
    assert files(outbox) == ["letters/0001-ana-example-com.eml"]


def test_withdrawn_letters_leave_nothing(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    outbox = Outbox(tmp_path)
    outbox.withdraw([outbox.file(copy(), "MID", 1.0)])
    assert (files(outbox), len(outbox)) == ([], 0)


def test_clearing_leaves_what_others_filed(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    other, outbox = Outbox(tmp_path), Outbox(tmp_path)
    other.file(copy("zoe@example.com"), "MID", 1.0)
    gone = outbox.file(copy(), "MID", 1.0)
    (outbox.root / gone.path).unlink()
    outbox.cancel(outbox.file(copy(send_at=100), "MID", 1.0))
    outbox.file(copy(), "MID", 1.0)
    changes = outbox.changes
    outbox.clear()
    assert (list(outbox), outbox.found(), outbox.get(gone.id)) == ([], [], None)
    assert files(outbox) == ["letters/0001-zoe-example-com.eml"]
    assert outbox.changes > changes
    assert outbox.file(copy(), "MID", 1.0).path.startswith("letters/0004-"), "no number comes again"


def test_the_recipients_name_is_remembered(tmp_path: Path, copy: Callable[..., Copy]) -> None:
    named = copy(personalizations=[{"to": [{"email": "ana@example.com", "name": "Ana Ž"}]}])
    outbox = Outbox(tmp_path)
    letters = [outbox.file(one, "MID", 1.0) for one in (named, copy())]
    assert [one.name for one in letters] == ["Ana Ž", ""]
    assert [found.ids for found in outbox.found("ana z")] == [[letters[0].id]]


@given(st.text())
def test_a_file_name_is_harmless_whatever_the_text(text: str) -> None:
    assert set(slug(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert 0 < len(slug(text)) <= 60


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "/etc", "..", "~", "a\x00b", "CON:"])
def test_a_category_cannot_lead_out_of_the_outbox(
    tmp_path: Path, copy: Callable[..., Copy], hostile: str
) -> None:
    outbox = Outbox(tmp_path / "outbox")
    letter = outbox.file(replace(copy(), categories=(hostile, hostile)), "MID", 1.0)
    assert (outbox.root / letter.path).resolve().is_relative_to(outbox.root.resolve())
    assert not folder_for((hostile,)).startswith("/")
