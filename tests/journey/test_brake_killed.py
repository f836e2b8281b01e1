"""A real ``outreach cancel``, killed while SendGrid has the order, and given again."""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from loopback import Exchange
from outreach.actions.start import init_workspace
from outreach.domain.delivery import Account
from outreach.domain.run import RunState
from outreach.sandbox.server import RunningSandbox, running
from outreach.sandbox.settings import SandboxSettings
from outreach.store import ledger, runs
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan
from scheduled_letters import KEY, Desk, InTheWay, Turned, in_the_way

from .conftest import OUTREACH, clean_environment

ORDERS = "/v3/user/scheduled_sends"


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Store]:
    init_workspace(tmp_path)
    with closing(open_store(tmp_path / "contacts.db", create=True)) as db:
        yield db


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    with running(SandboxSettings(outbox=tmp_path / "outbox", time_scale=0.0005)) as sandbox:
        yield sandbox


@pytest.fixture
def way(sandbox: RunningSandbox) -> Iterator[InTheWay]:
    with in_the_way(sandbox.url) as way:
        yield way


@pytest.fixture
def desk(db: Store, sandbox: RunningSandbox, way: InTheWay) -> Desk:
    return Desk(db, sandbox, Turned(datetime.now(UTC)), way.url)


@pytest.fixture
def terminal(tmp_path: Path, way: InTheWay) -> Terminal:
    return Terminal(tmp_path, way.url)


@pytest.fixture
def campaign(tmp_path: Path) -> None:
    """What is let go is compared with what the campaign's file says."""
    folder = tmp_path / "campaigns" / "visit"
    folder.mkdir()
    (folder / "campaign.toml").write_text(
        'title = "Visit"\n[editions.press]\ntemplate = "release"\naudience = "press"\n'
        'subject = "Free them"\n'
    )
    (folder / "statement.md").write_text(
        "---\ntitle: Free them\ndate: 2026-06-20\n---\n\nWe urge.\n"
    )
    (folder / "signatories.txt").write_text("Organisation A\nOrganisation B\n")


class Terminal:
    """Where the brake is pulled; ``process`` is the command that runs now."""

    def __init__(self, home: Path, host: str) -> None:
        self.home = home
        self.env = clean_environment(
            OUTREACH_SENDGRID_HOST=host, SENDGRID_API_KEY=KEY, OUTREACH_USER="Ana"
        )
        self.process: subprocess.Popen[str] | None = None

    def run(self, *args: str) -> tuple[int, str]:
        with subprocess.Popen(
            [OUTREACH, *args, "--yes"],
            cwd=self.home,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as self.process:
            said, _ = self.process.communicate(timeout=60)
            return self.process.returncode, said

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait(10)


@pytest.mark.parametrize("taken", [True, False])
@pytest.mark.parametrize("command", ["cancel", "pause"])
def test_killed_while_sendgrid_has_the_order_the_next_one_finds_out(
    desk: Desk,
    way: InTheWay,
    terminal: Terminal,
    small_plan: Callable[..., Plan],
    command: str,
    taken: bool,
) -> None:
    plan = small_plan(desk.db, 6)
    desk.hand_over(plan, desk.start(hours=2))

    def killing(exchange: Exchange) -> None:
        if taken:
            exchange.forwarded()
        terminal.kill()

    way.harm.append((f"POST {ORDERS}", killing))
    assert terminal.run(command, "visit")[0] == -signal.SIGKILL
    assert desk.run().state is RunState.STOPPING
    assert not runs.is_going(desk.db, "run1"), "a sender hands nothing more over meanwhile"
    assert ledger.account(desk.db, plan.id) == Account(submitted=6)
    code, said = terminal.run(command, "visit")
    assert code == 0, said
    assert list(desk.stopped.values()) == [command]
    assert desk.run().state.value == {"cancel": "cancelled", "pause": "paused"}[command]
    expected = Account(failed=6) if command == "cancel" else Account(submitted=6)
    assert ledger.account(desk.db, plan.id) == expected


@pytest.mark.parametrize("taken", [True, False])
def test_killed_while_letters_are_let_go_the_next_one_finds_out(
    desk: Desk,
    way: InTheWay,
    terminal: Terminal,
    small_plan: Callable[..., Plan],
    campaign: None,
    taken: bool,
) -> None:
    plan = small_plan(desk.db, 6)
    desk.hand_over(plan, desk.start(hours=2))
    assert terminal.run("pause", "visit")[0] == 0

    def killing(exchange: Exchange) -> None:
        if taken:
            exchange.forwarded()
        terminal.kill()

    way.harm.append((f"DELETE {ORDERS}", killing))
    assert terminal.run("resume", "visit")[0] == -signal.SIGKILL
    assert desk.run().state is RunState.STOPPING
    code, said = terminal.run("resume", "visit")
    assert code == 0, said
    assert (desk.run().state, desk.stopped) == (RunState.GOING, {})
    assert ledger.account(desk.db, plan.id) == Account(submitted=6)


def test_two_brakes_at_once_come_one_after_the_other(
    desk: Desk, way: InTheWay, terminal: Terminal, small_plan: Callable[..., Plan]
) -> None:
    plan = small_plan(desk.db, 6)
    desk.hand_over(plan, desk.start(hours=2))
    other = Terminal(terminal.home, way.url)
    ended: list[int] = []

    def pausing() -> None:
        ended.append(other.run("pause", "visit")[0])

    second = threading.Thread(target=pausing)

    def while_it_thinks(exchange: Exchange) -> None:
        second.start()
        time.sleep(2.5)  # longer than it takes to begin
        exchange.answer(exchange.forwarded())

    way.harm.append((f"POST {ORDERS}", while_it_thinks))
    assert terminal.run("cancel", "visit")[0] == 0
    second.join(60)
    assert ended == [0]
    assert list(desk.stopped.values()) == ["cancel"]
    assert desk.run().state is RunState.CANCELLED
    assert ledger.account(desk.db, plan.id) == Account(failed=6)
