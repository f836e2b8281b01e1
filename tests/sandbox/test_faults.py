from __future__ import annotations

import pytest

from outreach.errors import WrongUsage
from outreach.sandbox.faults import KINDS, Fault, canned, take


def run(requests: int, *faults: Fault) -> list[str | None]:
    met = []
    for _ in range(requests):
        fault, faults = take(faults)
        met.append(fault.kind if fault else None)
    return met


def test_a_fault_lasts_for_its_times_and_is_gone() -> None:
    assert run(4, Fault("credits", times=2)) == ["credits", "credits", None, None]


def test_a_fault_waits_for_requests_to_go_by() -> None:
    assert run(4, Fault("delay", after=2)) == [None, None, "delay", None]


def test_faults_queue_up() -> None:
    faults = Fault("credits"), Fault("sender"), Fault("delay", after=3)
    assert run(5, *faults) == ["credits", "sender", None, "delay", None]


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_either_answers_or_lets_the_request_go_on(kind: str) -> None:
    goes_on = {
        *("delay", "slow", "drop-before-accept", "reset-during-body"),
        *("accept-then-drop", "accept-then-hang"),
    }
    assert (canned(Fault(kind), 0) is None) == (kind in goes_on)


def test_the_rate_limit_says_how_long_only_when_told_to() -> None:
    plain, told = canned(Fault("rate-limit"), 100), canned(Fault("rate-limit", seconds=2), 100)
    assert plain is not None
    assert told is not None
    assert not plain.headers
    assert (told.headers["Retry-After"], told.headers["X-RateLimit-Reset"]) == ("2", "102")


@pytest.mark.parametrize(
    "wrong", [{"kind": "earthquake"}, {"times": 0}, {"after": -1}, {"seconds": float("nan")}]
)
def test_a_fault_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(WrongUsage):
        Fault(**{"kind": "delay", **wrong})  # type: ignore[arg-type]


def test_a_fault_hits_its_path_and_what_is_below_and_counts_no_other() -> None:
    faults: tuple[Fault, ...] = (Fault("credits"), Fault("delay", path="logs", after=1, times=2))
    met = []
    for path in ("user/credits", "logs", "logs-of-others", "logs/ID", "mail/send", "logs"):
        fault, faults = take(faults, path)
        met.append(fault.kind if fault else None)
    assert met == [None, None, None, "delay", "credits", "delay"]
    assert faults == ()


@pytest.mark.parametrize("path", ["", "/v3/logs", "logs/"])
def test_a_path_is_what_follows_v3(path: str) -> None:
    with pytest.raises(WrongUsage):
        Fault("delay", path=path)
