"""What the event webhook at SendGrid means for our numbers: one sign a question."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outreach.domain.health import Sign, Untold
from outreach.domain.webhook import Webhook, Webhooks, bare_key, lacking

_MEND = "outreach listen --check mends it"


def webhook_signs(
    webhooks: Webhooks | Untold,
    url: str,
    keys: Sequence[str],
    measured: Sequence[str],
    heard_at: str = "",
) -> Iterator[Sign]:
    """Whether SendGrid reports to ``url``, of all that must be known, with a key that we trust.

    ``heard_at`` is when letters of ours were told of last (ISO 8601), blank for never. ``url`` is
    blank where no public address is settled: then ours is known by its key alone.
    """
    if isinstance(webhooks, Untold):
        said = f"cannot tell whether SendGrid posts events here: {webhooks.why}"
        way_out = "give the key the scope user.webhooks.event.settings.read"
        yield Sign("webhook", "unknown", said, way_out)
        return
    webhook = webhooks.at(url) if url else webhooks.signed_with(keys)
    if webhook is not None:
        yield from _of_ours(webhook, keys, measured, heard_at)
    elif url:
        said = f"no webhook at SendGrid posts to {url}"
        yield Sign("webhook", "bad", said, "outreach listen --check sets it up")
    else:
        said = "there is no public_url, and no webhook with a key of outreach.toml"
        way_out = "set public_url and run outreach listen --check, or use outreach sync"
        yield Sign("webhook", "look", said, way_out)


def _of_ours(
    webhook: Webhook, keys: Sequence[str], measured: Sequence[str], heard_at: str
) -> Iterator[Sign]:
    off = lacking(webhook, measured)
    trusted = bare_key(webhook.public_key) in {bare_key(key) for key in keys}
    if not webhook.enabled:
        yield Sign("webhook", "bad", "SendGrid's webhook to us is switched off", _MEND)
    if off:
        said = f"SendGrid does not report these events: {', '.join(off)}"
        yield Sign("webhook", "bad", said, _MEND)
    if not webhook.public_key:
        yield Sign("webhook", "bad", "SendGrid does not sign what it posts to us", _MEND)
    elif not trusted:
        said = "SendGrid signs with a key that is not in outreach.toml: its posts are refused"
        yield Sign("webhook", "bad", said, "outreach listen --check prints the line to put there")
    elif webhook.enabled and not off:
        said = f"SendGrid posts signed events to {_shown(webhook.url)}"
        at = f"{heard_at[:16].replace('T', ' ')} UTC"
        last = f"of our letters it told last at {at}" if heard_at else "of no letter of ours yet"
        yield Sign("webhook", "good", f"{said}; {last}")


def _shown(url: str) -> str:
    """Without the user and password that may stand in it."""
    scheme, slashes, rest = url.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}{slashes}{host.rpartition('@')[2]}{slash}{path}"
