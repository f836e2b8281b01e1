"""The sandbox's own paths, which SendGrid does not have: the inbox's, and levers for tests."""

from __future__ import annotations

from outreach.errors import WrongUsage

from . import inbox_doors
from .answers import Answer
from .calls import Call, Handler
from .faults import MAIL_SEND, Fault
from .index import Letter
from .sandbox import Sandbox


def letters(sandbox: Sandbox, call: Call) -> Answer:
    """The index, oldest first; ``path`` is below the outbox folder."""
    return Answer(200, [_summary(letter) for letter in sandbox.outbox])


def _summary(letter: Letter) -> dict[str, object]:
    return {
        "id": letter.id,
        "to": letter.to,
        "subject": letter.subject,
        "categories": list(letter.categories),
        "custom_args": dict(letter.custom_args),
        "message_id": letter.message_id,
        "path": letter.path,
        "status": letter.status,
        "time": letter.time,
    }


def webhook_key(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"public_key": sandbox.public_key})


def set_webhook(sandbox: Sandbox, call: Call) -> Answer:
    url = call.member("url")
    try:
        sandbox.post_events_to(None if url is None else str(url))
    except WrongUsage as error:
        return _wrong(error)
    return Answer(200, {"url": sandbox.webhook_url})


def add_fault(sandbox: Sandbox, call: Call) -> Answer:
    """``{"kind", "times", "after", "seconds", "path"}``, of which only ``kind`` is needed."""
    try:
        sandbox.add_fault(_fault(call.body))
    except WrongUsage as error:
        return _wrong(error)
    return Answer(204)


def _fault(body: object) -> Fault:
    given = body if isinstance(body, dict) else {}
    times, after, seconds = given.get("times", 1), given.get("after", 0), given.get("seconds", 0)
    if not (type(times) is int and type(after) is int and type(seconds) in (int, float)):
        raise WrongUsage("a fault's times and after are whole numbers and seconds is a number")
    path = str(given.get("path", MAIL_SEND))
    return Fault(str(given.get("kind")), times, after, seconds, path)


def clear_faults(sandbox: Sandbox, call: Call) -> Answer:
    sandbox.clear_faults()
    return Answer(204)


def requests(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, list(sandbox.requests))


def idle(sandbox: Sandbox, call: Call) -> Answer:
    pending = sandbox.pending_events
    return Answer(200, {"idle": pending == 0, "pending_events": pending})


def _wrong(error: WrongUsage) -> Answer:
    return Answer(400, {"message": error.message, "hint": error.hint})


ENTRIES: tuple[tuple[str, str, Handler], ...] = (
    *inbox_doors.ENTRIES,
    ("GET", "/letters", letters),
    ("GET", "/sandbox/letters", letters),
    ("GET", "/sandbox/webhook-key", webhook_key),
    ("POST", "/sandbox/webhook", set_webhook),
    ("POST", "/sandbox/faults", add_fault),
    ("DELETE", "/sandbox/faults", clear_faults),
    ("GET", "/sandbox/requests", requests),
    ("GET", "/sandbox/idle", idle),
)
