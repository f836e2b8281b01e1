"""The answers under ``/v3/suppression`` and ``/v3/asm``."""

from __future__ import annotations

from collections.abc import Mapping

from .answers import BAD_REQUEST, NOT_FOUND, Answer, refused
from .calls import Call
from .sandbox import Sandbox
from .suppressions import Entry

PAGE = 500


def list_suppressed(name: str, sandbox: Sandbox, call: Call) -> Answer:
    """A page of a list, both ends of its window included. The newest stand first, so that pages
    shift while addresses are added."""
    start, end = call.number("start_time", 0), call.number("end_time", 2**62)
    prefix = call.first("email").rstrip("%").lower()
    with sandbox.lock:
        entries = list(sandbox.suppressions.lists[name].items())
    entries.sort(key=lambda one: -int(str(one[1]["created"])))
    rows = [
        entry
        for address, entry in entries
        if start <= int(str(entry["created"])) <= end and address.startswith(prefix)
    ]
    offset, limit = call.number("offset", 0), min(call.number("limit", PAGE), PAGE)
    return Answer(200, rows[offset : offset + limit])


def show_suppressed(name: str, sandbox: Sandbox, call: Call) -> Answer:
    entry = sandbox.suppressions.lists[name].get(call.path["email"].lower())
    return Answer(200, [entry] if entry else [])


def forget_suppressed(name: str, sandbox: Sandbox, call: Call) -> Answer:
    """The whole list with ``delete_all``, or ``emails``: exactly one of the two."""
    everything, some = call.member("delete_all") is True, call.texts("emails")
    if everything == bool(some):
        return refused(BAD_REQUEST)
    with sandbox.lock:
        entries = sandbox.suppressions.lists[name]
        for address in tuple(entries) if everything else some:
            entries.pop(address.lower(), None)
    return Answer(204)


def forget_one_suppressed(name: str, sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        found = sandbox.suppressions.lists[name].pop(call.path["email"].lower(), None)
    return Answer(204) if found else refused(NOT_FOUND)


def groups(sandbox: Sandbox, call: Call) -> Answer:
    """The account's groups; where any is accepted, those that were used."""
    left = sandbox.suppressions.groups
    used = {x.group for x in sandbox.outbox if x.group is not None} | left.keys()
    known = sorted(used) if sandbox.settings.groups is None else sandbox.settings.groups
    rows = [
        {"id": n, "name": f"Group {n}", "description": "", "unsubscribes": len(left.get(n, ()))}
        for n in known
    ]
    return Answer(200, rows)


def group_suppressed(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        return Answer(200, _addresses(_group(sandbox, call)))


def suppress_in_group(sandbox: Sandbox, call: Call) -> Answer:
    """Of a group that does not exist the addresses go to the global list, as SendGrid does."""
    number, addresses = int(call.path["id"]), call.texts("recipient_emails")
    with sandbox.lock:
        for address in addresses:
            if sandbox.settings.groups is None or number in sandbox.settings.groups:
                sandbox.suppressions.leave_group(number, address, int(sandbox.now()))
            else:
                sandbox.suppressions.add("unsubscribes", address, int(sandbox.now()))
    return Answer(201, {"recipient_emails": addresses})


def list_left(sandbox: Sandbox, call: Call) -> Answer:
    """Who left which group, in one answer."""
    with sandbox.lock:
        rows = [
            {
                "email": entry["email"],
                "group_id": number,
                "group_name": f"Group {number}",
                "created_at": entry["created"],
            }
            for number, entries in sandbox.suppressions.groups.items()
            for entry in entries.values()
        ]
    return Answer(200, rows)


def search_group(sandbox: Sandbox, call: Call) -> Answer:
    group = _group(sandbox, call)
    return Answer(200, [x for x in call.texts("recipient_emails") if x.lower() in group])


def forget_in_group(sandbox: Sandbox, call: Call) -> Answer:
    _group(sandbox, call).pop(call.path["email"].lower(), None)
    return Answer(204)


def _group(sandbox: Sandbox, call: Call) -> dict[str, Entry]:
    return sandbox.suppressions.groups.get(int(call.path["id"]), {})


def _addresses(entries: Mapping[str, Entry]) -> list[object]:
    return [entry["email"] for entry in entries.values()]


def suppress_globally(sandbox: Sandbox, call: Call) -> Answer:
    addresses = call.texts("recipient_emails")
    with sandbox.lock:
        for address in addresses:
            sandbox.suppressions.add("unsubscribes", address, int(sandbox.now()))
    return Answer(201, {"recipient_emails": addresses})


def show_globally_suppressed(sandbox: Sandbox, call: Call) -> Answer:
    entry = sandbox.suppressions.lists["unsubscribes"].get(call.path["email"].lower())
    return Answer(200, {"recipient_email": entry["email"]} if entry else {})


def forget_globally(sandbox: Sandbox, call: Call) -> Answer:
    sandbox.suppressions.lists["unsubscribes"].pop(call.path["email"].lower(), None)
    return Answer(204)
