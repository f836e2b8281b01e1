"""The answers under ``/v3`` about batches, the sender, statistics and logs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

from . import logs, stats
from .answers import FORBIDDEN, NOT_FOUND, Answer, Refusal, refused
from .calls import Call, ended
from .sandbox import Sandbox
from .settings import is_verified

MOST_CATEGORIES = 10
MESSAGES_LISTED, MOST_MESSAGES_LISTED = 10, 1000

SCOPES = (
    *("mail.send", "mail.batch.create", "mail.batch.read"),
    *(f"user.scheduled_sends.{verb}" for verb in ("create", "read", "update", "delete")),
    *(f"suppression.{verb}" for verb in ("create", "read", "update", "delete")),
    *("asm.groups.read", "asm.groups.suppressions.read", "asm.groups.suppressions.create"),
    *(f"user.webhooks.event.settings.{verb}" for verb in ("create", "read", "update", "delete")),
    "user.webhooks.event.test.create",
    *("stats.read", "categories.stats.read", "messages.read", "user.credits.read"),
    *("whitelabel.read", "sender_verification_eligible"),
)


def new_batch(sandbox: Sandbox, call: Call) -> Answer:
    batch_id = sandbox.new_id()
    sandbox.schedule.batch_ids.add(batch_id)
    return Answer(201, {"batch_id": batch_id})


def show_batch(sandbox: Sandbox, call: Call) -> Answer:
    batch_id = call.path["id"]
    known = batch_id in sandbox.schedule.batch_ids
    return Answer(200, {"batch_id": batch_id}) if known else refused(Refusal("invalid batch id"))


def list_scheduled(sandbox: Sandbox, call: Call) -> Answer:
    """Only what is paused or cancelled: SendGrid does not show what merely waits."""
    wanted = call.path.get("id")
    with sandbox.lock:
        stopped = list(sandbox.schedule.stopped.items())
    rows = [{"batch_id": i, "status": s.status} for i, s in stopped if wanted in (None, i)]
    return Answer(200, rows)


def stop_scheduled(sandbox: Sandbox, call: Call) -> Answer:
    batch_id, status = str(call.member("batch_id")), str(call.member("status"))
    with sandbox.lock:
        refusal = sandbox.schedule.stop(batch_id, status, sandbox.now())
    return ended(refusal, Answer(201, {"batch_id": batch_id, "status": status}))


def change_scheduled(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        refusal = sandbox.schedule.change(call.path["id"], str(call.member("status")))
    return ended(refusal, Answer(204))


def resume_scheduled(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        refusal = sandbox.schedule.resume(call.path["id"])
    return ended(refusal, Answer(204))


def scopes(sandbox: Sandbox, call: Call) -> Answer:
    return Answer(200, {"scopes": list(SCOPES)})


def credits_left(sandbox: Sandbox, call: Call) -> Answer:
    total, used = sandbox.settings.credits, len(sandbox.outbox)
    if total is None:
        return refused(FORBIDDEN)
    return Answer(
        200,
        {
            "remain": max(total - used, 0),
            "total": total,
            "overage": max(used - total, 0),
            "used": used,
            "reset_frequency": "monthly",
        },
    )


def verified_senders(sandbox: Sandbox, call: Call) -> Answer:
    addresses = [x for x in sandbox.settings.verified if "@" in x]
    rows = [
        {"id": n, "from_email": x, "verified": True, "locked": False}
        for n, x in enumerate(addresses, 1)
    ]
    return Answer(200, {"results": rows})


def sender_domains(sandbox: Sandbox, call: Call) -> Answer:
    wanted = call.first("domain")
    verified = sandbox.settings.verified
    domains = [x for x in verified if "@" not in x and not x.startswith("*.")]
    if wanted and wanted not in domains and is_verified(f"anybody@{wanted}", verified):
        domains.append(wanted)
    rows = [
        {"id": n, "domain": x, "subdomain": "em1", "valid": True, "default": n == 1}
        for n, x in enumerate(domains, 1)
        if wanted in ("", x)
    ]
    return Answer(200, rows)


def show_stats(sandbox: Sandbox, call: Call) -> Answer:
    return _stats(sandbox, call, [None])


def show_category_stats(sandbox: Sandbox, call: Call) -> Answer:
    names = list(call.query.get("categories", ()))
    if not 0 < len(names) <= MOST_CATEGORIES:
        return refused(Refusal("categories is required, at most 10", "categories"))
    return _stats(sandbox, call, names)


def _stats(sandbox: Sandbox, call: Call, names: Sequence[str | None]) -> Answer:
    today = datetime.fromtimestamp(sandbox.now(), UTC).date()
    try:
        start = date.fromisoformat(call.first("start_date"))
        end = date.fromisoformat(call.first("end_date", today.isoformat()))
    except ValueError:
        return refused(Refusal("start_date is required, as YYYY-MM-DD", "start_date"))
    with sandbox.lock:
        return Answer(200, sandbox.stats.table(stats.days(start, end), names))


def search_logs(sandbox: Sandbox, call: Call) -> Answer:
    terms = logs.parse(str(call.member("query")))
    limit = call.member("limit")
    limit = MESSAGES_LISTED if limit is None else limit
    if terms is None:
        return refused(Refusal("invalid query", "query"))
    if type(limit) is not int or not 1 <= limit <= MOST_MESSAGES_LISTED:
        return refused(Refusal("limit must be between 1 and 1000", "limit"))
    found = [x for x in sandbox.outbox if all(term.matches(x) for term in terms)]
    return Answer(200, {"messages": [logs.row(letter) for letter in found[:limit]]})


def show_log(sandbox: Sandbox, call: Call) -> Answer:
    wanted = call.path["id"]
    letter = next((x for x in sandbox.outbox if x.sg_message_id == wanted), None)
    return Answer(200, logs.detail(letter)) if letter else refused(NOT_FOUND)
