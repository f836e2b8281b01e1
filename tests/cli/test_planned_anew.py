"""plan --anew, and what takes a plan's place: nothing is forgotten that somebody waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outreach.domain.delivery import Stage
from outreach.sandbox.server import RunningSandbox
from outreach.store.database import Store, open_store
from outreach.store.plans import Plan, read_plan, read_waves
from scheduled_letters import Desk, Turned

from .conftest import Run


@pytest.fixture
def db(home: Path) -> Iterator[Store]:
    with closing(open_store(home / "contacts.db")) as db:
        yield db


@pytest.fixture
def waiting(db: Store, sandbox: RunningSandbox, small_plan: Callable[..., Plan]) -> Desk:
    """A trial of press that waits at a named sandbox."""
    desk = Desk(db, sandbox, Turned(datetime.now(UTC)))
    plan = small_plan(db, 4, stage=Stage.SANDBOX)
    desk.hand_over(plan, desk.start(hours=2))
    return desk


def anew(run: Run, edition: str = "press") -> tuple[int, str]:
    ran = run("plan", "visit", "--edition", edition, "--anew")
    return ran.code, ran.err


def test_letters_that_wait_are_not_forgotten(run: Run, waiting: Desk) -> None:
    before = read_plan(waiting.db, "visit", "press")
    code, said = anew(run)
    assert code == 1
    assert "4 letters of press wait at a sandbox to be sent, by run run1" in said
    assert "→ stop them first: outreach cancel visit; or wait until they have gone out" in said
    assert read_plan(waiting.db, "visit", "press") == before
    assert anew(run, "congress")[0] == 0
    assert run("cancel", "visit", "--yes").code == 0
    assert anew(run)[0] == 0


def test_what_went_out_is_forgotten(run: Run, waiting: Desk) -> None:
    waiting.db.execute("UPDATE runs SET send_at = ?1, lasts_until = ?1", ["2026-01-01T00:00+00:00"])
    assert anew(run)[0] == 0


def test_a_plan_for_people_says_that_a_trial_still_waits(
    run: Run, waiting: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OUTREACH_SENDGRID_HOST", "")
    ran = run("plan", "visit", "--edition", "press")
    assert ran.code == 0
    assert "4 letters of press wait at a sandbox to be sent, by run run1; they are" in ran.err
    assert "forgotten" in ran.err


# --- a later wave ---------------------------------------------------------------------------------


@pytest.fixture
def sent(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Press was sent, Dee has come in, and one more has signed."""
    monkeypatch.setenv("OUTREACH_USER", "Tom")
    assert run("send", "visit", "--edition", "press", "--yes").code == 0
    Path("late.csv").write_text(
        "email,name,kind,organisation,language\ndee@late.example,Dee Late,press,The Late,en\n"
    )
    assert run("contacts", "import", "late.csv", "--kind", "press").code == 0
    signatories = Path("campaigns/visit/signatories.txt")
    signatories.write_text(f"{signatories.read_text().rstrip()}\nZeta Watch\n")


@pytest.mark.usefixtures("sent")
def test_a_planned_wave_is_not_thrown_away_for_one_of_another_kind(run: Run, db: Store) -> None:
    planned = run("plan", "visit", "--edition", "press", "--new")
    assert planned.code == 0, planned.err
    ran = run("approve", "visit", "--edition", "press", "--update", "--as", "Ana", "--yes")
    assert ran.code == 1
    assert "wave 2 of press (new, to 1 person) is planned and not sent" in ran.err
    assert "outreach send visit --edition press --new" in ran.err
    assert "outreach plan visit --edition press --update --anew" in ran.err
    assert [one.kind for one in read_waves(db, "visit", "press")] == ["first", "new"]
    assert run("plan", "visit", "-e", "press", "--new").code == 0
    assert run("plan", "visit", "-e", "press", "--update", "--anew").code == 0
    assert [one.kind for one in read_waves(db, "visit", "press")] == ["first", "update"]
    assert run("plan", "visit", "-e", "press", "--new").code == 1


@pytest.mark.usefixtures("sent")
def test_the_people_of_a_later_wave_are_listed(run: Run) -> None:
    ran = run("plan", "visit", "--edition", "press", "--new", "--people")
    assert ran.code == 0
    assert "dee@late.example" in ran.out
    assert run("plan", "visit", "-e", "press", "--new", "--update").code == 2
