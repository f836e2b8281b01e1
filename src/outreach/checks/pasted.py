"""Addresses as they come out of somebody's mailbox, feed or editor, and what they stood for."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from .hosts import within

_TRACKING = re.compile(
    r"utm_\w+|fbclid|gclid|gbraid|wbraid|dclid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid"
    r"|mc_eid|mkt_tok|_hsenc|_hsmi|hsctatracking|vero_id|oly_enc_id|oly_anon_id|ref_src|__s",
    re.IGNORECASE,
)
_WRAPPERS = {
    "safelinks.protection.outlook.com": "url",
    "l.facebook.com": "u",
    "lm.facebook.com": "u",
    "l.instagram.com": "u",
    "linkprotect.cudasvc.com": "a",
    "slack-redir.net": "url",
    "urldefense.proofpoint.com": "u",
}
_UNREADABLE = (
    *("list-manage.com", "ct.sendgrid.net", "mimecastprotect.com", "mimecast.com"),
    *("urldefense.com", "urldefense.us", "click.mlsend.com"),
)
_GOOGLE = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}")
_URLDEFENSE = re.compile(r"/v3/__(.+?)__;")
_EDITORS = re.compile(r"/(?:document|spreadsheets|presentation|forms)/d/[^/]+/edit")


def wrapped_by(parts: SplitResult) -> str:
    """The gateway or feed that an address leads through, blank if none."""
    host = parts.hostname or ""
    if _GOOGLE.fullmatch(host) and parts.path in ("/url", "/amp"):
        return host
    if parts.path.startswith("/ls/click") and within(host, "sendgrid.net"):
        return host
    return host if within(host, *_WRAPPERS, *_UNREADABLE) else ""


def unwrapped(address: str) -> str:
    """The page's own address: out of its wrapping, without tracking; as it was if unknown.

    >>> unwrapped("https://www.google.com/url?q=https://example.org/a%3Futm_source%3Dx&sa=D")
    'https://example.org/a'
    """
    for _ in range(3):
        inside = _inside(address)
        if not inside:
            break
        address = inside
    return _without_tracking(address)


def tracking(parts: SplitResult) -> tuple[str, ...]:
    """The names of the query's keys that say where or by whom the link was found."""
    names = (name for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    return tuple(dict.fromkeys(name for name in names if _TRACKING.fullmatch(name)))


def of_an_editor(parts: SplitResult) -> str:
    """What only those see who work on a page: a preview or an editor; blank if none."""
    host, names = parts.hostname or "", dict(parse_qsl(parts.query, keep_blank_values=True))
    if names.get("preview") == "true" or "preview_id" in names:
        return "the preview of a page"
    if "/wp-admin/" in parts.path or parts.path.endswith("/wp-login.php"):
        return "the editor's side of a site"
    if host == "docs.google.com" and _EDITORS.match(parts.path):
        return "a document in its editor"
    return ""


def _inside(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    host = parts.hostname or ""
    if found := _URLDEFENSE.search(parts.path + "?" + parts.query + "#" + parts.fragment):
        # A star stands for characters whose spelling the gateway packs away elsewhere.
        return "" if "*" in found[1] or not within(host, "urldefense.com") else found[1]
    key = next((key for name, key in _WRAPPERS.items() if within(host, name)), "")
    query = dict(parse_qsl(parts.query))
    if not key and wrapped_by(parts) == host and _GOOGLE.fullmatch(host):
        key = "q" if "q" in query else "url"
    value = query.get(key, "")
    if host == "urldefense.proofpoint.com":
        value = unquote(value.replace("-", "%").replace("_", "/"))
    return value if value.startswith(("https://", "http://")) else ""


def _without_tracking(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return address
    if not tracking(parts):
        return address
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not _TRACKING.fullmatch(name)
    ]
    return urlunsplit(parts._replace(query=urlencode(kept, quote_via=quote)))
