from __future__ import annotations

from outreach.sandbox.schedule import Schedule


def test_a_batch_is_stopped_changed_and_resumed() -> None:
    schedule = Schedule({"a"})
    assert schedule.stop("a", "pause") is None
    assert schedule.change("a", "cancel") is None
    assert schedule.stopped == {"a": "cancel"}
    assert schedule.resume("a") is None
    assert not schedule.stopped


def test_what_sendgrid_refuses() -> None:
    schedule = Schedule({str(n) for n in range(11)})
    messages = [
        refusal.message if (refusal := schedule.stop(batch_id, status)) else None
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
    assert [schedule.stop(str(n), "cancel") for n in range(10)] == [None] * 10
    eleventh = schedule.stop("10", "cancel")
    assert eleventh is not None
    assert eleventh.message == "max limit reached"


def test_a_batch_that_runs_has_nothing_to_change_or_resume() -> None:
    schedule = Schedule({"a"})
    for refusal in (schedule.change("a", "cancel"), schedule.resume("a")):
        assert refusal is not None
        assert refusal.status == 404
