from __future__ import annotations

from outreach.sandbox.schedule import Schedule, Stop


def test_a_batch_is_stopped_changed_and_resumed() -> None:
    schedule = Schedule({"a"})
    assert schedule.stop("a", "pause", 5) is None
    assert schedule.change("a", "cancel") is None
    assert schedule.stopped == {"a": Stop("cancel", 5)}
    assert schedule.resume("a") is None
    assert not schedule.stopped


def test_what_sendgrid_refuses() -> None:
    schedule = Schedule({str(n) for n in range(11)})
    messages = [
        refusal.message if (refusal := schedule.stop(batch_id, status, 0)) else None
        for batch_id, status in (("x", "cancel"), ("0", "stop"), ("0", "cancel"), ("0", "pause"))
    ]
    assert messages == [
        "invalid batch id",
        "invalid status",
        None,
        "a status for this batch id exists, try PATCH to update the status",
    ]


def test_ten_batches_may_be_stopped_at_a_time() -> None:
    schedule = Schedule({str(n) for n in range(11)})
    assert [schedule.stop(str(n), "cancel", 0) for n in range(10)] == [None] * 10
    eleventh = schedule.stop("10", "cancel", 0)
    assert eleventh is not None
    assert eleventh.message == "max limit reached"


def test_a_batch_that_runs_has_nothing_to_change_or_resume() -> None:
    schedule = Schedule({"a"})
    for refusal in (schedule.change("a", "cancel"), schedule.resume("a")):
        assert refusal is not None
        assert refusal.status == 404


def test_a_stop_asked_for_too_late_holds_nothing() -> None:
    schedule = Schedule({"a"})
    schedule.stop("a", "pause", now=400)
    assert schedule.holds("a", send_at=1000, ahead=600) == "pause"
    assert schedule.holds("a", send_at=999, ahead=600) is None
    assert schedule.holds("b", send_at=1000, ahead=600) is None
    schedule.change("a", "cancel")
    assert schedule.holds("a", send_at=1000, ahead=600) == "cancel", "it was held in time"
    schedule.resume("a")
    schedule.stop("a", "cancel", now=500)
    assert schedule.holds("a", send_at=1000, ahead=600) is None
