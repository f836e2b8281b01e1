"""The answers under ``/v3/user/webhooks/event``: the settings of event webhooks, and their test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from outreach.errors import WrongUsage

from .answers import NOT_FOUND, Answer, Refusal, refused
from .calls import Call
from .events import trial_events
from .hooks import ACCOUNT_CHANGE, SWITCHES, Hook
from .sandbox import Sandbox
from .settings import check_webhook_url


def listed(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        hooks = [_row(hook, call) for hook in sandbox.hooks.all()]
        return Answer(200, {"max_allowed": sandbox.hooks.most, "webhooks": hooks})


def shown(sandbox: Sandbox, call: Call) -> Answer:
    hook = _named(sandbox, call)
    return Answer(200, _row(hook, call)) if hook else refused(NOT_FOUND)


def made(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        asked = _changed(Hook("", "", at=sandbox.now()), call)
        if isinstance(asked, Refusal):
            return refused(asked)
        kept = sandbox.hooks.add(asked)
        return refused(kept) if isinstance(kept, Refusal) else Answer(201, _row(kept, call))


def changed(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        hook = _named(sandbox, call)
        if hook is None:
            return refused(NOT_FOUND)
        asked = _changed(hook, call)
        if isinstance(asked, Refusal):
            return refused(asked)
        kept = sandbox.hooks.change(asked)
        return refused(kept) if isinstance(kept, Refusal) else Answer(200, _row(kept, call))


def removed(sandbox: Sandbox, call: Call) -> Answer:
    with sandbox.lock:
        gone = sandbox.hooks.remove(call.path["id"])
    return Answer(204) if gone else refused(NOT_FOUND)


def key(sandbox: Sandbox, call: Call) -> Answer:
    hook = _named(sandbox, call)
    if hook is None:
        return refused(NOT_FOUND)
    return Answer(200, {"id": hook.id, "public_key": hook.public_key})


def signed(sandbox: Sandbox, call: Call) -> Answer:
    on = call.member("enabled")
    if not isinstance(on, bool):
        return refused(Refusal("enabled must be a boolean", "enabled"))
    with sandbox.lock:
        hook = _named(sandbox, call)
        if hook is None:
            return refused(NOT_FOUND)
        hook = sandbox.hooks.sign(hook, signed=on)
    return Answer(200, {"id": hook.id, "public_key": hook.public_key})


def tried(sandbox: Sandbox, call: Call) -> Answer:
    """Events that belong to no letter are posted to ``url`` once, signed as the webhook ``id``."""
    url, hook_id = call.member("url"), call.member("id")
    if not isinstance(url, str) or not url:
        return refused(Refusal("url is required", "url"))
    if hook_id is not None and sandbox.hooks.get(str(hook_id)) is None:
        return refused(NOT_FOUND)
    try:
        sandbox.test_webhook(url, trial_events(sandbox.now()), str(hook_id or ""))
    except WrongUsage as error:
        return refused(Refusal(error.message, "url"))
    return Answer(204)


def _named(sandbox: Sandbox, call: Call) -> Hook | None:
    return sandbox.hooks.get(call.path["id"])


def _changed(hook: Hook, call: Call) -> Hook | Refusal:
    """``hook`` with what the body says; what it does not name stays."""
    url, name = call.member("url"), call.member("friendly_name")
    if url is not None or not hook.url:
        if not isinstance(url, str) or not url:
            return Refusal("url is required", "url")
        try:
            check_webhook_url(url)
        except WrongUsage as error:
            return Refusal(error.message, "url")
        hook = replace(hook, url=url)
    on = set(hook.on)
    for switch in ("enabled", *SWITCHES):
        value = call.member(switch)
        if value is None:
            continue
        if not isinstance(value, bool):
            return Refusal(f"{switch} must be a boolean", switch)
        if switch == "enabled":
            hook = replace(hook, enabled=value)
        else:
            (on.add if value else on.discard)(switch)
    named = replace(hook, name=name) if isinstance(name, str) else hook
    return replace(named, on=frozenset(on))


def _row(hook: Hook, call: Call) -> dict[str, object]:
    """As SendGrid shows it; the account's own changes only to who asks to see them."""
    asked = ACCOUNT_CHANGE in ",".join(call.query.get("include", ()))
    made_at = datetime.fromtimestamp(hook.at, UTC).isoformat(timespec="seconds")
    return {
        "id": hook.id,
        "url": hook.url,
        "enabled": hook.enabled,
        "friendly_name": hook.name,
        "created_date": made_at,
        "updated_date": made_at,
        "public_key": hook.public_key,
        **{name: name in hook.on for name in SWITCHES if asked or name != ACCOUNT_CHANGE},
    }
