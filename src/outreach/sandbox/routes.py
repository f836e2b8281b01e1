"""Which handler answers which path under ``/v3``; mail/send is ``app``'s own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from . import api_account as account
from . import api_settings as settings
from . import api_suppressions as suppressions
from . import api_webhooks as webhooks
from .calls import Handler
from .suppressions import LISTS

Entry = tuple[str, str, Handler]

_SCHEDULED = "/v3/user/scheduled_sends"
_GROUP = "/v3/asm/groups/{id:count}/suppressions"
_GLOBAL = "/v3/asm/suppressions/global"
_WEBHOOK = "/v3/user/webhooks/event"

ACCOUNT: tuple[Entry, ...] = (
    ("POST", "/v3/mail/batch", account.new_batch),
    ("GET", "/v3/mail/batch/{id}", account.show_batch),
    ("GET", _SCHEDULED, account.list_scheduled),
    ("POST", _SCHEDULED, account.stop_scheduled),
    ("GET", _SCHEDULED + "/{id}", account.list_scheduled),
    ("PATCH", _SCHEDULED + "/{id}", account.change_scheduled),
    ("DELETE", _SCHEDULED + "/{id}", account.resume_scheduled),
    ("GET", "/v3/scopes", account.scopes),
    ("GET", "/v3/user/credits", account.credits_left),
    ("GET", "/v3/tracking_settings", settings.tracking),
    ("GET", "/v3/mail_settings", settings.mail),
    ("GET", "/v3/verified_senders", account.verified_senders),
    ("GET", "/v3/whitelabel/domains", account.sender_domains),
    ("GET", "/v3/asm/groups", suppressions.groups),
    ("GET", _GROUP, suppressions.group_suppressed),
    ("POST", _GROUP, suppressions.suppress_in_group),
    ("POST", _GROUP + "/search", suppressions.search_group),
    ("DELETE", _GROUP + "/{email}", suppressions.forget_in_group),
    ("GET", "/v3/asm/suppressions", suppressions.list_left),
    ("POST", _GLOBAL, suppressions.suppress_globally),
    ("GET", _GLOBAL + "/{email}", suppressions.show_globally_suppressed),
    ("DELETE", _GLOBAL + "/{email}", suppressions.forget_globally),
    ("GET", "/v3/stats", account.show_stats),
    ("GET", "/v3/categories/stats", account.show_category_stats),
    ("POST", "/v3/logs", account.search_logs),
    ("GET", "/v3/logs/{id}", account.show_log),
    ("GET", _WEBHOOK + "/settings/all", webhooks.listed),
    ("POST", _WEBHOOK + "/settings", webhooks.made),
    ("GET", _WEBHOOK + "/settings/signed/{id}", webhooks.key),
    ("PATCH", _WEBHOOK + "/settings/signed/{id}", webhooks.signed),
    ("GET", _WEBHOOK + "/settings/{id}", webhooks.shown),
    ("PATCH", _WEBHOOK + "/settings/{id}", webhooks.changed),
    ("DELETE", _WEBHOOK + "/settings/{id}", webhooks.removed),
    ("POST", _WEBHOOK + "/test", webhooks.tried),
)


def entries() -> Iterator[Entry]:
    """(method, path, handler) of every path but mail/send."""
    yield from ACCOUNT
    for name in LISTS:
        path = f"/v3/suppression/{name}"
        yield "GET", path, partial(suppressions.list_suppressed, name)
        yield "DELETE", path, partial(suppressions.forget_suppressed, name)
        yield "GET", path + "/{email}", partial(suppressions.show_suppressed, name)
        yield "DELETE", path + "/{email}", partial(suppressions.forget_one_suppressed, name)
