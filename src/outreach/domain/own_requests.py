"""Whether a page of ours asks, by what a browser says of a request; another site's may not.

Fetch Metadata (W3C), and the ``Origin`` header of the Fetch Standard. Names are in lower case.
"""

from __future__ import annotations

from collections.abc import Mapping


def names_another_site(host: str, headers: Mapping[str, str]) -> bool:
    """Whether the ``Origin`` is not ``host``, which is the request's own.

    Under ``no-referrer`` that of a form is null, as that of any sandbox is: no word either way.
    """
    origin = headers.get("origin", "")
    if origin in ("", "null"):
        return False
    return origin.lower() != f"http://{host.lower()}"


def may_read(host: str, headers: Mapping[str, str]) -> bool:
    """Programs may, pages of ours, and whoever follows a link or types an address."""
    if names_another_site(host, headers):
        return False
    return headers.get("sec-fetch-site", "") in ("", "same-origin", "none") or _follows(headers)


def _follows(headers: Mapping[str, str]) -> bool:
    navigates = headers.get("sec-fetch-mode") == "navigate"
    return navigates and headers.get("sec-fetch-dest") == "document"
