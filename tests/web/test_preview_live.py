"""What moves while pages are open: saved files are told at once, progress now and then."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from outreach.web.preview import live
from outreach.web.preview.live import LETTER, MOST_PAGES, ROSTER, Bell, Watcher

Changes = queue.Queue[set[str]]
PATIENCE = 10.0


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for name in ("campaigns/visit", "templates/email/words"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "outreach.toml").write_text("")
    (tmp_path / "contacts.db").write_text("")
    return tmp_path


@pytest.fixture
def told(workspace: Path) -> Iterator[Changes]:
    """The changes as they are told, once the watching has begun."""
    changes: Changes = queue.Queue()
    relative = lambda paths: {str(path.relative_to(workspace)) for path in paths}  # noqa: E731
    watcher = Watcher(workspace, lambda paths: changes.put(relative(paths)))
    watcher.start()
    for probe in ("outreach.toml", "campaigns/probe", "templates/probe"):
        begun(workspace / probe, changes)
    yield changes
    watcher.close()


def begun(probe: Path, changes: Changes) -> None:
    """Touch a file until somebody hears it."""
    for _ in range(200):
        probe.write_text("?")
        try:
            while probe.name not in str(changes.get(timeout=0.05)):
                pass
        except queue.Empty:
            continue
        break
    else:
        pytest.fail(f"nobody watches {probe.name}")
    settle(changes)


def settle(changes: Changes) -> None:
    try:
        while True:
            changes.get(timeout=0.15)
    except queue.Empty:
        pass


def heard(changes: Changes, name: str) -> None:
    """Wait until this file is told."""
    while name not in changes.get(timeout=PATIENCE):
        pass


@pytest.mark.parametrize(
    "name",
    [
        "campaigns/visit/statement.md",
        "campaigns/visit/attachments/map.csv",
        "templates/email/layouts/deep/er.html.j2",
        "templates/email/words/ug.toml",
        "outreach.toml",
        "congress.toml",
    ],
)
def test_a_file_that_is_written_is_told(workspace: Path, told: Changes, name: str) -> None:
    (workspace / name).parent.mkdir(parents=True, exist_ok=True)
    settle(told)
    (workspace / name).write_text("new")
    heard(told, name)


def test_a_file_that_is_written_anew_and_renamed_is_told(workspace: Path, told: Changes) -> None:
    """As vim, emacs, VS Code with a backup, and this project's own `contacts` do."""
    for draft in (
        ".statement.md.swp",
        "statement.md~",
        "4913",
        ".#statement.md",
        "statement.md.tmp",
    ):
        path = workspace / "campaigns" / "visit" / draft
        path.write_text("new")
        path.rename(path.with_name("statement.md"))
        heard(told, "campaigns/visit/statement.md")
        settle(told)


def test_drafts_and_the_store_are_not_told(workspace: Path, told: Changes) -> None:
    folder = workspace / "campaigns" / "visit"
    for name in (
        ".a.md.swp",
        ".a.md.swx",
        "a.md~",
        "4913",
        "#a.md#",
        ".#a.md",
        "a.md.bak",
        "a.tmp",
    ):
        (folder / name).write_text("draft")
        (folder / name).unlink()
    for name in ("contacts.db", "contacts.db-wal", "contacts.key", "letter.eml"):
        (workspace / name).write_text("x")
    (folder / "last.md").write_text("x")
    assert told.get(timeout=PATIENCE) == {"campaigns/visit/last.md"}


def test_a_file_that_goes_is_told(workspace: Path, told: Changes) -> None:
    (workspace / "campaigns" / "probe").unlink()
    heard(told, "campaigns/probe")


def test_a_folder_may_come_go_and_come_back(workspace: Path, told: Changes) -> None:
    away = workspace / "away"
    for _ in range(2):
        (workspace / "templates").rename(away)
        heard(told, "templates")
        settle(told)
        away.rename(workspace / "templates")
        heard(told, "templates")
        begun(workspace / "templates" / "email" / "a.html.j2", told)


def test_a_workspace_may_have_no_folders_yet(tmp_path: Path) -> None:
    changes: Changes = queue.Queue()
    watcher = Watcher(tmp_path, lambda paths: changes.put({one.name for one in paths}))
    watcher.start()
    try:
        begun(tmp_path / "outreach.toml", changes)
        (tmp_path / "campaigns" / "visit").mkdir(parents=True)
        heard(changes, "campaigns")
        begun(tmp_path / "campaigns" / "visit" / "statement.md", changes)
    finally:
        watcher.close()


def test_the_watching_ends_when_told_to(workspace: Path) -> None:
    before = threading.active_count()
    watcher = Watcher(workspace, lambda _paths: None)
    watcher.start()
    watcher.close()
    assert threading.active_count() == before


# --- what pages are told -------------------------------------------------------------------------


def run(coroutine: Coroutine[object, object, None]) -> None:
    """In a thread: Playwright, where it has been used before, leaves a loop running in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, coroutine).result()


async def kinds(stream: AsyncIterator[str], count: int) -> list[str]:
    """The kinds of the next ``count`` events."""
    found: list[str] = []
    while len(found) < count:
        piece = await asyncio.wait_for(anext(stream), PATIENCE)
        found += [line[16:-2] for line in piece.splitlines() if line.startswith("data: ")]
    return found


async def opened(bell: Bell, heard: str = "") -> AsyncIterator[str]:
    """A page that has been told what there was."""
    stream = bell.stream(heard)
    assert await anext(stream) == "retry: 500\n\n"
    return stream


def test_every_open_page_is_told_from_any_thread() -> None:
    async def tell() -> None:
        bell = Bell()
        pages = [await opened(bell), await opened(bell)]
        assert [await kinds(page, 1) for page in pages] == [[ROSTER], [ROSTER]]
        await asyncio.to_thread(bell.ring, LETTER)
        assert [await kinds(page, 1) for page in pages] == [[LETTER], [LETTER]]

    run(tell())


def test_a_page_that_does_not_listen_is_told_once_of_many_changes() -> None:
    async def tell() -> None:
        bell = Bell()
        page = await opened(bell)
        await kinds(page, 1)
        for _ in range(10_000):
            bell.ring(LETTER)
        await asyncio.sleep(0)
        assert await kinds(page, 1) == [LETTER]
        bell.ring(ROSTER)
        assert await kinds(page, 1) == [ROSTER]

    run(tell())


def test_progress_is_told_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PROGRESS_SECONDS", 0.01)

    async def tell() -> None:
        bell = Bell()
        bell.moved()  # nobody is there yet
        page = await opened(bell)
        await kinds(page, 1)
        told = [0]

        async def count() -> None:
            while True:
                told[0] += len(await kinds(page, 1))

        counting = asyncio.create_task(count())

        def move() -> None:
            for _ in range(100_000):
                bell.moved()

        await asyncio.to_thread(move)
        await asyncio.sleep(0.1)
        assert 1 <= told[0] < 1000
        before = told[0]
        bell.moved()
        await asyncio.sleep(0.1)
        assert told[0] == before + 1
        counting.cancel()

    run(tell())


def test_a_page_is_told_what_it_may_have_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    async def tell() -> None:
        bell = Bell()
        page = await opened(bell)
        text = await anext(page)
        last = text.partition("id: ")[2].partition("\n")[0]
        assert await kinds(await opened(bell, last), 1) == [ROSTER]
        bell.ring(LETTER)
        monkeypatch.setattr(live, "LATE_SECONDS", 0.0)
        assert await kinds(await opened(bell, last), 2) == [ROSTER, LETTER]  # it was away
        assert await kinds(await opened(Bell(), last), 2) == [ROSTER, LETTER]  # we were
        monkeypatch.setattr(live, "LATE_SECONDS", 10.0)
        assert await kinds(await opened(bell), 2) == [ROSTER, LETTER]  # made before the save

    run(tell())


def test_a_page_that_hears_nothing_for_long_gets_a_comment(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)

    async def tell() -> None:
        page = await opened(Bell())
        await kinds(page, 1)
        assert await anext(page) == ": still here\n\n"
        assert await anext(page) == ": still here\n\n"

    run(tell())


def test_streams_end_with_the_server_and_none_begins_after() -> None:
    async def tell() -> None:
        bell = Bell()
        page = await opened(bell)
        await kinds(page, 1)
        bell.close()
        assert [piece async for piece in page] == []
        assert [piece async for piece in bell.stream()] == []

    run(tell())


def test_pages_without_number_are_not_kept() -> None:
    async def tell() -> None:
        bell = Bell()
        pages = [await opened(bell) for _ in range(MOST_PAGES)]
        assert [piece async for piece in bell.stream()] == []
        await pages[0].aclose()  # type: ignore[attr-defined]
        assert await opened(bell)

    run(tell())


def test_a_bell_of_a_loop_that_is_gone_is_silent() -> None:
    bell = Bell()

    async def listen() -> None:
        await opened(bell)

    run(listen())
    bell.ring(LETTER)
    bell.moved()
